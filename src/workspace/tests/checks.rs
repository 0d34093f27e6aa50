use super::{GOOD, check, check_column, check_with, good, hints};
use crate::workspace::{Rule, Severity};

/// A second pipeline; its lines begin on 14.
const OTHER: &str = r"[pipelines.c]
files = 'c_(?<date>\d{8})'
format = { type = 'json' }
load = 'snapshot'
key = ['id']
columns = [
  { name = 'id', type = 'int' },
  { name = 'code', type = 'string' },
  { name = 'price', type = 'decimal(9,2)' },
]
";

#[test]
fn severities() {
    let warns = |rest: &str| {
        let text = GOOD.replacen("\"qty\", type = \"int\"", &format!("\"qty\", {rest}"), 1);
        good(&text).pipelines[0].columns[1].warns.clone()
    };
    assert_eq!(warns(r#"type = "int", min = 1, required = true, severity = "warn""#), [Rule::Required, Rule::Min]);
    assert_eq!(warns(r#"type = "int", min = 1, max = 2, severity = { max = "warn", min = "reject" }"#), [Rule::Max]);
    assert_eq!(
        warns(r#"type = "enum", values = ["a"], unique = true, severity = "warn""#),
        [Rule::Values, Rule::Unique]
    );
    assert_eq!(warns(r#"type = "int", severity = "reject""#), []);
    check_column(r#"type = "int", severity = "warn""#, &["11:33: .severity: the column has no rule that could warn"]);
    check_column(r#"type = "int", min = 1, severity = "worn""#, &["11:53: .severity: unknown severity `worn`"]);
    check_column(r#"type = "int", severity = 1"#, &["11:44: .severity: must be text, not a whole number"]);
    check_column(
        r#"type = "int", min = 1, severity = { max = "warn" }"#,
        &["11:55: .severity.max: the column has no rule `max`"],
    );
    check_column(r#"type = "int", severity = { type = "warn" }"#, &["11:46: .severity.type: unknown key"]);
    check_column(
        r#"type = "int", min = 1, severity = { min = "no" }"#,
        &["11:61: .severity.min: unknown severity `no`"],
    );
}

#[test]
fn keys_are_always_required() {
    let with = |severity: &str| GOOD.replace("\"id\", type = \"int\"", &format!("\"id\", type = \"int\", {severity}"));
    let id = good(&with("required = true, min = 1, severity = \"warn\"")).pipelines[0].columns[0].clone();
    assert!(id.required && !id.nullable() && id.severity(Rule::Required) == Severity::Reject);
    assert_eq!(id.warns, [Rule::Min]);
    check(
        &with("required = true, severity = { required = \"warn\" }"),
        &["10:60: pipelines.sales.columns.id.severity: a key column is always required"],
    );
}

#[test]
fn unique_columns() {
    check_column(r#"type = "int", unique = true"#, &[]);
    check_column(r#"type = "int", unique = "yes""#, &["11:42: .unique: must be true or false, not text"]);
}

#[test]
fn references() {
    let text = |rest: &str, other: &str| {
        let sales = GOOD.replacen("\"qty\", type = \"int\"", &format!("\"qty\", {rest}"), 1);
        format!("{sales}{other}")
    };
    let at = |rest: &str, expected: &[&str]| {
        let expected: Vec<_> =
            expected.iter().map(|e| e.replacen(": ", ": pipelines.sales.columns.qty.references: ", 1)).collect();
        check(&text(rest, OTHER), &expected.iter().map(String::as_str).collect::<Vec<_>>());
    };
    at(r#"type = "int", references = "c.id""#, &[]);
    at(r#"type = "decimal(12,2)", references = "c.price""#, &[]);
    at(r#"type = "enum", values = ["a"], references = "c.code""#, &[]);
    at(r#"type = "int", references = "id""#, &["11:46: `id` names no column of a pipeline"]);
    at(r#"type = "int", references = "c.""#, &["11:46: `c.` names no column of a pipeline"]);
    at(r#"type = "int", references = "d.id""#, &["11:46: no pipeline named `d`"]);
    at(r#"type = "int", references = "c.idd""#, &["11:46: `c` has no column named `idd`"]);
    at(r#"type = "int", references = "c.code""#, &["11:46: the column is of type int, `c.code` of type string"]);
    at(
        r#"type = "decimal(9,3)", references = "c.price""#,
        &["11:55: the column is of type decimal(9,3), `c.price` of type decimal(9,2)"],
    );
    at(r#"type = "int", references = "sales.id""#, &["11:46: refers to its own pipeline"]);
    check_column(r#"type = "int", references = 5"#, &["11:46: .references: must be text, not a whole number"]);
    // A pipeline that is wrong itself is not held against those that refer to it.
    check(
        &text(r#"type = "int", references = "c.id""#, &OTHER.replace("'snapshot'", "1")),
        &["17:8: pipelines.c.load: must be text, not a whole number"],
    );
}

#[test]
fn references_in_a_circle() {
    let third = OTHER.replace("pipelines.c]", "pipelines.d]").replace("'c_(", "'d_(");
    let refer = |text: &str, to: &str| {
        text.replacen("'id', type = 'int'", &format!("'id', type = 'int', references = '{to}'"), 1)
    };
    let sales = GOOD.replacen("\"qty\", type = \"int\"", "\"qty\", type = \"int\", references = \"c.id\"", 1);
    check(&format!("{sales}{}{third}", refer(OTHER, "d.id")), &[]);
    check(
        &format!("{sales}{}", refer(OTHER, "sales.id")),
        &["20:45: pipelines.c.columns.id.references: `sales` refers to `c` already"],
    );
    check(
        &format!("{sales}{}{}", refer(OTHER, "d.id"), refer(&third, "sales.id")),
        &["30:45: pipelines.d.columns.id.references: `sales` refers to `d` already"],
    );
}

/// An expression over `id` and `qty`; the place and key are left out.
#[track_caller]
fn check_expression(text: &str, expected: &str) {
    let text = serde_json::to_string(text).unwrap();
    let found =
        super::parsed(&GOOD.replacen("load =", &format!("expression = {text}\nload ="), 1)).err().unwrap_or_default();
    let found: Vec<_> =
        super::lines(&found).iter().map(|l| l.replacen("7:14: pipelines.sales.expression: ", "", 1)).collect();
    assert_eq!(found.join(" / "), expected, "{text}");
}

#[test]
fn expressions() {
    for good in ["qty > 0", "id = qty * 2", "qty IS NOT NULL", "qty BETWEEN 1 AND 9", "NOT qty = 3", "qty IN (1, 2)"] {
        check_expression(good, "");
    }
    check_expression("qty >", "is not an SQL condition: unable to parse 'qty >' as Expr");
    check_expression(
        "qty > 0; DROP TABLE sales",
        "is not an SQL condition: invalid expression (found unexpected token ';')",
    );
    check_expression("", "is empty");
    check_expression("qtty > 0", "no column named `qtty`");
    check_expression("qty + 1", "gives a number, not true or false");
    check_expression("1 = 1", "names no column");
    let beyond = "looks at more than one row";
    for text in ["SUM(qty) > 0", "qty = MAX(qty)", "COUNT(*) > 1 AND qty > 0", "qty > AVG(qty) OVER (PARTITION BY id)"]
    {
        check_expression(text, beyond);
    }
    check_expression("CORR(id, qty) > 0", beyond);
    check_expression("ROW_NUMBER() OVER (ORDER BY qty) = id", beyond);
    for text in [
        "qty IN (SELECT id FROM sales)",
        "EXISTS (SELECT 1)",
        "qty > (SELECT 1)",
        "*",
        "qty = 'a'",
        "COLUMNS('q')",
        "GREATEST()",
    ] {
        let text = serde_json::to_string(text).unwrap();
        assert!(!hints(&GOOD.replacen("load =", &format!("expression = {text}\nload ="), 1)).is_empty(), "{text}");
    }
    let hint = |text: &str| hints(&GOOD.replacen("load =", &format!("expression = \"{text}\"\nload ="), 1)).join(" / ");
    assert_eq!(hint("qtty > 0"), "Did you mean `qty`? Known: id, qty.");
}

#[test]
fn lists_of_checks() {
    let at = |rest: &str, expected: &[&str]| check_with("load =", &format!("checks = {rest}\nload ="), expected);
    at(r#"[{ expression = "qty > 0" }, { expression = "qty < 9", severity = "warn", name = "few" }]"#, &[]);
    at("[]", &[]);
    at(r#""qty > 0""#, &["7:10: pipelines.sales.checks: must be a list, not text"]);
    at(r#"["qty > 0"]"#, &["7:11: pipelines.sales.checks[1]: must be a table, not text"]);
    at(r#"[{ severity = "warn" }]"#, &["7:11: pipelines.sales.checks[1]: `expression` is missing"]);
    at(
        r#"[{ expression = "qty", severity = "no", name = "" }]"#,
        &[
            "7:26: pipelines.sales.checks[1].expression: gives a number, not true or false",
            "7:44: pipelines.sales.checks[1].severity: unknown severity `no`",
            "7:57: pipelines.sales.checks[1].name: is empty",
        ],
    );
    let sales =
        good(&GOOD.replace("load =", "expression = \"qty > 0\"\nchecks = [{ expression = \"qty < 9\" }]\nload ="));
    let texts: Vec<_> = sales.pipelines[0].checks.iter().map(|c| c.expression.text.as_str()).collect();
    assert_eq!(texts, ["qty > 0", "qty < 9"]);
}

#[test]
fn least_rows() {
    let at = |rest: &str, expected: &[&str]| check_with("load =", &format!("min_rows = {rest}\nload ="), expected);
    at("1", &[]);
    at("{ rows = 100, severity = \"warn\" }", &[]);
    for wrong in ["0", "-1", "1.5", "\"1\"", "[1]"] {
        at(wrong, &["7:12: pipelines.sales.min_rows: must be a number of rows, at least 1"]);
    }
    at("{ severity = \"warn\" }", &["7:12: pipelines.sales.min_rows: `rows` is missing"]);
}

#[test]
fn control_files() {
    let at = |rest: &str, expected: &[&str]| check_with("load =", &format!("control = {{ {rest} }}\nload ="), expected);
    at(r"files = 'c_(?<date>\d{8})', rows = 'rows=(\d+)'", &[]);
    at(r"files = 'c_(?<date>\d+)', date_format = '%d%m%y', total = { column = 'qty', pattern = '(?:a|b)=(\S+)' }", &[]);
    at(r"files = 'c_(?<date>\d{8})'", &["7:11: pipelines.sales.control: says neither `rows` nor `total`"]);
    at(r"rows = 'rows=(\d+)'", &["7:11: pipelines.sales.control: `files` is missing"]);
    at(r"files = 'c', rows = 'rows=(\d+)'", &["7:21: pipelines.sales.control.files: has no group `date`"]);
    let files = r"files = 'c_(?<date>\d{8})', ";
    let rows = |rows: &str, expected: &str| {
        at(&format!("{files}rows = {rows}"), &[&format!("7:48: pipelines.sales.control.rows: {expected}")])
    };
    rows("'rows'", "must have one group, around the number");
    rows("'(a)(b)'", "must have one group, around the number");
    rows("'('", "unclosed group");
    rows("5", "must be text, not a whole number");
    let total = |column: &str, expected: &str| {
        at(
            &format!("{files}total = {{ column = '{column}', pattern = '(.)' }}"),
            &[&format!("7:60: pipelines.sales.control.total.column: {expected}")],
        );
    };
    total("qtty", "no column named `qtty`");
    let text = GOOD.replace("\"qty\", type = \"int\"", "\"qty\", type = \"float\"");
    let text = text
        .replace("load =", &format!("control = {{ {files}total = {{ column = 'qty', pattern = '(.)' }} }}\nload ="));
    check(&text, &["7:60: pipelines.sales.control.total.column: `qty` is not an int or decimal column"]);
}
