//! Files that are there whole or not at all: written under a hidden name, put on disk, then given their own name.
//!
//! The hidden name is always the same, so what a killed process leaves is replaced by the next who writes the file; two
//! may not write the same file at once.

use std::fs::File;
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Fills a file and gives it its name when it is whole and on disk; a file that is there already is replaced.
pub(crate) fn write<T>(path: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    let staged = staged(path);
    let filled = fill_staged(&staged, fill)
        .and_then(|filled| std::fs::rename(&staged, path).map(|()| filled).map_err(|e| Error::io("rename", path, &e)));
    if filled.is_err() {
        // What went wrong is worth more than whether the rest of it could be cleared away.
        let _ = std::fs::remove_file(&staged);
        return filled;
    }
    sync_folder(path)?;
    filled
}

fn fill_staged<T>(staged: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    let failed = |e: std::io::Error| Error::io("write", staged, &e);
    let mut out = BufWriter::new(File::create(staged).map_err(failed)?);
    let filled = fill(&mut out)?;
    out.flush().and_then(|()| out.get_ref().sync_all()).map_err(failed)?;
    Ok(filled)
}

/// The same for a text.
pub(crate) fn write_text(path: &Path, text: &str) -> Result<()> {
    write(path, |out| out.write_all(text.as_bytes()).map_err(|e| Error::io("write", path, &e)))
}

/// The hidden name under which a file is written before it is whole.
pub(crate) fn staged(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.part"))
}

/// Gives a staged file its name, unless something has that name already: then false, and the staged file stays.
pub(crate) fn publish(staged: &Path, path: &Path) -> Result<bool> {
    match rename_new(staged, path) {
        Ok(()) => sync_folder(path).map(|()| true),
        Err(e) if e.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(e) => Err(Error::io("rename", path, &e)),
    }
}

/// A rename that fails with `AlreadyExists` where a plain one would replace what is there.
fn rename_new(from: &Path, to: &Path) -> std::io::Result<()> {
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // Some file systems know no such rename, and have links instead.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            other => return other.map_err(Into::into),
        }
    }
    std::fs::hard_link(from, to).and_then(|()| std::fs::remove_file(from))
}

/// Whether anything has this name; a look that fails is an error, not an answer.
pub(crate) fn is_there(path: &Path) -> Result<bool> {
    match path.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(false),
        Err(e) => Err(Error::io("look at", path, &e)),
    }
}

/// What lies in a folder; nothing if there is no such folder.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let failed = |e: std::io::Error| Error::io("list", folder, &e);
    match std::fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry.map_err(failed)?.path())).collect(),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(failed(e)),
    }
}

/// Puts on disk what was created, renamed or removed beside a file.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|f| f.sync_all()).map_err(|e| Error::io("sync", folder, &e))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use super::*;

    #[test]
    fn what_is_published_replaces_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (staged, path) = (folder.path().join(".a.part"), folder.path().join("a"));
        std::fs::write(&staged, "new").unwrap();
        assert!(publish(&staged, &path).unwrap());
        std::fs::write(&staged, "newer").unwrap();
        assert!(!publish(&staged, &path).unwrap());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(std::fs::read_to_string(&staged).unwrap(), "newer");
    }

    #[test]
    fn only_what_is_not_found_is_absent() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a");
        assert!(!is_there(&file).unwrap());
        assert!(entries(&file).unwrap().is_empty());
        std::fs::write(&file, "").unwrap();
        assert!(is_there(&file).unwrap());
        assert!(entries(&file).is_err(), "a file is no folder");
        assert!(is_there(&file.join("below")).is_err(), "a look that fails is no answer");
        assert_eq!(entries(folder.path()).unwrap(), [file]);
    }
}
