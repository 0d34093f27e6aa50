//! The note of an undo that goes on: whoever takes the workspace next finishes it.

use super::what::{Undo, UndoRequest};
use crate::error::{Error, ErrorKind, Result};
use crate::store::Location;
use crate::workspace::Workspace;

/// Whether an undo that broke off is what a request asks for.
pub(super) fn is_begun(workspace: &Workspace, request: &UndoRequest) -> Result<bool> {
    Ok(begun(workspace)?.is_some_and(|begun| begun.answers(request)))
}

/// The undo that broke off, if one did.
pub(super) fn begun(workspace: &Workspace) -> Result<Option<Undo>> {
    let note = noted(workspace)?;
    let Some(text) = note.read_text_if_there()? else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|e| {
        let message = format!("the note of an unfinished undo cannot be read: {e}");
        let error = Error::new(ErrorKind::Io, message).at_file(&note).with_source(e);
        error.hint("Remove it, then run `shoptui verify`.")
    })
}

/// Notes an undo before anything of it is done.
pub(super) fn note(workspace: &Workspace, undo: &Undo) -> Result<()> {
    noted(workspace)?.write_text(&serde_json::to_string_pretty(undo).unwrap_or_default())
}

/// Where an undo is noted while it goes on.
fn noted(workspace: &Workspace) -> Result<Location> {
    workspace.runs().find(".undo.json")
}

/// Removes the note of an undo that is done.
pub(super) fn remove(workspace: &Workspace) -> Result<()> {
    noted(workspace)?.remove()
}
