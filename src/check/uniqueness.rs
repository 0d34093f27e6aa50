//! `unique`: no two open versions of a table may have the same value in a column.
//!
//! Asked of the whole file at once, after everything else. A row that is rejected here leaves its key's old version
//! open, which may in turn have the value of another row: so it goes on until nothing new is found.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use polars::prelude::{DataFrame, PolarsResult};
use rayon::prelude::*;

use super::broken_rule::BrokenRule;
use super::frame::internal;
use super::hash;
use super::known_values::value_hashes;
use super::lines::Lines;
use super::lookups::Lookups;
use crate::error::Result;
use crate::workspace::{Load, Pipeline, Rule, Severity};

/// The good rows of a file, as far as this needs them: 16 bytes a row, and 8 for each unique column.
#[derive(Debug, Default)]
pub(super) struct Track {
    /// The hash of the key of each row, every key once; of the whole row where it has no key.
    pub(super) keys: Vec<u64>,
    /// The line of each row.
    pub(super) lines: Vec<u64>,
    /// The hash of each row's value, by unique column; 0 for null.
    values: Vec<Vec<u64>>,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The rows that are rejected, with their columns and what is wrong.
    pub(super) rejected: BTreeMap<usize, Vec<(usize, Arc<BrokenRule>)>>,
    /// The rows that are loaded all the same: column, rule, row.
    pub(super) warned: Vec<(usize, BrokenRule, usize)>,
}

impl Track {
    /// Adds good rows, in the order of the file or of its parts.
    pub(super) fn add(&mut self, rows: &DataFrame, places: (&[u64], &[u64]), pipeline: &Pipeline) -> Result<()> {
        let (lines, keys) = places;
        self.lines.extend_from_slice(lines);
        self.keys.extend_from_slice(keys);
        let unique: Vec<_> = pipeline.unique_columns().collect();
        self.values.resize_with(unique.len(), Vec::new);
        for (known, (_, column)) in self.values.iter_mut().zip(unique) {
            let values = rows.column(&column.name).and_then(value_hashes).map_err(internal)?;
            known.extend(values.into_iter().map(|value| value.map_or(0, |v| v.max(1))));
        }
        Ok(())
    }
}

/// Finds the rows whose unique values are not theirs alone; `held` are the keys of rejected rows.
pub(super) fn find(track: &Track, pipeline: &Pipeline, lookups: &Lookups, held: &DataFrame) -> Result<Found> {
    let columns: Vec<Unique<'_>> = pipeline
        .unique_columns()
        .zip(&track.values)
        .map(|((at, spec), values)| Unique { at, name: &spec.name, severity: spec.severity(Rule::Unique), values })
        .collect();
    let taken = Taken::of(track, &columns, lookups);
    let after = After::of(track, pipeline, &taken, held).map_err(internal)?;
    let mut found = Found::default();
    reject(track, &columns, &taken, &after, &mut found);
    warn(track, &columns, &taken, &after, &mut found);
    Ok(found)
}

/// A unique column and its values in the file.
struct Unique<'a> {
    at: usize,
    name: &'a str,
    severity: Severity,
    values: &'a [u64],
}

impl Unique<'_> {
    /// The rows that share a value, by value; only those that `counts` says count.
    fn shared(&self, counts: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let there = || (0..).zip(self.values).filter(|(row, value)| **value != 0 && counts(*row));
        let mut sorted: Vec<u64> = there().map(|(_, value)| *value).collect();
        sorted.par_sort_unstable();
        let twice: HashSet<u64> =
            sorted.windows(2).filter_map(|w| if let [a, b] = w { (a == b).then_some(*a) } else { None }).collect();
        let mut groups: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        if !twice.is_empty() {
            for (row, value) in there().filter(|(_, value)| twice.contains(value)) {
                groups.entry(*value).or_default().push(row);
            }
        }
        groups.into_values().collect()
    }
}

/// Where a row has the value of another key's open version: the row, its column's place here, and that key.
struct Taken(Vec<(usize, usize, u64)>);

impl Taken {
    fn of(track: &Track, columns: &[Unique<'_>], lookups: &Lookups) -> Self {
        let of_column = |(place, column): (usize, &Unique<'_>)| -> Vec<_> {
            let open = lookups.open(column.name);
            let rows = (0..track.keys.len()).into_par_iter().filter(|_| !open.is_empty()).flat_map_iter(|row| {
                let (value, key) = (column.values.get(row).copied().unwrap_or(0), track.keys.get(row).copied());
                let first = open.partition_point(|(v, _)| *v < value);
                let same = open.get(first..).unwrap_or_default().iter().take_while(move |(v, _)| *v == value);
                same.filter(move |(_, holder)| value != 0 && Some(*holder) != key).map(move |(_, h)| (row, place, *h))
            });
            rows.collect()
        };
        Self(columns.iter().enumerate().flat_map(of_column).collect())
    }
}

/// What becomes of the keys that hold values of rows.
struct After {
    /// The good row of such a key, if it has one.
    rows: HashMap<u64, usize>,
    /// Such keys that are held.
    held: HashSet<u64>,
    load: Load,
}

impl After {
    fn of(track: &Track, pipeline: &Pipeline, taken: &Taken, held: &DataFrame) -> PolarsResult<Self> {
        let wanted: HashSet<u64> = taken.0.iter().map(|(.., holder)| *holder).collect();
        let (mut rows, mut kept) = (HashMap::new(), HashSet::new());
        if !wanted.is_empty() && pipeline.has_key() {
            rows.extend((0..).zip(&track.keys).filter(|(_, key)| wanted.contains(key)).map(|(row, key)| (*key, row)));
            let keys = hash::of_columns(held.columns(), held.height())?;
            kept.extend(keys.into_iter().filter(|key| wanted.contains(key)));
        }
        Ok(Self { rows, held: kept, load: pipeline.load })
    }

    /// Whether the open version of a key is the same after the load.
    fn stays(&self, key: u64, rejected: impl Fn(usize) -> bool) -> bool {
        match self.rows.get(&key) {
            Some(row) => rejected(*row),
            None => !self.load.ends_absent() || self.held.contains(&key),
        }
    }
}

fn reject(track: &Track, columns: &[Unique<'_>], taken: &Taken, after: &After, found: &mut Found) {
    let rejects = |column: &&Unique<'_>| column.severity == Severity::Reject;
    for column in columns.iter().filter(rejects) {
        for rows in column.shared(|_| true) {
            let mut lines: Vec<u64> = rows.iter().filter_map(|row| track.lines.get(*row).copied()).collect();
            lines.sort_unstable();
            lines.dedup();
            let lines = Lines::of(&lines, lines.len() as u64);
            let rule = Arc::new(BrokenRule::ValueShared(Some(lines)));
            for row in rows {
                found.rejected.entry(row).or_default().push((column.at, Arc::clone(&rule)));
            }
        }
    }
    // By the key that has the value: when that key's row is rejected, its old version stays, and theirs go too.
    let mut waiting: HashMap<u64, Vec<(usize, usize)>> = HashMap::new();
    for (row, place, holder) in &taken.0 {
        if let Some(column) = columns.get(*place).filter(rejects) {
            match waiting.entry(*holder) {
                Entry::Occupied(mut known) => known.get_mut().push((*row, column.at)),
                Entry::Vacant(new) => drop(new.insert(vec![(*row, column.at)])),
            }
        }
    }
    let rule = Arc::new(BrokenRule::ValueTaken);
    let mut staying: Vec<u64> =
        waiting.keys().copied().filter(|key| after.stays(*key, |row| found.rejected.contains_key(&row))).collect();
    while let Some(key) = staying.pop() {
        for (row, at) in waiting.remove(&key).unwrap_or_default() {
            found.rejected.entry(row).or_default().push((at, Arc::clone(&rule)));
            staying.extend(track.keys.get(row).filter(|key| waiting.contains_key(key)));
        }
    }
    for faults in found.rejected.values_mut() {
        faults.sort();
        faults.dedup();
    }
}

fn warn(track: &Track, columns: &[Unique<'_>], taken: &Taken, after: &After, found: &mut Found) {
    let Found { rejected, warned } = found;
    let good = |row: usize| !rejected.contains_key(&row);
    for (place, column) in columns.iter().enumerate().filter(|(_, column)| column.severity == Severity::Warn) {
        let mut shared: Vec<usize> = column.shared(good).into_iter().flatten().collect();
        let mut kept: Vec<usize> = taken
            .0
            .iter()
            .filter(|(row, at, key)| *at == place && good(*row) && after.stays(*key, |row| !good(row)))
            .map(|(row, ..)| *row)
            .collect();
        for (rule, rows) in [(BrokenRule::ValueShared(None), &mut shared), (BrokenRule::ValueTaken, &mut kept)] {
            rows.sort_by_key(|row| track.lines.get(*row).copied());
            rows.dedup();
            warned.extend(rows.iter().map(|row| (column.at, rule.clone(), *row)));
        }
    }
}
