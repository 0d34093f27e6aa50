//! Where large files are put in parts while they are loaded, and what a killed run left half written.

use std::path::PathBuf;

use crate::atomic_file;
use crate::error::{Error, Result};
use crate::workspace::Workspace;

/// So many bytes of a file's text are checked and loaded together.
pub(super) const PART_BYTES: u64 = 512 << 20;

/// Where large files are put in parts while they are loaded.
pub(super) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.runs_dir().join(".parts")
}

/// Removes what a killed run left behind; nobody else runs.
pub(super) fn clear(workspace: &Workspace) -> Result<()> {
    let folder = folder(workspace);
    match std::fs::remove_dir_all(&folder) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(Error::io("remove", &folder, &e)),
        _ => {}
    }
    let archives = workspace.pipelines.iter().map(|pipeline| workspace.archive_dir(&pipeline.name));
    for folder in archives.chain([workspace.error_reports_dir(), workspace.quarantine_dir()]) {
        // A folder that cannot be looked at is told by the step that needs it, and stops no more than that.
        if let Err(error) = atomic_file::clear_staged(&folder) {
            tracing::warn!(%error, "unfinished files stay");
        }
    }
    Ok(())
}
