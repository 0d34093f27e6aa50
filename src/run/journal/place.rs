//! The names of files in a journal.

use std::ffi::OsStr;

use crate::store::Location;
use crate::workspace::Workspace;

/// Where a file of a workspace is, as journals say it: from the workspace, with `/` between folders.
pub fn place_of(workspace: &Workspace, file: &Location) -> String {
    let path = file.local_path();
    let parts: Vec<_> = workspace.relative(&path).iter().map(OsStr::to_string_lossy).collect();
    parts.join("/")
}
