//! Rows that are rejected only when the whole file is known, read again since only they are needed as they came.
//!
//! What is wrong with them is read beside the file, in the order of its lines.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::broken_rule::BrokenRule;
use super::chunk::{self, Chunk, texts_of};
use super::faults::{At, Fault, Faults, Place, Sorted};
use super::lines_of_key::{key_hashes_of, picked};
use super::reason::Reason;
use super::rejects::{Log, Packed};
use super::scratch::Scratch;
use super::source::Source;
use super::warnings::Warned;
use crate::error::Result;
use crate::read::Batch;
use crate::workspace::Pipeline;

/// What is wrong with rows, while it is found, and then while it is read.
pub(super) struct SecondPass<'a> {
    faults: Faults<'a>,
    /// What is wrong with all rows of a key.
    keys: HashMap<u64, Arc<BrokenRule>>,
}

impl<'a> SecondPass<'a> {
    pub(super) fn new(scratch: &'a Scratch) -> Self {
        Self { faults: Faults::new(scratch), keys: HashMap::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.faults.is_empty() && self.keys.is_empty()
    }

    /// Adds what is wrong with a row.
    pub(super) fn add(&mut self, place: Place, at: At, rule: Arc<BrokenRule>) -> Result<()> {
        self.faults.add(Fault { place, at, rule })
    }

    /// Adds what is wrong with all rows of a key.
    pub(super) fn add_key(&mut self, key: u64, rule: Arc<BrokenRule>) {
        self.keys.insert(key, rule);
    }
}

/// The rejects of such rows in the order of the file, what they were counted for that only warns, and which of some
/// lines are theirs.
pub(super) struct Found {
    pub(super) rejects: Log,
    pub(super) warned: Warned,
    pub(super) lines: HashSet<u64>,
}

/// Reads the file again for the rows that were found so; `named` are the lines that somebody asks about.
pub(super) fn rejects(source: &Source<'_>, pass: SecondPass<'_>, named: &HashSet<u64>) -> Result<Found> {
    let Source { file, pipeline, corrections, .. } = *source;
    let SecondPass { faults, keys: heavy } = pass;
    let mut sorted = faults.sorted()?;
    let mut found = Found { rejects: Log::default(), warned: Warned::default(), lines: HashSet::new() };
    let mut window = Window { faults: BTreeMap::new(), seen: HashSet::new() };
    let heavy = &heavy;
    let hashes = |batch: Batch| {
        (source.check_cancelled)(0)?;
        let keys = if heavy.is_empty() { Vec::new() } else { key_hashes_of(&batch, pipeline)? };
        Ok((batch, keys))
    };
    corrections.each(file, pipeline, hashes, |(batch, keys)| {
        let (Some(first), Some(last)) = (batch.lines.iter().min(), batch.lines.iter().max()) else { return Ok(()) };
        window.slide(*first, *last, &mut sorted)?;
        let wanted =
            |row: usize, line: u64| window.has(line) || keys.get(row).is_some_and(|key| heavy.contains_key(key));
        let rows: Vec<usize> =
            (0..).zip(&batch.lines).filter(|(row, line)| wanted(*row, **line)).map(|(row, _)| row).collect();
        if rows.is_empty() {
            return Ok(());
        }
        let mut packed = Packed::default();
        for again in of_batch(&batch, &rows, source, &|place| window.faults_of(place, heavy))? {
            if !again.all && !window.seen.insert(again.place) {
                continue;
            }
            packed.push(again.place.0, again.fields.iter(), &again.reasons)?;
            found.warned.add(again.warned);
            found.lines.extend(named.get(&again.place.0));
        }
        found.rejects.add(&packed, source.scratch)
    })?;
    Ok(found)
}

/// The faults of the lines of one batch.
struct Window {
    faults: BTreeMap<Place, Vec<(At, Arc<BrokenRule>)>>,
    /// Of the rows that are rejected once, those that were.
    seen: HashSet<Place>,
}

impl Window {
    /// Goes on to the lines of a batch. The last line of the one before may be its first: rows of JSON may share one.
    fn slide(&mut self, first: u64, last: u64, sorted: &mut Sorted) -> Result<()> {
        self.faults = self.faults.split_off(&(first, 0));
        self.seen.retain(|(line, _)| *line >= first);
        while let Some(fault) = sorted.up_to(last)? {
            let known = self.faults.entry(fault.place).or_default();
            // Rows of one line and key are told once.
            if known.last().is_none_or(|(at, rule)| (*at, rule) != (fault.at, &fault.rule)) {
                known.push((fault.at, fault.rule));
            }
        }
        Ok(())
    }

    fn has(&self, line: u64) -> bool {
        self.faults.range((line, 0)..=(line, u64::MAX)).next().is_some()
    }

    fn faults_of(&self, place: Place, heavy: &HashMap<u64, Arc<BrokenRule>>) -> Vec<(At, Arc<BrokenRule>)> {
        match heavy.get(&place.1) {
            Some(rule) => vec![(At::Key, Arc::clone(rule))],
            None => self.faults.get(&place).cloned().unwrap_or_default(),
        }
    }
}

/// A row that is rejected, and what was counted for it.
struct Again {
    place: Place,
    /// Whether its repeats are rejected too.
    all: bool,
    fields: csv::StringRecord,
    reasons: Vec<Reason>,
    warned: Warned,
}

fn of_batch(
    batch: &Batch,
    rows: &[usize],
    source: &Source<'_>,
    faults: &dyn Fn(Place) -> Vec<(At, Arc<BrokenRule>)>,
) -> Result<Vec<Again>> {
    // A line of JSON may hold many rows; only those of the key are meant, told by their place among the picked.
    let places = (0..rows.len() as u64).collect();
    let again = |rows: &[usize], lines| -> Result<Chunk> {
        chunk::check(Batch { lines, ..picked(batch, rows) }, source.pipeline, source.lookups)
    };
    let checked = again(rows, places)?;
    let mut found = Vec::new();
    for (place, hash) in checked.lines.iter().zip(&checked.keys) {
        let Some(row) = rows.get(*place as usize).copied() else { continue };
        let line = batch.lines.get(row).copied().unwrap_or_default();
        let faults = faults((line, *hash));
        if faults.is_empty() {
            continue;
        }
        let fields = texts_of(batch, row);
        let reasons = faults.iter().map(|(at, rule)| told(*at, rule, &fields, source.pipeline)).collect();
        let warned = if checked.warned.is_empty() { Warned::default() } else { again(&[row], vec![line])?.warned };
        let all = faults.iter().any(|(at, _)| *at == At::Key);
        found.push(Again { place: (line, *hash), all, fields, reasons, warned });
    }
    Ok(found)
}

fn told(at: At, rule: &BrokenRule, fields: &csv::StringRecord, pipeline: &Pipeline) -> Reason {
    match at {
        At::Key => {
            let value = pipeline.key.iter().filter_map(|&k| fields.get(k)).collect::<Vec<_>>().join(", ");
            Reason::of_value(&pipeline.key_names().collect::<Vec<_>>().join(", "), rule.clone(), Some(&value))
        }
        At::Column(at) => {
            let name = pipeline.columns.get(at).map_or("", |c| c.name.as_str());
            Reason::of_value(name, rule.clone(), Some(fields.get(at).unwrap_or_default()))
        }
    }
}
