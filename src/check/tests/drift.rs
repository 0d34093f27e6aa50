//! The order of the columns in a file changes nothing but the order of the columns in the file.

use proptest::prelude::*;

use super::{Checked, accepted_rows, bad_rows, checked, pipeline, rejects, rows, sorted};
use crate::check::Reject;
use crate::workspace::Pipeline;

const NAMES: [&str; 4] = ["id", "day", "tier", "total"];
const COLUMNS: &str = r#"{ name = "id", type = "int" }, { name = "day", type = "date", required = true },
    { name = "tier", type = "enum", values = ["gold", "silver"] },
    { name = "total", type = "decimal(12,2)", min = 0 }"#;
const HEADED: &str = r#"{ type = "delimited" }"#;
const JSON: &str = r#"{ type = "json" }"#;

/// Everything that a check says, with the rejected fields as an error report has them.
fn said(found: &Checked) -> [Vec<String>; 4] {
    let fields = |r: &Reject| format!("{:?}", r.fields.iter().collect::<Vec<_>>());
    let rejected = rejects(found).into_iter().zip(bad_rows(found)).map(|(why, row)| why + &fields(&row)).collect();
    let sums = format!("{:?} {:?}", found.counts, found.totals);
    [sorted(accepted_rows(found)), rejected, sorted(rows(&found.held)), vec![sums]]
}

fn csv(order: &[usize], records: &[Vec<String>]) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    writer.write_record(order.iter().map(|&at| NAMES[at])).unwrap();
    for record in records {
        let moved = order.iter().map(|&at| record[at].as_str());
        writer.write_record(moved.chain(record.iter().skip(order.len()).map(String::as_str))).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn json(order: &[usize], records: &[Vec<String>]) -> String {
    let object = |record: &Vec<String>| {
        let fields =
            order.iter().map(|&at| format!("{:?}:{}", NAMES[at], serde_json::Value::from(record[at].as_str())));
        format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
    };
    format!("[{}]", records.iter().map(object).collect::<Vec<_>>().join(",\n"))
}

fn value(column: usize) -> BoxedStrategy<String> {
    let values: &[&str] = match column {
        0 => &["1", "2", "3", "4", "x", ""],
        1 => &["2024-10-09", "2024-10-10", "yesterday", ""],
        2 => &["gold", "silver", "bronze", ""],
        _ => &["1", "2.50", "-1", "free", ""],
    };
    prop_oneof![9 => prop::sample::select(values.to_vec()).prop_map(str::to_owned), 1 => "[a-z,\"\n]{0,4}"].boxed()
}

/// Rows of four fields; now and then one that has more.
fn record() -> impl Strategy<Value = Vec<String>> {
    let beyond = prop_oneof![9 => Just(Vec::new()), 1 => Just(vec!["beyond".to_owned()])];
    ((value(0), value(1), value(2), value(3)), beyond)
        .prop_map(|((id, day, tier, total), beyond)| [vec![id, day, tier, total], beyond].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_columns_says_the_same(
        order in Just(vec![0, 1, 2, 3]).prop_shuffle(),
        records in prop::collection::vec(record(), 0..30),
    ) {
        let straight = [0, 1, 2, 3];
        let headed = pipeline(HEADED, r#"["id"]"#, COLUMNS);
        // What stands on which line is the same too: only the fields of a line change their places.
        let expected = said(&checked(&headed, csv(&straight, &records)));
        prop_assert_eq!(said(&checked(&headed, csv(&order, &records))), expected);
        let objects = pipeline(JSON, r#"["day", "id"]"#, COLUMNS);
        let expected = said(&checked(&objects, json(&straight, &records)));
        prop_assert_eq!(said(&checked(&objects, json(&order, &records))), expected);
    }
}

#[track_caller]
fn check_held(pipeline: &Pipeline, bytes: &str, expected: &[&str]) {
    assert_eq!(sorted(rows(&checked(pipeline, bytes).held)), expected, "{bytes}");
}

#[test]
fn a_key_is_held_only_where_it_is_sure() {
    let headed = pipeline(HEADED, r#"["id"]"#, COLUMNS);
    check_held(&headed, "id,day,tier,total\n1\n", &["1"]);
    check_held(&headed, "total,id,day,tier\n1\n", &[]);
    check_held(&headed, "total,id,day,tier\n9,1\n", &["1"]);
    check_held(&headed, "total,day,tier,id\n9,2024-10-09,gold\n", &[]);
    check_held(&headed, "total,day,tier,id\n9,2024-10-09,gold,1,x\n", &["1"]);
    check_held(&headed, "total,id,day,tier\n\"9\"x,1,2024-10-09,gold\n", &[]);
    let objects = pipeline(JSON, r#"["id"]"#, COLUMNS);
    check_held(&objects, r#"[{"id":1,"new":2}]"#, &["1"]);
    check_held(&objects, r#"[{"id":1,"id":2}]"#, &[]);
    check_held(&objects, r#"[{"id":1,"id":1}]"#, &["1"]);
}
