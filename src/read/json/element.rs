//! Elements as text -> batches of rows.

use polars_arrow::array::{MutablePlString, Utf8ViewArray};
use rayon::prelude::*;

use super::paths::Paths;
use super::row::Row;
use crate::read::batch::{Batch, Broken};
use crate::read::limits::Limits;
use crate::workspace::Pipeline;

/// How many rows one thread takes at a time.
const ROWS: usize = if cfg!(any(test, fuzzing)) { 3 } else { 16 * 1024 };
/// How many rows are cut out before they are handed on.
pub(super) const WAVE: usize = ROWS * 8;

/// A piece of a file, and whether the file ends with it.
#[derive(Clone, Copy)]
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    pub(super) last: bool,
}

/// A row's text and the line it starts on.
pub(super) struct Element<'a> {
    pub(super) text: &'a str,
    pub(super) line: u64,
}

/// Reads elements as rows, several batches side by side; what `judge` says of the elements that are no objects is given
/// with each batch.
pub(super) fn batches<J: Send>(
    elements: &[Element<'_>],
    pipeline: &Pipeline,
    judge: impl Fn(&Element<'_>, &serde_json::Error) -> J + Sync,
) -> Vec<(Batch, Vec<J>)> {
    elements.par_chunks(ROWS).map(|rows| batch(rows, pipeline, &judge)).collect()
}

pub(super) fn batch<J>(
    rows: &[Element<'_>],
    pipeline: &Pipeline,
    judge: impl Fn(&Element<'_>, &serde_json::Error) -> J,
) -> (Batch, Vec<J>) {
    let width = pipeline.columns.len();
    let limits = Limits::of(pipeline);
    let mut builders: Vec<MutablePlString> = (0..width).map(|_| MutablePlString::with_capacity(rows.len())).collect();
    let (mut lines, mut broken, mut judged) = (Vec::with_capacity(rows.len()), Vec::new(), Vec::new());
    let paths = Paths::of(pipeline);
    let mut row = Row::new(limits);
    for element in rows {
        let Element { text, line } = element;
        judged.extend(row.read(text, pipeline, &paths).err().map(|error| judge(element, &error)));
        if !row.faults.is_empty() {
            broken.push(row.broken(*line));
            continue;
        }
        for (builder, value) in builders.iter_mut().zip(&row.values) {
            builder.push(value.as_deref());
        }
        lines.push(*line);
    }
    let columns = builders.into_iter().map(Utf8ViewArray::from).collect();
    (Batch { columns, lines, broken }, judged)
}

/// A row of which nothing can be kept.
pub(super) fn too_long(line: u64, limits: Limits) -> Broken {
    Broken { line, fields: Vec::new(), known: Vec::new(), faults: vec![limits.long_row()] }
}
