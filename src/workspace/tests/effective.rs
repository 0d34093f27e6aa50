use std::fs;
use std::path::Path;

use super::{GOOD, folder};
use crate::workspace::open::parse;
use crate::workspace::sql_file::SqlFiles;
use crate::workspace::{CONFIG_FILE, effective, open, template};

/// Opening what is in effect gives an equal workspace, and the same text.
#[track_caller]
fn check(text: &str) {
    let dir = folder();
    let reopen = |text: &str| parse(text, dir.path(), SqlFiles::Folder(dir.path())).unwrap();
    let first = reopen(text);
    let written = effective(&first);
    let second = reopen(&written);
    assert_eq!(first, second, "from:\n{written}");
    assert_eq!(written, effective(&second));
}

fn check_column(rest: &str) {
    check(&GOOD.replace("\"qty\", type = \"int\"", &format!("\"qty\", {rest}")));
}

#[test]
fn round_trips() {
    check(GOOD);
    check(&GOOD.replace("Test", "Zoë's \\\"Shop\\\" 🙂"));
    check(&GOOD.replace("name = \"Test\"", "landing_zone = '../in'\nwarehouse = '/srv/t'"));
    check(&GOOD.replace("load =", "date_format = '%d.%m.%Y'\nmax_shrink = 1\nload ="));
    check(&GOOD.replace("load =", "max_shrink = 1e-7\nload ="));
    check(&GOOD.replace("load = \"transaction\"\nkey = [\"id\"]", "load = 'append'\nlayer = 'bronze'"));
    check(&GOOD.replace("load = \"transaction\"", "load = 'replace'"));
    check(&GOOD.replace("load = \"transaction\"", "load = 'partition'\npartition_by = 'qty'"));
    check(&GOOD.replace("load = \"transaction\"\nkey = [\"id\"]", "load = 'partition'\npartition_by = 'qty'"));
    check(&GOOD.replace("load =", "max_field = '3 KB'\nmax_unpacked = 2000\nload ="));
    check(&GOOD.replace("load =", "max_field = 1000001\nload ="));
    check(&GOOD.replace("\"~\"", r#""\t", quote = "", header = false, encoding = "latin1""#));
    check(&GOOD.replace("\"~\"", r#"'\', quote = "'""#));
    check(&GOOD.replace("\"~\"", r#""\u0001", encoding = "utf-16le""#));
    check(&GOOD.replace("\"delimited\", delimiter = \"~\"", "\"ndjson\""));
    check(&GOOD.replace("load =", "extra_columns = 'keep'\nmissing_columns = 'null'\nload ="));
    check(
        &GOOD
            .replace("load =", "extra_columns = 'ignore'\nload =")
            .replace("\"delimited\", delimiter = \"~\"", "'json'"),
    );
    check(&GOOD.replace("'sales_(?<date>\\d{8})\\.txt'", "'''it's_(?<date>\\d{8})_(?<part>\"?)'''"));
}

#[test]
fn columns_round_trip() {
    check_column(r#"type = "int", min = -9223372036854775808, max = 9223372036854775807, required = true"#);
    check_column(r#"type = "float", min = -1e300, max = 1e-7"#);
    check_column(r#"type = "float", min = 0, max = 1.0"#);
    check_column(r#"type = "decimal(12,2)", min = -0.05, max = 1000"#);
    check_column(r#"type = "decimal(38,38)", min = "-0.00000000000000000000000000000000000001""#);
    check_column(r#"type = "decimal(38,0)", max = "99999999999999999999999999999999999999""#);
    check_column(r#"type = "string", pattern = '[a-z"\\]+''?', length = { max = 3 }"#.replace("''", "").as_str());
    check_column(r#"type = "string", length = { min = 3 }"#);
    check_column(r#"type = "string", length = 3"#);
    check_column(r#"type = "enum", values = ["a\nb", "\u007f", "c\\", "'", "\u0085"], pattern = "(?s).*""#);
    check_column(r#"type = "bool""#);
    check_column(r#"type = "int", from = ["n", 'the "old"']"#);
    check_column(r#"type = "date", format = "%y/%m/%d", min = 1950-01-01, max = "49/12/31""#);
    check_column(r#"type = "date", max = "+12024-01-01""#);
    check_column(r#"type = "datetime", min = 2024-01-01 08:30:00.123456789, max = 2024-01-02T00:00"#);
}

#[test]
fn checks_round_trip() {
    check_column(r#"type = "int", min = 1, max = 3, unique = true, severity = { min = "warn", unique = "warn" }"#);
    check_column(r#"type = "string", required = true, pattern = "a", severity = "warn""#);
    check(&GOOD.replace("load =", "expression = \"qty > 0 AND id <> 7\"\nmin_rows = 5\nload ="));
    check(&GOOD.replace(
        "load =",
        "checks = [{ expression = \"qty > 0\", severity = \"warn\", name = \"it's \\\"qty\\\"\" }]\nload =",
    ));
    check(&GOOD.replace("load =", "min_rows = { rows = 5, severity = \"warn\" }\nload ="));
    check(
        &GOOD
            .replace("load =", "control = { files = '(?<date>\\d{8})', rows = '^(\\d+)$', severity = 'warn' }\nload ="),
    );
    let total = "total = { column = 'qty', pattern = \"'(.)'\" }";
    let control = format!("control = {{ files = 'c(?<date>.*)', date_format = '%d.%m.%Y', {total} }}\nload =");
    check(&GOOD.replace("load =", &control));
    let other = GOOD.split_once("\n\n").unwrap().1.replace("sales", "other");
    check(&(GOOD.replace("\"qty\", type = \"int\"", "\"qty\", type = \"int\", references = \"other.id\"") + &other));
}

#[test]
fn the_whole_text() {
    let dir = folder();
    let report = "[reports.r]\nsql = 'reports/r.sql'\nchart = { type = 'bar', x = 'a', y = 'b' }\n";
    let text = GOOD.replace("\"qty\", type = \"int\"", "\"qty\", type = \"decimal(9,3)\", min = 0") + report;
    let workspace = parse(&text, dir.path(), SqlFiles::Folder(dir.path())).unwrap();
    let expected = r#"[workspace]
name = "Test"
landing_zone = "landing_zone"
warehouse = "warehouse"

[pipelines.sales]
files = 'sales_(?<date>\d{8})\.txt'
date_format = "%Y%m%d"
format = { type = "delimited", delimiter = "~", quote = '"', header = true, encoding = "utf-8" }
load = "transaction"
key = ["id"]
max_shrink = 0.5
max_field = "16 MB"
max_unpacked = 100
require_every_day = false
depends_on = []
extra_columns = "reject_file"
missing_columns = "reject_file"
columns = [
  { name = "id", type = "int", required = true },
  { name = "qty", type = "decimal(9,3)", required = false, min = "0.000" },
]

[reports.r]
title = "R"
sql = "reports/r.sql"
chart = { type = "bar", x = "a", y = "b" }
file = "r"
check = false
"#;
    assert_eq!(effective(&workspace), expected);
}

#[test]
fn the_template_round_trips() {
    let dir = tempfile::tempdir().unwrap();
    template::init(dir.path(), "shop").unwrap();
    let workspace = open(dir.path()).unwrap();
    fs::write(dir.path().join(CONFIG_FILE), effective(&workspace)).unwrap();
    assert_eq!(open(dir.path()).unwrap(), workspace);
    assert_eq!(workspace.relative(workspace.landing_zone.local_path()), Path::new("landing_zone"));
}
