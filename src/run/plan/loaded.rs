//! The files that loads name, as the archive has them.

use crate::error::{Error, ErrorKind, Result};
use crate::landing::{self, ArchivedFile};
use crate::warehouse::LoadRecord;
use crate::workspace::{Pipeline, Workspace};

/// The archived file that a load names, with the corrections that it names; fails if any of them is gone.
pub fn loaded_file(workspace: &Workspace, pipeline: &Pipeline, load: &LoadRecord) -> Result<ArchivedFile> {
    let file = named_file(workspace, pipeline, load)?;
    for part in std::iter::once(&file.location).chain(&file.corrections) {
        if !part.is_there()? {
            return Err(missing(load));
        }
    }
    Ok(file)
}

/// The same, whether they are there or not.
pub fn named_file(workspace: &Workspace, pipeline: &Pipeline, load: &LoadRecord) -> Result<ArchivedFile> {
    let corrections = workspace.corrections(&pipeline.name);
    Ok(ArchivedFile {
        location: workspace.archive(&pipeline.name).find(load.kept_as())?,
        name: load.file.clone(),
        archived: load.kept_as().to_owned(),
        slot: load.slot(),
        number: landing::number_of(load.kept_as(), &load.file),
        corrections: load.corrections.iter().map(|name| corrections.find(name)).collect::<Result<_>>()?,
    })
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
