//! Names of pipelines and reports.

use crate::config::{Node, shown};

/// Tables that the engine keeps itself.
const RESERVED: [&str; 2] = ["loads", "load_totals"];

/// A name that works on the command line, as a folder and in SQL.
pub(super) fn check_name(what: &str, name: &str, node: &Node<'_>) -> Option<()> {
    let first = name.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    if !first || !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
        let hint = "Use lower-case letters, digits and _, beginning with a letter.";
        node.wrong_key(format!("`{}` is no name for a {what}", shown(name)), hint);
        return None;
    }
    if what == "pipeline" && RESERVED.contains(&name) {
        node.wrong_key(
            format!("the name `{name}` is reserved"),
            "shoptui keeps this table itself; choose another name.",
        );
        return None;
    }
    Some(())
}
