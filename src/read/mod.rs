//! Bytes -> [`Batch`]: the rows of a file as text, with the physical line on which each starts.
//!
//! One small file a format. A reader never pads, cuts, trims or guesses: what does not have the shape of a row is
//! handed on as [`Broken`] with its reason, and what cannot be read as rows at all is an `Unreadable` error.

mod batch;
mod bytes;
mod delimited;
mod excerpt;
mod extra;
mod json;
mod layout;
mod scan;
#[cfg(test)]
mod tests;

use std::path::Path;

use crate::error::Result;
use crate::workspace::{Format, Pipeline};

use bytes::Blocks;

pub use batch::{Batch, Broken};
pub use excerpt::{Excerpt, excerpt};

/// The beginning of a file of a pipeline as text, about so many bytes of it, and whether that is the whole file.
///
/// However large the file or its rows are, no more of it is read. Bytes that are no text are shown as U+FFFD.
pub fn head(path: &Path, pipeline: &Pipeline, bytes: usize) -> Result<(String, bool)> {
    let encoding = match &pipeline.format {
        Format::Delimited(dialect) => dialect.encoding,
        Format::Json => encoding_rs::UTF_8,
    };
    let mut head = Vec::new();
    let more = Blocks::open(path, encoding)?.append(&mut head, bytes)?;
    Ok((String::from_utf8_lossy(&head).into_owned(), !more))
}

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
        Format::Delimited(dialect) => delimited::map(path, dialect, pipeline, work),
        Format::Json => json::map(path, pipeline, work),
    }
    .map_err(|error| if error.place.file.is_none() { error.at_file(path) } else { error })
}
