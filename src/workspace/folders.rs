//! The folders of a workspace, which must not get in each other's way.

use std::io;
use std::path::{Component, Path, PathBuf};

use super::model::Workspace;
use crate::config::{Node, shown};

/// Folders of every workspace, with their words.
const FIXED: [(&str, &str); 5] = [
    ("archive", "the archive"),
    ("quarantine", "the quarantine"),
    ("error_reports", "the error reports"),
    ("exports", "the exports"),
    ("reports", "the reports"),
];

/// A folder for the check against the others.
struct Used<'a> {
    words: &'static str,
    resolved: PathBuf,
    node: Option<Node<'a>>,
}

/// A folder, which need not be there yet; `example` is the name of one.
pub(super) fn folder(node: &Node<'_>, example: &str, root: &Path) -> Option<PathBuf> {
    let text = node.plain_text()?;
    let example = format!("Name a folder, such as {example} = \"{example}\".");
    if is_elsewhere(text) {
        node.wrong(
            format!("`{}` is not a folder: this build reads and writes local folders only", shown(text)),
            example,
        );
        return None;
    }
    if text.starts_with('~') {
        node.wrong(format!("`{}`: ~ is not expanded here", shown(text)), "Write the whole path.");
        return None;
    }
    let path = root.join(text);
    match path.metadata() {
        Ok(about) if !about.is_dir() => {
            node.wrong(format!("`{}` is a file, not a folder", shown(text)), example);
            None
        }
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            node.wrong(format!("cannot look at `{}`: {e}", shown(text)), example);
            None
        }
        _ => Some(path),
    }
}

/// Whether it is a URL or an `env:NAME` that holds one.
fn is_elsewhere(text: &str) -> bool {
    text.starts_with("env:") || text.split_once("://").is_some_and(|(scheme, _)| is_scheme(scheme))
}

fn is_scheme(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

/// Reports folders that are the same or inside one another; `nodes` name the landing zone and the warehouse.
pub(super) fn check_apart(section: &Node<'_>, workspace: &Workspace, nodes: [Option<Node<'_>>; 2]) {
    let [landing_node, warehouse_node] = nodes;
    let named = [
        ("the landing zone", workspace.landing_zone.local_path().to_owned(), landing_node),
        ("the warehouse", workspace.warehouse.local_path().to_owned(), warehouse_node),
    ];
    let mut all = Vec::with_capacity(named.len() + FIXED.len());
    for (words, path, node) in named {
        match resolved(&path) {
            Ok(resolved) => all.push(Used { words, resolved, node }),
            Err(e) => {
                let what = format!("cannot look at `{}`: {e}", shown(&path.display().to_string()));
                node.as_ref().unwrap_or(section).wrong(what, format!("Check that {words} can be read."));
            }
        }
    }
    // One of these that cannot be looked at is told by what needs it, and by `doctor`.
    all.extend(FIXED.iter().filter_map(|(name, words)| {
        let resolved = resolved(&workspace.root.join(name)).ok()?;
        Some(Used { words, resolved, node: None })
    }));
    for (i, a) in all.iter().enumerate().take(2) {
        // One error a folder says enough.
        if let Some((b, how)) = all.iter().skip(i + 1).find_map(|b| Some((b, overlap(a, b)?))) {
            let node = b.node.as_ref().or(a.node.as_ref()).unwrap_or(section);
            node.wrong(how, format!("Give {} and {} a folder each, side by side.", a.words, b.words));
        }
    }
}

fn overlap(a: &Used<'_>, b: &Used<'_>) -> Option<String> {
    if a.resolved == b.resolved {
        Some(format!("{} and {} are the same folder", a.words, b.words))
    } else if a.resolved.starts_with(&b.resolved) {
        Some(format!("{} is inside {}", a.words, b.words))
    } else if b.resolved.starts_with(&a.resolved) {
        Some(format!("{} would be inside {}", b.words, a.words))
    } else {
        None
    }
}

/// The path without `..` and links, as far as it exists; fails where that cannot be looked at.
pub(super) fn resolved(path: &Path) -> io::Result<PathBuf> {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => {
                out.push(other);
                match out.canonicalize() {
                    Ok(found) => out = found,
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }
    Ok(out)
}
