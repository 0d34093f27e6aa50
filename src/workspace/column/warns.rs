//! `severity` of a column: which of its rules only warn.

use super::super::model::{Rule, Severity};
use super::super::severity::severity;
use crate::config::{Node, shown};
use strum::VariantArray as _;

const EXAMPLE: &str = "Write severity = \"warn\" for all rules of the column, or severity = { pattern = \"warn\" }.";

/// The rules of a column that only warn, in order; `given` are the rules that it has.
pub(super) fn warns(node: &Node<'_>, given: &[Rule]) -> Option<Vec<Rule>> {
    if node.value.is_table() {
        return by_rule(node.clone(), given);
    }
    let warn = severity(node)? == Severity::Warn;
    if warn && given.is_empty() {
        node.wrong_key("the column has no rule that could warn", "Its type alone always rejects; remove `severity`.");
        return None;
    }
    Some(if warn { given.to_vec() } else { Vec::new() })
}

fn by_rule(node: Node<'_>, given: &[Rule]) -> Option<Vec<Rule>> {
    let names: Vec<&str> = Rule::VARIANTS.iter().map(|rule| rule.name()).collect();
    let section = node.section(&names, EXAMPLE)?;
    let mut warns = Vec::new();
    let mut good = true;
    for &rule in Rule::VARIANTS {
        let Some(node) = section.get(rule.name()) else { continue };
        if !given.contains(&rule) {
            let message = format!("the column has no rule `{}`", shown(rule.name()));
            node.wrong_key(message, "Give it the rule, or remove this.");
            good = false;
            continue;
        }
        match severity(&node) {
            Some(Severity::Warn) => warns.push(rule),
            Some(Severity::Reject) => {}
            None => good = false,
        }
    }
    good.then_some(warns)
}

/// What is written of the rules that only warn.
pub(super) fn warns_text(warns: &[Rule]) -> Option<String> {
    let parts: Vec<String> = warns.iter().map(|rule| format!("{} = \"warn\"", rule.name())).collect();
    (!parts.is_empty()).then(|| super::super::toml_text::table(&parts))
}
