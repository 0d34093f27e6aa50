//! Where large files are put in parts while they are loaded, and what a killed run left half written.

use std::path::PathBuf;

use crate::error::Result;
use crate::landing;
use crate::store::{Location, Store};
use crate::workspace::{Pipeline, Workspace};

/// So many bytes of a file's text are checked and loaded together.
pub(super) const PART_BYTES: u64 = 512 << 20;

/// Where large files are put in parts while they are loaded.
pub(super) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.runs().local_path().join(".parts")
}

/// Removes what a killed run left behind, but for what is in the archives; nobody else runs.
pub(super) fn clear(workspace: &Workspace) -> Result<()> {
    Store::folder(folder(workspace)).remove_all()?;
    clear_stores([workspace.error_reports(), workspace.quarantine(), workspace.kept_days()]);
    Ok(())
}

/// The same for the archives of all pipelines but those whose plan lists them anyway, and says what is unfinished.
pub(super) fn clear_archives(workspace: &Workspace, planned: &[&Pipeline]) {
    let is_planned = |pipeline: &Pipeline| planned.iter().any(|planned| planned.name == pipeline.name);
    let others = workspace.pipelines.iter().filter(|pipeline| !is_planned(pipeline));
    for pipeline in others {
        match landing::archive_folders(workspace, pipeline) {
            Ok(folders) => clear_stores(folders.into_iter().map(|(_, folder)| folder)),
            Err(error) => tracing::warn!(%error, "unfinished files stay"),
        }
    }
}

/// Removes files that were not finished.
pub(super) fn remove(unfinished: &[Location]) {
    for location in unfinished {
        if let Err(error) = location.remove_if_there() {
            tracing::warn!(%error, "an unfinished file stays");
        }
    }
}

fn clear_stores(stores: impl IntoIterator<Item = Store>) {
    for store in stores {
        // What cannot be looked at is told by the step that needs it, and stops no more than that.
        if let Err(error) = store.clear_staged() {
            tracing::warn!(%error, "unfinished files stay");
        }
    }
}
