//! Where tables live: the trait that every kind of warehouse keeps, and what goes in and out.
//!
//! A load hands over accepted rows with their hash, and the held keys; how they are merged is the warehouse's own
//! business. Nothing of a load is visible before its one atomic commit, which also carries the watermark, so a load
//! that died is simply done again.

mod delta;
mod guard;
mod meta;
mod search;
mod sums;

use std::ops::Range;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use polars::prelude::{DataFrame, DataType, LazyFrame, PolarsError, PolarsResult, col, len, lit};
use serde::{Deserialize, Serialize};

use crate::check::{Checked, Counts};
use crate::error::{CheckCancelled, Error, ErrorKind, Result};
use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT, View, date_scalar};
use crate::landing::Slot;
use crate::workspace::{Pipeline, Workspace};

pub use delta::DeltaWarehouse;
pub use guard::hush_guarded_panics;
pub use meta::{LOAD_COLUMNS, LOAD_TOTALS, LOADS, TOTAL_COLUMNS};
pub use search::{FoundKey, Keys, Query, search};
pub use sums::against_loads;

/// A place that keeps one history table a pipeline.
pub trait Warehouse: Send + Sync {
    /// The loads that count, one a slot, in the order of their slots.
    fn loads(&self, pipeline: &Pipeline) -> Result<Vec<LoadRecord>>;

    /// What every commit of a table did, in their order.
    fn past(&self, pipeline: &Pipeline) -> Result<Vec<CommitHistory>>;

    /// Begins a change of a table; nothing of it is visible before its commit, and it is undone when it is dropped.
    fn change<'a>(&'a self, begin: Begin<'a>) -> Result<Box<dyn Change + 'a>>;

    /// Refuses a pipeline whose columns or key the table of its name cannot hold; nothing is touched.
    fn check_schema(&self, pipeline: &Pipeline) -> Result<()>;

    /// How many versions a rewind to before a day would touch.
    fn count_rewound(&self, pipeline: &Pipeline, day: NaiveDate) -> Result<u64> {
        let since = |name: &str| col(name).gt_eq(lit(date_scalar(day)));
        let touched = since(EFFECTIVE_FROM).or(since(EXPIRY_DATE).and(col(IS_CURRENT).not()));
        let counted = self.scan(pipeline, View::All)?.filter(touched).select([len().cast(DataType::UInt64)]);
        let counted = self.collect(pipeline, counted)?;
        let count: PolarsResult<u64> = counted.columns().first().map_or(Ok(0), |c| c.get(0)?.try_extract());
        count.map_err(|e| query_error(&e))
    }

    /// The versions of a table: the business columns, `effective_from`, `expiry_date`, `is_current`, `row_hash`.
    ///
    /// They are read with [`Warehouse::collect`].
    fn scan(&self, pipeline: &Pipeline, view: View) -> Result<LazyFrame>;

    /// All versions of a table in parts that can be read one after the other, so that long work can stop between them.
    fn parts(&self, pipeline: &Pipeline) -> Result<Vec<LazyFrame>> {
        Ok(vec![self.scan(pipeline, View::All)?])
    }

    /// Reads what was scanned of a table, and names the file that cannot be read.
    fn collect(&self, pipeline: &Pipeline, rows: LazyFrame) -> Result<DataFrame>;

    /// The versions of one key; `key` holds the texts of the key columns.
    fn history(&self, pipeline: &Pipeline, key: &[String]) -> Result<DataFrame>;

    /// The versions of a table as it stands now, to be read in parts.
    fn versions(&self, pipeline: &Pipeline) -> Result<Box<dyn Versions>>;

    /// Runs a query over all tables, `loads` and `load_totals`.
    fn query(&self, sql: &str, view: View) -> Result<DataFrame> {
        self.query_first(sql, view, usize::MAX)
    }

    /// The first rows that a query gives, at most so many.
    fn query_first(&self, sql: &str, view: View, most: usize) -> Result<DataFrame>;

    /// Looks a table over: every version well-formed, at most one current version a key, no overlaps.
    fn inspect(&self, pipeline: &Pipeline) -> Result<Inspection>;

    /// Looks at every file that a table is kept in: is it what was written, and what its commit says of it?
    fn check_files(&self, pipeline: &Pipeline, look: Look, go_on: CheckCancelled<'_>) -> Result<FileChecks>;

    /// Merges small files and removes what no reader can need any more.
    fn tidy(&self, pipeline: &Pipeline) -> Result<()>;

    /// Drops every table: each is gone at once, and what a kill leaves of it is in no reader's way.
    fn reset(&self) -> Result<()>;
}

/// The versions of a table at one moment: they stay the same however the table changes meanwhile.
pub trait Versions: Send + Sync {
    /// How many there are.
    fn size(&self) -> TableSize;

    /// Those in a range of rows, from 0: the business columns, `effective_from`, `expiry_date`, `is_current`.
    ///
    /// The order of the rows is the warehouse's own. What it costs follows the range, not the table.
    fn rows(&self, range: Range<u64>) -> Result<DataFrame>;

    /// How many nulls each of these columns has, where that is known without reading the rows.
    fn nulls(&self) -> Result<Vec<(String, Option<u64>)>>;
}

/// How large a table is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct TableSize {
    /// All versions.
    pub versions: u64,
    /// Open versions.
    pub current: u64,
    /// What they take where they are kept, in bytes.
    pub bytes: u64,
}

/// Opens the warehouse of a workspace.
pub fn open(workspace: &Workspace) -> Result<Box<dyn Warehouse>> {
    open_at(&workspace.warehouse, workspace)
}

/// Opens a warehouse with the tables of a workspace in another folder; the folder need not exist yet.
pub fn open_at(folder: &Path, workspace: &Workspace) -> Result<Box<dyn Warehouse>> {
    Ok(Box::new(DeltaWarehouse::open(folder, &workspace.pipelines)?))
}

/// A change of a table that goes on: loads one after the other, then one atomic commit.
pub trait Change {
    /// Applies one file to the table as the change left it so far, or holds it back.
    fn load(&mut self, request: LoadRequest<'_>) -> Result<LoadOutcome>;

    /// The open versions as the change left them so far: the columns of the key and some more.
    fn current(&self, columns: &[&str]) -> Result<DataFrame>;

    /// Makes all of it visible at once. Fails only if it is not visible, or if that cannot be told.
    fn commit(self: Box<Self>) -> Result<Committed>;
}

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
        go_on: CheckCancelled<'a>,
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
    pub go_on: CheckCancelled<'a>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
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
    /// What its rows were checked against beyond itself; none if nothing.
    pub against: Option<String>,
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
    /// What its rows were checked against beyond itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,
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
    /// Of the versions that it closed, those that another file of its day had opened: they held on no day, and are gone.
    /// None in older commits.
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

/// What a look at a whole table found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Inspection {
    /// All versions.
    pub versions: u64,
    /// Open versions.
    pub current: u64,
    /// Broken invariants, each as a sentence; none in a sound table.
    pub broken: Vec<String>,
}

/// How closely files are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Their sizes, and the numbers of their rows.
    Quick,
    /// Every byte, and the values that their commits say something of.
    Deep,
}

/// What a look at the files of a table found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileChecks {
    /// How many there are.
    pub files: u64,
    /// How many of them have no hash that their bytes could be compared with.
    pub unhashed: u64,
    /// Those that are not what they should be.
    pub wrong: Vec<WrongFile>,
}

/// A file that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongFile {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it: lower case, no full stop.
    pub message: String,
}

/// A query or a frame operation that failed in the warehouse.
pub(crate) fn query_error(error: &PolarsError) -> Error {
    // What follows the first paragraph is the plan as far as it was resolved: of no use to the asker.
    let text = error.to_string();
    Error::new(ErrorKind::Query, text.split("\n\n").next().unwrap_or_default())
}

impl From<PolarsError> for Error {
    fn from(error: PolarsError) -> Self {
        query_error(&error)
    }
}
