//! The files that loads name, as the archive has them.

use crate::atomic_file;
use crate::error::{Error, ErrorKind, Result};
use crate::landing::{self, ArchivedFile};
use crate::warehouse::LoadRecord;
use crate::workspace::{Pipeline, Workspace};

/// The archived file that a load names, with the corrections that it names; fails if any of them is gone.
pub fn loaded_file(workspace: &Workspace, pipeline: &Pipeline, load: &LoadRecord) -> Result<ArchivedFile> {
    let file = named_file(workspace, pipeline, load);
    for path in std::iter::once(&file.path).chain(&file.corrections) {
        if !atomic_file::is_there(path)? {
            return Err(missing(load));
        }
    }
    Ok(file)
}

/// The same, whether they are there or not.
pub fn named_file(workspace: &Workspace, pipeline: &Pipeline, load: &LoadRecord) -> ArchivedFile {
    let corrections = workspace.corrections_dir(&pipeline.name);
    ArchivedFile {
        path: workspace.archive_dir(&pipeline.name).join(load.kept_as()),
        name: load.file.clone(),
        archived: load.kept_as().to_owned(),
        slot: load.slot(),
        number: landing::number_of(load.kept_as(), &load.file),
        corrections: load.corrections.iter().map(|name| corrections.join(name)).collect(),
    }
}

/// The error of a replay whose file is not in the archive.
fn missing(load: &LoadRecord) -> Error {
    let (name, slot) = (load.kept_as(), load.slot());
    Error::new(
        ErrorKind::NotFound,
        format!("the archive of {} has no {name}: {slot} cannot be replayed", load.pipeline),
    )
    .hint("Put the file back into the archive; `shoptui verify` lists what is missing.")
}
