//! `references`: whether each names a column of another pipeline, and none leads back to where it began.

use super::super::model::{ColumnType, Pipeline, Reference, type_word};
use crate::config::{Node, shown, suggest};

/// A reference whose other end is not looked at yet.
pub(super) struct Link<'a> {
    /// The pipeline that it is in.
    pub from: String,
    pub kind: ColumnType,
    pub to: Reference,
    pub node: Node<'a>,
}

/// Looks at the other end of every reference; `names` are all pipelines, `good` those without errors.
pub(super) fn check_links(links: &[Link<'_>], names: &[&str], good: &[Pipeline]) {
    for link in links {
        let Link { to, node, .. } = link;
        if to.pipeline == link.from {
            node.wrong("refers to its own pipeline", "Name a column of another pipeline.");
            continue;
        }
        if !names.contains(&to.pipeline.as_str()) {
            let others: Vec<&str> = names.iter().copied().filter(|name| *name != link.from).collect();
            let message = format!("no pipeline named `{}`", shown(&to.pipeline));
            node.absent(message, suggest(&to.pipeline, others.iter().copied()));
            continue;
        }
        let Some(other) = good.iter().find(|p| p.name == to.pipeline) else { continue };
        check_column(link, other);
    }
    for (at, link) in links.iter().enumerate() {
        // Told once, where the circle closes.
        let before = links.get(..at).unwrap_or_default();
        if link.to.pipeline != link.from && reaches(&link.to.pipeline, &link.from, before, links.len()) {
            let message = format!("`{}` refers to `{}` already", shown(&link.to.pipeline), shown(&link.from));
            link.node.wrong(message, "One of the two must be loaded first; remove one reference.");
        }
    }
}

fn check_column(link: &Link<'_>, other: &Pipeline) {
    if !other.load.keeps_history() {
        let message = format!("`{}` is loaded with load = \"replace\", which keeps no history", shown(&other.name));
        let hint = "What its rows were on the day of an older file cannot be known; load it as a snapshot.";
        link.node.wrong(message, hint);
        return;
    }
    let Some(column) = other.columns.iter().find(|c| c.name == link.to.column) else {
        let known: Vec<&str> = other.columns.iter().map(|c| c.name.as_str()).collect();
        let message = format!("`{}` has no column named `{}`", shown(&other.name), shown(&link.to.column));
        link.node.absent(message, suggest(&link.to.column, known.iter().copied()));
        return;
    };
    if !comparable(&link.kind, &column.kind) {
        let (own, others) = (type_word(&link.kind), type_word(&column.kind));
        let message = format!("the column is of type {own}, `{}` of type {others}", shown(&link.to.to_string()));
        link.node.wrong(message, "Give both columns the same type.");
    }
}

/// Whether the values of two types can be the same: an enum is text, and a date a date however it is written.
fn comparable(a: &ColumnType, b: &ColumnType) -> bool {
    use ColumnType::{Date, Datetime, Decimal, Enum, String};
    match (a, b) {
        (Decimal { scale: a, .. }, Decimal { scale: b, .. }) => a == b,
        (String | Enum(_), String | Enum(_)) | (Date(_), Date(_)) | (Datetime(_), Datetime(_)) => true,
        _ => a == b,
    }
}

/// Whether links lead from one pipeline to another, in at most so many steps.
fn reaches(from: &str, to: &str, links: &[Link<'_>], steps: usize) -> bool {
    from == to
        || steps > 0
            && links
                .iter()
                .filter(|link| link.from == from)
                .any(|link| link.to.pipeline != from && reaches(&link.to.pipeline, to, links, steps - 1))
}
