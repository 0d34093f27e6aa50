//! Files that are there whole or not at all: written under a hidden name, put on disk, then given their own name.
//!
//! The hidden name is always the same, so what a killed process leaves is replaced by the next who writes the file; two
//! may not write the same file at once.

use std::fs::File;
use std::io::{BufWriter, Write};
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

/// Puts on disk what was created, renamed or removed beside a file.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|f| f.sync_all()).map_err(|e| Error::io("sync", folder, &e))
}
