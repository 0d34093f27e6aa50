//! Rows -> accepted, rejected, held: `check(type, text, expected)` a value, and whole files.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod conditions;
mod corrections;
mod drift;
mod files;
mod fix;
mod heavy;
mod moments;
mod reasons;
mod references;
mod severities;
mod uniques;

use polars::prelude::*;
use tempfile::TempDir;

use super::{
    Checked, Corrections, Counts, Lookups, Reject, Rejects, Scratch, Source, Total, file, joined_reasons, read_report,
    write_report,
};
use crate::error::Result;
use crate::store::Location;
use crate::workspace::{self, Pipeline};

const CSV: &str = r#"{ type = "delimited", header = false }"#;
const JSON: &str = r#"{ type = "json" }"#;

fn pipeline(format: &str, key: &str, columns: &str) -> Pipeline {
    configured(&format!("format = {format}\nload = \"snapshot\"\nkey = {key}\ncolumns = [ {columns} ]\n"), "")
}

/// The pipeline `t` that a config describes so, beside `others`.
fn configured(rest: &str, others: &str) -> Pipeline {
    let folder = tempfile::tempdir().unwrap();
    let config = format!("[pipelines.t]\nfiles = 't_(?<date>\\d{{8}})'\n{rest}\n{others}");
    std::fs::write(folder.path().join("shoptui.toml"), &config).unwrap();
    workspace::open(folder.path()).unwrap_or_else(|e| panic!("{e:?} in\n{config}")).pipelines.remove(0)
}

fn checked(pipeline: &Pipeline, bytes: impl AsRef<[u8]>) -> Checked {
    tried(pipeline, bytes, &Lookups::default()).unwrap()
}

/// Checks a file as a whole and in many parts: both must say the same.
fn tried(pipeline: &Pipeline, bytes: impl AsRef<[u8]>, lookups: &Lookups) -> Result<Checked> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("t_20241009");
    std::fs::write(&path, bytes).unwrap();
    let found = |part_bytes| {
        let scratch = &Scratch { folder: folder.path().join("parts"), part_bytes };
        let corrections = &Corrections::default();
        file(&Source {
            file: &Location::of_path(&path).unwrap(),
            pipeline,
            scratch,
            corrections,
            lookups,
            check_cancelled: &|_| Ok(()),
        })
    };
    let (mut whole, parted) = match (found(1 << 30), found(16)) {
        (Ok(whole), Ok(parted)) => (whole, parted),
        (whole, parted) => {
            let failed = whole.unwrap_err();
            assert_eq!(parted.unwrap_err().to_string(), failed.to_string());
            return Err(failed);
        }
    };
    let Counts { rows: all, accepted, rejected, duplicates } = whole.counts;
    assert_eq!(all, accepted + rejected + duplicates);
    assert_eq!((accepted, rejected), (whole.accepted.height(), bad_rows(&whole).len() as u64));
    assert_eq!((parted.counts, &parted.totals, &parted.warnings), (whole.counts, &whole.totals, &whole.warnings));
    assert_eq!(rejects(&parted), rejects(&whole));
    assert_eq!(distinct(rows(&parted.held)), distinct(rows(&whole.held)));
    let parts = (0..parted.accepted.parts()).flat_map(|at| rows(&parted.accepted.part(at).unwrap())).collect();
    assert_eq!(sorted(parts), sorted(accepted_rows(&whole)));
    assert_eq!(parted.accepted.height(), accepted);
    drop(parted);
    // What is on disk goes with the folder.
    whole.rejects = Rejects::of(&bad_rows(&whole)).unwrap();
    assert_eq!(std::fs::read_dir(folder.path().join("parts")).map_or(0, Iterator::count), 0);
    Ok(whole)
}

/// The warnings in words.
fn warnings(checked: &Checked) -> Vec<String> {
    checked.warnings.iter().map(ToString::to_string).collect()
}

fn accepted_rows(checked: &Checked) -> Vec<String> {
    rows(&checked.accepted.part(0).unwrap())
}

/// A key is held or not, however many rows hold it.
fn distinct(rows: Vec<String>) -> Vec<String> {
    let mut rows = sorted(rows);
    rows.dedup();
    rows
}

fn sorted(mut rows: Vec<String>) -> Vec<String> {
    rows.sort();
    rows
}

/// The rejects themselves.
fn bad_rows(checked: &Checked) -> Vec<Reject> {
    checked.rejects.iter().unwrap().collect::<Result<_>>().unwrap()
}

/// The rejects as `line: reasons`.
fn rejects(checked: &Checked) -> Vec<String> {
    bad_rows(checked).iter().map(|r| format!("{}: {}", r.line, joined_reasons(&r.reasons))).collect()
}

/// The rows of a frame, without their hashes.
fn rows(frame: &DataFrame) -> Vec<String> {
    let frame = frame.drop_many(["row_hash"]);
    let cell = |c: &Column, row| match c.get(row).unwrap() {
        AnyValue::String(text) => text.to_owned(),
        AnyValue::StringOwned(text) => text.to_string(),
        other => other.to_string(),
    };
    (0..frame.height()).map(|row| frame.columns().iter().map(|c| cell(c, row)).collect::<Vec<_>>().join("|")).collect()
}

/// A value `v` of a column described as `rest`: `= value`, or the reason without its column.
#[track_caller]
fn check(rest: &str, text: &str, expected: &str) {
    let columns = format!("{{ name = \"id\", type = \"int\" }}, {{ name = \"v\", {rest} }}");
    let text = serde_json::to_string(text).unwrap();
    let checked = checked(&pipeline(JSON, r#"["id"]"#, &columns), format!("[{{\"id\": 1, \"v\": {text}}}]"));
    let found = match bad_rows(&checked).first().cloned() {
        Some(reject) => joined_reasons(&reject.reasons).replacen("v: ", "", 1),
        None => format!("= {}", accepted_rows(&checked)[0].replacen("1|", "", 1)),
    };
    assert_eq!(found, expected, "{rest}: {text}");
}

#[test]
fn ints() {
    let int = r#"type = "int""#;
    check(int, "9223372036854775807", "= 9223372036854775807");
    check(int, "-9223372036854775808", "= -9223372036854775808");
    check(int, "9223372036854775808", r#"not a whole number (got "9223372036854775808")"#);
    check(int, "-9223372036854775809", r#"not a whole number (got "-9223372036854775809")"#);
    check(int, "+1", "= 1");
    check(int, "007", "= 7");
    check(int, "-0", "= 0");
    for text in [" 1", "1 ", "--1", "+-1", "1.0", "1e3", "1,000", "0x1f", "٣", "-", "+", "1_000", "\u{feff}1"] {
        check(int, text, &format!("not a whole number (got {text:?})"));
    }
    check(int, "", "not a whole number, but empty");
    let limited = r#"type = "int", min = 1, max = 3"#;
    check(limited, "1", "= 1");
    check(limited, "3", "= 3");
    check(limited, "0", r#"below 1 (got "0")"#);
    check(limited, "4", r#"above 3 (got "4")"#);
}

#[test]
fn decimals() {
    let money = r#"type = "decimal(12,2)""#;
    check(money, "12.34", "= 12.34");
    check(money, "12.3", "= 12.30");
    check(money, "12", "= 12.00");
    check(money, "1.500", "= 1.50");
    check(money, "-0.01", "= -0.01");
    check(money, "+1.5", "= 1.50");
    check(money, "007.10", "= 7.10");
    check(money, "9999999999.99", "= 9999999999.99");
    check(money, "-9999999999.99", "= -9999999999.99");
    let mut bad = vec!["12.345", "10000000000", "9999999999.991", "-10000000000.00", "1e3", ".5", "5.", "--1", "+-1"];
    bad.extend([" 1", "1 ", "1,5", "1.2.3", "-", ".", "ERROR", "NaN", "inf", "$1.00", "1.5 €", "1_0"]);
    for text in bad {
        check(money, text, &format!("not a decimal(12,2) (got {text:?})"));
    }
    check(money, "", "not a decimal(12,2), but empty");
    let widest = r#"type = "decimal(38,0)""#;
    let nines = "9".repeat(38);
    check(widest, &nines, &format!("= {nines}"));
    check(widest, &format!("1{}", "0".repeat(38)), &format!("not a decimal(38,0) (got \"1{}\")", "0".repeat(38)));
    check(widest, &"9".repeat(60), &format!("not a decimal(38,0) (got \"{}\")", "9".repeat(60)));
    check(r#"type = "decimal(2,2)""#, "0.99", "= 0.99");
    check(r#"type = "decimal(2,2)""#, "1.00", r#"not a decimal(2,2) (got "1.00")"#);
    let limited = r#"type = "decimal(12,2)", min = 0, max = 10.5"#;
    check(limited, "0.00", "= 0.00");
    check(limited, "-0.01", r#"below 0.00 (got "-0.01")"#);
    check(limited, "10.51", r#"above 10.50 (got "10.51")"#);
}

#[test]
fn floats_and_bools() {
    let float = r#"type = "float""#;
    check(float, "1.5", "= 1.5");
    check(float, "1e3", "= 1000.0");
    check(float, "-2.5E-3", "= -0.0025");
    for text in ["nan", "NaN", "inf", "-inf", "infinity", "1e400", " 1", "1,5", "0x1p3", "e", "-"] {
        check(float, text, &format!("not a float (got {text:?})"));
    }
    check(r#"type = "float", min = 0.5"#, "0.4", r#"below 0.5 (got "0.4")"#);
    check(r#"type = "bool""#, "true", "= true");
    check(r#"type = "bool""#, "false", "= false");
    for text in ["True", "FALSE", "1", "0", "yes", "t", " true"] {
        check(r#"type = "bool""#, text, &format!("not a bool (true or false) (got {text:?})"));
    }
}

#[test]
fn dates() {
    let date = r#"type = "date""#;
    check(date, "2024-02-29", "= 2024-02-29");
    check(date, "0001-01-01", "= 0001-01-01");
    check(date, "9999-12-31", "= 9999-12-31");
    let mut bad =
        vec!["2024-02-30", "2023-02-29", "2024-2-3", " 2024-02-03", "2024-02-03 ", "2024-13-01", "2024-00-10"];
    bad.extend(["2024-01-00", "20240203", "2024/02/03", "24-02-03", "12024-02-03", "-2024-02-03", "+2024-02-03"]);
    bad.extend(["2024-02-03T00:00:00", "0000-00-00", "0000-01-01", "٢٠٢٤-02-03", "yesterday"]);
    for text in bad {
        check(date, text, &format!("not a date (%Y-%m-%d) (got {text:?})"));
    }
    check(date, "", "not a date (%Y-%m-%d), but empty");
    let german = r#"type = "date", format = "%d.%m.%Y""#;
    check(german, "03.02.2024", "= 2024-02-03");
    for text in ["3.2.2024", " 03.02.2024", "31.02.2024", "03.02.24", "2024-02-03", "03.02.0000"] {
        check(german, text, &format!("not a date (%d.%m.%Y) (got {text:?})"));
    }
    let limited = r#"type = "date", min = "2024-01-01", max = "2024-12-31""#;
    check(limited, "2024-01-01", "= 2024-01-01");
    check(limited, "2023-12-31", r#"below 2024-01-01 (got "2023-12-31")"#);
    check(limited, "2025-01-01", r#"above 2024-12-31 (got "2025-01-01")"#);
}

#[test]
fn datetimes() {
    let time = r#"type = "datetime""#;
    check(time, "2024-02-03 04:05:06", "= 2024-02-03 04:05:06");
    for text in
        ["2024-02-03", "2024-02-03T04:05:06", "2024-02-03 4:05:06", "2024-02-03 24:00:00", "2024-02-30 04:05:06"]
    {
        check(time, text, &format!("not a datetime (%Y-%m-%d %H:%M:%S) (got {text:?})"));
    }
    check(time, "", "not a datetime (%Y-%m-%d %H:%M:%S), but empty");
    let limited = r#"type = "datetime", min = "2024-01-01 00:00:00""#;
    check(limited, "2023-12-31 23:59:59", r#"below 2024-01-01 00:00:00 (got "2023-12-31 23:59:59")"#);
}

#[test]
fn texts() {
    check(r#"type = "string""#, " x\n\u{1b}é ", "=  x\n\u{1b}é ");
    check(r#"type = "string""#, "=HYPERLINK(\"x\")", "= =HYPERLINK(\"x\")");
    check(r#"type = "string""#, "", "= ");
    let tier = r#"type = "enum", values = ["gold", "silver"]"#;
    check(tier, "gold", "= gold");
    for text in ["Gold", "gold ", "bronze", "'; DROP TABLE t; --"] {
        check(tier, text, &format!("not one of gold, silver (got {text:?})"));
    }
    check(tier, "", "not one of gold, silver, but empty");
    check(r#"type = "string", pattern = "[A-Z]\\d+""#, "A12", "= A12");
    check(r#"type = "string", pattern = "[A-Z]\\d+""#, "A12\n", r#"does not match [A-Z]\d+ (got "A12\n")"#);
    check(r#"type = "string", pattern = "a|b""#, "ab", r#"does not match a|b (got "ab")"#);
    check(r#"type = "string", length = 2"#, "é€", "= é€");
    check(r#"type = "string", length = 2"#, "abc", r#"not 2 characters long (got "abc")"#);
    check(r#"type = "string", length = { max = 2 }"#, "abc", r#"longer than 2 characters (got "abc")"#);
    check(r#"type = "string", length = { min = 2 }"#, "a", r#"shorter than 2 characters (got "a")"#);
    check(r#"type = "string", length = { min = 2, max = 3 }"#, "a", r#"not 2 to 3 characters long (got "a")"#);
    let long = "é".repeat(100);
    let shown = format!("longer than 2 characters (got \"{}\"…)", "é".repeat(80));
    check(r#"type = "string", length = { max = 2 }"#, &long, &shown);
    check(r#"type = "string", required = true"#, "", "required, but empty");
    check(r#"type = "string", required = true"#, " ", "=  ");
}

const SALES: &str = r#"{ name = "id", type = "int" }, { name = "day", type = "date", required = true },
    { name = "tier", type = "enum", values = ["gold", "silver"] }, { name = "total", type = "decimal(12,2)" }"#;

fn sales(bytes: impl AsRef<[u8]>) -> Checked {
    checked(&pipeline(CSV, r#"["id"]"#, SALES), bytes)
}

#[test]
fn a_row_is_told_everything_that_is_wrong_with_it() {
    let found = sales("x,2024-13-01,bronze,1.234\n1,,,\n,,gold,\n");
    let expected = [
        "1: id: not a whole number (got \"x\"); day: not a date (%Y-%m-%d) (got \"2024-13-01\"); \
         tier: not one of gold, silver (got \"bronze\"); total: not a decimal(12,2) (got \"1.234\")",
        "2: day: required, but empty",
        "3: id: required, but empty; day: required, but empty",
    ];
    assert_eq!(rejects(&found), expected);
    let bad = bad_rows(&found);
    let fields: Vec<&str> = bad[0].fields.iter().collect();
    assert_eq!(fields, ["x", "2024-13-01", "bronze", "1.234"]);
}

/// Keys by the rows of a file of `id,day,tier,total`: what is accepted, rejected by line, and held.
#[track_caller]
fn check_keys(bytes: &str, accepted: &[&str], rejected: &[u64], held: &[&str], duplicates: u64) {
    let found = sales(bytes);
    let mut ids: Vec<String> = rows(&found.accepted.part(0).unwrap().select(["id"]).unwrap());
    ids.sort();
    let mut keys = rows(&found.held);
    keys.sort();
    keys.dedup();
    let lines: Vec<u64> = bad_rows(&found).iter().map(|r| r.line).collect();
    assert_eq!(
        (ids, lines, keys, found.counts.duplicates),
        (owned(accepted), rejected.to_vec(), owned(held), duplicates)
    );
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|t| (*t).to_owned()).collect()
}

#[test]
fn duplicates_and_conflicts() {
    const DAY: &str = "2024-10-09";
    check_keys(&format!("1,{DAY},,\n1,{DAY},,\n2,{DAY},,\n"), &["1", "2"], &[], &[], 1);
    check_keys(&format!("1,{DAY},,\n01,{DAY},,\n+1,{DAY},,0\n"), &[], &[1, 2, 3], &["1"], 0);
    check_keys(&format!("1,{DAY},,1.5\n1,{DAY},,1.50\n"), &["1"], &[], &[], 1);
    check_keys(&format!("1,{DAY},,\n1,{DAY},gold,\n2,{DAY},,\n"), &["2"], &[1, 2], &["1"], 0);
    check_keys(&format!("1,{DAY},,\n1,{DAY},gold,\n1,{DAY},silver,\n"), &[], &[1, 2, 3], &["1"], 0);
    check_keys(&format!("1,{DAY},,\n1,{DAY},,\n1,{DAY},gold,\n"), &[], &[1, 2, 3], &["1"], 0);
    // A row that is wrong anyway is in no conflict, but holds its key.
    check_keys(&format!("1,{DAY},,\n1,{DAY},x,\n"), &["1"], &[2], &["1"], 0);
    // Far apart, in other stretches of the file.
    let many: String = (2..200).map(|id| format!("{id},{DAY},gold,1.00\n")).collect();
    let found = sales(format!("1,{DAY},,\n{many}1,{DAY},gold,\n7,{DAY},gold,1.00\n"));
    assert_eq!((found.counts.accepted, found.counts.duplicates), (198, 1));
    assert_eq!(bad_rows(&found).iter().map(|r| r.line).collect::<Vec<_>>(), [1, 200]);
    let told = "id: the key has different rows, on lines 1, 200 (got \"1\")";
    assert!(bad_rows(&found).iter().all(|r| joined_reasons(&r.reasons) == told));
}

#[test]
fn held_keys() {
    const DAY: &str = "2024-10-09";
    check_keys("1,,,\n", &[], &[1], &["1"], 0);
    check_keys(&format!("x,{DAY},,\n,{DAY},,\n"), &[], &[1, 2], &[], 0);
    // Short and long rows hold what stands where the key belongs.
    check_keys(&format!("1\n2,{DAY}\n3,{DAY},,,more\nx\n"), &[], &[1, 2, 3, 4], &["1", "2", "3"], 0);
    // With a quote gone wrong nobody knows which field is which.
    check_keys(&format!("\"1\"x,{DAY},,\n"), &[], &[1], &[], 0);
}

#[test]
fn composite_keys() {
    let columns = r#"{ name = "a", type = "string" }, { name = "v", type = "int" }, { name = "b", type = "date" }"#;
    let pipeline = pipeline(CSV, r#"["b", "a"]"#, columns);
    let found =
        checked(&pipeline, "x,1,2024-01-01\nx,2,2024-01-02\ny,1,2024-01-01\nx,9,2024-01-02\nz,x,2024-01-03\nw,1\n");
    assert_eq!(accepted_rows(&found), ["x|1|2024-01-01", "y|1|2024-01-01"]);
    let expected = [
        "2: b, a: the key has different rows, on lines 2, 4 (got \"2024-01-02, x\")",
        "4: b, a: the key has different rows, on lines 2, 4 (got \"2024-01-02, x\")",
        "5: v: not a whole number (got \"x\")",
        "6: 2 fields, expected 3",
    ];
    assert_eq!(rejects(&found), expected);
    let mut held = rows(&found.held);
    held.sort();
    held.dedup();
    assert_eq!(held, ["2024-01-02|x", "2024-01-03|z"]);
    // Parts that join to the same text are different keys.
    let columns = r#"{ name = "a", type = "string" }, { name = "b", type = "string" }, { name = "v", type = "int" }"#;
    let found = checked(&super::tests::pipeline(CSV, r#"["a", "b"]"#, columns), "xy,z,1\nx,yz,2\nyz,x,3\n");
    assert_eq!(found.counts.accepted, 3);
}

/// Rows of JSON may share a line; only those of the key are in conflict.
#[test]
fn conflicts_of_rows_on_one_line() {
    let columns = r#"{ name = "id", type = "int" }, { name = "v", type = "int" }"#;
    let pipeline = pipeline(JSON, r#"["id"]"#, columns);
    let found =
        checked(&pipeline, r#"[{"id":1,"v":1},{"id":2,"v":1},{"id":1,"v":2},{"id":3,"v":"x"},{"id":1,"v":"y"}]"#);
    assert_eq!(accepted_rows(&found), ["2|1"]);
    let expected = [
        "1: v: not a whole number (got \"x\")",
        "1: v: not a whole number (got \"y\")",
        "1: id: the key has different rows, on line 1 (got \"1\")",
        "1: id: the key has different rows, on line 1 (got \"1\")",
    ];
    assert_eq!(rejects(&found), expected);
}

fn report(pipeline: &Pipeline, checked: &Checked) -> String {
    let mut out = Vec::new();
    write_report(&checked.rejects, pipeline, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn error_reports() {
    let pipeline = pipeline(CSV, r#"["id"]"#, SALES);
    let good = checked(&pipeline, "1,2024-10-09,gold,1.00\n");
    assert_eq!(report(&pipeline, &good), "id,day,tier,total,line,errors\n");
    let bytes = "=1+1,2024-10-09,\"'; DROP TABLE t; --\",\n2\n3,2024-10-09,gold,1,\"a \"\"b\"\"\",c\n4,\"x\ny\",,\n5,,,@SUM(1)\n";
    let bad = checked(&pipeline, bytes);
    let expected = "id,day,tier,total,line,errors\n\
        =1+1,2024-10-09,'; DROP TABLE t; --,,1,\"id: not a whole number (got \"\"=1+1\"\"); \
        tier: not one of gold, silver (got \"\"'; DROP TABLE t; --\"\")\"\n\
        2,,,,2,\"1 fields, expected 4\"\n\
        3,2024-10-09,gold,1,3,\"6 fields, expected 4; beyond the last column: \"\"a \\\"\"b\\\"\"\"\", \"\"c\"\"\"\n\
        4,\"x\ny\",,,4,\"day: not a date (%Y-%m-%d) (got \"\"x\\ny\"\")\"\n\
        5,,,@SUM(1),6,\"day: required, but empty; total: not a decimal(12,2) (got \"\"@SUM(1)\"\")\"\n";
    assert_eq!(report(&pipeline, &bad), expected);
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("errors.csv");
    std::fs::write(&path, expected).unwrap();
    let back = read_report(&Location::of_path(&path).unwrap()).unwrap();
    assert_eq!(back.columns, ["id", "day", "tier", "total"]);
    assert_eq!(back.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [1, 2, 3, 4, 6]);
    assert_eq!(back.rows[3].values, ["4", "x\ny", "", ""]);
}

#[test]
fn control_totals() {
    let found = sales(
        "1,2024-10-09,,1.00\n1,2024-10-09,,1.00\n2,2024-10-09,x,20.00\n3,2024-10-09,,300\n3,2024-10-09,gold,-4000.5\n\
         4,2024-10-09,,ERROR\n5,2024-10-09\n6,2024-10-09,,\n",
    );
    let total = Total { column: "total".to_owned(), scale: 2, file: -367_850, rejected: -368_050, duplicates: 100 };
    assert_eq!(found.totals, [total]);
    let counts = Counts { rows: 8, accepted: 2, rejected: 5, duplicates: 1 };
    assert_eq!(found.counts, counts);
}

#[test]
fn files_without_rows() {
    for (format, bytes) in [(JSON, "[]"), (r#"{ type = "delimited" }"#, "id,day,tier,total\n")] {
        let pipeline = pipeline(format, r#"["id"]"#, SALES);
        let found = checked(&pipeline, bytes);
        assert_eq!((found.counts, found.held.height()), (Counts::default(), 0));
        assert_eq!(found.accepted.part(0).unwrap().schema(), super::empty_frame(&pipeline).unwrap().schema());
        assert_eq!(found.totals[0].file, 0);
    }
}

#[test]
fn lines_of_a_key() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("t_20241009");
    let bytes = "1,2024-10-09,,\n2,2024-10-09,\"gold\",\n\n1,2024-10-09,,\n1,2024-10-09,x,\n01,2024-10-09,gold,\n";
    std::fs::write(&path, bytes).unwrap();
    let pipeline = pipeline(CSV, r#"["id"]"#, SALES);
    let lines = |key: &str| -> Vec<u64> {
        super::lines_of(
            &Location::of_path(&path).unwrap(),
            &pipeline,
            &super::Corrections::default(),
            &[key.to_owned()],
        )
        .unwrap()
        .into_iter()
        .map(|(line, _)| line)
        .collect()
    };
    assert_eq!((lines("1"), lines("2"), lines("3")), (vec![1, 4, 6], vec![2], vec![]));
    assert_eq!(lines("x"), [0u64; 0]);
}
