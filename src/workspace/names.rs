//! Names of pipelines, models, layers and reports.

use crate::config::{Node, shown};

const LETTERS: &str = "Use lower-case letters, digits and _, beginning with a letter.";
/// Tables that the engine keeps itself.
pub(super) const RESERVED: [&str; 2] = ["loads", "load_totals"];

/// The word of a layer, which is a folder of the warehouse.
pub(super) fn check_layer(word: &str, node: &Node<'_>) -> Option<()> {
    if is_name(word) {
        return Some(());
    }
    node.wrong(format!("`{}` is not a valid name for a layer", shown(word)), LETTERS);
    None
}

/// A name that works on the command line, as a folder and in SQL.
pub(super) fn check_name(what: &str, name: &str, node: &Node<'_>) -> Option<()> {
    if !is_name(name) {
        node.wrong_key(format!("`{}` is not a valid name for a {what}", shown(name)), LETTERS);
        return None;
    }
    if what != "report" && RESERVED.contains(&name) {
        node.wrong_key(
            format!("the name `{name}` is reserved"),
            "shoptui keeps this table itself; choose another name.",
        );
        return None;
    }
    Some(())
}

fn is_name(name: &str) -> bool {
    let first = name.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    first && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
