//! Keys with so many rows in a large file that not all of them can be kept.
//!
//! A part has all rows of its keys, so a key that stands on every row would make it as large as the file. Of such a key
//! a few rows are kept: the first ones, whose lines are told, and one that differs from them, if any does. The others
//! are counted: as repeats of the row that they are like, or as rows of a key that has different rows.

use std::collections::{BTreeMap, HashMap, HashSet};

use polars::prelude::*;
use rayon::prelude::*;

use super::frame::{ROW_HASH, decimal_sum, internal};
use super::lines::MOST;
use crate::error::Result;
use crate::workspace::{ColumnType, Pipeline};

/// So many rows of a key, of those that are looked at together, are too many.
const MANY: usize = if cfg!(test) { 8 } else { 1000 };

/// What was counted of such keys.
#[derive(Debug, Default)]
pub(super) struct Heavy(HashMap<u64, Many>);

/// The rows of a key that are not kept.
#[derive(Debug, Default)]
pub(super) struct Many {
    /// On how many lines they stand beside those of the rows that are kept.
    pub(super) lines: u64,
    /// Those that are like a row that is kept, by the hash of the row.
    pub(super) repeats: BTreeMap<i64, u64>,
    /// Those of which it is sure that their key has different rows.
    pub(super) conflicts: u64,
    /// What the decimal columns of the latter come to.
    pub(super) totals: Vec<i128>,
}

/// The rows of a key among those that are looked at together.
#[derive(Default)]
struct Rows {
    first: i64,
    differ: bool,
    /// How many rows are kept for their lines.
    told: usize,
    line: u64,
    dropped: Vec<IdxSize>,
    lines: u64,
}

impl Heavy {
    /// What was counted of a key.
    pub(super) fn get(&self, key: u64) -> Option<&Many> {
        self.0.get(&key)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Which of some rows are to be kept; none if all are.
    pub(super) fn thin(
        &mut self,
        rows: &DataFrame,
        lines: &[u64],
        keys: &[u64],
        pipeline: &Pipeline,
    ) -> Result<Option<Vec<bool>>> {
        let many = many(keys);
        if many.is_empty() {
            return Ok(None);
        }
        let hashes = rows.column(ROW_HASH).and_then(|c| c.i64().cloned()).map_err(internal)?;
        let mut kept = vec![true; keys.len()];
        let mut by_key: HashMap<u64, Rows> = HashMap::new();
        // Most rows are of such a key, or none would be.
        for (row, ((key, line), hash)) in keys.iter().zip(lines).zip(hashes.iter().flatten()).enumerate() {
            if !many.contains(key) {
                continue;
            }
            let mine = by_key.entry(*key).or_default();
            if !mine.keep(hash, *line) {
                mine.dropped.push(row as IdxSize);
                if let Some(kept) = kept.get_mut(row) {
                    *kept = false;
                }
            }
        }
        for (key, mine) in by_key {
            self.add(key, mine, rows, pipeline).map_err(internal)?;
        }
        Ok(Some(kept))
    }

    fn add(&mut self, key: u64, mine: Rows, rows: &DataFrame, pipeline: &Pipeline) -> PolarsResult<()> {
        let many = self.0.entry(key).or_default();
        many.lines += mine.lines;
        let dropped = mine.dropped.len() as u64;
        if !mine.differ {
            *many.repeats.entry(mine.first).or_default() += dropped;
            return Ok(());
        }
        many.conflicts += dropped;
        let decimals = pipeline.columns.iter().filter(|c| matches!(c.kind, ColumnType::Decimal { .. }));
        let names: Vec<&str> = decimals.map(|c| c.name.as_str()).collect();
        let rows = rows.select(names.iter().copied())?.take(&IdxCa::from_vec("row".into(), mine.dropped))?;
        many.totals.resize(names.len(), 0);
        for (total, values) in many.totals.iter_mut().zip(rows.columns()) {
            *total += decimal_sum(values)?;
        }
        Ok(())
    }
}

impl Rows {
    /// Whether a row is kept.
    fn keep(&mut self, hash: i64, line: u64) -> bool {
        let new_line = self.told == 0 || line != self.line;
        self.line = line;
        if self.told == 0 {
            self.first = hash;
        }
        let differs = hash != self.first && !self.differ;
        self.differ |= differs;
        if new_line && self.told <= MOST {
            self.told += 1;
            return true;
        }
        self.lines += u64::from(new_line && !differs);
        differs
    }
}

/// The keys of which there are too many rows.
fn many(keys: &[u64]) -> HashSet<u64> {
    let mut sorted = keys.to_vec();
    sorted.par_sort_unstable();
    let runs = sorted.chunk_by(|a, b| a == b).filter(|run| run.len() >= MANY);
    runs.filter_map(|run| run.first().copied()).collect()
}
