//! The landing zone and what becomes of its files: listed, matched, claimed into the archive, put back, quarantined.
//!
//! Nothing leaves the landing zone before its archived copy is verified by its SHA-256, and nothing that is put anywhere
//! here replaces what is there. Every move can be killed at any moment and done again. The day of a file whose name says
//! none is kept wherever the file goes: in its path in the archive, in its claim, in its reason in the quarantine, and in
//! a note while it lies in the landing zone again.

mod archive;
mod back;
mod claim;
mod entries;
mod hidden;
mod kept_day;
mod list;
mod name;
mod number;
mod place;
mod quarantine;
mod reason;
mod recover;
mod sidecar;
mod slot;

pub use archive::{
    Archive, ArchiveListing, ArchivedFile, Take, Taking, archive, archive_folders, corrections_of, counting,
    list_archive, next_correction, number_of, order, same_bytes, take,
};
pub use back::put_back;
pub use list::{FileState, LandedFile, Moment, QUIET, list};
pub use name::{Matched, day_of_file, matched, matched_in_archive};
pub use quarantine::quarantine;
pub(crate) use reason::REASON;
pub use reason::{Quarantined, quarantined};
pub use recover::recover;
pub use sidecar::{Controls, file_sidecars, is_complete, markers};
pub use slot::Slot;
