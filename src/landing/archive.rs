//! The archive: the untouched bytes of every file ever taken.

use std::path::{Path, PathBuf};

use super::copy::{Copy, create_folder, remove, sha256, verified};
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

impl ArchivedFile {
    /// Its size in bytes; 0 if that cannot be told.
    pub fn bytes(&self) -> u64 {
        self.path.metadata().map_or(0, |about| about.len())
    }
}

/// What a landed file is when it is to be taken.
#[derive(Debug)]
pub enum Take {
    /// It is new: a copy of it is on its way into the archive.
    New(Taking),
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
}

/// A copy on its way into the archive; the landed file is still where it was.
#[derive(Debug)]
pub struct Taking {
    landed: LandedFile,
    file: ArchivedFile,
    copy: Copy,
}

/// Begins to take a landed file of a pipeline into the archive.
pub fn take(workspace: &Workspace, pipeline: &Pipeline, landed: &LandedFile, slot: &Slot) -> Result<Take> {
    let folder = workspace.archive_dir(&pipeline.name);
    create_folder(&folder)?;
    let path = folder.join(&landed.name);
    let file = ArchivedFile { path: path.clone(), name: landed.name.clone(), slot: slot.clone() };
    if !path.exists() {
        let copy = Copy::begin(&landed.path, &path)?;
        return Ok(Take::New(Taking { landed: landed.clone(), file, copy }));
    }
    let ours = sha256(&path)?;
    if sha256(&landed.path)? != ours || changed(landed)? {
        return Ok(Take::Differs { file, sha256: ours });
    }
    remove(&landed.path)?;
    Ok(Take::Repeated { file, sha256: ours })
}

impl Taking {
    /// Where the copy is now; it may be read before it is secured.
    pub fn path(&self) -> &Path {
        self.copy.path()
    }

    /// Puts the copy on disk and reads it back: it must be what was read.
    pub fn secure(&self) -> Result<()> {
        self.copy.secure()
    }

    /// Files the secured copy and removes the landed file; none if that has changed meanwhile, and stays.
    pub fn finish(self) -> Result<Option<(ArchivedFile, String)>> {
        if changed(&self.landed)? {
            self.copy.discard()?;
            return Ok(None);
        }
        let sha256 = self.copy.publish()?;
        remove(&self.landed.path)?;
        Ok(Some((self.file, sha256)))
    }
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
