//! `min_rows` and `control`: what a file as a whole must have.

use regex::Regex;

use super::super::model::{Column, ColumnType, Control, ControlTotal, FileDay, LinePattern, MinRows, Severity};
use super::super::regular_expression::reason;
use super::super::severity::{severity, severity_part};
use super::super::toml_text::{quoted, table};
use super::file_pattern::{FILES_HINT, date_format, dated, dated_pattern};
use crate::config::{Node, Section, int, shown, suggest};

const MIN_ROWS: &str = "Write min_rows = 100, or min_rows = { rows = 100, severity = \"warn\" }.";
const CONTROL: &str = r"Write control = { files = 'sales_(?<date>\d{8})\.ctl', rows = 'rows=(\d+)' }.";
const TOTAL: &str = r"Write total = { column = 'amount', pattern = 'total=([\d.]+)' }.";

/// The least number of rows, by itself or with its severity.
pub(super) fn min_rows(node: &Node<'_>) -> Option<MinRows> {
    if !node.value.is_table() {
        return Some(MinRows { rows: count(node)?, severity: Severity::Reject });
    }
    let section = node.clone().section(&["rows", "severity"], MIN_ROWS)?;
    let rows = section.need("rows", MIN_ROWS).and_then(|node| count(&node));
    let severity = section.maybe("severity", severity);
    Some(MinRows { rows: rows?, severity: severity?.unwrap_or_default() })
}

fn count(node: &Node<'_>) -> Option<u64> {
    let number = int(node.value).and_then(|n| u64::try_from(n).ok()).filter(|n| *n > 0);
    if number.is_none() {
        node.wrong("must be a number of rows, at least 1", MIN_ROWS);
    }
    number
}

/// The control file of each data file.
pub(super) fn control(node: &Node<'_>, columns: &[Column]) -> Option<Control> {
    let section = node.clone().section(&["files", "date_format", "rows", "total", "severity"], CONTROL)?;
    let date_format = section.maybe("date_format", date_format);
    let files = section.need("files", FILES_HINT).and_then(|node| dated_pattern(&node));
    let rows = section.maybe("rows", line_pattern);
    let total = section.maybe("total", |node| total(node, columns));
    let severity = section.maybe("severity", severity);
    let (rows, total) = (rows?, total?);
    if rows.is_none() && total.is_none() {
        section.node.absent("says neither `rows` nor `total`", CONTROL);
        return None;
    }
    Some(Control {
        files: dated(files?, date_format?, FileDay::Name),
        rows,
        total,
        severity: severity?.unwrap_or_default(),
    })
}

fn total(node: &Node<'_>, columns: &[Column]) -> Option<ControlTotal> {
    let section: Section<'_> = node.clone().section(&["column", "pattern"], TOTAL)?;
    let column = section.need("column", TOTAL).and_then(|node| summed(&node, columns));
    let pattern = section.need("pattern", TOTAL).and_then(|node| line_pattern(&node));
    Some(ControlTotal { column: column?, pattern: pattern? })
}

fn summed(node: &Node<'_>, columns: &[Column]) -> Option<usize> {
    let name = node.text()?;
    let numbers = columns.iter().filter(|c| matches!(c.kind, ColumnType::Int | ColumnType::Decimal { .. }));
    let known: Vec<&str> = numbers.map(|c| c.name.as_str()).collect();
    let Some(at) = columns.iter().position(|c| c.name == name) else {
        node.absent(format!("no column named `{}`", shown(name)), suggest(name, known.iter().copied()));
        return None;
    };
    if !known.contains(&name) {
        node.wrong(format!("`{}` is not an int or decimal column", shown(name)), suggest(name, known.iter().copied()));
        return None;
    }
    Some(at)
}

fn line_pattern(node: &Node<'_>) -> Option<LinePattern> {
    let text = node.text()?;
    match Regex::new(text) {
        Ok(regex) if regex.captures_len() == 2 => Some(LinePattern { text: text.to_owned(), regex }),
        Ok(_) => {
            node.wrong("must have one group, around the number", r"Such as 'rows=(\d+)'; (?:...) groups without it.");
            None
        }
        Err(error) => {
            node.wrong(reason(&error), r"Correct the regular expression, such as 'rows=(\d+)'.");
            None
        }
    }
}

/// What is written of the least number of rows.
pub(super) fn min_rows_text(MinRows { rows, severity }: MinRows) -> String {
    table(&[format!("rows = {rows}"), severity_part(severity)])
}

/// What is written of a control file.
pub(super) fn control_text(control: &Control, columns: &[Column]) -> String {
    let mut parts = vec![
        format!("files = {}", quoted(&control.files.text)),
        format!("date_format = {}", quoted(&control.files.date_format)),
    ];
    parts.extend(control.rows.as_ref().map(|rows| format!("rows = {}", quoted(&rows.text))));
    parts.extend(control.total.as_ref().map(|total| {
        let column = columns.get(total.column).map_or("", |c| c.name.as_str());
        format!("total = {{ column = {}, pattern = {} }}", quoted(column), quoted(&total.pattern.text))
    }));
    parts.push(severity_part(control.severity));
    table(&parts)
}
