//! What goes into a change of a table, and what its commit says of it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::check::{Checked, Counts};
use crate::error::{CheckCancelled, Error};
use crate::landing::Slot;
use crate::workspace::Pipeline;

/// A commit that is there.
#[derive(Debug)]
#[must_use = "what went wrong after a commit is to be told"]
pub struct Committed {
    /// What went wrong after it had its name; nothing of the commit depends on it.
    pub trouble: Option<Error>,
}

/// How a change of a table begins.
#[derive(Clone, Copy)]
pub struct Begin<'a> {
    /// The pipeline whose table changes.
    pub pipeline: &'a Pipeline,
    /// The run that changes it.
    pub run: &'a str,
    /// From where on.
    pub start: Start<'a>,
}

/// From where on a table changes.
#[derive(Clone, Copy)]
pub enum Start<'a> {
    /// As it is; the loads come after all that there are.
    Now,
    /// As it was before a day: what its later loads did is undone first.
    Before {
        /// The day.
        day: NaiveDate,
        /// Looked at between the parts of a large table.
        check_cancelled: CheckCancelled<'a>,
    },
    /// Without any version, and with the columns that the pipeline has now.
    Nothing,
}

/// One file, checked, on its way into its table.
pub struct LoadRequest<'a> {
    /// The file that the rows are from.
    pub source: &'a Source,
    /// The run that brought it.
    pub run: &'a str,
    /// Its rows.
    pub checked: Checked,
    /// Whether it may close more than the pipeline allows.
    pub shrink: Shrink,
    /// Looked at between the parts of a large file; nothing is committed once it says no.
    pub check_cancelled: CheckCancelled<'a>,
}

/// Whether a snapshot may close more than `max_shrink` of the current keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shrink {
    /// No: it is held back.
    Hold,
    /// Yes: the owner said so.
    Accept,
}

/// What became of a load.
#[derive(Debug, Clone, PartialEq)]
pub enum LoadOutcome {
    /// It is in the change.
    Loaded(Box<LoadRecord>),
    /// It waits for an explicit yes; nothing has changed.
    Held(Hold),
}

/// Why a snapshot is held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Its rows.
    pub rows: u64,
    /// How many current keys it would close.
    pub closing: u64,
    /// How many keys are current.
    pub current: u64,
}

/// The file that rows are from, as far as a load has to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its date and part.
    pub slot: Slot,
    /// The name it came under.
    pub file: String,
    /// Its name in the archive.
    pub archived: String,
    /// The SHA-256 of its bytes, in lower-case hexadecimal digits.
    pub sha256: String,
    /// The names of the corrections of its rows, in their order.
    pub corrections: Vec<String>,
    /// What stands for the loads of other tables that its rows were checked against; none if against none.
    pub upstream_fingerprint: Option<String>,
}

/// What a commit says of its load.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadRecord {
    /// The pipeline.
    pub pipeline: String,
    /// The file's date.
    pub date: NaiveDate,
    /// The file's part, where the pattern captures one.
    pub part: Option<String>,
    /// The name that the file came under.
    pub file: String,
    /// Its name in the archive, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<String>,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// The names of the corrections of its rows, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<String>,
    /// What stands for the loads of other tables that its rows were checked against.
    #[serde(rename = "against", default, skip_serializing_if = "Option::is_none")]
    pub upstream_fingerprint: Option<String>,
    /// All rows of the file: accepted, rejected and duplicates.
    pub rows: u64,
    /// Good rows.
    pub accepted: u64,
    /// Bad rows.
    pub rejected: u64,
    /// Repeats of a good row.
    pub duplicates: u64,
    /// Versions that it opened.
    pub opened: u64,
    /// Versions that it closed.
    pub closed: u64,
    /// Good rows that said what was current already.
    pub unchanged: u64,
    /// Of the versions that it closed, those that are gone: another file of its day had opened them, so that they held on
    /// no day; or the table keeps no history. None in older commits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_day: Option<u64>,
    /// The run that brought it.
    pub run: String,
    /// Control totals of the decimal columns.
    pub totals: Vec<TotalRecord>,
}

/// What a commit did to the loads that count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommitHistory {
    /// The run that made it.
    pub run: String,
    /// The loads of this day and later ones counted no more; none if all stayed.
    pub before: Option<NaiveDate>,
    /// The loads that count from then on.
    pub loads: Vec<LoadRecord>,
}

/// Sums of a decimal column in units of its last decimal, as text, since JSON numbers are too small.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotalRecord {
    /// The column.
    pub column: String,
    /// Its decimals.
    pub scale: usize,
    /// Over all rows of the file whose value can be read.
    pub file: String,
    /// Over the rejected ones of these.
    pub rejected: String,
    /// Over the repeats.
    pub duplicates: String,
    /// Over the rows that opened a version.
    pub opened: String,
    /// Over the rows that said what was current already.
    pub unchanged: String,
}

impl LoadRecord {
    /// Its date and part.
    pub fn slot(&self) -> Slot {
        Slot { date: self.date, part: self.part.clone() }
    }

    /// Its name in the archive.
    pub fn kept_as(&self) -> &str {
        self.archived.as_deref().unwrap_or(&self.file)
    }

    /// How many rows it had of which kind.
    pub fn counts(&self) -> Counts {
        let Self { rows, accepted, rejected, duplicates, .. } = *self;
        Counts { rows, accepted, rejected, duplicates }
    }
}
