//! A file, or where one may be: a store and a name in it, and what can be done there.

use std::fmt;
use std::fs::File;
use std::io::{ErrorKind as IoErrorKind, Write};
use std::path::{Path, PathBuf};

use super::about::About;
use super::folder::Store;
use super::local::{self, Moved};
use super::name::Name;
use crate::error::{Error, IoSource, Result};

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

    /// What lies in it, if it is a folder.
    pub fn inside(&self) -> Store {
        Store::folder(self.local_path())
    }

    /// Makes sure that the file can be put where it is to be, and that this lasts.
    pub fn create_folder(&self) -> Result<()> {
        local::create_folder_of(&self.local_path())
    }

    /// Removes the folder that the file lay in, if nothing else lies there.
    pub fn remove_empty_folder(&self) -> Result<()> {
        local::remove_empty_folder_of(&self.local_path())
    }

    /// The local file, for those who cannot do without: see the room's page for who they are.
    pub fn local_path(&self) -> PathBuf {
        self.store.local_path().join(self.name.as_str())
    }

    /// The error of something that was tried with the file: `verb` says what.
    pub fn failed(&self, verb: &str, source: impl Into<IoSource>) -> Error {
        Error::io(verb, &self.local_path(), source)
    }

    /// What has this name, links not followed; none if nothing has. A look that fails is an error, not an answer.
    pub fn look(&self) -> Result<Option<About>> {
        let about = local::look(&self.local_path())?.map(|metadata| About::of(&metadata)).transpose();
        about.map_err(|e| self.failed("look at", e))
    }

    /// Whether anything has this name; a look that fails is an error, not an answer.
    pub fn is_there(&self) -> Result<bool> {
        local::is_there(&self.local_path())
    }

    /// The size in bytes of what would be read.
    pub fn size(&self) -> Result<u64> {
        self.local_path().metadata().map(|about| about.len()).map_err(|e| self.failed("look at", e))
    }

    /// Opens the file for reading and seeking.
    pub fn open(&self) -> Result<File> {
        File::open(self.local_path()).map_err(|e| self.failed("open", e))
    }

    /// The same; none if there is no such file.
    pub fn open_if_there(&self) -> Result<Option<File>> {
        match File::open(self.local_path()) {
            Ok(file) => Ok(Some(file)),
            Err(e) if e.kind() == IoErrorKind::NotFound => Ok(None),
            Err(e) => Err(self.failed("open", e)),
        }
    }

    /// All of its bytes.
    pub fn read(&self) -> Result<Vec<u8>> {
        std::fs::read(self.local_path()).map_err(|e| self.failed("read", e))
    }

    /// The same; none if there is no such file.
    pub fn read_if_there(&self) -> Result<Option<Vec<u8>>> {
        let path = self.local_path();
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == IoErrorKind::NotFound => Ok(None),
            Err(e) => Err(Error::io("read", &path, e)),
        }
    }

    /// Whether the file never got its name, or has not got it yet.
    pub fn is_staged(&self) -> bool {
        local::is_staged(&self.local_path())
    }

    /// All of it as UTF-8.
    pub fn read_text(&self) -> Result<String> {
        std::fs::read_to_string(self.local_path()).map_err(|e| self.failed("read", e))
    }

    /// The same; none if there is no such file.
    pub fn read_text_if_there(&self) -> Result<Option<String>> {
        match std::fs::read_to_string(self.local_path()) {
            Ok(text) => Ok(Some(text)),
            Err(e) if e.kind() == IoErrorKind::NotFound => Ok(None),
            Err(e) => Err(self.failed("read", e)),
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

    /// The same where others may write the file at the same time: the last of them stays.
    pub fn write_shared<T>(&self, fill: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
        local::write_shared(&self.local_path(), fill)
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
        std::fs::remove_file(self.local_path()).map_err(|e| self.failed("remove", e))?;
        self.sync_folder()
    }

    /// The same; nothing if there is no such file.
    pub fn remove_if_there(&self) -> Result<()> {
        match std::fs::remove_file(self.local_path()) {
            Ok(()) => self.sync_folder(),
            Err(e) if e.kind() == IoErrorKind::NotFound => Ok(()),
            Err(e) => Err(self.failed("remove", e)),
        }
    }

    /// Makes the file and its name last.
    pub fn sync(&self) -> Result<()> {
        self.open()?.sync_all().map_err(|e| self.failed("sync", e))?;
        self.sync_folder()
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_absent_and_what_cannot_be_looked_at_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = Store::folder(folder.path()).find("a").unwrap();
        assert_eq!(file.look().unwrap(), None);
        assert_eq!(file.read_text_if_there().unwrap(), None);
        assert!(file.open_if_there().unwrap().is_none());
        assert_eq!(file.sha256_if_there().unwrap(), None);
        file.remove_if_there().unwrap();
        assert!(file.read().is_err() && file.remove().is_err() && file.size().is_err());
        file.write_text("text").unwrap();
        assert_eq!((file.size().unwrap(), file.read_text_if_there().unwrap().as_deref()), (4, Some("text")));
        // A file is no folder.
        let below = Store::folder(file.local_path()).find("b").unwrap();
        assert!(below.look().is_err() && below.read_text_if_there().is_err() && below.remove_if_there().is_err());
        assert!(below.open_if_there().is_err() && below.sha256_if_there().is_err());
    }

    #[test]
    fn as_long_as_nobody_writes_a_file_is_the_same_under_every_name() {
        let folder = tempfile::tempdir().unwrap();
        let [a, b] = ["a", "b"].map(|name| Store::folder(folder.path()).find(name).unwrap());
        a.write_text("one").unwrap();
        let seen = a.look().unwrap();
        assert_eq!(a.move_new(&b).unwrap(), Moved::Yes);
        assert_eq!(b.look().unwrap(), seen);
        b.write_text("two").unwrap();
        assert_ne!(b.look().unwrap(), seen);
    }

    #[test]
    fn a_copy_goes_to_the_first_name_that_is_free_or_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::folder(folder.path());
        let from = store.find("from").unwrap();
        from.write_text("new").unwrap();
        store.find("to").unwrap().write_text("old").unwrap();
        let to = |number: u64| store.find(&if number == 1 { "to".to_owned() } else { format!("to~{number}") });
        for _ in 0..2 {
            // The second time, the first copy is found.
            let copy = from.copy_to_first(to).unwrap();
            assert_eq!((copy.name(), copy.read_text().unwrap().as_str()), ("to~2", "new"));
        }
        assert_eq!(store.find("to").unwrap().read_text().unwrap(), "old");
        assert_eq!(store.locations().unwrap().len(), 3, "nothing hidden stays");
    }
}
