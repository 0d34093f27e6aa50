//! `key`: the primary key, as indices into the columns.

use super::super::column::Draft;
use crate::config::{Node, Section, shown, suggest};

/// The key as indices into the columns; `None` too while a column has no good name.
pub(super) fn key(section: &Section<'_>, columns: Option<&[Draft<'_>]>) -> Option<Vec<usize>> {
    let list = section.get("key")?;
    let texts = list.texts()?;
    if texts.is_empty() {
        list.wrong("is empty", "Name the columns of the primary key.");
        return None;
    }
    let columns = columns?;
    let mut key = Vec::with_capacity(texts.len());
    for (name, node) in &texts {
        let Some(index) = key_column(name, node, columns) else { continue };
        if key.contains(&index) {
            node.wrong(format!("`{}` is in the key twice", shown(name)), "Remove one of the two.");
            continue;
        }
        key.push(index);
    }
    (key.len() == texts.len()).then_some(key)
}

fn key_column(name: &str, node: &Node<'_>, columns: &[Draft<'_>]) -> Option<usize> {
    let Some(index) = columns.iter().position(|draft| draft.name == Some(name)) else {
        let known: Vec<_> = columns.iter().filter_map(|draft| draft.name).collect();
        node.absent(format!("no column named `{}`", shown(name)), suggest(name, known.iter().copied()));
        return None;
    };
    let draft = columns.get(index)?;
    if let Some(required) = draft.node("required").filter(|node| node.value.as_bool() == Some(false)) {
        required
            .wrong("a key column is always required", "Remove `required = false`, or take the column out of `key`.");
        return None;
    }
    if let Some(severity) = draft.node("severity").filter(|node| node.value.get("required").is_some()) {
        severity.wrong("a key column is always required", "Remove `required` from `severity`.");
        return None;
    }
    Some(index)
}
