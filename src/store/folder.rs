//! A store: where files lie, as a whole.

use std::fmt;
use std::path::{Path, PathBuf};

use super::local;
use crate::error::{Error, Result};

/// Where files lie: a local folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// A local folder, which need not be there yet.
    pub fn folder(path: impl Into<PathBuf>) -> Self {
        Self { folder: path.into() }
    }

    /// A folder in it as a store by itself, by a word of letters, digits and underscores; whatever else is in the word
    /// becomes an underscore, so that none leads elsewhere.
    #[must_use]
    pub fn below(&self, word: &str) -> Self {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        Self::folder(self.folder.join(word.chars().map(plain).collect::<String>()))
    }

    /// The local folder, for those who cannot do without: see the room's page for who they are.
    pub fn local_path(&self) -> &Path {
        &self.folder
    }

    /// Makes sure that files can be put into it.
    pub fn create(&self) -> Result<()> {
        std::fs::create_dir_all(&self.folder).map_err(|e| Error::io("create the folder", &self.folder, e))
    }

    /// Removes it with all that lies in it, if it is there.
    pub fn remove_all(&self) -> Result<()> {
        match std::fs::remove_dir_all(&self.folder) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Error::io("remove", &self.folder, e)),
            _ => Ok(()),
        }
    }

    /// Removes what never got its name; nobody else may write there.
    pub fn clear_staged(&self) -> Result<()> {
        local::clear_staged(&self.folder)
    }
}

impl fmt::Display for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.folder.display().fmt(f)
    }
}

impl From<&Store> for PathBuf {
    fn from(store: &Store) -> Self {
        store.folder.clone()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use super::*;

    #[test]
    fn no_word_leads_elsewhere() {
        let store = Store::folder("shop");
        for (word, folder) in [("_runs", "_runs"), ("sales_2", "sales_2"), ("../sales", "___sales"), ("/etc", "_etc")] {
            assert_eq!(store.below(word).local_path(), Path::new("shop").join(folder));
        }
    }

    #[test]
    fn a_name_that_leads_elsewhere_is_found_nowhere() {
        let error = Store::folder("shop").find("../secrets").unwrap_err();
        assert_eq!(error.kind, crate::error::ErrorKind::NotFound);
        assert_eq!(error.to_string(), "shop: `../secrets` is not a file name: it leads elsewhere");
    }
}
