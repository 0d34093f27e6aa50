//! Files whose columns are not those of the schema: `check(options, bytes, expected)` for each option.

use super::{COMMA, JSON, file, gz, pipeline, read, utf16};
use crate::read::map;
use crate::store::Location;
use crate::workspace::{self, Pipeline};

const REJECT: &str = "";
const IGNORE: &str = "extra_columns = \"ignore\"";
const KEEP: &str = "extra_columns = \"keep\"";
const NULL: &str = "missing_columns = \"null\"";
const BOTH: &str = "extra_columns = \"keep\"\nmissing_columns = \"null\"";

/// Texts `a` (the key; once `id` or `no`), `b` and `c` (once `old c`).
fn drifting(format: &str, options: &str) -> Pipeline {
    let folder = tempfile::tempdir().unwrap();
    let config = format!(
        "[pipelines.t]\nfiles = 't_(?<date>\\d{{8}})'\nformat = {format}\nload = \"snapshot\"\nkey = [\"a\"]\n{options}\n\
         columns = [ {{ name = \"a\", type = \"string\", from = [\"id\", \"no\"] }}, {{ name = \"b\", type = \"string\" }}, \
         {{ name = \"c\", type = \"string\", from = \"old c\" }} ]\n"
    );
    std::fs::write(folder.path().join("shoptui.toml"), config).unwrap();
    workspace::open(folder.path()).unwrap().pipelines.remove(0)
}

#[track_caller]
fn check(options: &str, bytes: impl AsRef<[u8]>, expected: &[&str]) {
    assert_eq!(read(&drifting(COMMA, options), bytes.as_ref()), expected);
}

#[track_caller]
fn check_json(options: &str, bytes: impl AsRef<[u8]>, expected: &[&str]) {
    assert_eq!(read(&drifting(JSON, options), bytes.as_ref()), expected);
}

/// Which of a broken row's columns are known.
fn known(options: &str, bytes: &str) -> Vec<Vec<bool>> {
    let (_folder, path) = file(bytes.as_bytes());
    let found = map(&Location::of_path(&path).unwrap(), &drifting(COMMA, options), |batch| Ok(batch.broken)).unwrap();
    found.into_iter().flatten().map(|broken| broken.known).collect()
}

#[test]
fn columns_in_another_order() {
    check(REJECT, "c,a,b\n3,1,2\n,4,\n", &["2: 1|2|3", "3: 4|∅|∅"]);
    check(REJECT, "\"c\",\"a\",\"b\"\r\n\"3\",\"1\"\"\",\"x\ny\"\r\n", &["2: 1\"|x\ny|3"]);
    check(REJECT, "\u{feff}b,c,a\n2,3,1\n", &["2: 1|2|3"]);
    check(REJECT, utf16("\u{feff}b,c,a\n2,é,1\n", u16::to_be_bytes), &["2: 1|2|é"]);
    check(REJECT, gz(b"b,c,a\n2,3,1\n"), &["2: 1|2|3"]);
    check(REJECT, "b,c,a\n", &[]);
    for (delimiter, text) in [("\\t", "c\ta\tb\n3\t1\t2\n"), ("||", "c||a||b\n3||1||2\n"), ("¦", "c¦a¦b\n3¦1¦2\n")]
    {
        let format = format!("{{ type = \"delimited\", delimiter = \"{delimiter}\" }}");
        assert_eq!(read(&drifting(&format, REJECT), text.as_bytes()), ["2: 1|2|3"]);
    }
    let many = format!("c,b,a\n{}", "3,\"x\ny\",1\n".repeat(1000));
    assert_eq!(read(&drifting(COMMA, REJECT), many.as_bytes()).last().unwrap(), "2000: 1|x\ny|3");
}

#[test]
fn rows_of_the_wrong_shape_are_in_the_order_of_the_schema() {
    check(REJECT, "c,a,b\n3,1\n", &["2! 1||3: 2 fields, expected 3"]);
    check(REJECT, "c,a,b\n3\n", &["2! ||3: 1 fields, expected 3"]);
    check(REJECT, "c,a,b\n3,1,2,x,y\n", &["2! 1|2|3|x|y: 5 fields, expected 3"]);
    check(REJECT, "c,a,b\n\"3\"z,1,2\n", &["2! 1|2|\"3\"z: text after the closing quote"]);
    check(REJECT, b"c,a,b\n\xe9,1,2\n", &["2! 1|2|\u{fffd}: c: not UTF-8 text"]);
    check(IGNORE, b"x,c,a,b\n\xe9,3,1,2\n", &["2! 1|2|3: field 1: not UTF-8 text"]);
    check(KEEP, "x,c,a,b\n9,3,1\n", &["2! 1||3|{\"x\":\"9\"}: 3 fields, expected 4"]);
    check(KEEP, "x,c,a,b\n9,3,1,2,y\n", &["2! 1|2|3|{\"x\":\"9\"}|y: 5 fields, expected 4"]);
    check(NULL, "c,a\n3,1,2\n", &["2! 1||3|2: 3 fields, expected 2"]);
}

#[test]
fn a_field_is_known_or_not() {
    let check = |options, bytes: &str, expected: &[bool]| assert_eq!(known(options, bytes), [expected], "{bytes}");
    check(REJECT, "a,b,c\n1\n", &[true]);
    check(REJECT, "a,b,c\n1,2,3,4\n", &[true; 3]);
    check(REJECT, "a,b,c\n\"1\"x,2,3\n", &[]);
    check(REJECT, "c,a,b\n3,1\n", &[true, false, true]);
    check(REJECT, "c,b,a\n3,2\n", &[false, true, true]);
    check(REJECT, "c,b,a\n3,2,1,0\n", &[true; 3]);
    check(REJECT, "c,a,b\n3,\"1\"x,2\n", &[false; 3]);
    check(NULL, "c,a\n3,1,2\n", &[true, false, true]);
    check(KEEP, "x,a,b,c\n9,1\n", &[true, false, false, false]);
}

#[test]
fn fields_of_no_column() {
    check(REJECT, "a,b,c,d\n1,2,3,4\n", &["1:7: wrong header: field 4 `d` is in no column of the schema"]);
    check(REJECT, "d,a,b,c\n4,1,2,3\n", &["1:1: wrong header: field 1 `d` is in no column of the schema"]);
    check(IGNORE, "d,a,e,b,c\n4,1,5,2,3\n", &["2: 1|2|3"]);
    check(IGNORE, "a,b,c,,\n1,2,3,,\n", &["2: 1|2|3"]);
    check(IGNORE, "a,b,d\n1,2,3\n", &["1:7: wrong header: column `c` is missing"]);
    check(KEEP, "a,b,c\n1,2,3\n", &["2: 1|2|3|∅"]);
    check(KEEP, "e,a,d,b,c\n5,1,4,2,3\n", &["2: 1|2|3|{\"e\":\"5\",\"d\":\"4\"}"]);
    check(KEEP, "e,a,d,b,c\n,1,4,2,3\n,1,,2,3\n", &["2: 1|2|3|{\"d\":\"4\"}", "3: 1|2|3|∅"]);
    check(KEEP, "a,b,c,\"d \"\"\"\n1,2,3,\"x\n\"\"\"\n", &[r#"2: 1|2|3|{"d \"":"x\n\""}"#]);
    check(KEEP, "a,b,c,extra_columns\n1,2,3,4\n", &["2: 1|2|3|{\"extra_columns\":\"4\"}"]);
}

#[test]
fn columns_that_a_header_lacks() {
    check(REJECT, "a,b\n1,2\n", &["1:5: wrong header: column `c` is missing"]);
    check(REJECT, "c\n3\n", &["1:3: wrong header: columns `a`, `b` are missing"]);
    check(NULL, "c,a\n3,1\n", &["2: 1|∅|3"]);
    check(NULL, "a\n1\n\n2\n", &["2: 1|∅|∅", "4: 2|∅|∅"]);
    check(NULL, "a,d\n1,2\n", &["1:3: wrong header: field 2 is `d`, expected `b`"]);
    check(NULL, "b,c\n2,3\n", &["1:5: wrong header: column `a` is missing"]);
    check(BOTH, "x,y\n2,3\n", &["1:5: wrong header: column `a` is missing"]);
    check(BOTH, "d,a\n4,1\n", &["2: 1|∅|∅|{\"d\":\"4\"}"]);
}

#[test]
fn other_names() {
    check(REJECT, "id,b,c\n1,2,3\n", &["2: 1|2|3"]);
    check(REJECT, "old c,b,no\n3,2,1\n", &["2: 1|2|3"]);
    check(REJECT, "a,id,b,c\n1,1,2,3\n", &["1:3: wrong header: `a` and `id` are both the column `a`"]);
    check(IGNORE, "no,id,b,c\n1,1,2,3\n", &["1:4: wrong header: `no` and `id` are both the column `a`"]);
    check(REJECT, "id,b\n", &["1:6: wrong header: column `c` is missing"]);
    check(REJECT, b"id,b,c\n\xff,2,3\n", &["2! \u{fffd}|2|3: a: not UTF-8 text"]);
    check(REJECT, "ID,b,c\n", &["1:1: wrong header: field 1 is `ID`, expected `a`"]);
}

#[test]
fn names_that_stand_twice() {
    for options in [REJECT, IGNORE, KEEP, BOTH] {
        check(options, "a,b,c,a\n", &["1:7: wrong header: `a` stands twice"]);
        check(options, "a,d,d,c\n", &["1:5: wrong header: `d` stands twice"]);
    }
    check(KEEP, "a,b,c,,\n", &["1:8: wrong header: `` stands twice"]);
}

#[test]
fn json_fields_of_no_column() {
    check_json(REJECT, r#"[{"a":1,"d":2}]"#, &["1! 1||: field `d` is in no column of the schema: `2`"]);
    check_json(IGNORE, r#"[{"a":1,"d":2},{"d":{},"d":3,"a":2}]"#, &["1: 1|∅|∅", "1: 2|∅|∅"]);
    check_json(
        KEEP,
        r#"[{"e":1.50,"a":1,"d":{"x": [1, 2]},"f":null,"g":"","h":"\u00e9"},{"a":2,"g":""}]"#,
        &[r#"1: 1|∅|∅|{"e":1.50,"d":{"x": [1, 2]},"h":"\u00e9"}"#, "1: 2|∅|∅|∅"],
    );
    check_json(KEEP, r#"[{"a":1,"d":2,"d":3}]"#, &["1! 1|||{\"d\":2}: field `d` stands twice: second value `3`"]);
    check_json(KEEP, r#"[{"a":1,"extra_columns":2}]"#, &["1: 1|∅|∅|{\"extra_columns\":2}"]);
    check_json(KEEP, r#"[{"a":[],"d":2}]"#, &["1! []|||{\"d\":2}: a: an array, not a value"]);
}

#[test]
fn json_names() {
    check_json(REJECT, r#"[{"c":3,"b":2,"a":1},{"old c":3,"id":1},{"no":7}]"#, &["1: 1|2|3", "1: 1|∅|3", "1: 7|∅|∅"]);
    check_json(NULL, r#"[{"a":1}]"#, &["1: 1|∅|∅"]);
    let twice = "1! x||: field `id` is the column `a`, which stands there already: second value `\"y\"`";
    check_json(REJECT, r#"[{"a":"x","id":"y"}]"#, &[twice]);
    check_json(REJECT, r#"[{"no":[]}]"#, &["1! []||: a: an array, not a value"]);
}

#[test]
fn a_key_that_stands_twice_in_an_object_is_known_if_both_are_the_same() {
    let known = |text: &str| {
        let (_folder, path) = file(text.as_bytes());
        let found = map(&Location::of_path(&path).unwrap(), &drifting(JSON, REJECT), |batch| Ok(batch.broken)).unwrap();
        found.into_iter().flatten().next().unwrap().value(0).map(str::to_owned)
    };
    assert_eq!(known(r#"[{"a":1,"a":1}]"#).as_deref(), Some("1"));
    assert_eq!(known(r#"[{"a":1,"a":2}]"#), None);
    assert_eq!(known(r#"[{"b":1,"b":2,"a":3}]"#).as_deref(), Some("3"));
}

#[test]
fn hints_name_the_renamed_column() {
    let hint = |options: &str, header: &str| {
        let (_folder, path) = file(header.as_bytes());
        map(&Location::of_path(&path).unwrap(), &drifting(COMMA, options), |_| Ok(())).unwrap_err().hint_text().unwrap()
    };
    assert_eq!(hint(REJECT, "A,b,c\n"), "Did the sender rename `a`? Ask for the file again or change the schema.");
    assert_eq!(
        hint(IGNORE, "a,b,C\n"),
        "If the sender renamed `c`, write from = \"C\" in that column; else ask for the file again."
    );
    assert_eq!(hint(REJECT, "a,b\n"), "Ask for the file again, or change the schema if the sender did.");
}

#[test]
fn a_file_without_a_header_has_its_columns_by_place() {
    let bare = pipeline(r#"{ type = "delimited", header = false }"#, 2);
    assert_eq!(read(&bare, b"b,a\n"), ["1: b|a"]);
}
