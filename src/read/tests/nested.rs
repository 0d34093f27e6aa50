//! Columns that lie in objects within a row: `check(options, row, expected)`.

use super::{JSON, read};
use crate::workspace::{self, Pipeline};

const REJECT: &str = "";
const IGNORE: &str = "extra_columns = \"ignore\"";
const KEEP: &str = "extra_columns = \"keep\"";

/// Texts `user`; `prop` (`data.prop`, else `kind`, else `old.data.kind`), `place` (`data.at.place`).
fn pipeline(options: &str) -> Pipeline {
    let folder = tempfile::tempdir().unwrap();
    let config = format!(
        "[pipelines.t]\nfiles = 't_(?<date>\\d{{8}})'\nformat = {JSON}\nload = \"snapshot\"\nkey = [\"user\"]\n{options}\n\
         columns = [ {{ name = \"user\", type = \"string\" }}, \
         {{ name = \"prop\", type = \"string\", from = [\"data.prop\", \"kind\", \"old.data.kind\"] }}, \
         {{ name = \"place\", type = \"string\", from = \"data.at.place\" }} ]\n"
    );
    std::fs::write(folder.path().join("shoptui.toml"), config).unwrap();
    workspace::open(folder.path()).unwrap().pipelines.remove(0)
}

/// What a row gives, in an array and as a line, which is the same.
#[track_caller]
fn check(options: &str, row: &str, expected: &str) {
    let lines = read(&pipeline(options), format!("{row}\n").as_bytes());
    let array = read(&pipeline(options), format!("[{row}]").as_bytes());
    assert_eq!((lines.len(), &lines), (1, &array), "{row}");
    assert_eq!(lines[0], expected, "{row}");
}

#[test]
fn a_path_names_a_field_of_an_object() {
    check(REJECT, r#"{"user": "u", "data": {"prop": "a", "at": {"place": 7}}}"#, "1: u|a|7");
    check(REJECT, r#"{"data":{"at":{"place":"é\n"},"prop":"a"},"user":"u"}"#, "1: u|a|é\n");
    check(REJECT, r#"{"user":"u","data":{"prop":1.50}}"#, "1: u|1.50|∅");
}

#[test]
fn what_is_not_there_is_null() {
    check(REJECT, r#"{"user":"u"}"#, "1: u|∅|∅");
    check(REJECT, r#"{"user":"u","data":null}"#, "1: u|∅|∅");
    check(REJECT, r#"{"user":"u","data":{}}"#, "1: u|∅|∅");
    check(REJECT, r#"{"user":"u","data":{"prop":null,"at":null}}"#, "1: u|∅|∅");
    check(REJECT, r#"{"user":"u","data":{"prop":"","at":{}}}"#, "1: u||∅");
}

#[test]
fn the_first_of_a_list_counts() {
    check(REJECT, r#"{"user":"u","kind":"k"}"#, "1: u|k|∅");
    check(REJECT, r#"{"user":"u","kind":"k","data":{"prop":"a"}}"#, "1: u|a|∅");
    check(REJECT, r#"{"user":"u","data":{"prop":"a"},"prop":"own"}"#, "1: u|own|∅");
    check(REJECT, r#"{"user":"u","old":{"data":{"kind":"o"}},"kind":"k"}"#, "1: u|k|∅");
    check(REJECT, r#"{"user":"u","old":{"data":{"kind":"o"}}}"#, "1: u|o|∅");
    // What is there, is there: null too.
    check(REJECT, r#"{"user":"u","kind":"k","data":{"prop":null}}"#, "1: u|∅|∅");
    check(REJECT, r#"{"user":"u","kind":"k","data":null}"#, "1: u|k|∅");
    // What does not count is not looked at.
    check(REJECT, r#"{"user":"u","old":{"data":{"kind":[1]}},"data":{"prop":"a"}}"#, "1: u|a|∅");
}

#[test]
fn a_field_called_like_the_path_comes_first() {
    check(REJECT, r#"{"user":"u","data.prop":"x"}"#, "1: u|x|∅");
    check(REJECT, r#"{"user":"u","data":{"prop":"a"},"data.prop":"x"}"#, "1: u|x|∅");
    check(REJECT, r#"{"user":"u","data.at.place":3}"#, "1: u|∅|3");
    check(REJECT, r#"{"user":"u","data":{"at":{"place":1},"at.place":2}}"#, "1: u|∅|2");
}

#[test]
fn fields_of_an_object_that_no_column_names() {
    let row = r#"{"user":"u","z":1,"data":{"prop":"a","n":{"x":[1]},"at":{"place":"p","far":true,"no":null}}}"#;
    check(
        REJECT,
        row,
        "1! u|a|p: field `z` is in no column of the schema: `1`; field `data.n` is in no column of the schema: \
         `{\"x\":[1]}`; field `data.at.far` is in no column of the schema: `true`; field `data.at.no` is in no column of \
         the schema: `null`",
    );
    check(IGNORE, row, "1: u|a|p");
    check(KEEP, row, r#"1: u|a|p|{"z":1,"data":{"n":{"x":[1]},"at":{"far":true}}}"#);
    check(KEEP, r#"{"user":"u","data":{"prop":"a"}}"#, "1: u|a|∅|∅");
    check(
        KEEP,
        r#"{"user":"u","data":{"x":1,"x":2}}"#,
        r#"1! u|||{"data":{"x":1}}: field `data.x` stands twice: second value `2`"#,
    );
}

#[test]
fn what_should_be_an_object_and_is_none() {
    for (options, kept) in [(REJECT, ""), (IGNORE, ""), (KEEP, "|")] {
        let words = "is no object, and columns are read from it";
        check(options, r#"{"user":"u","data":5}"#, &format!("1! u||{kept}: field `data` {words}: `5`"));
        check(options, r#"{"user":"u","data":""}"#, &format!("1! u||{kept}: field `data` {words}: `\"\"`"));
        check(
            options,
            r#"{"user":"u","data":[{"prop":"a"}]}"#,
            &format!("1! u||{kept}: field `data` {words}: `[{{\"prop\":\"a\"}}]`"),
        );
        check(
            options,
            r#"{"user":"u","data":{"prop":"a","at":"x"}}"#,
            &format!("1! u|a|{kept}: field `data.at` {words}: `\"x\"`"),
        );
    }
}

#[test]
fn twice() {
    check(
        REJECT,
        r#"{"user":"u","data":{"prop":"a"},"data":{"at":{}}}"#,
        r#"1! u|a|: field `data` stands twice: second value `{"at":{}}`"#,
    );
    let words = "is the column `prop`, which stands there already: second value";
    check(REJECT, r#"{"user":"u","data":{"prop":1,"prop":2}}"#, &format!("1! u|1|: field `data.prop` {words} `2`"));
    check(REJECT, r#"{"user":"u","prop":1,"kind":2}"#, &format!("1! u|1|: field `kind` {words} `2`"));
}

#[test]
fn values_that_are_none() {
    check(REJECT, r#"{"user":"u","data":{"prop":{"a":1}}}"#, r#"1! u|{"a":1}|: prop: an object, not a value"#);
    check(REJECT, r#"{"user":"u","data":{"prop":[]}}"#, "1! u|[]|: prop: an array, not a value");
    let broken = read(&pipeline(REJECT), br#"{"user":"u","data":{"\ud800":1}}"#);
    assert!(broken[0].starts_with("1! u||: broken JSON: "), "{broken:?}");
}
