//! `severity`: what becomes of what breaks a rule.

use super::model::Severity;
use crate::config::Node;

/// `"reject"` or `"warn"`.
pub(super) fn severity(node: &Node<'_>) -> Option<Severity> {
    node.variant("severity")
}

/// What is written of it.
pub(super) fn severity_part(severity: Severity) -> String {
    let word: &str = severity.into();
    format!("severity = \"{word}\"")
}
