//! Rows that are rejected only when the whole file is known, read again since only they are needed as they came.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::chunk::{self, Chunk, reason, texts_of};
use super::find::picked;
use super::warnings::Warned;
use super::{Reject, Source};
use crate::error::Result;
use crate::read::Batch;
use crate::workspace::Pipeline;

/// What is wrong with rows, under the line and the hash of the key of each of them.
pub(super) type Late = BTreeMap<(u64, u64), Vec<(At, Arc<str>)>>;

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// The key: all rows of it are at fault, repeats too.
    Key,
    /// A column of the schema: the first of the row and its repeats is at fault.
    Column(usize),
}

/// The rejects of such rows in the order of the file, and what they were counted for that only warns.
pub(super) fn rejects(source: &Source<'_>, late: &Late) -> Result<(Vec<Reject>, Warned)> {
    let Source { path, pipeline, corrections, .. } = *source;
    let lines: HashSet<u64> = late.keys().map(|(line, _)| *line).collect();
    let found = corrections.read(path, pipeline, |batch| {
        let rows: Vec<usize> = (0..).zip(&batch.lines).filter(|(_, l)| lines.contains(l)).map(|(row, _)| row).collect();
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        of_batch(&batch, &rows, source, late)
    })?;
    let mut seen = HashSet::new();
    let (mut rejects, mut warned) = (Vec::new(), Warned::default());
    for (place, reject, warns) in found.into_iter().flatten() {
        if seen.insert(place) || late.get(&place).is_some_and(|faults| faults.iter().any(|(at, _)| *at == At::Key)) {
            rejects.push(reject);
            warned.add(warns);
        }
    }
    Ok((rejects, warned))
}

/// A row that is rejected late, and what was counted for it.
type Again = ((u64, u64), Reject, Warned);

fn of_batch(batch: &Batch, rows: &[usize], source: &Source<'_>, late: &Late) -> Result<Vec<Again>> {
    // A line of JSON may hold many rows; only those of the key are meant, told by their place among the picked.
    let places = (0..rows.len() as u64).collect();
    let again = |rows: &[usize], lines| -> Result<Chunk> {
        chunk::check(Batch { lines, ..picked(batch, rows) }, source.pipeline, source.outside)
    };
    let checked = again(rows, places)?;
    let mut found = Vec::new();
    for (place, hash) in checked.lines.iter().zip(&checked.keys) {
        let Some(row) = rows.get(*place as usize).copied() else { continue };
        let line = batch.lines.get(row).copied().unwrap_or_default();
        let Some(faults) = late.get(&(line, *hash)) else { continue };
        let fields = texts_of(batch, row);
        let reasons = faults.iter().map(|(at, rule)| told(*at, rule, &fields, source.pipeline)).collect();
        let warned = if checked.warned.is_empty() { Warned::default() } else { again(&[row], vec![line])?.warned };
        found.push(((line, *hash), Reject { line, fields, reasons }, warned));
    }
    Ok(found)
}

fn told(at: At, rule: &str, fields: &csv::StringRecord, pipeline: &Pipeline) -> String {
    match at {
        At::Key => {
            let names = pipeline.key_columns().map(|c| c.name.as_str()).collect::<Vec<_>>().join(", ");
            let value = pipeline.key.iter().filter_map(|&k| fields.get(k)).collect::<Vec<_>>().join(", ");
            reason(&names, rule, Some(&value))
        }
        At::Column(at) => {
            let name = pipeline.columns.get(at).map_or("", |c| c.name.as_str());
            reason(name, rule, Some(fields.get(at).unwrap_or_default()))
        }
    }
}
