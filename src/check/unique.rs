//! Each key once in a file: repeats of a row count once, different rows of one key are all rejected.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use polars::prelude::*;
use rayon::prelude::*;

use super::chunk::{self, Chunk, reason, sum, texts_of};
use super::find::picked;
use super::{ROW_HASH, Reject, Source, internal};
use crate::error::Result;
use crate::read::Batch;
use crate::workspace::Pipeline;

/// The lines of all rows of a key that has different rows, under the line of each of them and the hash of the key.
pub(super) type Conflicts = BTreeMap<(u64, u64), Vec<u64>>;

/// What is to be dropped from each chunk.
#[derive(Default)]
pub(super) struct Doubles {
    /// Rows by chunk that repeat an accepted row.
    repeats: Vec<BTreeSet<usize>>,
    /// Rows by chunk of keys that have different rows.
    conflicts: Vec<BTreeSet<usize>>,
    conflicting: Conflicts,
}

/// Finds the rows whose key stands in more than one accepted row.
pub(super) fn doubles(chunks: &[Chunk], key: &[usize]) -> Doubles {
    let twice = twice(chunks);
    let mut found = Doubles {
        repeats: vec![BTreeSet::new(); chunks.len()],
        conflicts: vec![BTreeSet::new(); chunks.len()],
        conflicting: Conflicts::new(),
    };
    if twice.is_empty() {
        return found;
    }
    // The rows of one key are few; only those are looked at one by one.
    let mut groups: HashMap<u64, Vec<Row>> = HashMap::new();
    for (at, chunk) in chunks.iter().enumerate() {
        for (row, hash) in chunk.keys.iter().enumerate().filter(|(_, hash)| twice.contains(hash)) {
            groups.entry(*hash).or_default().push((at, row));
        }
    }
    for group in groups.into_values() {
        for rows in same_key(chunks, key, group) {
            found.note(chunks, &rows);
        }
    }
    found
}

impl Doubles {
    fn note(&mut self, chunks: &[Chunk], rows: &[Row]) {
        let hash = |&(at, row): &Row| row_hash(chunks, at, row);
        let first = rows.first().and_then(hash);
        if rows.iter().all(|r| hash(r) == first) {
            for &(at, row) in rows.iter().skip(1) {
                self.repeats.get_mut(at).map(|set| set.insert(row));
            }
            return;
        }
        let places: Vec<(u64, u64)> = rows
            .iter()
            .filter_map(|&(at, row)| chunks.get(at).and_then(|c| Some((*c.lines.get(row)?, *c.keys.get(row)?))))
            .collect();
        let mut lines: Vec<u64> = places.iter().map(|(line, _)| *line).collect();
        lines.dedup();
        for &(at, row) in rows {
            self.conflicts.get_mut(at).map(|set| set.insert(row));
        }
        for place in places {
            self.conflicting.insert(place, lines.clone());
        }
    }
}

fn twice(chunks: &[Chunk]) -> HashSet<u64> {
    let mut hashes: Vec<u64> = chunks.iter().flat_map(|c| c.keys.iter().copied()).collect();
    hashes.par_sort_unstable();
    hashes.windows(2).filter_map(|pair| if let [a, b] = pair { (a == b).then_some(*a) } else { None }).collect()
}

fn row_hash(chunks: &[Chunk], at: usize, row: usize) -> Option<i64> {
    chunks.get(at)?.accepted.column(ROW_HASH).ok()?.i64().ok()?.get(row)
}

/// A row, as its chunk and its place there.
type Row = (usize, usize);

/// Parts rows of one key hash by their keys: all in one part, but for a collision of hashes.
fn same_key(chunks: &[Chunk], key: &[usize], rows: Vec<Row>) -> Vec<Vec<Row>> {
    let mut parts: Vec<(Vec<AnyValue<'_>>, Vec<Row>)> = Vec::new();
    for (at, row) in rows {
        let columns = chunks.get(at).map(|c| c.accepted.columns()).unwrap_or_default();
        let values: Vec<AnyValue<'_>> = key.iter().filter_map(|&k| columns.get(k)?.get(row).ok()).collect();
        match parts.iter_mut().find(|(known, _)| *known == values) {
            Some((_, part)) => part.push((at, row)),
            None => parts.push((values, vec![(at, row)])),
        }
    }
    parts.into_iter().map(|(_, part)| part).filter(|part| part.len() > 1).collect()
}

/// Takes repeats and conflicts out of the accepted rows; gives the conflicts.
pub(super) fn drop_doubles(chunks: &mut [Chunk], doubles: Doubles, pipeline: &Pipeline) -> Result<Conflicts> {
    for (chunk, (repeats, conflicts)) in chunks.iter_mut().zip(doubles.repeats.iter().zip(&doubles.conflicts)) {
        if !repeats.is_empty() || !conflicts.is_empty() {
            drop_rows(chunk, repeats, conflicts, pipeline).map_err(|e| internal(&e))?;
        }
    }
    Ok(doubles.conflicting)
}

fn drop_rows(
    chunk: &mut Chunk,
    repeats: &BTreeSet<usize>,
    conflicts: &BTreeSet<usize>,
    pipeline: &Pipeline,
) -> PolarsResult<()> {
    let indices = |rows: &BTreeSet<usize>| IdxCa::from_vec("row".into(), rows.iter().map(|&r| r as IdxSize).collect());
    let repeated = chunk.accepted.take(&indices(repeats))?;
    let conflicting = chunk.accepted.take(&indices(conflicts))?;
    for total in &mut chunk.totals {
        total.duplicates += sum(repeated.column(&total.column)?.as_materialized_series());
        total.rejected += sum(conflicting.column(&total.column)?.as_materialized_series());
    }
    let names: Vec<&str> = pipeline.key_columns().map(|c| c.name.as_str()).collect();
    chunk.held.vstack_mut(&conflicting.select(names)?)?;
    let good: Vec<bool> =
        (0..chunk.accepted.height()).map(|row| !repeats.contains(&row) && !conflicts.contains(&row)).collect();
    chunk.accepted = chunk.accepted.filter(&BooleanChunked::from_slice("good".into(), &good))?;
    let (repeats, conflicts) = (repeats.len() as u64, conflicts.len() as u64);
    chunk.counts.accepted -= repeats + conflicts;
    chunk.counts.duplicates += repeats;
    chunk.counts.rejected += conflicts;
    chunk.lines.clear();
    chunk.keys.clear();
    Ok(())
}

/// The rejects of conflicts, read again from the file, since only these rows are needed as they came.
pub(super) fn conflict_rejects(source: &Source<'_>, conflicts: &Conflicts) -> Result<Vec<Reject>> {
    let pipeline = source.pipeline;
    let names = pipeline.key_columns().map(|c| c.name.as_str()).collect::<Vec<_>>().join(", ");
    let lines: HashSet<u64> = conflicts.keys().map(|(line, _)| *line).collect();
    let found = source.corrections.read(source.path, pipeline, |batch| {
        let rows: Vec<usize> = (0..).zip(&batch.lines).filter(|(_, l)| lines.contains(l)).map(|(row, _)| row).collect();
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        // A line of JSON may hold many rows; the good ones of the key are meant, told by their place among the picked.
        let places = (0..rows.len() as u64).collect();
        let checked = chunk::check(Batch { lines: places, ..picked(&batch, &rows) }, pipeline)?;
        let rejects = checked.lines.iter().zip(&checked.keys).filter_map(|(place, hash)| {
            let row = *rows.get(*place as usize)?;
            let line = *batch.lines.get(row)?;
            let lines = conflicts.get(&(line, *hash))?;
            let fields = texts_of(&batch, row);
            let value = pipeline.key.iter().filter_map(|&k| fields.get(k)).collect::<Vec<_>>().join(", ");
            let rule = format!("the key has different rows, on {}", listed(lines));
            Some(Reject { line, reasons: vec![reason(&names, &rule, Some(&value))], fields })
        });
        Ok(rejects.collect::<Vec<_>>())
    })?;
    Ok(found.into_iter().flatten().collect())
}

fn listed(lines: &[u64]) -> String {
    const MOST: usize = 5;
    let shown = lines.iter().take(MOST).map(u64::to_string).collect::<Vec<_>>().join(", ");
    match lines.len() {
        1 => format!("line {shown}"),
        many if many > MOST => format!("lines {shown} and {} more", many - MOST),
        _ => format!("lines {shown}"),
    }
}
