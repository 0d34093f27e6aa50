//! Batch + schema -> [`Checked`]: typed rows with their hashes, rejects with all their reasons, held keys.
//!
//! A bad row is data here, never an error. Everything works a column at a time; only rejects are looked at row by row.

mod accepted;
mod cast;
mod chunk;
mod conditions;
mod corrections;
mod file_checks;
mod find;
mod fix;
pub mod hash;
mod late;
mod moments;
mod outside;
mod reasons;
mod report;
mod resend;
mod rules;
mod same;
#[cfg(test)]
mod tests;
mod unique;
mod warnings;
mod written;

use std::path::Path;

use polars::prelude::{Column as Values, DataFrame, IntoColumn, NamedFrom, Series};

use crate::error::{Error, ErrorKind, GoOn, Result};
use crate::workspace::{ColumnType, Pipeline};
use accepted::Spill;
use file_checks::Has;
use late::{At, Late};
use same::Track;
use warnings::Warned;

pub use accepted::{Accepted, Scratch, part_of};
pub use cast::{decimal_text, epoch_days, from_epoch_days, typed};
pub use corrections::{Correction, Corrections, write_corrections};
pub use find::lines_of;
pub use fix::{Author, FixFile, Fixed, StillWrong, judge_row, write_fix};
pub use outside::{ControlFile, Outside};
pub use reasons::{Reason, reasons};
pub use report::{ErrorReport, ReadRow, ReportFile, ReportReader, ReportedRow, read_report, reports, write_report};
pub use resend::{guarded, resend_file, resend_name, resend_rows};
pub use warnings::Warning;
pub use written::written;

/// The name of the column that holds a row's 64-bit hash.
pub const ROW_HASH: &str = "row_hash";

/// A file's rows after the checks.
#[derive(Debug)]
pub struct Checked {
    /// The good rows: the schema's columns, typed, and [`ROW_HASH`]; each key once.
    pub accepted: Accepted,
    /// The bad rows in the order of the file.
    pub rejects: Vec<Reject>,
    /// The readable keys of rejected rows, in the columns of the key; some may have an accepted row as well.
    pub held: DataFrame,
    /// How many rows there are of which kind.
    pub counts: Counts,
    /// Control totals, one for each decimal column.
    pub totals: Vec<Total>,
    /// What the owner should know, and is loaded all the same.
    pub warnings: Vec<Warning>,
}

/// A row that breaks the schema.
#[derive(Debug, Clone)]
pub struct Reject {
    /// The physical line, from 1, on which the row starts.
    pub line: u64,
    /// Its fields as they came.
    pub fields: csv::StringRecord,
    /// Everything that is wrong with it, each as `column: rule (got "value")`.
    pub reasons: Vec<String>,
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
    pub outside: &'a Outside,
    /// Looked at between two batches.
    pub go_on: GoOn<'a>,
}

/// Reads and checks a file of a pipeline; stops between two batches when it may not go on.
///
/// Fails with `Unreadable` where the file as a whole is not what it must be: too few rows, or another number of them
/// than its control file says.
pub fn file(source: &Source<'_>) -> Result<Checked> {
    let Source { path, pipeline, scratch, outside, .. } = *source;
    let parts = scratch.parts(path)?;
    let Rows { mut sum, mut late, mut warned, track, control } =
        if parts == 1 { whole(source)? } else { parted(source, parts)? };
    let has = Has { rows: sum.counts.rows, sum: control };
    let of_file = file_checks::check(source, has)?;
    if let Some(track) = track {
        let found = same::find(&track, pipeline, outside, &sum.held)?;
        reject(&mut sum, &found, &track, pipeline)?;
        let place = |row: usize| Some((*track.lines.get(row)?, *track.keys.get(row)?));
        for (row, faults) in found.rejected {
            let faults = faults.into_iter().map(|(column, rule)| (At::Column(column), rule));
            late.extend(place(row).map(|place| (place, faults.collect())));
        }
        for (column, rule, row) in found.warned {
            let name = pipeline.columns.get(column).map_or("", |c| c.name.as_str());
            warned.note(column, &format!("{name}: {rule}"), track.lines.get(row).copied().unwrap_or_default());
        }
    }
    if !late.is_empty() {
        let (rejects, counted) = late::rejects(source, &late)?;
        sum.rejects.extend(rejects);
        sum.rejects.sort_by_key(|r| r.line);
        warned.take_out(&counted, &late.keys().map(|(line, _)| *line).collect());
    }
    sum.warnings = of_file.into_iter().chain(warned.into_warnings()).collect();
    Ok(sum)
}

/// The rows of a file, and what is still to be asked of them.
struct Rows {
    sum: Checked,
    late: Late,
    warned: Warned,
    /// Only where a column is unique.
    track: Option<Track>,
    control: i128,
}

fn whole(source: &Source<'_>) -> Result<Rows> {
    let Source { path, pipeline, corrections, outside, go_on, .. } = *source;
    let mut chunks = corrections.read(path, pipeline, |batch| {
        go_on(batch.bytes())?;
        chunk::check(batch, pipeline, outside)
    })?;
    let doubles = unique::doubles(&chunks, &pipeline.key);
    let late = unique::drop_doubles(&mut chunks, doubles, pipeline)?;
    let mut rows = empty_frame(pipeline)?;
    let mut track = pipeline.unique_columns().next().map(|_| Track::default());
    for chunk in &chunks {
        rows.vstack_mut(&chunk.accepted).map_err(|e| internal(&e))?;
        if let Some(track) = &mut track {
            track.add(&chunk.accepted, (&chunk.lines, &chunk.keys), pipeline)?;
        }
    }
    let (sum, warned, control) = merge(chunks, Accepted::memory(rows), pipeline)?;
    Ok(Rows { sum, late, warned, track, control })
}

fn parted(source: &Source<'_>, parts: usize) -> Result<Rows> {
    let Source { path, pipeline, corrections, outside, go_on, .. } = *source;
    let spill = Spill::create(source.scratch, pipeline, parts)?;
    let mut chunks = corrections.read(path, pipeline, |batch| {
        go_on(batch.bytes())?;
        let mut chunk = chunk::check(batch, pipeline, outside)?;
        spill.scatter(&mut chunk)?;
        Ok(chunk)
    })?;
    let mut late = Late::new();
    let mut dropped = Vec::new();
    let mut track = pipeline.unique_columns().next().map(|_| Track::default());
    let accepted = spill.finish(|part| {
        go_on(0)?;
        let before = part.counts.accepted;
        part.held = part.accepted.clear().select(key_names(pipeline)).map_err(|e| internal(&e))?;
        part.totals = pipeline.columns.iter().filter_map(no_total).collect();
        let doubles = unique::doubles(std::slice::from_ref(part), &pipeline.key);
        late.extend(unique::drop_doubles(std::slice::from_mut(part), doubles, pipeline)?);
        if let Some(track) = &mut track {
            track.add(&part.accepted, (&part.lines, &part.keys), pipeline)?;
        }
        dropped.push((before - part.counts.accepted, part.summary()));
        Ok(())
    })?;
    let fewer: u64 = dropped.iter().map(|(fewer, _)| fewer).sum();
    chunks.extend(dropped.into_iter().map(|(_, summary)| summary));
    let (mut sum, warned, control) = merge(chunks, accepted, pipeline)?;
    sum.counts.accepted -= fewer;
    Ok(Rows { sum, late, warned, track, control })
}

/// Takes rows out of the accepted ones whose unique values are not theirs alone; their keys are held.
fn reject(sum: &mut Checked, found: &same::Found, track: &Track, pipeline: &Pipeline) -> Result<()> {
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

fn merge(chunks: Vec<chunk::Chunk>, accepted: Accepted, pipeline: &Pipeline) -> Result<(Checked, Warned, i128)> {
    let mut held = empty_frame(pipeline)?.select(key_names(pipeline)).map_err(|e| internal(&e))?;
    let mut totals: Vec<Total> = pipeline.columns.iter().filter_map(no_total).collect();
    let (mut rejects, mut counts) = (Vec::new(), Counts::default());
    let (mut warned, mut control) = (Warned::default(), 0i128);
    for chunk in chunks {
        held.vstack_mut(&chunk.held).map_err(|e| internal(&e))?;
        rejects.extend(chunk.rejects);
        warned.add(chunk.warned);
        control = control.saturating_add(chunk.control);
        for (sum, part) in totals.iter_mut().zip(&chunk.totals) {
            sum.file += part.file;
            sum.rejected += part.rejected;
            sum.duplicates += part.duplicates;
        }
        counts.rows += chunk.counts.rows;
        counts.accepted += chunk.counts.accepted;
        counts.rejected += chunk.counts.rejected;
        counts.duplicates += chunk.counts.duplicates;
    }
    Ok((Checked { accepted, rejects, held, counts, totals, warnings: Vec::new() }, warned, control))
}

fn no_total(column: &crate::workspace::Column) -> Option<Total> {
    let ColumnType::Decimal { scale, .. } = column.kind else { return None };
    Some(Total { column: column.name.clone(), scale, file: 0, rejected: 0, duplicates: 0 })
}

/// An operation on frames of one known shape failed: the frames are not what this room made.
fn internal(error: &polars::prelude::PolarsError) -> Error {
    Error::new(ErrorKind::Warehouse, format!("checked rows do not fit together: {error}"))
}
