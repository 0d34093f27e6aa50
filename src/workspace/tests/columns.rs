use chrono::NaiveDate;

use super::{GOOD, check_column, check_with, good, hints};
use crate::workspace::{Bound, Column, ColumnType, Length};

fn column(rest: &str) -> Column {
    let text = GOOD.replacen("{ name = \"qty\", type = \"int\" }", &format!("{{ name = \"qty\", {rest} }}"), 1);
    good(&text).pipelines[0].columns[1].clone()
}

#[test]
fn types() {
    let check = |rest: &str, kind: ColumnType| assert_eq!(column(rest).kind, kind);
    check(r#"type = "int""#, ColumnType::Int);
    check(r#"type = "float""#, ColumnType::Float);
    check(r#"type = "decimal(12,2)""#, ColumnType::Decimal { precision: 12, scale: 2 });
    check(r#"type = "decimal(38, 38)""#, ColumnType::Decimal { precision: 38, scale: 38 });
    check(r#"type = "decimal(1,0)""#, ColumnType::Decimal { precision: 1, scale: 0 });
    check(r#"type = "string""#, ColumnType::String);
    check(r#"type = "bool""#, ColumnType::Bool);
    check(r#"type = "enum", values = ["a", "A"]"#, ColumnType::Enum(vec!["a".into(), "A".into()]));
    check(r#"type = "date""#, ColumnType::Date("%Y-%m-%d".into()));
    check(r#"type = "date", format = "%d.%m.%y""#, ColumnType::Date("%d.%m.%y".into()));
    check(r#"type = "date", format = "%e %B %Y""#, ColumnType::Date("%e %B %Y".into()));
    check(r#"type = "date", format = "%Y-%j""#, ColumnType::Date("%Y-%j".into()));
    check(r#"type = "datetime""#, ColumnType::Datetime("%Y-%m-%d %H:%M:%S".into()));
    check(r#"type = "datetime", format = "%Y-%m-%dT%H:%M""#, ColumnType::Datetime("%Y-%m-%dT%H:%M".into()));
    check(r#"type = "datetime", format = "%F %T%.f""#, ColumnType::Datetime("%F %T%.f".into()));
}

#[test]
fn wrong_types() {
    check_column(r#"type = "intt""#, &["11:26: .type: unknown type `intt`"]);
    check_column("type = 5", &["11:26: .type: must be text, not a whole number"]);
    check_column("required = true", &["11:3: : `type` is missing"]);
    check_column(r#"type = "decimal""#, &["11:26: .type: unknown type `decimal`"]);
    for wrong in ["decimal(0,0)", "decimal(39,2)", "decimal(4,5)", "decimal(12)", "decimal(a,2)", "decimal(12,-2)"] {
        check_column(&format!("type = \"{wrong}\""), &[&format!("11:26: .type: unknown type `{wrong}`")]);
    }
    check_column(r#"type = "decimal(12,)""#, &["11:26: .type: unknown type `decimal(12,)`"]);
}

#[test]
fn enums() {
    check_column(r#"type = "enum""#, &["11:3: : `values` is missing"]);
    check_column(r#"type = "enum", values = []"#, &["11:43: .values: is empty"]);
    check_column(r#"type = "enum", values = "a""#, &["11:43: .values: must be a list, not text"]);
    check_column(
        r#"type = "enum", values = ["a", 1, true]"#,
        &["11:49: .values[2]: must be text, not a whole number", "11:52: .values[3]: must be text, not true or false"],
    );
    check_column(r#"type = "enum", values = ["a", "b", "a"]"#, &["11:54: .values[3]: `a` is there twice"]);
    check_column(r#"type = "enum", values = [""]"#, &["11:44: .values[1]: is an empty text, which means no value"]);
}

#[test]
fn formats() {
    let check = |kind: &str, format: &str, reason: &str| {
        let rest = format!("type = \"{kind}\", format = \"{format}\"");
        check_column(&rest, &[&format!("11:{}: .format: `{format}` {reason}", 39 + kind.len())]);
    };
    check("date", "%Y-%Q-%d", "has an unknown `%` specifier");
    check("date", "%Y-%m", "does not give a full date: year, month and day");
    check("date", "%d/%m", "does not give a full date: year, month and day");
    check("date", "today", "does not give a full date: year, month and day");
    check("date", "%Y-%m-%d %H:%M", "has a time, but this is a date");
    check("datetime", "%Y-%m-%d", "does not give a full date and time: year, month, day, hour and minute");
    check("datetime", "%Y-%m-%d %I:%M", "does not give a full date and time: year, month, day, hour and minute");
    check("datetime", "%H:%M:%S", "does not give a full date and time: year, month, day, hour and minute");
    check("datetime", "%Y-%m-%d %H:%M:%S%z", "has a time zone, which a datetime column does not keep");
    let full = "does not give a full date: year, month and day";
    let two = "can be read in two ways: put a sign between its numbers, or let them have all their zeros";
    check("date", "%Y%-m%-d", full);
    check("date", "%Y%-m%d", two);
    check("date", "%-d%-m%Y", full);
    check("date", "%-y%-m-%d", full);
    check("datetime", "%Y-%m-%d %-H%M", two);
    check_column(
        &format!("type = \"date\", format = \"%Y-%m-%d{}\"", "x".repeat(200)),
        &[&format!("11:43: .format: `%Y-%m-%d{}…` is longer than 200 bytes", "x".repeat(52))],
    );
    check_column(r#"type = "date", format = """#, &["11:43: .format: is empty"]);
}

#[test]
fn limits() {
    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
    let check = |rest: &str, bound: Bound| assert_eq!(column(rest).min, Some(bound), "{rest}");
    check(r#"type = "int", min = -9223372036854775808"#, Bound::Int(i64::MIN));
    check(r#"type = "int", min = 0x10"#, Bound::Int(16));
    check(r#"type = "float", min = 1"#, Bound::Float(1.0));
    check(r#"type = "float", min = -1.5e3"#, Bound::Float(-1500.0));
    check(r#"type = "decimal(12,2)", min = 3"#, Bound::Decimal(300));
    check(r#"type = "decimal(12,2)", min = "0.01""#, Bound::Decimal(1));
    check(r#"type = "decimal(12,2)", min = -0.5"#, Bound::Decimal(-50));
    check(r#"type = "decimal(12,2)", min = +1.25"#, Bound::Decimal(125));
    check(r#"type = "decimal(38,38)", min = "-0.1""#, Bound::Decimal(-(10i128.pow(37))));
    check(r#"type = "date", min = 2024-02-29"#, Bound::Date(day(2024, 2, 29)));
    check(r#"type = "date", format = "%d.%m.%Y", min = "29.02.2024""#, Bound::Date(day(2024, 2, 29)));
    let time = day(2024, 2, 29).and_hms_opt(8, 30, 0).unwrap();
    check(r#"type = "datetime", min = 2024-02-29T08:30:00"#, Bound::Datetime(time));
    check(r#"type = "datetime", min = 2024-02-29 08:30"#, Bound::Datetime(time));
    check(r#"type = "datetime", min = "2024-02-29 08:30:00""#, Bound::Datetime(time));
}

#[test]
fn wrong_limits() {
    check_column(r#"type = "int", min = 1.5"#, &["11:39: .min: `1.5` is not a whole number of 64 bits"]);
    check_column(r#"type = "int", min = "1""#, &["11:39: .min: `1` is not a whole number of 64 bits"]);
    check_column(
        r#"type = "int", max = 9223372036854775808"#,
        &["11:39: .max: `9223372036854775808` is not a whole number of 64 bits"],
    );
    check_column(r#"type = "float", min = nan"#, &["11:41: .min: `nan` is not a number"]);
    check_column(r#"type = "float", max = inf"#, &["11:41: .max: `inf` is not a number"]);
    check_column(r#"type = "float", max = [1]"#, &["11:41: .max: a list is not a number"]);
    check_column(r#"type = "decimal(4,2)", min = 0.001"#, &["11:48: .min: `0.001` is not a decimal(4,2)"]);
    check_column(r#"type = "decimal(4,2)", min = 1e1"#, &["11:48: .min: `1e1` is not a decimal(4,2)"]);
    check_column(r#"type = "decimal(4,2)", min = "1,5""#, &["11:48: .min: `1,5` is not a decimal(4,2)"]);
    check_column(r#"type = "decimal(4,2)", max = 100"#, &["11:48: .max: `100` is not a decimal(4,2)"]);
    check_column(r#"type = "decimal(4,2)", max = "1.""#, &["11:48: .max: `1.` is not a decimal(4,2)"]);
    check_column(
        r#"type = "date", min = "29.2.2024""#,
        &["11:40: .min: `29.2.2024` is not a date in the format `%Y-%m-%d`"],
    );
    check_column(
        r#"type = "date", min = 2024-02-28T00:00:00"#,
        &["11:40: .min: `2024-02-28T00:00:00` is not a date in the format `%Y-%m-%d`"],
    );
    check_column(
        r#"type = "datetime", min = 2024-02-28T00:00:00Z"#,
        &["11:44: .min: `2024-02-28T00:00:00Z` is not a date and time in the format `%Y-%m-%d %H:%M:%S`"],
    );
    check_column(r#"type = "int", min = 2, max = 1"#, &["11:48: .max: `max` is below `min`"]);
    check_column(r#"type = "decimal(4,2)", min = "0.02", max = 0.01"#, &["11:62: .max: `max` is below `min`"]);
    check_column(r#"type = "date", min = 2024-01-02, max = "2024-01-01""#, &["11:58: .max: `max` is below `min`"]);
    check_column(r#"type = "int", min = 1, max = 1"#, &[]);
}

#[test]
fn text_rules() {
    let code = column(r#"type = "string", pattern = 'a|bc', length = 8"#);
    assert_eq!(code.length, Some(Length { min: 8, max: 8 }));
    let pattern = code.pattern.unwrap();
    assert!(pattern.regex.is_match("bc") && !pattern.regex.is_match("abc") && !pattern.regex.is_match("bc\n"));
    let length = |rest: &str| column(&format!("type = \"string\", length = {rest}")).length.unwrap();
    assert_eq!(length("{ min = 1, max = 2 }"), Length { min: 1, max: 2 });
    assert_eq!(length("{ max = 2 }"), Length { min: 0, max: 2 });
    assert_eq!(length("{ min = 2 }"), Length { min: 2, max: usize::MAX });

    let check = |rest: &str, expected: &str| check_column(&format!("type = \"string\", {rest}"), &[expected]);
    check("length = -1", "11:45: .length: must be a number of characters");
    check("length = 0", "11:45: .length: allows no text at all");
    check("length = 1.5", "11:45: .length: must be a table, not a number");
    check("length = {}", "11:45: .length: says neither `min` nor `max`");
    check("length = { min = 3, max = 2 }", "11:45: .length: `max` is below `min`");
    check("length = { mn = 3, max = 9 }", "11:47: .length.mn: unknown key");
    check("length = { max = \"9\" }", "11:53: .length.max: must be a number of characters");
    check("pattern = '('", "11:46: .pattern: unclosed group");
    check("pattern = 'a)|(b'", "11:46: .pattern: unopened group");
    check("pattern = ''", "11:46: .pattern: is empty");
    check("pattern = 'x{1000}{1000}{1000}'", "11:46: .pattern: the regular expression is too large");
}

#[test]
fn rules_of_other_types() {
    check_column(r#"type = "int", length = 8"#, &["11:33: .length: does not apply to int columns"]);
    check_column(r#"type = "int", pattern = '\d'"#, &["11:33: .pattern: does not apply to int columns"]);
    check_column(r#"type = "int", values = ["1"]"#, &["11:33: .values: does not apply to int columns"]);
    check_column(r#"type = "int", format = "%d""#, &["11:33: .format: does not apply to int columns"]);
    check_column(r#"type = "string", min = 1"#, &["11:36: .min: does not apply to string columns"]);
    check_column(
        r#"type = "bool", min = 1, max = 2"#,
        &["11:34: .min: does not apply to bool columns", "11:43: .max: does not apply to bool columns"],
    );
    check_column(r#"type = "enum", values = ["a"], length = 1"#, &["11:50: .length: does not apply to enum columns"]);
    check_column(r#"type = "date", pattern = 'x'"#, &["11:34: .pattern: does not apply to date columns"]);
}

#[test]
fn names() {
    let check = |name: &str, expected: &str| check_with("name = \"qty\"", &format!("name = {name}"), &[expected]);
    check("\"\"", "11:12: pipelines.sales.columns[2].name: is empty");
    check("1", "11:12: pipelines.sales.columns[2].name: must be text, not a whole number");
    check("\"ID\"", "11:12: pipelines.sales.columns.ID.name: a column named `id` is there already");
    check("\"a\\tb\"", r#"11:12: pipelines.sales.columns."a\tb".name: `a\tb` has a control character"#);
    for reserved in ["effective_from", "expiry_date", "is_current", "row_hash", "line", "Errors"] {
        let expected = format!("11:12: pipelines.sales.columns.{reserved}.name: the name `{reserved}` is reserved");
        check(&format!("\"{reserved}\""), &expected);
    }
    check_with("{ name = \"qty\", type", "{ type", &["11:3: pipelines.sales.columns[2]: `name` is missing"]);
    check_with(
        "{ name = \"qty\", type = \"int\" }",
        "5",
        &["11:3: pipelines.sales.columns[2]: must be a table, not a whole number"],
    );
    good(&GOOD.replace("qty", "unit price, €"));
}

#[test]
fn other_keys() {
    check_column(r#"type = "int", requird = true"#, &["11:33: .requird: unknown key"]);
    check_column(r#"type = "int", required = "yes""#, &["11:44: .required: must be true or false, not text"]);
    check_column(
        r#"type = "intt", required = 1, mim = 2"#,
        &[
            "11:26: .type: unknown type `intt`",
            "11:45: .required: must be true or false, not a whole number",
            "11:48: .mim: unknown key",
        ],
    );
}

#[test]
fn hints_lead_on() {
    let hint = |rest: &str| {
        let text = GOOD.replacen("type = \"int\" },\n]", &format!("{rest} }},\n]"), 1);
        hints(&text).join(" / ")
    };
    let types = "Known: int, float, decimal(p,s), string, enum, bool, date, datetime.";
    assert_eq!(hint("type = \"intt\""), format!("Did you mean `int`? {types}"));
    assert_eq!(hint("type = \"Varchar\""), format!("Did you mean `string`? {types}"));
    assert_eq!(hint("type = \"geometry\""), types);
    assert_eq!(
        hint("type = \"int\", lenght = 2"),
        "Did you mean `length`? Known: name, type, required, values, format, min, max, pattern, length, unique, \
         references, severity, from."
    );
    assert_eq!(hint("type = \"int\", length = 2"), "It is for string columns; the rules of int columns: min, max.");
    assert_eq!(
        hint("type = \"decimal(9,3)\", min = 0.0001"),
        "Write it with at most 3 decimals, such as min = 0 or min = \"0.001\"."
    );
}
