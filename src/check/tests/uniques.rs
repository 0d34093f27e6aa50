//! Values that no two open versions of a table may share.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

/// An open version: `id`, `mail`, `n`.
type Version<'a> = (i64, Option<&'a str>, Option<i64>);

fn customers(load: &str, rest: &str) -> Pipeline {
    let columns = format!(
        "{{ name = \"id\", type = \"int\" }}, {{ name = \"mail\", type = \"string\", unique = true{rest} }},
         {{ name = \"n\", type = \"int\", unique = true }}"
    );
    configured(&format!("format = {CSV}\nload = \"{load}\"\nkey = [\"id\"]\ncolumns = [ {columns} ]\n"), "")
}

fn open(pipeline: &Pipeline, versions: &[Version<'_>]) -> Lookups {
    let ids: Vec<i64> = versions.iter().map(|v| v.0).collect();
    let mails: Vec<Option<&str>> = versions.iter().map(|v| v.1).collect();
    let numbers: Vec<Option<i64>> = versions.iter().map(|v| v.2).collect();
    let frame = df!("n" => numbers, "id" => ids, "mail" => mails).unwrap();
    let mut lookups = Lookups::default();
    lookups.add_open(pipeline, &frame.slice(0, 1)).unwrap();
    lookups.add_open(pipeline, &frame.slice(1, frame.height())).unwrap();
    lookups
}

/// The rejects of a file of `id,mail,n` for a table with these open versions.
#[track_caller]
fn check(load: &str, table: &[Version<'_>], bytes: &str, expected: &[&str]) {
    let pipeline = customers(load, "");
    let found = tried(&pipeline, bytes, &open(&pipeline, table)).unwrap();
    assert_eq!(rejects(&found), expected, "{load} {table:?}");
    assert_eq!(found.warnings, []);
}

fn taken(line: u64, value: &str) -> String {
    format!("{line}: mail: another row of the table has the value (got \"{value}\")")
}

#[test]
fn values_that_rows_of_a_file_share() {
    let shared = |line: u64, lines: &str, value: &str| {
        format!("{line}: mail: the value stands on several rows, on lines {lines} (got \"{value}\")")
    };
    let both = [shared(1, "1, 3", "a"), shared(3, "1, 3", "a")];
    let both: Vec<&str> = both.iter().map(String::as_str).collect();
    for load in ["snapshot", "transaction"] {
        check(load, &[], "1,a,\n2,b,\n3,a,\n", &both);
        // Nulls are never the same, a repeat is the same row, and case counts.
        check(load, &[], "1,,\n2,,\n3,a,\n3,a,\n4,A,\n", &[]);
        // A row that is rejected anyway shares nothing.
        check(load, &[], "1,a,\n2,a,x\n", &["2: n: not a whole number (got \"x\")"]);
    }
    let all = "the value stands on several rows, on lines 1, 2, 3, 4, 5 and 1 more";
    let found = checked(&customers("snapshot", ""), "1,a,\n2,a,\n3,a,\n4,a,\n5,a,\n6,a,1\n7,b,1\n");
    assert_eq!(rejects(&found)[0], format!("1: mail: {all} (got \"a\")"));
    let several = format!("6: mail: {all} (got \"a\"); n: the value stands on several rows, on lines 6, 7 (got \"1\")");
    assert_eq!(rejects(&found)[5], several);
    assert_eq!(sorted(rows(&found.held)), ["1", "2", "3", "4", "5", "6", "7"]);
}

#[test]
fn values_that_the_table_keeps() {
    let table = [(1, Some("a"), None), (2, Some("b"), None)];
    // A snapshot closes the keys that it does not name.
    check("snapshot", &table, "3,a,\n", &[]);
    check("transaction", &table, "3,a,\n", &[&taken(1, "a")]);
    // The same key may keep its value, and two keys may change places.
    check("transaction", &table, "1,a,1\n", &[]);
    check("transaction", &table, "1,b,\n2,a,\n", &[]);
    check("transaction", &table, "1,b,\n", &[&taken(1, "b")]);
    check("transaction", &table, "2,c,\n3,b,\n", &[]);
    // A held key keeps its value, unless it has a good row as well.
    let n = "1: n: not a whole number (got \"x\")";
    check("snapshot", &table, "1,c,x\n3,a,\n", &[n, &taken(2, "a")]);
    check("snapshot", &table, "1,c,x\n1,c,1\n3,a,\n", &[n]);
}

#[test]
fn a_rejected_row_may_cost_others() {
    let table = [(1, Some("a"), None), (2, Some("b"), None), (3, Some("c"), None)];
    let n = "3: n: not a whole number (got \"y\")";
    for load in ["snapshot", "transaction"] {
        // 3 keeps c, so 2 keeps b, so 1 keeps a, so 4 has nothing.
        let all = [&taken(1, "b"), &taken(2, "c"), n, &taken(4, "a")];
        check(load, &table, "1,b,\n2,c,\n3,x,y\n4,a,\n", &all);
        check(load, &table, "1,b,\n2,c,\n3,x,\n4,a,\n", &[]);
    }
}

#[test]
fn rows_on_one_line() {
    let columns = r#"{ name = "id", type = "int" },
        { name = "v", type = "string", unique = true, length = 1, severity = { length = "warn" } }"#;
    let pipeline = pipeline(JSON, r#"["id"]"#, columns);
    let found = checked(&pipeline, r#"[{"id":1,"v":"aa"},{"id":1,"v":"aa"},{"id":2,"v":"aa"},{"id":3,"v":"bb"}]"#);
    let told = "1: v: the value stands on several rows, on line 1 (got \"aa\")";
    assert_eq!(rejects(&found), [told, told]);
    assert_eq!((found.counts.accepted, found.counts.duplicates), (1, 1));
}

#[test]
fn unique_values_that_only_warn() {
    let pipeline = customers("transaction", ", severity = \"warn\"");
    let lookups = open(&pipeline, &[(1, Some("a"), None), (8, Some("h"), None)]);
    let found = tried(&pipeline, "2,a,\n3,b,\n4,b,\n5,c,7\n6,c,7\n9,h,\n", &lookups).unwrap();
    assert_eq!(bad_rows(&found).iter().map(|r| r.line).collect::<Vec<_>>(), [4, 5]);
    let expected = [
        "2 rows: mail: another row of the table has the value; loaded all the same (lines 1, 6)",
        "2 rows: mail: the value stands on several rows; loaded all the same (lines 2, 3)",
    ];
    assert_eq!(warnings(&found), expected);
}

#[test]
fn totals_and_other_warnings_follow() {
    let columns = r#"{ name = "id", type = "int" }, { name = "total", type = "decimal(12,2)" },
        { name = "v", type = "int", unique = true, max = 5, severity = { max = "warn" } }"#;
    let found = checked(&pipeline(CSV, r#"["id"]"#, columns), "1,1.00,7\n2,2.00,7\n3,4.00,8\n");
    assert_eq!((found.totals[0].file, found.totals[0].rejected), (700, 300));
    assert_eq!(warnings(&found), ["1 row: v: above 5; loaded all the same (line 3)"]);
}

/// A row of a small file: its key, a value, another, and whether it is of the wrong type; 0 is null.
type Row = (u8, u8, u8, bool);

/// The keys of the rows that are rejected for their values, the plain way.
fn model(load: &str, table: &BTreeMap<u8, (u8, u8)>, file: &BTreeMap<u8, Row>) -> BTreeSet<u8> {
    let good: BTreeMap<u8, (u8, u8)> = file.values().filter(|r| !r.3).map(|r| (r.0, (r.1, r.2))).collect();
    let same = |a: &(u8, u8), b: &(u8, u8)| a.0 > 0 && a.0 == b.0 || a.1 > 0 && a.1 == b.1;
    let shares = |key: &u8, row: &(u8, u8)| good.iter().any(|(k, r)| k != key && same(r, row));
    let mut bad: BTreeSet<u8> = good.iter().filter(|(k, r)| shares(k, r)).map(|(k, _)| *k).collect();
    loop {
        let stays = |key: &u8| match file.get(key) {
            Some(_) => !good.contains_key(key) || bad.contains(key),
            None => load == "transaction",
        };
        let taken = |key: &u8, row: &(u8, u8)| table.iter().any(|(k, r)| k != key && stays(k) && same(r, row));
        let more: Vec<u8> = good.iter().filter(|(k, r)| !bad.contains(k) && taken(k, r)).map(|(k, _)| *k).collect();
        if more.is_empty() {
            return bad;
        }
        bad.extend(more);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_as_the_plain_way(
        table in prop::collection::btree_map(0u8..9, (0u8..7, 0u8..7), 1..8),
        rows in prop::collection::vec((0u8..9, 0u8..7, 0u8..7, prop::bool::weighted(0.2)), 1..12),
        snapshot: bool,
    ) {
        let load = if snapshot { "snapshot" } else { "transaction" };
        let file: BTreeMap<u8, Row> = rows.into_iter().map(|row| (row.0, row)).collect();
        let text = |v: u8| if v == 0 { String::new() } else { v.to_string() };
        let line = |(id, a, b, wrong): &Row| {
            format!("{id},{},{}\n", text(*a), if *wrong { "x".to_owned() } else { text(*b) })
        };
        let bytes: String = file.values().map(line).collect();
        let pipeline = customers(load, "");
        let mails: Vec<String> = table.values().map(|(a, _)| text(*a)).collect();
        let some = |mail: &'_ String| (!mail.is_empty()).then(|| mail.clone());
        let mails: Vec<Option<String>> = mails.iter().map(some).collect();
        let versions: Vec<Version<'_>> = table
            .iter()
            .zip(&mails)
            .map(|((id, (_, b)), mail)| (i64::from(*id), mail.as_deref(), (*b > 0).then_some(i64::from(*b))))
            .collect();
        let found = tried(&pipeline, bytes, &open(&pipeline, &versions)).unwrap();
        let wrong = file.values().filter(|row| row.3).map(|row| row.0);
        let expected: BTreeSet<u8> = model(load, &table, &file).into_iter().chain(wrong).collect();
        let rejected: BTreeSet<u8> = bad_rows(&found).iter().map(|r| r.fields[0].parse().unwrap()).collect();
        prop_assert_eq!(rejected, expected);
    }
}
