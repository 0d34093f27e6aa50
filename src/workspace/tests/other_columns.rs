use super::{GOOD, check, check_column, check_with, good};
use crate::workspace::{ColumnType, ExtraColumns, MissingColumns};

const BARE: &str = "header = false";

/// Adds a line before `columns`, on line 9.
#[track_caller]
fn check_option(line: &str, expected: &[&str]) {
    check_with("columns = [", &format!("{line}\ncolumns = ["), expected);
}

fn with(line: &str) -> String {
    GOOD.replace("columns = [", &format!("{line}\ncolumns = ["))
}

#[test]
fn defaults() {
    let drift = |text: &str| {
        let pipeline = good(text).pipelines.remove(0);
        (pipeline.extra_columns, pipeline.missing_columns)
    };
    assert_eq!(drift(GOOD), (ExtraColumns::RejectFile, MissingColumns::RejectFile));
    let json = GOOD.replace("\"delimited\", delimiter = \"~\"", "\"json\"");
    assert_eq!(drift(&json), (ExtraColumns::RejectFile, MissingColumns::Null));
}

#[test]
fn options() {
    for good in ["reject_file", "ignore", "keep"] {
        check_option(&format!("extra_columns = \"{good}\""), &[]);
    }
    for good in ["reject_file", "null"] {
        check_option(&format!("missing_columns = \"{good}\""), &[]);
    }
    check_option("extra_columns = \"null\"", &["9:17: pipelines.sales.extra_columns: unknown extra_columns `null`"]);
    check_option("extra_columns = true", &["9:17: pipelines.sales.extra_columns: must be text, not true or false"]);
    check_option("missing_columns = \"x\"", &["9:19: pipelines.sales.missing_columns: unknown missing_columns `x`"]);
    check_option("extra_column = \"keep\"", &["9:1: pipelines.sales.extra_column: unknown key"]);
}

#[test]
fn options_that_make_no_sense() {
    let bare = with("extra_columns = \"reject_file\"\nmissing_columns = \"null\"").replace("delimiter = \"~\"", BARE);
    check(
        &bare,
        &[
            "9:1: pipelines.sales.extra_columns: does not apply to files without a header",
            "10:1: pipelines.sales.missing_columns: does not apply to files without a header",
        ],
    );
    let bare = GOOD.replace("delimiter = \"~\"", BARE).replace("\"qty\",", "\"qty\", from = \"n\",");
    check(&bare, &["11:26: pipelines.sales.columns.qty.from: does not apply to files without a header"]);
    let json = |line: &str| with(line).replace("\"delimited\", delimiter = \"~\"", "\"json\"");
    check(&json("missing_columns = \"null\"\nextra_columns = \"keep\""), &[]);
    check(
        &json("missing_columns = \"reject_file\""),
        &["9:19: pipelines.sales.missing_columns: `reject_file` does not apply to json"],
    );
}

#[test]
fn kept_fields_have_a_column_at_the_end() {
    let pipeline = good(&with("extra_columns = \"keep\"")).pipelines.remove(0);
    let names: Vec<&str> = pipeline.columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["id", "qty", "extra_columns"]);
    let last = &pipeline.columns[2];
    assert_eq!((&last.kind, last.required), (&ColumnType::String, false));
    assert_eq!(pipeline.file_columns().len(), 2);
    assert_eq!(good(GOOD).pipelines[0].file_columns().len(), 2);
    let own = GOOD.replace("\"qty\"", "\"Extra_Columns\"");
    check(&own, &[]);
    check(
        &own.replace("columns = [", "extra_columns = \"keep\"\ncolumns = ["),
        &["12:12: pipelines.sales.columns.Extra_Columns.name: the name `extra_columns` is taken"],
    );
    let key = with("extra_columns = \"keep\"").replace("[\"id\"]", "[\"extra_columns\"]");
    check(&key, &["8:8: pipelines.sales.key[1]: no column named `extra_columns`"]);
}

#[test]
fn other_names() {
    let from = |rest: &str| {
        let text = GOOD.replace("\"qty\", type = \"int\"", &format!("\"qty\", type = \"int\", {rest}"));
        good(&text).pipelines[0].columns[1].from.clone()
    };
    assert_eq!(from("from = \"Qty\""), ["Qty"]);
    assert_eq!(from("from = [\"n\", \"ID\", \"unit price, €\"]"), ["n", "ID", "unit price, €"]);
    check_column(r#"type = "int", from = []"#, &["11:40: .from: is empty"]);
    check_column(r#"type = "int", from = """#, &["11:40: .from: is empty"]);
    check_column(r#"type = "int", from = 1"#, &["11:40: .from: must be a list, not a whole number"]);
    check_column(r#"type = "int", from = ["a", 1]"#, &["11:46: .from[2]: must be text, not a whole number"]);
    check_column(r#"type = "int", from = ["a", "b", "a"]"#, &["11:51: .from[3]: `a` is in `from` already"]);
    check_column(r#"type = "int", from = "qty""#, &["11:40: .from: a column is named `qty`"]);
    check_column(r#"type = "int", from = "id""#, &["11:40: .from: a column is named `id`"]);
    let both = GOOD.replace("\"int\" }", "\"int\", from = \"n\" }");
    check(&both, &["11:40: pipelines.sales.columns.qty.from: `n` is in `from` already"]);
}

#[test]
fn paths_into_objects() {
    let json = |columns: &str| {
        let (head, _) = GOOD.split_once("columns = [").unwrap();
        let head = head.replace("\"delimited\", delimiter = \"~\"", "\"json\"");
        format!("{head}columns = [\n  {{ name = \"id\", type = \"int\" }},\n{columns}\n]\n")
    };
    let column = |name: &str, from: &str| format!("  {{ name = \"{name}\", type = \"string\", from = {from} }},\n");
    let from =
        good(&json(&column("a", r#"["x.a", "x.y.a", "a.", ".a", "x..a"]"#))).pipelines[0].columns[1].from.clone();
    assert_eq!(from, ["x.a", "x.y.a", "a.", ".a", "x..a"]);
    let wrong = |columns: &[(&str, &str)], expected: &[&str]| {
        let columns: String = columns.iter().map(|(name, from)| column(name, from)).collect();
        check(&json(&columns), expected);
    };
    let at = |place: &str, key: &str, words: &str| format!("{place}: pipelines.sales.columns.{key}: {words}");
    wrong(&[("a", r#""x.a""#), ("b", r#""x.a""#)], &[&at("12:41", "b.from", "`x.a` is in `from` already")]);
    let through = |parent: &str| format!("the path leads through `{parent}`, which is a column");
    wrong(&[("a", r#""id.a""#)], &[&at("11:41", "a.from", &through("id"))]);
    wrong(&[("a", r#""a.b""#)], &[&at("11:41", "a.from", &through("a"))]);
    wrong(&[("a", r#""x.y""#), ("b", r#"["z", "x.y.b.c"]"#)], &[&at("12:47", "b.from[2]", &through("x.y"))]);
    wrong(&[("a", r#"["x.y.z", "x"]"#)], &[&at("11:42", "a.from[1]", &through("x"))]);
    let path = |steps: usize| format!("\"{}\"", vec!["x"; steps].join("."));
    wrong(&[("a", &path(64))], &[]);
    wrong(&[("a", &path(65))], &[&at("11:41", "a.from", "a path of 65 fields")]);
    // Where fields have no objects, a name is a name.
    let flat = json(&[column("a", r#"["x", "x.y"]"#), column("b", r#""id.a""#)].concat());
    check(&flat.replace("{ type = \"json\" }", "{ type = \"delimited\" }"), &[]);
}
