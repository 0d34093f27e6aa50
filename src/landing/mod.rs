//! The landing zone and what becomes of its files: listed, matched, claimed into the archive, put back, quarantined.
//!
//! Nothing leaves the landing zone before its archived copy is verified by its SHA-256, and nothing that is put anywhere
//! here replaces what is there. Every move can be killed at any moment and done again.

mod archive;
mod back;
mod claim;
mod hidden;
mod list;
mod number;
mod place;
mod quarantine;
mod sidecar;

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use archive::{
    Archive, ArchiveListing, ArchivedFile, Take, Taking, archive, corrections_of, counting, list_archive,
    next_correction, number_of, order, same_bytes, take,
};
pub use back::put_back;
pub use claim::recover;
pub use list::{FileState, LandedFile, QUIET, day_of_file, list, matched};
pub(crate) use quarantine::REASON;
pub use quarantine::{Quarantined, quarantine, quarantined};
pub use sidecar::{Controls, file_sidecars, is_complete, markers};

/// The place of a file in its pipeline: its date, and its part where the pattern captures one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Slot {
    /// The file's date.
    pub date: NaiveDate,
    /// The file's part.
    pub part: Option<String>,
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.part {
            Some(part) => write!(f, "{} part {part}", self.date),
            None => write!(f, "{}", self.date),
        }
    }
}
