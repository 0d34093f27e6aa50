//! `severity`: what becomes of what breaks a rule.

use super::model::{Rule, Severity};
use crate::config::{Node, Section, shown};

const WORDS: [(&str, Severity); 2] = [("reject", Severity::Reject), ("warn", Severity::Warn)];
const EXAMPLE: &str = "Write severity = \"warn\" for all rules of the column, or severity = { pattern = \"warn\" }.";

/// `"reject"` or `"warn"`.
pub(super) fn severity(node: &Node<'_>) -> Option<Severity> {
    node.choice("severity", &WORDS)
}

/// The rules of a column that only warn, in order; `given` are the rules that it has.
pub(super) fn warns(section: &Section<'_>, given: &[Rule]) -> Option<Vec<Rule>> {
    let Some(node) = section.get("severity") else { return Some(Vec::new()) };
    if node.value.is_table() {
        return by_rule(node, given);
    }
    let warn = severity(&node)? == Severity::Warn;
    if warn && given.is_empty() {
        node.wrong_key("the column has no rule that could warn", "Its type alone always rejects; remove `severity`.");
        return None;
    }
    Some(if warn { given.to_vec() } else { Vec::new() })
}

fn by_rule(node: Node<'_>, given: &[Rule]) -> Option<Vec<Rule>> {
    let section = node.section(&Rule::ALL.map(|(name, _)| name), EXAMPLE)?;
    let mut warns = Vec::new();
    let mut good = true;
    for (name, rule) in Rule::ALL {
        let Some(node) = section.get(name) else { continue };
        if !given.contains(&rule) {
            node.wrong_key(format!("the column has no rule `{}`", shown(name)), "Give it the rule, or remove this.");
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
