//! A data file, as the log and the files of a change know it.

use std::path::{Path, PathBuf};

use deltalake_core::kernel::Remove;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::history::IS_CURRENT;

/// A data file of a table, or one that is to be.
#[derive(Debug, Clone)]
pub(super) struct DataFile {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Whether its versions are open.
    pub(super) current: bool,
    /// Its size in bytes.
    pub(super) size: u64,
    /// How many versions it has.
    pub(super) rows: u64,
    /// What its commit says of its values.
    pub(super) stats: Stats,
    /// The hash of its bytes, where its commit is sealed.
    pub(super) hash: Option<String>,
    /// Takes it out of the table; none while no commit has named it.
    pub(super) remove: Option<Remove>,
}

impl DataFile {
    /// The name of the table that it is of.
    pub(super) fn table(&self) -> String {
        let parent = self.path.parent();
        let own = folder_name(parent);
        if own.starts_with(IS_CURRENT) { folder_name(parent.and_then(Path::parent)) } else { own }
    }
}

fn folder_name(folder: Option<&Path>) -> String {
    folder.and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned()
}

/// Delta's statistics of a data file, as far as they are used here.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Stats {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) num_records: Option<u64>,
    #[serde(default)]
    pub(super) min_values: serde_json::Map<String, Value>,
    #[serde(default)]
    pub(super) max_values: serde_json::Map<String, Value>,
}
