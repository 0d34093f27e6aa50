//! Keys with very many rows, and rejects that are more than memory has room for; `tried` checks each file as a whole
//! and in parts, and both must say the same.

use proptest::prelude::*;

use super::{CSV, bad_rows, checked, configured, pipeline, rejects};
use crate::check::{Counts, Total, joined_reasons};
use crate::workspace::Pipeline;

const PAIR: &str = r#"{ name = "k", type = "int" }, { name = "v", type = "decimal(9,1)" }"#;

fn pairs() -> Pipeline {
    pipeline(CSV, r#"["k"]"#, PAIR)
}

#[test]
fn a_row_that_stands_there_very_often_counts_once() {
    let found = checked(&pairs(), "7,2\n".repeat(1000) + "8,1\n");
    assert_eq!(found.counts, Counts { rows: 1001, accepted: 2, rejected: 0, duplicates: 999 });
    let total = Total { column: "v".to_owned(), scale: 1, file: 20_010, rejected: 0, duplicates: 19_980 };
    assert_eq!(found.totals, [total]);
}

#[test]
fn a_key_with_very_many_rows_of_which_one_differs_is_rejected_with_all_of_them() {
    for (before, after) in [(1000, 0), (0, 1000), (500, 500), (3, 997)] {
        let found = checked(&pairs(), "7,2\n".repeat(before) + "7,3\n" + &"7,2\n".repeat(after) + "8,1\n");
        assert_eq!(found.counts, Counts { rows: 1002, accepted: 1, rejected: 1001, duplicates: 0 });
        let told = "k: the key has different rows, on lines 1, 2, 3, 4, 5 and 996 more (got \"7\")";
        assert_eq!(rejects(&found)[0], format!("1: {told}"));
        assert!(bad_rows(&found).iter().all(|row| joined_reasons(&row.reasons) == told));
        let total = Total { column: "v".to_owned(), scale: 1, file: 20_040, rejected: 20_030, duplicates: 0 };
        assert_eq!(found.totals, [total]);
        assert_eq!(found.held.height().min(1), 1);
    }
}

#[test]
fn a_key_on_every_row_is_rejected_with_every_row() {
    let rows: String = (0..1000).map(|n| format!("7,{n}\n")).collect();
    let found = checked(&pairs(), rows);
    assert_eq!(found.counts, Counts { rows: 1000, accepted: 0, rejected: 1000, duplicates: 0 });
    let sum = (0..1000).sum::<i128>() * 10;
    assert_eq!(found.totals[0].rejected, sum);
    assert_eq!(bad_rows(&found).iter().map(|row| row.line).collect::<Vec<_>>(), (1..=1000).collect::<Vec<_>>());
}

/// A wrong row among them is in no conflict.
#[test]
fn bad_rows_among_very_many() {
    let found = checked(&pairs(), "7,2\n".repeat(300) + "7,x\n" + &"7,2\n".repeat(300) + "x\n");
    assert_eq!(found.counts, Counts { rows: 602, accepted: 1, rejected: 2, duplicates: 599 });
    assert_eq!(bad_rows(&found).iter().map(|row| row.line).collect::<Vec<_>>(), [301, 602]);
}

#[test]
fn values_that_many_rows_share_are_told_of_each_row() {
    let columns = format!("{PAIR}, {{ name = \"u\", type = \"int\", unique = true }}");
    let rest = format!("format = {CSV}\nload = \"snapshot\"\nkey = [\"k\"]\ncolumns = [ {columns} ]\n");
    let rows: String = (0..100).map(|n| format!("{n},1,{}\n", n % 7)).collect();
    let found = checked(&configured(&rest, ""), rows);
    assert_eq!(found.counts.rejected, 100);
    assert!(rejects(&found)[0].contains("on lines 1, 8, 15, 22, 29 and 10 more"), "{}", rejects(&found)[0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn parts_say_what_the_whole_says(
        runs in prop::collection::vec((0u8..4, prop::sample::select(vec!["1", "2", "x", "1,1", ""]), 1usize..40), 1..20),
    ) {
        let text: String = runs.iter().map(|(k, v, n)| format!("{k},{v}\n").repeat(*n)).collect();
        let found = checked(&pairs(), &text);
        prop_assert_eq!(found.counts.rows, text.lines().count() as u64);
    }
}
