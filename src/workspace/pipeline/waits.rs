//! What the files of a pipeline wait for: other pipelines, a file that says that a day is complete, the days before.

use regex::Regex;

use super::super::model::{Marker, Pipeline};
use crate::config::{Node, shown, suggest};

/// The names of pipelines, which are looked for when all are known.
pub(super) fn depends_on(node: &Node<'_>) -> Option<Vec<String>> {
    Some(node.texts()?.into_iter().map(|(name, _)| name.to_owned()).collect())
}

/// A pattern with `*` for any text and `?` for any character.
pub(super) fn marker(node: &Node<'_>) -> Option<Marker> {
    let text = node.plain_text()?;
    if text.contains(['/', '\\']) {
        node.wrong(
            format!("`{}` has a folder in it", shown(text)),
            "Name a file of the landing zone, such as \"*.done\".",
        );
        return None;
    }
    let pattern: String = text
        .chars()
        .map(|c| match c {
            '*' => ".*".to_owned(),
            '?' => ".".to_owned(),
            other => regex::escape(&other.to_string()),
        })
        .collect();
    let regex = Regex::new(&format!(r"\A{pattern}\z"));
    let Ok(regex) = regex else {
        node.wrong("is too long for a pattern", "Such as \"*.done\".");
        return None;
    };
    Some(Marker { text: text.to_owned(), regex })
}

/// Checks that the pipelines that others need are there, and that none needs itself.
pub(super) fn check_needs(entries: &[(&str, Node<'_>)], pipelines: &[Pipeline]) {
    for (name, node) in entries.iter().filter(|(name, _)| pipelines.iter().any(|p| p.name == *name)) {
        let keys = node.entries("").unwrap_or_default();
        let Some((_, list)) = keys.into_iter().find(|(key, _)| *key == "depends_on") else { continue };
        for (needed, item) in list.texts().unwrap_or_default() {
            if needed == *name {
                item.wrong(
                    format!("`{}` cannot wait for itself", shown(needed)),
                    "Name the pipelines that are loaded before it.",
                );
            } else if entries.iter().all(|(known, _)| *known != needed) {
                let known = entries.iter().map(|(known, _)| *known).filter(|known| known != name);
                item.absent(format!("no pipeline named `{}`", shown(needed)), suggest(needed, known));
            } else if reaches(pipelines, needed, name) {
                item.wrong(
                    format!("`{}` waits for `{}`, which waits for it in turn", shown(name), shown(needed)),
                    "Take one of the two out: what waits for the other is loaded after it.",
                );
            }
        }
    }
}

/// Whether a pipeline needs another, directly or through others.
fn reaches(pipelines: &[Pipeline], from: &str, to: &str) -> bool {
    let mut seen: Vec<&str> = Vec::new();
    let mut open = vec![from];
    while let Some(name) = open.pop() {
        if name == to {
            return true;
        }
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        open.extend(pipelines.iter().find(|p| p.name == name).into_iter().flat_map(Pipeline::needs));
    }
    false
}
