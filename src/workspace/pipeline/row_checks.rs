//! `expression` and `checks`: conditions over each row of a pipeline's files.

use super::super::model::{Column, RowCheck, Severity};
use super::super::severity::{severity, severity_part};
use super::super::toml_text::{quoted, table};
use super::expression::expression;
use crate::config::{Node, Section};

const EXAMPLE: &str =
    "Write checks = [ { expression = \"total = quantity * price\", severity = \"warn\", name = \"total\" } ].";

/// The conditions of a pipeline, the short one first.
pub(super) fn row_checks(section: &Section<'_>, columns: &[Column]) -> Option<Vec<RowCheck>> {
    let short = section.maybe("expression", |node| expression(node, columns));
    let list = section.maybe("checks", |node| {
        let items = node.list()?;
        let checks: Vec<_> = items.into_iter().map(|item| check(item, columns)).collect();
        checks.into_iter().collect::<Option<Vec<_>>>()
    });
    let short = short?.map(|expression| RowCheck { name: None, expression, severity: Severity::Reject });
    Some(short.into_iter().chain(list?.unwrap_or_default()).collect())
}

fn check(item: Node<'_>, columns: &[Column]) -> Option<RowCheck> {
    let section = item.section(&["expression", "severity", "name"], EXAMPLE)?;
    let expression = section.need("expression", EXAMPLE).and_then(|node| expression(&node, columns));
    let severity = section.maybe("severity", severity);
    let name = section.maybe("name", Node::plain_text);
    Some(RowCheck { expression: expression?, severity: severity?.unwrap_or_default(), name: name?.map(str::to_owned) })
}

/// What is written of a condition.
pub(super) fn check_text(RowCheck { name, expression, severity }: &RowCheck) -> String {
    let mut parts = vec![format!("expression = {}", quoted(&expression.text)), severity_part(*severity)];
    parts.extend(name.as_ref().map(|name| format!("name = {}", quoted(name))));
    table(&parts)
}
