//! Copies that are on disk and known to be right before anything is removed.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::{Error, ErrorKind, Result};
use crate::whole::{staged, sync_folder};

const BUFFER: usize = 128 << 10;

/// The SHA-256 of a file's bytes, in lower-case hexadecimal digits.
pub fn sha256(path: &Path) -> Result<String> {
    let file = File::open(path).map_err(|e| Error::io("open", path, &e))?;
    pump(file, std::io::sink()).map_err(|e| Error::io("read", path, &e))
}

/// A copy under a hidden name beside its target, on its way to become it.
#[derive(Debug)]
pub(super) struct Copy {
    staged: PathBuf,
    target: PathBuf,
    file: File,
    sha256: String,
}

impl Copy {
    /// Copies a file; nobody sees the copy yet.
    pub(super) fn begin(from: &Path, to: &Path) -> Result<Self> {
        let staged = staged(to);
        let source = File::open(from).map_err(|e| Error::io("open", from, &e))?;
        let modified = source.metadata().and_then(|m| m.modified()).map_err(|e| Error::io("look at", from, &e))?;
        let file = File::create(&staged).map_err(|e| Error::io("create", &staged, &e))?;
        let sha256 = pump(source, &file).map_err(|e| Error::io("copy", from, &e))?;
        file.set_modified(modified).map_err(|e| Error::io("date", &staged, &e))?;
        Ok(Self { staged, target: to.to_owned(), file, sha256 })
    }

    /// Where the copy is now.
    pub(super) fn path(&self) -> &Path {
        &self.staged
    }

    /// Puts the copy on disk and reads it back: it must be what was read.
    pub(super) fn secure(&self) -> Result<()> {
        self.file.sync_all().map_err(|e| Error::io("sync", &self.staged, &e))?;
        if sha256(&self.staged)? == self.sha256 {
            return Ok(());
        }
        let message = "the copy differs from what was read; nothing was removed";
        Err(Error::new(ErrorKind::Io, message).at_file(&self.target))
    }

    /// Gives the secured copy its name; a file that is there already is replaced.
    pub(super) fn publish(self) -> Result<String> {
        std::fs::rename(&self.staged, &self.target).map_err(|e| Error::io("rename", &self.staged, &e))?;
        sync_folder(&self.target)?;
        Ok(self.sha256)
    }

    /// Drops the copy.
    pub(super) fn discard(self) -> Result<()> {
        remove(&self.staged)
    }
}

/// Copies a file, secures the copy and gives it its name; gives the SHA-256 of the bytes.
pub(super) fn verified(from: &Path, to: &Path) -> Result<String> {
    let copy = Copy::begin(from, to)?;
    copy.secure()?;
    copy.publish()
}

/// Removes a file and puts that on disk.
pub(super) fn remove(path: &Path) -> Result<()> {
    std::fs::remove_file(path).map_err(|e| Error::io("remove", path, &e))?;
    sync_folder(path)
}

/// Creates a folder and those above it.
pub(super) fn create_folder(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|e| Error::io("create the folder", folder, &e))
}

fn pump(mut from: impl Read, mut to: impl Write) -> std::io::Result<String> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; BUFFER];
    loop {
        let read = from.read(&mut buffer)?;
        let bytes = buffer.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            break;
        }
        hash.update(bytes);
        to.write_all(bytes)?;
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
