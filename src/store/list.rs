//! What lies directly in a store.

use super::about::About;
use super::folder::Store;
use super::local;
use super::location::Location;
use super::name::Name;
use crate::error::{Error, Result};

/// Something that lies directly in a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it is; what has no name here cannot be reached.
    pub location: Result<Location, Unnamed>,
    /// What it is, without reading it.
    pub about: About,
}

/// A file whose name is none here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unnamed {
    /// Its name as far as it can be shown: that may be another file's.
    pub shown: String,
    /// Why it is none.
    pub reason: &'static str,
}

impl Entry {
    /// Its name as far as it can be shown.
    pub fn shown(&self) -> &str {
        match &self.location {
            Ok(location) => location.name(),
            Err(unnamed) => &unnamed.shown,
        }
    }
}

impl Store {
    /// What lies directly in it, in no order; nothing if it is not there. What has no name here is left out.
    pub fn locations(&self) -> Result<Vec<Location>> {
        let paths = local::entries(self.local_path())?;
        let name = |path: &std::path::Path| Name::new(path.file_name()?.to_str()?).ok();
        Ok(paths.iter().filter_map(|path| Some(self.at(name(path)?))).collect())
    }

    /// The same with what is known of each, in the order of their names; what went meanwhile is left out.
    pub fn list(&self) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for path in local::entries(self.local_path())? {
            let Some(about) = local::look(&path)? else { continue };
            let about = About::of(&about).map_err(|e| Error::io("look at", &path, e))?;
            let name = path.file_name().unwrap_or_default();
            let location = match name.to_str().map(Name::new) {
                Some(Ok(name)) => Ok(self.at(name)),
                // A local folder lists no text that is none of its names.
                Some(Err(_)) => continue,
                None => Err(Unnamed { shown: name.to_string_lossy().into_owned(), reason: "its name is not UTF-8" }),
            };
            entries.push(Entry { location, about });
        }
        entries.sort_by(|a, b| a.shown().cmp(b.shown()));
        Ok(entries)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use super::*;

    #[test]
    fn a_store_lists_what_lies_directly_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::folder(folder.path());
        assert_eq!(store.below("none").list().unwrap(), []);
        store.below("inner").create().unwrap();
        store.below("inner").find("hidden from the store").unwrap().write_text("").unwrap();
        for name in ["b", ".a", "c~2"] {
            store.find(name).unwrap().write_text(name).unwrap();
        }
        let listed = store.list().unwrap();
        let said = |entry: &Entry| (entry.shown().to_owned(), entry.about.is_file().then_some(entry.about.size));
        let expected = [(".a", Some(2)), ("b", Some(1)), ("c~2", Some(3)), ("inner", None)];
        assert_eq!(listed.iter().map(said).collect::<Vec<_>>(), expected.map(|(name, size)| (name.to_owned(), size)));
        let mut locations = store.locations().unwrap();
        locations.sort();
        assert_eq!(locations, listed.into_iter().map(|entry| entry.location.unwrap()).collect::<Vec<_>>());
    }

    /// Only on Linux may a name be any bytes.
    #[cfg(target_os = "linux")]
    #[test]
    fn what_has_no_name_here_is_told_and_not_reached() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(std::ffi::OsStr::from_bytes(b"a\xff")), "").unwrap();
        let store = Store::folder(folder.path());
        let listed = store.list().unwrap();
        assert_eq!(listed.iter().map(Entry::shown).collect::<Vec<_>>(), ["a\u{fffd}"]);
        assert_eq!(listed[0].location.as_ref().unwrap_err().reason, "its name is not UTF-8");
        assert_eq!(store.locations().unwrap(), []);
    }
}
