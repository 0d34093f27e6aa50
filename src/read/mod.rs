//! Bytes -> [`Batch`]: the rows of a file as text, with the physical line on which each starts.
//!
//! One small file a format. A reader never pads, cuts, trims or guesses: what does not have the shape of a row is
//! handed on as [`Broken`] with its reason, and what cannot be read as rows at all is an `Unreadable` error.

mod batch;
mod bytes;
mod delimited;
mod excerpt;
mod json;
mod scan;
#[cfg(test)]
mod tests;

use std::path::Path;

use crate::error::Result;
use crate::workspace::{Format, Pipeline};

pub use batch::{Batch, Broken};
pub use excerpt::{Excerpt, excerpt};

/// Reads a file of a pipeline stretch by stretch and gives each to `work`, several at a time.
///
/// The results come back in the order of the file. Plain and gzip-compressed files are read alike. What `work` does
/// not keep of a stretch is freed before the next one is read.
pub fn map<T, F>(path: &Path, pipeline: &Pipeline, work: F) -> Result<Vec<T>>
where
    T: Send,
    F: Fn(Batch) -> Result<T> + Sync,
{
    match &pipeline.format {
        Format::Delimited(dialect) => delimited::map(path, dialect, &pipeline.columns, work),
        Format::Json => json::map(path, &pipeline.columns, work),
    }
    .map_err(|error| if error.place.file.is_none() { error.at_file(path) } else { error })
}
