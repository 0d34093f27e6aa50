//! What every kind of warehouse does.

use std::ops::Range;

use chrono::NaiveDate;
use polars::prelude::{DataFrame, DataType, LazyFrame, PolarsResult, col, len, lit};

use super::inspection::{FileChecks, Inspection, Look, TableSize};
use super::load::{Begin, CommitHistory, Committed, LoadOutcome, LoadRecord, LoadRequest};
use crate::error::{CheckCancelled, Doing, Result};
use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT, View, date_scalar};
use crate::workspace::Pipeline;

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
        count.doing("count the versions that are rewound")
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

/// A change of a table that goes on: loads one after the other, then one atomic commit.
pub trait Change {
    /// Applies one file to the table as the change left it so far, or holds it back.
    fn load(&mut self, request: LoadRequest<'_>) -> Result<LoadOutcome>;

    /// The open versions as the change left them so far: the columns of the key and some more.
    fn current(&self, columns: &[&str]) -> Result<DataFrame>;

    /// Makes all of it visible at once. Fails only if it is not visible, or if that cannot be told.
    fn commit(self: Box<Self>) -> Result<Committed>;
}
