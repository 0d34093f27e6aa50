//! The note of an undo that goes on: whoever takes the workspace next finishes it.

use std::path::PathBuf;

use super::what::{Undo, UndoRequest};
use crate::atomic_file;
use crate::error::{Error, ErrorKind, Result};
use crate::workspace::Workspace;

/// Whether an undo that broke off is what a request asks for.
pub(super) fn is_begun(workspace: &Workspace, request: &UndoRequest) -> Result<bool> {
    Ok(begun(workspace)?.is_some_and(|begun| begun.answers(request)))
}

/// The undo that broke off, if one did.
pub(super) fn begun(workspace: &Workspace) -> Result<Option<Undo>> {
    let path = place(workspace);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("read", &path, &error)),
    };
    serde_json::from_str(&text).map(Some).map_err(|e| {
        let message = format!("the note of an unfinished undo cannot be read: {e}");
        Error::new(ErrorKind::Io, message).at_file(&path).hint("Remove it, and look with `shoptui verify`.")
    })
}

/// Notes an undo before anything of it is done.
pub(super) fn note(workspace: &Workspace, undo: &Undo) -> Result<()> {
    atomic_file::write_text(&place(workspace), &serde_json::to_string_pretty(undo).unwrap_or_default())
}

/// Where an undo is noted while it goes on.
fn place(workspace: &Workspace) -> PathBuf {
    workspace.runs_dir().join(".undo.json")
}

/// Removes the note of an undo that is done.
pub(super) fn remove(workspace: &Workspace) -> Result<()> {
    let path = place(workspace);
    std::fs::remove_file(&path).map_err(|e| Error::io("remove", &path, &e))
}
