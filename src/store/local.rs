//! Files of a local folder that are there whole or not at all: written under a hidden name, put on disk, then given
//! their own name.
//!
//! The hidden name is always the same, so what a killed process leaves is removed by the next who writes the file; two
//! may not write the same file at once. Hidden files are created and never opened, so nobody can plant a link in the
//! place of one. A look that fails is an error: only what is not found is absent.

use std::ffi::{OsStr, OsString};
use std::fs::{File, Metadata};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// How the hidden name of a file ends that is not whole yet.
pub(super) const STAGED: &str = ".part";

/// Fills a file and gives it its name when it is whole and on disk; a file that is there already is replaced.
pub(crate) fn write<T>(path: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    write_by(&staged(path), path, fill)
}

/// The same where other processes may write the file at the same time, each under a hidden name of its own: the last of
/// them stays.
pub(crate) fn write_shared<T>(path: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    write_by(&path.with_file_name(name), path, fill).map_err(|e| e.at_file(path))
}

fn write_by<T>(staged: &Path, path: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    let filled = fill_staged(staged, fill)
        .and_then(|filled| std::fs::rename(staged, path).map(|()| filled).map_err(|e| Error::io("rename", path, e)));
    if filled.is_err() {
        // What went wrong is worth more than whether the rest of it could be cleared away.
        let _ = std::fs::remove_file(staged);
        return filled;
    }
    sync_folder(path)?;
    filled
}

/// The same for a file that replaces nothing: false, and nothing is written, if something has that name already.
pub(crate) fn write_new(path: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<bool> {
    let staged = staged(path);
    let published = fill_staged(&staged, fill).and_then(|()| publish(&staged, path));
    if !matches!(published, Ok(true)) {
        let _ = std::fs::remove_file(&staged);
    }
    published
}

fn fill_staged<T>(staged: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    let failed = |e: std::io::Error| Error::io("write", staged, e);
    let mut out = BufWriter::new(create_hidden(staged)?);
    let filled = fill(&mut out)?;
    out.flush().and_then(|()| out.get_ref().sync_all()).map_err(failed)?;
    Ok(filled)
}

/// The same as [`write`] for a text.
pub(crate) fn write_text(path: &Path, text: &str) -> Result<()> {
    write(path, |out| out.write_all(text.as_bytes()).map_err(|e| Error::io("write", path, e)))
}

/// The hidden name under which a file is written before it is whole.
pub(crate) fn staged(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(STAGED);
    path.with_file_name(name)
}

/// Whether a file never got its name, or has not got it yet.
pub(crate) fn is_staged(path: &Path) -> bool {
    let name = path.file_name().map(OsStr::as_encoded_bytes).unwrap_or_default();
    name.starts_with(b".") && name.ends_with(STAGED.as_bytes())
}

/// Removes files of a folder that never got their name; nobody else may write there.
pub(crate) fn clear_staged(folder: &Path) -> Result<()> {
    for path in entries(folder)? {
        if is_staged(&path) {
            std::fs::remove_file(&path).map_err(|e| Error::io("remove", &path, e))?;
        }
    }
    Ok(())
}

/// Creates a hidden file; what a killed process left under its name is removed, and a link there is not followed.
pub(crate) fn create_hidden(path: &Path) -> Result<File> {
    let failed = |e: std::io::Error| Error::io("create", path, e);
    match File::create_new(path) {
        Err(e) if e.kind() == ErrorKind::AlreadyExists => {
            std::fs::remove_file(path).map_err(|e| Error::io("remove", path, e))?;
            File::create_new(path).map_err(failed)
        }
        created => created.map_err(failed),
    }
}

/// Creates the folder of a file, and those that it lies in, where they are not there; they last.
pub(crate) fn create_folder_of(path: &Path) -> Result<()> {
    let Some(folder) = path.parent() else { return Ok(()) };
    if is_there(folder)? {
        return Ok(());
    }
    create_folder_of(folder)?;
    match std::fs::create_dir(folder) {
        Err(e) if e.kind() != ErrorKind::AlreadyExists => Err(Error::io("create the folder", folder, e)),
        _ => sync_folder(folder),
    }
}

/// Removes the folder of a file if it is empty.
pub(crate) fn remove_empty_folder_of(path: &Path) -> Result<()> {
    let Some(folder) = path.parent() else { return Ok(()) };
    match std::fs::remove_dir(folder) {
        Ok(()) => sync_folder(folder),
        Err(e) if matches!(e.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::NotFound) => Ok(()),
        Err(e) => Err(Error::io("remove", folder, e)),
    }
}

/// Gives a staged file its name, unless something has that name already: then false, and the staged file stays.
pub(crate) fn publish(staged: &Path, path: &Path) -> Result<bool> {
    match move_new(staged, path)? {
        Moved::Yes => sync_folder(path).map(|()| true),
        Moved::Taken => Ok(false),
        Moved::Gone => Err(Error::io("rename", staged, ErrorKind::NotFound)),
    }
}

/// What became of a move that replaces nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// It was made.
    Yes,
    /// Something has the new name; nothing was moved.
    Taken,
    /// Nothing has the old name.
    Gone,
}

/// Gives a file another name if nothing has that name; the folder is not put on disk.
pub(crate) fn move_new(from: &Path, to: &Path) -> Result<Moved> {
    match rename_new(from, to) {
        Ok(()) => Ok(Moved::Yes),
        Err(e) if e.kind() == ErrorKind::AlreadyExists => Ok(Moved::Taken),
        Err(e) if e.kind() == ErrorKind::NotFound && !is_there(from)? => Ok(Moved::Gone),
        Err(e) => Err(Error::io("rename", from, e)),
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
    match std::fs::hard_link(from, to) {
        // Some know neither, and a look must do.
        Err(e) if matches!(e.kind(), ErrorKind::Unsupported | ErrorKind::PermissionDenied) => {
            match to.symlink_metadata() {
                Ok(_) => Err(ErrorKind::AlreadyExists.into()),
                Err(e) if e.kind() == ErrorKind::NotFound => std::fs::rename(from, to),
                Err(e) => Err(e),
            }
        }
        linked => linked.and_then(|()| std::fs::remove_file(from)),
    }
}

/// Whether anything has this name; a look that fails is an error, not an answer.
pub(crate) fn is_there(path: &Path) -> Result<bool> {
    Ok(look(path)?.is_some())
}

/// What has this name, links not followed; none if nothing has.
pub(crate) fn look(path: &Path) -> Result<Option<Metadata>> {
    match path.symlink_metadata() {
        Ok(about) => Ok(Some(about)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Error::io("look at", path, e)),
    }
}

/// What lies in a folder; nothing if there is no such folder.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    #[cfg(test)]
    listed::note(folder);
    let failed = |e: std::io::Error| Error::io("list", folder, e);
    match std::fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry.map_err(failed)?.path())).collect(),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(failed(e)),
    }
}

/// Puts on disk what was created, renamed or removed beside a file.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|f| f.sync_all()).map_err(|e| Error::io("sync", folder, e))
}

/// How often each folder was listed, for tests of who lists a place twice.
#[cfg(test)]
pub(crate) mod listed {
    use std::collections::BTreeMap;
    use std::path::{Path, PathBuf};
    use std::sync::{Mutex, PoisonError};

    static LISTED: Mutex<BTreeMap<PathBuf, usize>> = Mutex::new(BTreeMap::new());

    pub(super) fn note(folder: &Path) {
        let mut listed = LISTED.lock().unwrap_or_else(PoisonError::into_inner);
        *listed.entry(folder.to_owned()).or_default() += 1;
    }

    /// How often a folder was listed since this was last asked.
    pub(crate) fn take(folder: &Path) -> usize {
        LISTED.lock().unwrap_or_else(PoisonError::into_inner).remove(folder).unwrap_or_default()
    }
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
    fn what_is_written_new_replaces_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let write = |text: &'static str| {
            write_new(&path, |out| out.write_all(text.as_bytes()).map_err(|e| Error::io("write", &path, e))).unwrap()
        };
        assert!(write("old"));
        assert!(!write("new"));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(entries(folder.path()).unwrap(), std::slice::from_ref(&path), "nothing hidden stays");
    }

    #[test]
    fn a_move_says_why_it_was_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let [a, b] = ["a", "b"].map(|name| folder.path().join(name));
        assert_eq!(move_new(&a, &b).unwrap(), Moved::Gone);
        std::fs::write(&a, "a").unwrap();
        assert_eq!(move_new(&a, &b).unwrap(), Moved::Yes);
        std::fs::write(&a, "new").unwrap();
        assert_eq!(move_new(&a, &b).unwrap(), Moved::Taken);
        assert!(move_new(&a, &b.join("below")).is_err());
        assert!(move_new(&a, &folder.path().join("no_folder/a")).is_err(), "what is to be moved is there");
    }

    /// A link that somebody planted under the hidden name leads nobody's bytes elsewhere.
    #[cfg(unix)]
    #[test]
    fn hidden_files_follow_no_link() {
        let folder = tempfile::tempdir().unwrap();
        let [path, elsewhere] = ["a", "elsewhere"].map(|name| folder.path().join(name));
        std::fs::write(&elsewhere, "kept").unwrap();
        for write in [|path: &Path| write_text(path, "new"), |path: &Path| write_new(path, |_| Ok(())).map(|_| ())] {
            std::os::unix::fs::symlink(&elsewhere, staged(&path)).unwrap();
            write(&path).unwrap();
            assert_eq!(std::fs::read_to_string(&elsewhere).unwrap(), "kept");
            assert!(!is_there(&staged(&path)).unwrap());
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
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
