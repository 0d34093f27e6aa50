//! Batch + schema -> [`Checked`]: typed rows with their hashes, rejects with all their reasons, held keys.
//!
//! A bad row is data here, never an error. Everything works a column at a time; only rejects are looked at row by row.

mod accepted;
mod cast;
mod chunk;
mod conditions;
mod corrections;
mod duplicate_keys;
mod file_checks;
mod fix;
mod format_value;
mod gather;
pub mod hash;
mod heavy;
mod lines_of_key;
mod moments;
mod outside;
mod reasons;
mod rejects;
mod report;
mod resend;
mod rules;
mod scratch;
mod second_pass;
mod spill;
#[cfg(test)]
mod tests;
mod uniqueness;
mod warnings;

use std::path::Path;

use polars::prelude::{Column as Values, DataFrame, IntoColumn, NamedFrom, Series};

use crate::error::{CheckCancelled, Error, ErrorKind, Result};
use crate::read::Batch;
use crate::workspace::{ColumnType, Pipeline};
use file_checks::Has;
use gather::{Gathered, Rows};
use second_pass::At;
use uniqueness::Track;

pub use accepted::{Accepted, part_of};
pub use cast::{decimal_text, epoch_days, from_epoch_days, typed};
pub use corrections::{Correction, Corrections, write_corrections};
pub use fix::{Author, FixFile, Fixed, StillWrong, judge_row, write_fix};
pub use format_value::format_value;
pub use lines_of_key::lines_of;
pub use outside::{ControlFile, Lookups};
pub use reasons::{Reason, reasons};
pub use rejects::{Reject, Rejects};
pub use report::{ErrorReport, ReadRow, ReportFile, ReportReader, ReportedRow, read_report, reports, write_report};
pub use resend::{guarded, resend_file, resend_name, resend_rows};
pub use scratch::Scratch;
pub use warnings::Warning;

/// The name of the column that holds a row's 64-bit hash.
pub const ROW_HASH: &str = "row_hash";

/// A file's rows after the checks.
#[derive(Debug)]
pub struct Checked {
    /// The good rows: the schema's columns, typed, and [`ROW_HASH`]; each key once.
    pub accepted: Accepted,
    /// The bad rows in the order of the file.
    pub rejects: Rejects,
    /// The readable keys of rejected rows, in the columns of the key; some may have an accepted row as well.
    pub held: DataFrame,
    /// How many rows there are of which kind.
    pub counts: Counts,
    /// Control totals, one for each decimal column.
    pub totals: Vec<Total>,
    /// What the owner should know, and is loaded all the same.
    pub warnings: Vec<Warning>,
}

/// How many rows a file has; `rows` is the sum of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All rows.
    pub rows: u64,
    /// The good ones, each key once.
    pub accepted: u64,
    /// The bad ones.
    pub rejected: u64,
    /// Repeats of an accepted row.
    pub duplicates: u64,
}

/// Sums of a decimal column in units of its last decimal; values that cannot be read count nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// The column.
    pub column: String,
    /// Its decimals.
    pub scale: usize,
    /// Over all rows.
    pub file: i128,
    /// Over the rejects.
    pub rejected: i128,
    /// Over the repeats.
    pub duplicates: i128,
}

/// A file that is to be checked, and what the check needs.
pub struct Source<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// The pipeline that it belongs to.
    pub pipeline: &'a Pipeline,
    /// Where its rows are kept if it is large.
    pub scratch: &'a Scratch,
    /// What is to take the place of some of its rows.
    pub corrections: &'a Corrections,
    /// What is known from beyond it.
    pub outside: &'a Lookups,
    /// Looked at between two batches.
    pub go_on: CheckCancelled<'a>,
}

/// Reads and checks a file of a pipeline; stops between two batches when it may not go on.
///
/// Fails with `Unreadable` where the file as a whole is not what it must be: too few rows, or another number of them
/// than its control file says.
pub fn file(source: &Source<'_>) -> Result<Checked> {
    let Source { path, pipeline, corrections, outside, go_on, .. } = *source;
    let mut gathered = Gathered::new(source)?;
    let work = |batch: Batch| {
        go_on(batch.bytes())?;
        chunk::check(batch, pipeline, outside)
    };
    corrections.each(path, pipeline, work, |chunk| gathered.add(chunk))?;
    let Rows { mut sum, mut late, mut warned, track, control } = gathered.finish()?;
    let of_file = file_checks::check(source, Has { rows: sum.counts.rows, sum: control })?;
    if let Some(track) = track {
        let found = uniqueness::find(&track, pipeline, outside, &sum.held)?;
        reject(&mut sum, &found, &track, pipeline)?;
        let place = |row: usize| Some((*track.lines.get(row)?, *track.keys.get(row)?));
        for (row, faults) in found.rejected {
            let Some(place) = place(row) else { continue };
            faults.into_iter().try_for_each(|(column, rule)| late.add(place, At::Column(column), rule))?;
        }
        for (column, rule, row) in found.warned {
            let name = pipeline.columns.get(column).map_or("", |c| c.name.as_str());
            warned.note(column, &format!("{name}: {rule}"), track.lines.get(row).copied().unwrap_or_default());
        }
    }
    if !late.is_empty() {
        let found = second_pass::rejects(source, late, &warned.lines())?;
        sum.rejects.set_late(found.rejects);
        warned.take_out(&found.warned, &found.lines);
    }
    sum.warnings = of_file.into_iter().chain(warned.into_warnings()).collect();
    Ok(sum)
}

/// Takes rows out of the accepted ones whose unique values are not theirs alone; their keys are held.
fn reject(sum: &mut Checked, found: &uniqueness::Found, track: &Track, pipeline: &Pipeline) -> Result<()> {
    if found.rejected.is_empty() {
        return Ok(());
    }
    let bad = sum.accepted.take_out(&found.rejected.keys().copied().collect(), track)?;
    sum.counts.accepted -= bad.height() as u64;
    sum.counts.rejected += bad.height() as u64;
    let mut more = || {
        for total in &mut sum.totals {
            total.rejected += chunk::sum(bad.column(&total.column)?.as_materialized_series());
        }
        sum.held.vstack_mut(&bad.select(key_names(pipeline))?).map(|_| ())
    };
    more().map_err(|e| internal(&e))
}

fn key_names(pipeline: &Pipeline) -> Vec<&str> {
    pipeline.key_columns().map(|c| c.name.as_str()).collect()
}

/// A table of no rows with the schema's columns and [`ROW_HASH`].
pub fn empty_frame(pipeline: &Pipeline) -> Result<DataFrame> {
    let mut columns: Vec<Values> = pipeline.columns.iter().map(|c| cast::empty(c).into_column()).collect();
    columns.push(Series::new(ROW_HASH.into(), Vec::<i64>::new()).into_column());
    DataFrame::new(0, columns).map_err(|e| internal(&e))
}

fn no_total(column: &crate::workspace::Column) -> Option<Total> {
    let ColumnType::Decimal { scale, .. } = column.kind else { return None };
    Some(Total { column: column.name.clone(), scale, file: 0, rejected: 0, duplicates: 0 })
}

/// An operation on frames of one known shape failed: the frames are not what this room made.
fn internal(error: &polars::prelude::PolarsError) -> Error {
    Error::new(ErrorKind::Warehouse, format!("checked rows do not fit together: {error}"))
}
