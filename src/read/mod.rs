//! Bytes -> [`Batch`]: the rows of a file as text, with the physical line on which each starts.
//!
//! One small file a format. A reader never pads, cuts, trims or guesses: what does not have the shape of a row is
//! handed on as [`Broken`] with its reason, and what cannot be read as rows at all is an `Unreadable` error.
//!
//! Memory stays bounded, whatever a file is like: it is read block by block, a field or row that is longer than the
//! pipeline allows is looked through without being kept, and results are handed on as they come.

mod batch;
mod bytes;
mod delimited;
mod excerpt;
mod extra;
mod feed;
mod fields;
mod json;
mod layout;
mod limits;
mod overlong;
mod row_fault;
mod scan;
mod steps;
#[cfg(test)]
mod tests;

use crate::error::Result;
use crate::store::Location;
use crate::workspace::{Format, Pipeline};

use bytes::Blocks;
use steps::Steps;

pub use batch::{Batch, Broken};
pub use excerpt::{Excerpt, excerpt};
#[cfg(test)]
pub(crate) use row_fault::ShapeKind;
pub use row_fault::{RowFault, ShapeRule};

/// The beginning of a file of a pipeline as text, about so many bytes of it, and whether that is the whole file.
///
/// However large the file or its rows are, no more of it is read. Bytes that are no text are shown as U+FFFD.
pub fn head(file: &Location, pipeline: &Pipeline, bytes: usize) -> Result<(String, bool)> {
    let mut head = Vec::new();
    let more = Blocks::open(file, pipeline)?.append(&mut head, bytes)?;
    Ok((String::from_utf8_lossy(&head).into_owned(), !more))
}

/// Reads a file of a pipeline stretch by stretch, gives each to `work`, several at a time, and what that makes of them
/// to `take`, one after the other, in the order of the file.
///
/// Plain and gzip-compressed files are read alike. `take` is called on the calling thread, between stretches, so it may
/// own what it fills: nothing needs a lock. What it does not keep is freed before more is read.
pub fn each<T, F, G>(file: &Location, pipeline: &Pipeline, work: F, take: G) -> Result<()>
where
    T: Send,
    F: Fn(Batch) -> Result<T> + Sync,
    G: FnMut(T) -> Result<()>,
{
    let steps = Steps { work, take };
    match &pipeline.format {
        Format::Delimited(dialect) => delimited::each(file, dialect, pipeline, steps),
        Format::Json => json::each(file, pipeline, steps),
    }
    .map_err(|error| error.or_at_file(file))
}

/// Reads a file like [`each`] and gives all results, in the order of the file.
pub fn map<T, F>(file: &Location, pipeline: &Pipeline, work: F) -> Result<Vec<T>>
where
    T: Send,
    F: Fn(Batch) -> Result<T> + Sync,
{
    let mut results = Vec::new();
    each(file, pipeline, work, |result| {
        results.push(result);
        Ok(())
    })?;
    Ok(results)
}
