use super::{GOOD, check, check_with, hints};

#[test]
fn one_error_a_line() {
    check("a=1 b=2\n", &["1:3: `1 b` is not a value"]);
    check("name = \"x\n\n[a\n", &["1:10: invalid basic string, expected `\"`", "3:3: unclosed table, expected `]`"]);
    check("a = b\n", &["1:5: `b` is not a value"]);
    check("a =\n", &["1:4: a value is missing"]);
    check_with("'sales_(?<date>\\d{8})\\.txt'", "\"(?<date>\\d{8})\"", &["5:19: unknown escape after a backslash"]);
    check_with("load = \"transaction\"", "load = 2024-13-01", &["7:8: invalid date, expected month between 01 and 12"]);
}

#[test]
fn duplicates_hide_nothing() {
    check_with("load =", "load = \"snapshot\"\nload =", &["8:1: `load` is set twice"]);
    check_with(
        "load = \"transaction\"",
        "load = \"t\"\nload = \"u\"\nmin = 1",
        &[
            "7:8: pipelines.sales.load: unknown load `t`",
            "8:1: `load` is set twice",
            "9:1: pipelines.sales.min: unknown key",
        ],
    );
    check(&format!("{GOOD}[pipelines.sales]\n"), &["14:12: `sales` is set twice"]);
    check_with("\"qty\", type", "\"qty\", name = \"x\", type", &["11:19: `name` is set twice"]);
}

/// What stands before a syntax error is checked; what is missing may stand on the broken line.
#[test]
fn errors_before_a_syntax_error_count() {
    let text = GOOD.replace("\"transaction\"", "\"sometimes\"").replace("\"qty\", type", "\"qty\" type");
    check(
        &text,
        &[
            "7:8: pipelines.sales.load: unknown load `sometimes`",
            "11:18: missing comma between key-value pairs, expected `,`",
        ],
    );
    check_with(
        "{ name = \"id\", type = \"int\" }",
        "{ name = \"id, type = \"int\" }",
        &["10:25: missing comma between key-value pairs, expected `,`"],
    );
}

#[test]
fn unknown_keys_anywhere() {
    check_with(
        "[workspace]",
        "version = 1\n[workspace]\nnam = \"x\"",
        &["1:1: version: unknown key", "3:1: workspace.nam: unknown key"],
    );
    check(&format!("{GOOD}[report.x]\n"), &["14:2: report: unknown key"]);
    let hints = hints(&format!("{GOOD}[report.x]\n"));
    assert_eq!(hints, ["Did you mean `reports`? Known: workspace, pipelines, models, reports."]);
}

#[test]
fn several_at_once_in_order() {
    let text = GOOD
        .replace("name = \"Test\"", "name = 1")
        .replace("\"delimited\"", "\"delimted\"")
        .replace("\"transaction\"", "\"replaced\"")
        .replace("name = \"qty\", type = \"int\"", "\n    name = \"qty\", # how many\n    type = \"in\",\n    mim = 1")
        + "[reports.a]\nsql = \"reports/none.sql\"\n[zzz]\n";
    check(
        &text,
        &[
            "2:8: workspace.name: must be text, not a whole number",
            "6:19: pipelines.sales.format.type: unknown format `delimted`",
            "7:8: pipelines.sales.load: unknown load `replaced`",
            "13:12: pipelines.sales.columns.qty.type: unknown type `in`",
            "14:5: pipelines.sales.columns.qty.mim: unknown key",
            "18:7: reports.a.sql: `reports/none.sql` does not exist",
            "19:2: zzz: unknown key",
        ],
    );
}

#[test]
fn places_in_lists_over_several_lines() {
    let column = "{ # comment\n    name = \"qty\",\n    type = \"in\",\n\n    ümlaut = 1,\n  }";
    let text = GOOD.replace("{ name = \"qty\", type = \"int\" }", column);
    check(
        &text,
        &[
            "13:12: pipelines.sales.columns.qty.type: unknown type `in`",
            "15:5: invalid unquoted key, expected letters, numbers, `-`, `_`",
        ],
    );
}

#[test]
fn columns_are_characters() {
    check_with(
        "{ name = \"qty\", type = \"int\" }",
        "{ name = \"größe\", type = \"in\" }",
        &["11:28: pipelines.sales.columns.\"größe\".type: unknown type `in`"],
    );
    check(&format!("\u{feff}bad = 1\r\n{}", GOOD.replace('\n', "\r\n")), &["1:1: bad: unknown key"]);
}
