//! The SQL files of reports and models: read, and refused where they cannot be.
//!
//! What the SQL of a report does beyond reading is told here; that of a model is told when it is computed.

use std::path::{Component, Path, PathBuf};

use super::folders::resolved;
use super::template::Template;
use crate::config::{Node, Spot, shown};
use crate::sql;

/// No query is this large (bytes).
const LARGEST_SQL: u64 = 1 << 20;

/// Where the SQL files of a config file are.
#[derive(Clone, Copy)]
pub(super) enum SqlFiles<'a> {
    /// In this workspace.
    Folder(&'a Path),
    /// In this program.
    Template(&'a Template),
}

/// The file, relative to the workspace, and its text; `example` shows how one is named.
pub(super) fn sql_file(node: &Node<'_>, files: SqlFiles<'_>, example: &str) -> Option<(PathBuf, String)> {
    let name = node.plain_text()?;
    let path = PathBuf::from(name);
    if !path.components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir)) {
        node.wrong(format!("`{}` is not inside the workspace", shown(name)), example);
        return None;
    }
    let text = match files {
        SqlFiles::Template(template) => {
            template.file(name).map(str::to_owned).ok_or("is not part of the template".into())
        }
        SqlFiles::Folder(root) => read_sql(root, &path),
    };
    match text {
        Ok(text) => Some((path, text)),
        Err(reason) => {
            node.wrong(format!("`{}` {reason}", shown(name)), example);
            None
        }
    }
}

/// The same for SQL that must be no more than a query.
pub(super) fn query_file(node: &Node<'_>, files: SqlFiles<'_>, example: &str) -> Option<(PathBuf, String)> {
    let (path, text) = sql_file(node, files, example)?;
    if let Err(sql::Refused { message, hint, line, column }) = sql::only_reads(&text) {
        node.wrong_there(Spot { file: path, line, column }, message, hint);
        return None;
    }
    Some((path, text))
}

/// The text, or what is wrong with the file.
fn read_sql(root: &Path, path: &Path) -> Result<String, String> {
    let full = root.join(path);
    let unread = |e: std::io::Error| format!("cannot be read: {e}");
    let meta = match full.metadata() {
        Ok(meta) => meta,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err("does not exist".to_owned()),
        Err(e) => return Err(unread(e)),
    };
    if !resolved(&full).map_err(unread)?.starts_with(resolved(root).map_err(unread)?) {
        return Err("is a link that leads out of the workspace".to_owned());
    }
    if !meta.is_file() {
        return Err("is not a file".to_owned());
    }
    if meta.len() > LARGEST_SQL {
        return Err("is too large for a query".to_owned());
    }
    let bytes = std::fs::read(&full).map_err(unread)?;
    let text = String::from_utf8(bytes).map_err(|_| "is not UTF-8 text".to_owned())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if text.trim().is_empty() { Err("is empty".to_owned()) } else { Ok(text.to_owned()) }
}
