//! Rules that only warn: the row is loaded as it came, and the run is told.

use super::*;

const ID: &str = r#"{ name = "id", type = "int" }"#;

/// A value `v` of a column described as `rest`: what is loaded, and the warnings.
#[track_caller]
fn check(rest: &str, text: &str, loaded: &str, told: &[&str]) {
    let pipeline = pipeline(JSON, r#"["id"]"#, &format!("{ID}, {{ name = \"v\", {rest}, severity = \"warn\" }}"));
    let text = serde_json::to_string(text).unwrap();
    let found = checked(&pipeline, format!("[{{\"id\": 1, \"v\": {text}}}]"));
    let told: Vec<String> = told.iter().map(|told| format!("1 row: v: {told}; loaded all the same (line 1)")).collect();
    assert_eq!((accepted_rows(&found), warnings(&found)), (vec![format!("1|{loaded}")], told), "{rest}: {text}");
}

#[test]
fn every_rule_can_warn() {
    check(r#"type = "int", min = 1, max = 3"#, "0", "0", &["below 1"]);
    check(r#"type = "int", min = 1, max = 3"#, "4", "4", &["above 3"]);
    check(r#"type = "int", min = 1, max = 3"#, "2", "2", &[]);
    check(r#"type = "float", min = 0.5"#, "0.25", "0.25", &["below 0.5"]);
    check(r#"type = "decimal(12,2)", max = 10.5"#, "10.51", "10.51", &["above 10.50"]);
    check(r#"type = "date", min = 2024-01-01"#, "2023-12-31", "2023-12-31", &["below 2024-01-01"]);
    let time = r#"type = "datetime", max = 2024-01-01T00:00:00"#;
    check(time, "2024-01-01 00:00:01", "2024-01-01 00:00:01", &["above 2024-01-01 00:00:00"]);
    check(r#"type = "enum", values = ["a", "b"]"#, "long other text", "long other text", &["not one of a, b"]);
    check(r#"type = "string", pattern = "a+""#, "b", "b", &["does not match a+"]);
    check(r#"type = "string", length = 2"#, "b", "b", &["not 2 characters long"]);
    check(r#"type = "string", required = true"#, "", "", &["required"]);
    let both = r#"type = "string", length = 2, pattern = "a+""#;
    check(both, "b", "b", &["does not match a+", "not 2 characters long"]);
}

#[test]
fn a_missing_value_that_only_warns_is_null() {
    let columns = format!("{ID}, {{ name = \"v\", type = \"int\", required = true, severity = \"warn\" }}");
    let pipeline = pipeline(CSV, r#"["id"]"#, &columns);
    assert!(pipeline.columns[1].nullable() && !pipeline.columns[0].nullable());
    let found = checked(&pipeline, "1,\n2,5\n3,\n");
    assert_eq!(accepted_rows(&found), ["1|null", "2|5", "3|null"]);
    assert_eq!(warnings(&found), ["2 rows: v: required; loaded all the same (lines 1, 3)"]);
}

#[test]
fn the_type_and_rules_that_reject_still_do() {
    let rest = r#"{ name = "v", type = "int", min = 1, max = 9, severity = { max = "warn" } }"#;
    let pipeline = pipeline(CSV, r#"["id"]"#, &format!("{ID}, {rest}"));
    let found = checked(&pipeline, "1,x\n2,0\n3,10\n4,5\n");
    assert_eq!(rejects(&found), ["1: v: not a whole number (got \"x\")", "2: v: below 1 (got \"0\")"]);
    assert_eq!(accepted_rows(&found), ["3|10", "4|5"]);
    assert_eq!(warnings(&found), ["1 row: v: above 9; loaded all the same (line 3)"]);
}

#[test]
fn rejected_rows_are_not_warned_of() {
    let columns = r#"{ name = "id", type = "int" }, { name = "v", type = "string", length = 1, severity = "warn" },
        { name = "n", type = "int" }"#;
    let pipeline = pipeline(CSV, r#"["id"]"#, columns);
    // 1 is of the wrong type, 2 has different rows, 3 comes twice.
    let found = checked(&pipeline, "1,ab,x\n2,ab,1\n2,ab,2\n3,ab,1\n3,ab,1\n4,ab,1\n5,a,1\n");
    assert_eq!(bad_rows(&found).iter().map(|r| r.line).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(warnings(&found), ["3 rows: v: not 1 characters long; loaded all the same (lines 4, 5, 6)"]);
    let many: String = (1..=200).map(|id| format!("{id},ab,1\n")).collect();
    let told = "200 rows: v: not 1 characters long; loaded all the same (lines 1, 2, 3, 4, 5 and 195 more)";
    assert_eq!(warnings(&checked(&pipeline, many)), [told]);
}
