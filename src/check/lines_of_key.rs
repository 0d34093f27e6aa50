//! The lines of a file on which a key stands.

use polars_arrow::array::{Array, Utf8ViewArray};

use super::corrections::Corrections;
use super::frame::{ROW_HASH, internal};
use super::lookups::Lookups;
use super::{cast, chunk, hash};
use crate::error::Result;
use crate::read::Batch;
use crate::store::Location;
use crate::workspace::Pipeline;

/// The physical lines of a file, corrected, with good rows of a key, with the hash of each row; `key` holds the key's texts.
pub fn lines_of(
    file: &Location,
    pipeline: &Pipeline,
    corrections: &Corrections,
    key: &[String],
) -> Result<Vec<(u64, i64)>> {
    let wanted = key_hashes(&key.iter().map(|k| Utf8ViewArray::from_slice([Some(k)])).collect::<Vec<_>>(), pipeline)?;
    let wanted = wanted.first().copied();
    let found = corrections.read(file, pipeline, |batch| {
        let hashes = key_hashes_of(&batch, pipeline)?;
        let rows: Vec<usize> = (0..).zip(&hashes).filter(|(_, h)| Some(**h) == wanted).map(|(row, _)| row).collect();
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let checked = chunk::check(picked(&batch, &rows), pipeline, &Lookups::default())?;
        let hashes = checked.accepted.column(ROW_HASH).and_then(|c| c.i64().cloned()).map_err(internal)?;
        Ok(checked.lines.into_iter().zip(hashes.iter().flatten()).collect())
    })?;
    Ok(found.into_iter().flatten().collect())
}

/// The hash of the key of every row, whether the row is good or not.
pub(super) fn key_hashes_of(batch: &Batch, pipeline: &Pipeline) -> Result<Vec<u64>> {
    let texts: Vec<Utf8ViewArray> = pipeline.key.iter().filter_map(|&at| batch.columns.get(at).cloned()).collect();
    key_hashes(&texts, pipeline)
}

fn key_hashes(texts: &[Utf8ViewArray], pipeline: &Pipeline) -> Result<Vec<u64>> {
    let height = texts.first().map_or(0, Array::len);
    let mut sums = vec![0; height];
    for (texts, column) in texts.iter().zip(pipeline.key_columns()) {
        hash::add_column(&mut sums, &cast::typed(texts, column)).map_err(internal)?;
    }
    Ok(sums)
}

/// Some rows of a batch, as a batch.
pub(super) fn picked(batch: &Batch, rows: &[usize]) -> Batch {
    let columns = batch
        .columns
        .iter()
        .map(|texts| Utf8ViewArray::from_slice(rows.iter().map(|&r| texts.get(r)).collect::<Vec<_>>()));
    Batch {
        columns: columns.collect(),
        lines: rows.iter().filter_map(|&r| batch.lines.get(r).copied()).collect(),
        broken: Vec::new(),
    }
}
