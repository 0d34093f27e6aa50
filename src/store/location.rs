//! A file, or where one may be: a store and a name in it, and what can be done there.

use std::fmt;
use std::fs::File;
use std::io::{ErrorKind as IoErrorKind, Write};
use std::path::{Path, PathBuf};

use super::about::About;
use super::folder::Store;
use super::local::{self, Moved};
use super::name::Name;
use crate::error::{Error, Result};

/// Where a file is, or may be: a store and a name in it. Messages show its path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    store: Store,
    name: Name,
}

impl Store {
    /// Where that name is in it.
    pub fn at(&self, name: Name) -> Location {
        Location { store: self.clone(), name }
    }

    /// Where what a text names is in it; an error of kind `NotFound` if nothing can have that name.
    pub fn find(&self, name: &str) -> Result<Location> {
        Ok(self.at(Name::new(name).map_err(|error| error.at_file(self))?))
    }
}

impl Location {
    /// A local file by its path.
    pub fn of_path(path: &Path) -> Result<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Store::folder(path.parent().unwrap_or(Path::new(""))).find(&name)
    }

    /// What it is called where it lies.
    pub fn name(&self) -> &str {
        self.name.last()
    }

    /// Where another name is in the same folder.
    pub fn beside(&self, name: &str) -> Result<Self> {
        let name = self.name.beside(name).map_err(|error| error.at_file(&self.store))?;
        Ok(self.store.at(name))
    }

    /// The local file, for those who cannot do without: see the room's page for who they are.
    pub fn local_path(&self) -> PathBuf {
        self.store.local_path().join(self.name.as_str())
    }

    /// What has this name, links not followed; none if nothing has. A look that fails is an error, not an answer.
    pub fn look(&self) -> Result<Option<About>> {
        let path = self.local_path();
        let about = local::look(&path)?.map(|metadata| About::of(&metadata)).transpose();
        about.map_err(|e| Error::io("look at", &path, e))
    }

    /// Whether anything has this name; a look that fails is an error, not an answer.
    pub fn is_there(&self) -> Result<bool> {
        local::is_there(&self.local_path())
    }

    /// The size in bytes of what would be read.
    pub fn size(&self) -> Result<u64> {
        let path = self.local_path();
        path.metadata().map(|about| about.len()).map_err(|e| Error::io("look at", &path, e))
    }

    /// Opens the file for reading and seeking.
    pub fn open(&self) -> Result<File> {
        let path = self.local_path();
        File::open(&path).map_err(|e| Error::io("open", &path, e))
    }

    /// All of its bytes.
    pub fn read(&self) -> Result<Vec<u8>> {
        let path = self.local_path();
        std::fs::read(&path).map_err(|e| Error::io("read", &path, e))
    }

    /// All of it as UTF-8.
    pub fn read_text(&self) -> Result<String> {
        let path = self.local_path();
        std::fs::read_to_string(&path).map_err(|e| Error::io("read", &path, e))
    }

    /// The same; none if there is no such file.
    pub fn read_text_if_there(&self) -> Result<Option<String>> {
        let path = self.local_path();
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(e) if e.kind() == IoErrorKind::NotFound => Ok(None),
            Err(e) => Err(Error::io("read", &path, e)),
        }
    }

    /// Fills the file, whole or not at all; what has its name already is replaced.
    pub fn write<T>(&self, fill: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
        local::write(&self.local_path(), fill)
    }

    /// The same for a text.
    pub fn write_text(&self, text: &str) -> Result<()> {
        local::write_text(&self.local_path(), text)
    }

    /// Fills the file, whole or not at all; false, and nothing is written, if something has its name already.
    pub fn write_new(&self, fill: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<bool> {
        local::write_new(&self.local_path(), fill)
    }

    /// Where the file is written before it is whole: a hidden name.
    pub(super) fn staged(&self) -> Result<Self> {
        self.beside(&format!(".{}{}", self.name(), local::STAGED))
    }

    /// Gives the file another name, lasting, unless something has that name already: then false.
    pub fn publish(&self, to: &Self) -> Result<bool> {
        local::publish(&self.local_path(), &to.local_path())
    }

    /// Gives the file another name if nothing has that name; [`Self::sync`] makes it last.
    pub fn move_new(&self, to: &Self) -> Result<Moved> {
        local::move_new(&self.local_path(), &to.local_path())
    }

    /// Removes the file; that lasts.
    pub fn remove(&self) -> Result<()> {
        let path = self.local_path();
        std::fs::remove_file(&path).map_err(|e| Error::io("remove", &path, e))?;
        local::sync_folder(&path)
    }

    /// The same; nothing if there is no such file.
    pub fn remove_if_there(&self) -> Result<()> {
        let path = self.local_path();
        match std::fs::remove_file(&path) {
            Ok(()) => local::sync_folder(&path),
            Err(e) if e.kind() == IoErrorKind::NotFound => Ok(()),
            Err(e) => Err(Error::io("remove", &path, e)),
        }
    }

    /// Makes the file and its name last.
    pub fn sync(&self) -> Result<()> {
        let path = self.local_path();
        File::open(&path).and_then(|file| file.sync_all()).map_err(|e| Error::io("sync", &path, e))?;
        local::sync_folder(&path)
    }

    /// Makes last what was created, renamed or removed beside it.
    pub fn sync_folder(&self) -> Result<()> {
        local::sync_folder(&self.local_path())
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.local_path().display().fmt(f)
    }
}

impl From<&Location> for PathBuf {
    fn from(location: &Location) -> Self {
        location.local_path()
    }
}
