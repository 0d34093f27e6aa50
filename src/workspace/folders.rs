//! The `[workspace]` section: the name, and folders that must not get in each other's way.

use std::path::{Component, Path, PathBuf};

use crate::config::{Node, Section, shown};

const KEYS: &[&str] = &["name", "landing_zone", "warehouse"];
const EXAMPLE: &str = "Begin the section with [workspace].";
/// Folders of every workspace, with their words.
const FIXED: [(&str, &str); 5] = [
    ("archive", "the archive"),
    ("quarantine", "the quarantine"),
    ("error_reports", "the error reports"),
    ("exports", "the exports"),
    ("reports", "the reports"),
];

/// What `[workspace]` says.
pub(super) struct Folders {
    /// The name shown in titles.
    pub name: String,
    /// Where files arrive.
    pub landing_zone: PathBuf,
    /// Where tables live.
    pub warehouse: PathBuf,
}

/// A folder for the check against the others.
struct Used<'a> {
    words: &'static str,
    resolved: PathBuf,
    node: Option<Node<'a>>,
}

/// Reads `[workspace]`, all of which may be left out.
pub(super) fn folders(document: &Section<'_>, root: &Path) -> Option<Folders> {
    let Some(node) = document.get("workspace") else {
        let folders = Folders {
            name: default_name(root),
            landing_zone: root.join("landing_zone"),
            warehouse: root.join("warehouse"),
        };
        check_apart(&document.node, root, &folders, [None, None]);
        return Some(folders);
    };
    let section = node.section(KEYS, EXAMPLE)?;
    let name = section.maybe("name", Node::plain_text);
    let landing_zone = folder(&section, "landing_zone", root);
    let warehouse = folder(&section, "warehouse", root);
    let name = name?.map_or_else(|| default_name(root), str::to_owned);
    let folders = Folders { name, landing_zone: landing_zone?, warehouse: warehouse? };
    let nodes = [section.get("landing_zone"), section.get("warehouse")];
    check_apart(&section.node, root, &folders, nodes);
    Some(folders)
}

fn default_name(root: &Path) -> String {
    root.file_name().map_or_else(|| "shop".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn folder(section: &Section<'_>, key: &str, root: &Path) -> Option<PathBuf> {
    let Some(node) = section.get(key) else { return Some(root.join(key)) };
    let text = node.plain_text()?;
    let example = format!("Name a folder, such as {key} = \"{key}\".");
    if is_elsewhere(text) {
        node.wrong(format!("`{}` is no folder: this build reads and writes local folders only", shown(text)), example);
        return None;
    }
    if text.starts_with('~') {
        node.wrong(format!("`{}`: ~ has no meaning here", shown(text)), "Write the whole path.");
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

/// Reports folders that are the same or inside one another.
fn check_apart(section: &Node<'_>, root: &Path, folders: &Folders, nodes: [Option<Node<'_>>; 2]) {
    let [landing_node, warehouse_node] = nodes;
    let used = |words, path: &Path, node| Used { words, resolved: resolved(path), node };
    let mut all = vec![
        used("the landing zone", &folders.landing_zone, landing_node),
        used("the warehouse", &folders.warehouse, warehouse_node),
    ];
    all.extend(FIXED.iter().map(|(name, words)| used(words, &root.join(name), None)));
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

/// The path without `..` and links, as far as it exists.
pub(super) fn resolved(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => {
                out.push(other);
                out = out.canonicalize().unwrap_or(out);
            }
        }
    }
    out
}
