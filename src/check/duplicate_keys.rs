//! Each key once in a file: repeats of a row count once, different rows of one key are all rejected.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use polars::prelude::*;
use rayon::prelude::*;

use super::broken_rule::BrokenRule;
use super::chunk::Chunk;
use super::faults::At;
use super::frame::{ROW_HASH, decimal_sum, internal};
use super::heavy::Heavy;
use super::lines::Lines;
use super::second_pass::SecondPass;
use crate::error::Result;
use crate::workspace::Pipeline;

/// What is to be dropped from each chunk.
pub(super) struct Doubles<'a> {
    /// What was counted of keys with too many rows.
    heavy: &'a Heavy,
    /// The rules that such keys break.
    keys: BTreeMap<u64, Arc<BrokenRule>>,
    /// Rows by chunk that repeat an accepted row.
    repeats: Vec<BTreeSet<usize>>,
    /// Rows by chunk of keys that have different rows.
    conflicts: Vec<BTreeSet<usize>>,
    conflicting: Vec<((u64, u64), Arc<BrokenRule>)>,
}

/// Finds the rows whose key stands in more than one accepted row.
pub(super) fn doubles<'a>(chunks: &[Chunk], key: &[usize], heavy: &'a Heavy) -> Result<Doubles<'a>> {
    let twice = twice(chunks);
    let mut found = Doubles {
        heavy,
        keys: BTreeMap::new(),
        repeats: vec![BTreeSet::new(); chunks.len()],
        conflicts: vec![BTreeSet::new(); chunks.len()],
        conflicting: Vec::new(),
    };
    if twice.is_empty() {
        return Ok(found);
    }
    let hashes = chunks.iter().map(|chunk| chunk.accepted.column(ROW_HASH)?.i64().cloned());
    let hashes: Vec<Int64Chunked> = hashes.collect::<PolarsResult<_>>().map_err(internal)?;
    // The rows of one key are few; only those are looked at one by one.
    let mut groups: HashMap<u64, Vec<Row>> = HashMap::new();
    for (at, chunk) in chunks.iter().enumerate() {
        for (row, hash) in chunk.keys.iter().enumerate().filter(|(_, hash)| twice.contains(hash)) {
            groups.entry(*hash).or_default().push((at, row));
        }
    }
    for group in groups.into_values() {
        for rows in same_key(chunks, key, group).map_err(internal)? {
            found.note(chunks, &hashes, &rows);
        }
    }
    Ok(found)
}

impl Doubles<'_> {
    fn note(&mut self, chunks: &[Chunk], hashes: &[Int64Chunked], rows: &[Row]) {
        let hash = |&(at, row): &Row| hashes.get(at).and_then(|hashes| hashes.get(row));
        let first = rows.first().and_then(hash);
        if rows.iter().all(|r| hash(r) == first) {
            for &(at, row) in rows.iter().skip(1) {
                self.repeats.get_mut(at).map(|set| set.insert(row));
            }
            return;
        }
        let place = |&(at, row): &Row| chunks.get(at).and_then(|c| Some((*c.lines.get(row)?, *c.keys.get(row)?)));
        let places: Vec<(u64, u64)> = rows.iter().filter_map(place).collect();
        let mut lines: Vec<u64> = places.iter().map(|(line, _)| *line).collect();
        lines.dedup();
        let key = places.first().map(|(_, key)| *key).unwrap_or_default();
        let heavy = self.heavy.get(key);
        let all = lines.len() as u64 + heavy.map_or(0, |many| many.lines);
        let rule = Arc::new(BrokenRule::KeyDiffers(Some(Lines::of(&lines, all))));
        for &(at, row) in rows {
            self.conflicts.get_mut(at).map(|set| set.insert(row));
        }
        match heavy {
            Some(_) => drop(self.keys.insert(key, rule)),
            None => self.conflicting.extend(places.into_iter().map(|place| (place, Arc::clone(&rule)))),
        }
    }
}

fn twice(chunks: &[Chunk]) -> HashSet<u64> {
    let mut hashes: Vec<u64> = chunks.iter().flat_map(|c| c.keys.iter().copied()).collect();
    hashes.par_sort_unstable();
    hashes.windows(2).filter_map(|pair| if let [a, b] = pair { (a == b).then_some(*a) } else { None }).collect()
}

/// A row, as its chunk and its place there.
type Row = (usize, usize);

/// Parts rows of one key hash by their keys: all in one part, but for a collision of hashes.
fn same_key(chunks: &[Chunk], key: &[usize], rows: Vec<Row>) -> PolarsResult<Vec<Vec<Row>>> {
    let mut parts: Vec<(Vec<AnyValue<'_>>, Vec<Row>)> = Vec::new();
    for (at, row) in rows {
        let columns = chunks.get(at).map(|c| c.accepted.columns()).unwrap_or_default();
        let values = key.iter().filter_map(|&k| columns.get(k)).map(|column| column.get(row));
        let values = values.collect::<PolarsResult<Vec<AnyValue<'_>>>>()?;
        match parts.iter_mut().find(|(known, _)| *known == values) {
            Some((_, part)) => part.push((at, row)),
            None => parts.push((values, vec![(at, row)])),
        }
    }
    Ok(parts.into_iter().map(|(_, part)| part).filter(|part| part.len() > 1).collect())
}

/// Takes repeats and conflicts out of the accepted rows; the conflicts are rejected in the second pass.
pub(super) fn drop_doubles(
    chunks: &mut [Chunk],
    doubles: Doubles<'_>,
    pipeline: &Pipeline,
    second_pass: &mut SecondPass<'_>,
) -> Result<()> {
    for (chunk, (repeats, conflicts)) in chunks.iter_mut().zip(doubles.repeats.iter().zip(&doubles.conflicts)) {
        if !doubles.heavy.is_empty() {
            count_heavy(chunk, &doubles).map_err(internal)?;
        }
        if !repeats.is_empty() || !conflicts.is_empty() {
            drop_rows(chunk, repeats, conflicts, pipeline).map_err(internal)?;
        }
    }
    for (place, rule) in doubles.conflicting {
        second_pass.add(place, At::Key, rule)?;
    }
    doubles.keys.into_iter().for_each(|(key, rule)| second_pass.add_key(key, rule));
    Ok(())
}

/// Counts the rows that were not kept, by the rows that stand for them; they are among the accepted ones so far.
fn count_heavy(chunk: &mut Chunk, doubles: &Doubles<'_>) -> PolarsResult<()> {
    let hashes = chunk.accepted.column(ROW_HASH)?.i64()?.clone();
    let mut seen = HashSet::new();
    for (row, (key, hash)) in chunk.keys.iter().zip(hashes.iter()).enumerate() {
        let Some(many) = doubles.heavy.get(*key) else { continue };
        let conflict = doubles.keys.contains_key(key);
        if seen.insert((*key, None)) {
            chunk.counts.rejected += many.conflicts;
            for (total, more) in chunk.totals.iter_mut().zip(&many.totals) {
                total.rejected += more;
            }
        }
        let repeats = hash.and_then(|hash| many.repeats.get(&hash)).copied().unwrap_or_default();
        if repeats == 0 || !seen.insert((*key, hash)) {
            continue;
        }
        let place = if conflict { &mut chunk.counts.rejected } else { &mut chunk.counts.duplicates };
        *place += repeats;
        let mine = chunk.accepted.slice(row as i64, 1);
        for total in &mut chunk.totals {
            let more = decimal_sum(mine.column(&total.column)?)?.saturating_mul(repeats.into());
            *(if conflict { &mut total.rejected } else { &mut total.duplicates }) += more;
        }
    }
    Ok(())
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
        total.duplicates += decimal_sum(repeated.column(&total.column)?)?;
        total.rejected += decimal_sum(conflicting.column(&total.column)?)?;
    }
    chunk.held.vstack_mut(&conflicting.select(pipeline.key_names())?)?;
    let good: Vec<bool> =
        (0..chunk.accepted.height()).map(|row| !repeats.contains(&row) && !conflicts.contains(&row)).collect();
    chunk.accepted = chunk.accepted.filter(&BooleanChunked::from_slice("good".into(), &good))?;
    for places in [&mut chunk.lines, &mut chunk.keys] {
        let mut good = good.iter();
        places.retain(|_| good.next() == Some(&true));
    }
    let (repeats, conflicts) = (repeats.len() as u64, conflicts.len() as u64);
    chunk.counts.accepted -= repeats + conflicts;
    chunk.counts.duplicates += repeats;
    chunk.counts.rejected += conflicts;
    Ok(())
}
