//! Copies that are on disk and known to be right before anything is removed.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::local::{create_hidden, look, publish, staged, sync_folder};
use crate::error::{Error, ErrorKind, Result};

const BUFFER: usize = 128 << 10;

/// The SHA-256 of a file's bytes, in lower-case hexadecimal digits.
pub fn sha256(path: &Path) -> Result<String> {
    let file = File::open(path).map_err(|e| Error::io("open", path, &e))?;
    pump(file, std::io::sink()).map_err(|e| Error::io("read", path, &e))
}

/// The same; none if there is no such file any more.
pub(crate) fn sha256_if_there(path: &Path) -> Result<Option<String>> {
    match sha256(path) {
        Ok(hash) => Ok(Some(hash)),
        Err(error) if look(path)?.is_some() => Err(error),
        Err(_) => Ok(None),
    }
}

/// A copy under a hidden name, on its way to a name of its own; dropped before it has one, it is removed.
#[derive(Debug)]
pub(crate) struct Copy {
    staged: PathBuf,
    file: File,
    sha256: String,
    named: bool,
}

impl Copy {
    /// Copies a file; nobody sees the copy yet.
    pub(crate) fn begin(from: &Path, staged: PathBuf) -> Result<Self> {
        let source = File::open(from).map_err(|e| Error::io("open", from, &e))?;
        let modified = source.metadata().and_then(|m| m.modified()).map_err(|e| Error::io("look at", from, &e))?;
        let file = create_hidden(&staged)?;
        let mut copy = Self { staged, file, sha256: String::new(), named: false };
        copy.sha256 = pump(source, &copy.file).map_err(|e| Error::io("copy", from, &e))?;
        copy.file.set_modified(modified).map_err(|e| Error::io("date", &copy.staged, &e))?;
        Ok(copy)
    }

    /// Where the copy is now.
    pub(crate) fn path(&self) -> &Path {
        &self.staged
    }

    /// The SHA-256 of what was read.
    pub(crate) fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Puts the copy on disk and reads it back: it must be what was read.
    pub(crate) fn secure(&self) -> Result<()> {
        self.file.sync_all().map_err(|e| Error::io("sync", &self.staged, &e))?;
        if sha256(&self.staged)? == self.sha256 {
            return Ok(());
        }
        let message = "the copy differs from what was read; nothing was removed";
        Err(Error::new(ErrorKind::Io, message).at_file(&self.staged))
    }

    /// Gives the secured copy its name; false if something has that name already.
    pub(crate) fn publish(&mut self, target: &Path) -> Result<bool> {
        let published = publish(&self.staged, target)?;
        self.named |= published;
        Ok(published)
    }

    /// Says that the copy has a name now.
    pub(crate) fn named(mut self) {
        self.named = true;
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        if !self.named {
            // If that fails, it is removed by whoever next writes under this hidden name.
            let _ = std::fs::remove_file(&self.staged);
        }
    }
}

/// Copies a file, secured, to the first of its names, by number from 1, that nothing else has; gives where it is.
///
/// A file of that name with the same bytes is the copy: a run made it that died before it could remove the file.
pub(crate) fn copy_beside(from: &Path, name: impl Fn(u64) -> PathBuf) -> Result<PathBuf> {
    let mut number = 1;
    while look(&name(number))?.is_some() {
        if has_bytes_of(&name(number), from)? {
            sync(&name(number))?;
            return Ok(name(number));
        }
        number += 1;
    }
    let mut copy = Copy::begin(from, staged(&name(number)))?;
    copy.secure()?;
    while !copy.publish(&name(number))? {
        number += 1;
    }
    Ok(name(number))
}

/// Whether a file of that name has the very bytes of another file; a folder or a link has not.
pub(crate) fn has_bytes_of(path: &Path, other: &Path) -> Result<bool> {
    let Some(about) = look(path)?.filter(|about| about.is_file()) else { return Ok(false) };
    let size = other.metadata().map_err(|e| Error::io("look at", other, &e))?.len();
    Ok(about.len() == size && sha256(path)? == sha256(other)?)
}

/// Puts a file and its name on disk.
pub(crate) fn sync(path: &Path) -> Result<()> {
    File::open(path).and_then(|file| file.sync_all()).map_err(|e| Error::io("sync", path, &e))?;
    sync_folder(path)
}

/// Removes a file and puts that on disk.
pub(crate) fn remove(path: &Path) -> Result<()> {
    std::fs::remove_file(path).map_err(|e| Error::io("remove", path, &e))?;
    sync_folder(path)
}

/// Creates a folder and those above it.
pub(crate) fn create_folder(folder: &Path) -> Result<()> {
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
