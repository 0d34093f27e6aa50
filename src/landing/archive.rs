//! The archive: the untouched bytes of every file ever taken.

use std::path::{Path, PathBuf};

use super::copy::{create_folder, remove, sha256, verified};
use super::{LandedFile, Slot, matched};
use crate::error::{Error, Result};
use crate::workspace::{Pipeline, Workspace};

/// A file in the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivedFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
    /// Its date and part.
    pub slot: Slot,
}

/// What became of a landed file that was to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It is in the archive and no longer in the landing zone.
    Archived {
        /// The archived copy.
        file: ArchivedFile,
        /// The SHA-256 of its bytes.
        sha256: String,
    },
    /// The archive holds these very bytes under this name already; it is no longer in the landing zone.
    Repeated {
        /// The archived copy.
        file: ArchivedFile,
        /// The SHA-256 of its bytes.
        sha256: String,
    },
    /// The archive holds other bytes under this name; it stays in the landing zone.
    Differs {
        /// What the archive holds.
        file: ArchivedFile,
        /// The SHA-256 of its bytes.
        sha256: String,
    },
    /// It changed while it was copied; it stays in the landing zone.
    Growing,
}

/// Takes a landed file of a pipeline into the archive.
pub fn take(workspace: &Workspace, pipeline: &Pipeline, landed: &LandedFile, slot: &Slot) -> Result<Taken> {
    let folder = workspace.archive_dir(&pipeline.name);
    create_folder(&folder)?;
    let path = folder.join(&landed.name);
    let file = ArchivedFile { path: path.clone(), name: landed.name.clone(), slot: slot.clone() };
    if path.exists() {
        let hash = sha256(&landed.path)?;
        let ours = sha256(&path)?;
        if hash != ours {
            return Ok(Taken::Differs { file, sha256: ours });
        }
        if changed(landed)? {
            return Ok(Taken::Growing);
        }
        remove(&landed.path)?;
        return Ok(Taken::Repeated { file, sha256: hash });
    }
    let hash = verified(&landed.path, &path)?;
    if changed(landed)? {
        remove(&path)?;
        return Ok(Taken::Growing);
    }
    remove(&landed.path)?;
    Ok(Taken::Archived { file, sha256: hash })
}

/// Puts an archived file back into the landing zone.
pub fn put_back(workspace: &Workspace, file: &ArchivedFile) -> Result<()> {
    create_folder(&workspace.landing_zone)?;
    verified(&file.path, &workspace.landing_zone.join(&file.name))?;
    remove(&file.path)
}

/// The archived files of a pipeline in the order of their slots.
pub fn archived(workspace: &Workspace, pipeline: &Pipeline) -> Result<Vec<ArchivedFile>> {
    let folder = workspace.archive_dir(&pipeline.name);
    let Ok(entries) = std::fs::read_dir(&folder) else { return Ok(Vec::new()) };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|e| Error::io("list", &folder, &e))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        if let Ok((_, slot)) = matched(&name, std::slice::from_ref(pipeline)) {
            files.push(ArchivedFile { path: entry.path(), name, slot });
        }
    }
    files.sort_by(|a, b| (&a.slot, &a.name).cmp(&(&b.slot, &b.name)));
    Ok(files)
}

fn changed(landed: &LandedFile) -> Result<bool> {
    let path: &Path = &landed.path;
    let about = path.metadata().map_err(|e| Error::io("look at", path, &e))?;
    let modified = about.modified().map_err(|e| Error::io("look at", path, &e))?;
    Ok(about.len() != landed.size || modified != landed.modified)
}
