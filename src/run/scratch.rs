//! Where large files are put in parts while they are loaded, and what a killed run left half written.

use std::path::PathBuf;

use crate::error::Result;
use crate::store::Store;
use crate::workspace::Workspace;

/// So many bytes of a file's text are checked and loaded together.
pub(super) const PART_BYTES: u64 = 512 << 20;

/// Where large files are put in parts while they are loaded.
pub(super) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.runs().local_path().join(".parts")
}

/// Removes what a killed run left behind; nobody else runs.
pub(super) fn clear(workspace: &Workspace) -> Result<()> {
    Store::folder(folder(workspace)).remove_all()?;
    let archives = workspace.pipelines.iter().map(|pipeline| workspace.archive(&pipeline.name));
    for store in archives.chain([workspace.error_reports(), workspace.quarantine()]) {
        // What cannot be looked at is told by the step that needs it, and stops no more than that.
        if let Err(error) = store.clear_staged() {
            tracing::warn!(%error, "unfinished files stay");
        }
    }
    Ok(())
}
