//! `name` and `from`: what a column is called.

use crate::config::{Node, shown};

/// Columns that every table, or every error report, has of its own.
const RESERVED: [&str; 6] = ["effective_from", "expiry_date", "is_current", "row_hash", "line", "errors"];

/// The name of a column, which no column of shoptui's own may have.
pub(super) fn name<'a>(node: &Node<'a>) -> Option<&'a str> {
    let name = node.plain_text()?;
    let folded = name.to_lowercase();
    if RESERVED.contains(&folded.as_str()) {
        let hint = format!("shoptui adds {} itself; rename the column.", RESERVED.join(", "));
        node.wrong(format!("the name `{}` is reserved", shown(name)), hint);
        return None;
    }
    Some(name)
}

/// The other names of a column, each with its place: a text or a list of texts.
pub(super) fn other_names<'a>(node: &Node<'a>) -> Option<Vec<(&'a str, Node<'a>)>> {
    if node.value.is_str() {
        return Some(vec![(node.plain_text()?, node.clone())]);
    }
    let items = node.list()?;
    if items.is_empty() {
        node.wrong("is empty", "Write from = \"old_name\", or leave it out.");
        return None;
    }
    items.into_iter().map(|item| item.plain_text().map(|name| (name, item))).collect()
}
