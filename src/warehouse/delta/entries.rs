//! What a table's log says of its data files, and whether that is what it said when they were written.

use deltalake_core::kernel::{Add, Remove};

use super::file::{DataFile, Stats};
use super::footer::Footer;
use super::log::Log;
use super::seal::{self, Sealed};
use crate::error::{Error, ErrorKind, Result};
use crate::history::IS_CURRENT;
use crate::store::local;
use crate::warehouse::guard::guarded;

/// What is wrong with an entry whose seal is broken.
const CHANGED: &str = "what its commit says of it was changed after it was written";

impl Log<'_> {
    /// Whether the table has no versions, or is not there.
    pub(super) fn is_empty(&self) -> Result<bool> {
        Ok(self.entries()?.is_empty())
    }

    /// The data files of the table as it is now.
    pub(super) fn files(&self) -> Result<Vec<DataFile>> {
        let entry = |(add, remove): (Add, Remove)| {
            let path = add.path.clone();
            match self.file(add, remove)? {
                (file, true) => Ok(file),
                (_, false) => Err(self.changed_entry(&path)?),
            }
        };
        self.entries()?.into_iter().map(entry).collect()
    }

    /// The data files as they are named, each with what is wrong with its entry, if anything is.
    pub(super) fn files_as_named(&self) -> Result<Vec<(DataFile, Option<String>)>> {
        let entry = |(add, remove): (Add, Remove)| {
            let named = self.named(&add, remove.clone());
            match self.file(add, remove) {
                Ok((file, true)) => (file, None),
                Ok((file, false)) => (file, Some(CHANGED.to_owned())),
                Err(error) => (named, Some(error.message)),
            }
        };
        Ok(self.entries()?.into_iter().map(entry).collect())
    }

    /// The data files as far as one has to know them to drop them.
    pub(super) fn files_to_drop(&self) -> Result<Vec<DataFile>> {
        Ok(self.entries()?.into_iter().map(|(add, remove)| self.named(&add, remove)).collect())
    }

    /// What the log says of each data file, and what takes it out.
    fn entries(&self) -> Result<Vec<(Add, Remove)>> {
        let Some(table) = self.table() else { return Ok(Vec::new()) };
        let state = table.snapshot().map_err(|e| self.failed(e))?;
        #[expect(deprecated, reason = "nothing else tells the tags of an entry")]
        let entries = || state.log_data().iter().map(|view| (view.add_action(), view.remove_action(true))).collect();
        guarded(entries).map_err(|broke| Error::from(broke).at_file(&self.folder))
    }

    fn named(&self, add: &Add, remove: Remove) -> DataFile {
        let current = add.partition_values.get(IS_CURRENT).cloned().flatten();
        DataFile {
            path: self.folder.join(&add.path),
            current: current.is_none_or(|current| current == "true"),
            size: u64::try_from(add.size).unwrap_or_default(),
            rows: 0,
            stats: Stats::default(),
            hash: None,
            remove: Some(remove),
        }
    }

    /// A data file by its entry, and whether that says what it said when it was written.
    fn file(&self, add: Add, remove: Remove) -> Result<(DataFile, bool)> {
        let named = self.named(&add, remove);
        // Statistics that cannot be read are not known; of a sealed entry, that breaks the seal.
        let stats: Stats = add.stats.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
        let hash = match seal::look(&add, &stats) {
            Sealed::Whole(hash) => Some(hash),
            Sealed::Never => None,
            Sealed::Broken => return Ok((DataFile { stats, ..named }, false)),
        };
        let rows = match stats.num_records {
            Some(rows) => rows,
            None => Footer::read(&named.path)?.rows(),
        };
        Ok((DataFile { rows, stats, hash, ..named }, true))
    }

    /// The error of an entry that says something else than when it was written.
    fn changed_entry(&self, path: &str) -> Result<Error> {
        let mut place = self.folder.join("_delta_log");
        // Who says it now is looked for only to be named.
        for commit in local::entries(&place)?.into_iter().filter(|path| path.extension().is_some_and(|e| e == "json")) {
            let text = std::fs::read(&commit).map_err(|e| Error::io("read", &commit, e))?;
            if String::from_utf8_lossy(&text).lines().any(|line| line.contains("\"add\"") && line.contains(path)) {
                place = commit;
                break;
            }
        }
        let table = self.folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let message = format!("the data file {path}: {CHANGED}");
        Ok(Error::new(ErrorKind::Warehouse, message).at_file(place).hint(format!(
            "Put it back from a copy, or run `shoptui verify {table} --rebuild`: it rebuilds the table from the archive."
        )))
    }
}
