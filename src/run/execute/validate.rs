//! The check of a file with all that belongs to it: its corrections and what is known from beyond it.
//!
//! A run and a proof check the same way; only a run says what it found and writes it down.

use super::lookups;
use super::table::Table;
use crate::check::{self, Checked, Corrections, Scratch};
use crate::error::{CheckCancelled, Error, ErrorKind, Result};
use crate::landing::{ArchivedFile, Controls};
use crate::store::Location;
use crate::warehouse::{Change, Source};

/// A file that is to be checked.
pub struct Checking<'a> {
    /// The table that its rows are for.
    pub table: Table<'a>,
    /// The file, with the corrections that count.
    pub file: &'a ArchivedFile,
    /// Where its bytes are.
    pub bytes: &'a Location,
    /// The change of its table that goes on, if one does.
    pub change: Option<&'a dyn Change>,
    pub controls: &'a Controls,
    pub scratch: &'a Scratch,
    pub check_cancelled: CheckCancelled<'a>,
}

impl Checking<'_> {
    /// Gives the rows, and the lines of the corrections that no row was found for.
    pub fn run(&self) -> Result<(Checked, Vec<u64>)> {
        let Self { table, file, bytes, controls, scratch, check_cancelled, .. } = *self;
        let corrections = Corrections::of(&file.corrections, table.pipeline)?;
        let checked = check::file(&check::Source {
            file: bytes,
            pipeline: table.pipeline,
            scratch,
            corrections: &corrections,
            lookups: &lookups::of(table, file, self.change, controls)?,
            check_cancelled,
        })?;
        let unused = corrections.unused().map(|correction| correction.line).collect();
        Ok((checked, unused))
    }
}

/// Refuses checked rows that do not add up.
pub fn add_up(checked: &Checked, file: &ArchivedFile) -> Result<()> {
    let counts = checked.counts;
    if counts.rows == counts.accepted + counts.rejected + counts.duplicates
        && counts.accepted == checked.accepted.height()
    {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Warehouse, format!("rows do not add up: {counts:?}")).at_file(&file.location))
}

/// A file as its load has to know it.
pub fn source(file: &ArchivedFile, sha256: &str, upstream: Option<String>) -> Source {
    Source {
        slot: file.slot.clone(),
        file: file.name.clone(),
        archived: file.archived.clone(),
        sha256: sha256.to_owned(),
        corrections: file.correction_names(),
        upstream_fingerprint: upstream,
    }
}
