//! What every kind of warehouse does, and nothing that only files can do.
//!
//! No method hands out a whole table, lazily or not: rows come in blocks of bounded size, and what a database finds
//! better where its rows are is asked for by name. Who needs what of it:
//!
//! | who | what |
//! |---|---|
//! | planning, loading, undoing (`run`) | `loads`, `past`, `check_schema`, `change`, `count_rewound`, `tidy`, `reset` |
//! | checks of a file against tables (`run`) | `known_values`; [`Change::versions`] for values that must be unique |
//! | proof of a table (`run::verify`, `doctor`) | `versions`, `inspect`, `check_files`, `scratch`, `loads`, `past` |
//! | record history, `history` | `history`; [`search`](super::search()) asks `versions` |
//! | Tables, `export` | `versions`, by way of [`super::rows`] |
//! | models (`run`) | `stamp`, `model`, `model_basis`, `make_model`, `check_model`; their proof `model_rows`, `model_as_of` |
//! | reports, `query` | `query`: SQL goes to the warehouse as it is, and rows come back |

use std::ops::Range;
use std::path::Path;

use chrono::NaiveDate;
use polars::prelude::{DataFrame, IntoLazy};

use super::inspection::{FileChecks, Inspection, Look, TableSize};
use super::key::{key_values, no_key, stored_columns};
use super::load::{Begin, CommitHistory, Committed, LoadOutcome, LoadRecord, LoadRequest};
use super::model::{MadeModel, ModelBasis, ModelRecord, TableStamp};
use crate::check::{KnownValues, ValueSet};
use crate::error::{CheckCancelled, Doing, Result};
use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE, View, cut};
use crate::workspace::{ModelSpec, Pipeline};

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
    fn count_rewound(&self, pipeline: &Pipeline, day: NaiveDate) -> Result<u64>;

    /// The values of a column in the versions that hold on a day, to be asked which of some values are among them.
    fn known_values(&self, pipeline: &Pipeline, column: &str, day: NaiveDate) -> Result<Box<dyn KnownValues>> {
        let (versions, view) = (self.versions(pipeline)?, View::On(day));
        let mut known = ValueSet::default();
        for block in versions.blocks(view)? {
            let rows = versions.rows(&[column, EFFECTIVE_FROM, EXPIRY_DATE], block)?;
            let rows = cut(rows.lazy(), view).collect();
            let values = rows.and_then(|rows| rows.column(column).cloned());
            known.add(&values.doing(format_args!("read the values of `{}.{column}`", pipeline.name))?)?;
        }
        Ok(Box::new(known))
    }

    /// The versions of one key, all their columns; `key` holds the texts of the key columns. Fails where there is no key.
    fn history(&self, pipeline: &Pipeline, key: &[String]) -> Result<DataFrame> {
        if !pipeline.has_key() {
            return Err(no_key(pipeline));
        }
        let versions = self.versions(pipeline)?;
        match key_values(pipeline, key)? {
            Some(keys) => versions.of_keys(&keys, &|_| Ok(())),
            None => versions.rows(&stored_columns(pipeline), 0..0),
        }
    }

    /// The versions of a table as it stands now, to be read in parts.
    fn versions(&self, pipeline: &Pipeline) -> Result<Box<dyn Versions>>;

    /// Runs a query over all tables, `loads` and `load_totals`.
    fn query(&self, sql: &str, view: View) -> Result<DataFrame> {
        self.query_first(sql, view, usize::MAX)
    }

    /// The first rows that a query gives, at most so many.
    fn query_first(&self, sql: &str, view: View, most: usize) -> Result<DataFrame>;

    /// A table of a pipeline or a model as it is now.
    fn stamp(&self, table: &str) -> Result<TableStamp>;

    /// What the last commit of a model's table says; none if it was never made.
    fn model(&self, model: &ModelSpec) -> Result<Option<ModelRecord>>;

    /// What a model would be made from now.
    fn model_basis(&self, model: &ModelSpec) -> Result<ModelBasis>;

    /// Computes a model from the tables as they are, and makes that its table in one commit.
    fn make_model(&self, model: &ModelSpec, run: &str) -> Result<MadeModel>;

    /// Drops the table of a model, whatever is wrong with it: it was never made then.
    fn drop_model(&self, model: &ModelSpec) -> Result<()>;

    /// The rows of a model's table, sorted by all columns.
    fn model_rows(&self, model: &ModelSpec) -> Result<DataFrame>;

    /// The rows that a model's SQL gives over a view of the tables, sorted by all columns; its table is not looked at.
    fn model_as_of(&self, model: &ModelSpec, view: View) -> Result<DataFrame>;

    /// Finds what is wrong with a model's SQL without computing it; gives the columns of its rows.
    fn check_model(&self, model: &ModelSpec) -> Result<Vec<String>>;

    /// Looks a table over: every version well-formed, at most one current version a key, no overlaps.
    fn inspect(&self, pipeline: &Pipeline) -> Result<Inspection>;

    /// Looks at every file that a table is kept in: is it what was written, and what its commit says of it?
    ///
    /// None are found where tables are not kept in files.
    fn check_files(&self, _: &Pipeline, _: Look, _: CheckCancelled<'_>) -> Result<FileChecks> {
        Ok(FileChecks::default())
    }

    /// Merges small files and removes what no reader can need any more, where there is such a thing.
    fn tidy(&self, _: &Pipeline) -> Result<()> {
        Ok(())
    }

    /// Drops every table: each is gone at once, and what a kill leaves of it is in no reader's way.
    fn reset(&self) -> Result<()>;

    /// Another warehouse of this kind with the same tables, empty and of no interest to anybody else.
    ///
    /// What it keeps in files lies in a folder that need not exist yet, and that the caller removes.
    fn scratch(&self, folder: &Path) -> Result<Box<dyn Warehouse>>;
}

/// The versions of a table at one moment: they stay the same however the table changes meanwhile.
pub trait Versions: Send + Sync {
    /// How many there are.
    fn size(&self) -> TableSize;

    /// Some columns of the versions in a range of rows, from 0; the open ones come first.
    ///
    /// Otherwise the order of the rows is the warehouse's own. What it costs follows the range, not the table.
    fn rows(&self, columns: &[&str], range: Range<u64>) -> Result<DataFrame>;

    /// The ranges of rows to be read one after the other by whoever looks through the versions of a view: each fits
    /// into memory, and outside of them no version is of the view.
    fn blocks(&self, view: View) -> Result<Vec<Range<u64>>>;

    /// All versions of some keys with all their columns, in any order; `keys` holds the key columns, typed.
    fn of_keys(&self, keys: &DataFrame, check_cancelled: CheckCancelled<'_>) -> Result<DataFrame>;

    /// How many nulls each column but the row hash has, where that is known without reading the rows.
    fn nulls(&self) -> Result<Vec<(String, Option<u64>)>>;
}

/// A change of a table that goes on: loads one after the other, then one atomic commit.
pub trait Change {
    /// Applies one file to the table as the change left it so far, or holds it back.
    fn load(&mut self, request: LoadRequest<'_>) -> Result<LoadOutcome>;

    /// The versions as the change left them so far.
    fn versions(&self) -> Result<Box<dyn Versions>>;

    /// Makes all of it visible at once. Fails only if it is not visible, or if that cannot be told.
    fn commit(self: Box<Self>) -> Result<Committed>;
}
