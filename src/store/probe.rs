//! Whether a store can be written, found out by writing to it.

use std::io::Write;
use std::path::Path;

use super::folder::Store;
use super::local;
use crate::error::{Error, ErrorKind, Result};

const PROBE: &str = ".shoptui-doctor";

/// What was found of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writable {
    /// It is there and can be written.
    Yes,
    /// It is not there, and can be made when it is needed.
    Later,
}

impl Store {
    /// Tries whether files can be put into it; nothing of that stays.
    pub fn probe(&self) -> Result<Writable> {
        writable(self.local_path())
    }
}

fn writable(folder: &Path) -> Result<Writable> {
    match folder.metadata() {
        Ok(about) if about.is_dir() => write(folder).map(|()| Writable::Yes),
        Ok(_) => Err(Error::new(ErrorKind::Io, "it is a file, not a folder").at_file(folder)),
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Error::io("look at", folder, e)),
        Err(_) if local::is_there(folder)? => Err(Error::new(ErrorKind::Io, "it is a link to nothing").at_file(folder)),
        Err(e) => match folder.parent() {
            Some(above) => writable(above).map(|_| Writable::Later),
            None => Err(Error::io("look at", folder, e)),
        },
    }
}

/// Writes a file and removes it again.
fn write(folder: &Path) -> Result<()> {
    let path = folder.join(PROBE);
    let written = local::create_hidden(&path)?.write_all(b"x").map_err(|e| Error::io("write", &path, e));
    let removed = std::fs::remove_file(&path).map_err(|e| Error::io("remove", &path, e));
    written.and(removed)
}
