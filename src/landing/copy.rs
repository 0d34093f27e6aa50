//! Copies that are on disk and known to be right before anything is removed.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::{Error, ErrorKind, Result};

const BUFFER: usize = 128 << 10;

/// The SHA-256 of a file's bytes, in lower-case hexadecimal digits.
pub fn sha256(path: &Path) -> Result<String> {
    let file = File::open(path).map_err(|e| Error::io("open", path, &e))?;
    pump(file, std::io::sink()).map_err(|e| Error::io("read", path, &e))
}

/// Copies a file under a hidden name beside `to`, syncs it, reads it back and only then gives it its name.
///
/// The result is the SHA-256 of the bytes. A file that is there already is replaced.
pub(super) fn verified(from: &Path, to: &Path) -> Result<String> {
    let staged = staged(to);
    let source = File::open(from).map_err(|e| Error::io("open", from, &e))?;
    let modified = source.metadata().and_then(|m| m.modified()).map_err(|e| Error::io("look at", from, &e))?;
    let target = File::create(&staged).map_err(|e| Error::io("create", &staged, &e))?;
    let hash = pump(source, &target).map_err(|e| Error::io("copy", from, &e))?;
    target.set_modified(modified).and_then(|()| target.sync_all()).map_err(|e| Error::io("sync", &staged, &e))?;
    drop(target);
    if sha256(&staged)? != hash {
        return Err(Error::new(ErrorKind::Io, "the copy differs from what was read; nothing was removed").at_file(from));
    }
    std::fs::rename(&staged, to).map_err(|e| Error::io("rename", &staged, &e))?;
    sync_folder(to)?;
    Ok(hash)
}

/// Removes a file and puts that on disk.
pub(super) fn remove(path: &Path) -> Result<()> {
    std::fs::remove_file(path).map_err(|e| Error::io("remove", path, &e))?;
    sync_folder(path)
}

/// Puts on disk what was created, renamed or removed beside a file.
pub(super) fn sync_folder(path: &Path) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    File::open(folder).and_then(|f| f.sync_all()).map_err(|e| Error::io("sync", folder, &e))
}

/// Creates a folder and those above it.
pub(super) fn create_folder(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|e| Error::io("create the folder", folder, &e))
}

/// The hidden name under which a file is written before it is whole.
pub(super) fn staged(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.part"))
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
