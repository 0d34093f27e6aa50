//! Rows that are rejected only when the whole file is known, read again since only they are needed as they came.
//!
//! They may be as many as the rows of the file, so what is wrong with them lies on disk in the order of the lines, and
//! is read beside the file.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::PathBuf;
use std::sync::Arc;

use super::broken_rule::BrokenRule;
use super::chunk::{self, Chunk, texts_of};
use super::frame::key_names;
use super::lines_of_key::{key_hashes_of, picked};
use super::reason::Reason;
use super::rejects::{Log, Packed};
use super::scratch::{Folder, Scratch};
use super::source::Source;
use super::warnings::Warned;
use crate::error::{Error, Result};
use crate::read::Batch;
use crate::workspace::Pipeline;

/// So many faults are in memory; more are put on disk, in order.
const MEMORY: usize = if cfg!(test) { 5 } else { 256 << 10 };

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum At {
    /// The key: all rows of it are at fault, repeats too.
    Key,
    /// A column of the schema: the first of the row and its repeats is at fault.
    Column(usize),
}

/// The line and the hash of the key of a row.
type Place = (u64, u64);

/// What is wrong with one row; in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Fault {
    place: Place,
    at: At,
    rule: Arc<BrokenRule>,
}

/// What is wrong with rows, while it is found, and then while it is read.
pub(super) struct SecondPass<'a> {
    scratch: &'a Scratch,
    faults: Vec<Fault>,
    runs: Vec<PathBuf>,
    folder: Option<Folder>,
    /// What is wrong with all rows of a key.
    keys: HashMap<u64, Arc<BrokenRule>>,
}

impl<'a> SecondPass<'a> {
    pub(super) fn new(scratch: &'a Scratch) -> Self {
        Self { scratch, faults: Vec::new(), runs: Vec::new(), folder: None, keys: HashMap::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.faults.is_empty() && self.runs.is_empty() && self.keys.is_empty()
    }

    /// Adds what is wrong with a row.
    pub(super) fn add(&mut self, place: Place, at: At, rule: Arc<BrokenRule>) -> Result<()> {
        self.faults.push(Fault { place, at, rule });
        if self.faults.len() >= MEMORY { self.spill() } else { Ok(()) }
    }

    /// Adds what is wrong with all rows of a key.
    pub(super) fn add_key(&mut self, key: u64, rule: Arc<BrokenRule>) {
        self.keys.insert(key, rule);
    }

    /// Writes the faults in order as a run of their own.
    fn spill(&mut self) -> Result<()> {
        let folder = match &self.folder {
            Some(folder) => folder,
            None => self.folder.insert(Folder::create(self.scratch)?),
        };
        let path = folder.0.join(format!("{}.faults", self.runs.len()));
        let failed = |e: std::io::Error| Error::io("write", &path, e);
        self.faults.sort();
        let mut out = BufWriter::new(File::create_new(&path).map_err(failed)?);
        for fault in self.faults.drain(..) {
            fault.write(&mut out).map_err(failed)?;
        }
        out.flush().map_err(failed)?;
        self.runs.push(path);
        Ok(())
    }
}

impl Fault {
    fn write(&self, out: &mut impl Write) -> std::io::Result<()> {
        let at = match self.at {
            At::Key => 0,
            At::Column(column) => column as u64 + 1,
        };
        let rule = serde_json::to_vec(&self.rule)?;
        for number in [self.place.0, self.place.1, at, rule.len() as u64] {
            out.write_all(&number.to_le_bytes())?;
        }
        out.write_all(&rule)
    }

    fn read(from: &mut impl Read) -> std::io::Result<Option<Self>> {
        let mut bytes = [0; 32];
        if let Err(e) = from.read_exact(&mut bytes) {
            return if e.kind() == std::io::ErrorKind::UnexpectedEof { Ok(None) } else { Err(e) };
        }
        let mut numbers = bytes.as_chunks::<8>().0.iter().map(|bytes| u64::from_le_bytes(*bytes));
        let mut number = || numbers.next().unwrap_or_default();
        let (line, key, at, length) = (number(), number(), number(), number());
        let mut rule = Vec::new();
        from.take(length).read_to_end(&mut rule)?;
        let rule = Arc::new(serde_json::from_slice(&rule)?);
        let at = if at == 0 { At::Key } else { At::Column(at as usize - 1) };
        Ok(Some(Self { place: (line, key), at, rule }))
    }
}

/// The faults of all runs in order.
struct Sorted {
    runs: Vec<BufReader<File>>,
    /// The next fault of each run.
    next: BTreeSet<(Fault, usize)>,
    memory: std::vec::IntoIter<Fault>,
}

impl Sorted {
    fn open(pass: &mut SecondPass<'_>) -> Result<Self> {
        pass.faults.sort();
        let mut sorted =
            Self { runs: Vec::new(), next: BTreeSet::new(), memory: std::mem::take(&mut pass.faults).into_iter() };
        for path in &pass.runs {
            let file = File::open(path).map_err(|e| Error::io("open", path, e))?;
            sorted.runs.push(BufReader::with_capacity(32 << 10, file));
        }
        for run in 0..=sorted.runs.len() {
            sorted.fetch(run)?;
        }
        Ok(sorted)
    }

    /// Gets the next fault of a run; the one after the last run is in memory.
    fn fetch(&mut self, run: usize) -> Result<()> {
        let fault = match self.runs.get_mut(run) {
            Some(file) => Fault::read(file).map_err(|e| {
                Error::new(crate::error::ErrorKind::Io, format!("what is wrong with rows cannot be read again: {e}"))
                    .with_source(e)
            })?,
            None => self.memory.next(),
        };
        self.next.extend(fault.map(|fault| (fault, run)));
        Ok(())
    }

    /// The next fault, if it is on a line up to this one.
    fn up_to(&mut self, line: u64) -> Result<Option<Fault>> {
        if self.next.first().is_none_or(|(fault, _)| fault.place.0 > line) {
            return Ok(None);
        }
        let Some((fault, run)) = self.next.pop_first() else { return Ok(None) };
        self.fetch(run)?;
        Ok(Some(fault))
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
pub(super) fn rejects(source: &Source<'_>, mut pass: SecondPass<'_>, named: &HashSet<u64>) -> Result<Found> {
    let Source { file, pipeline, corrections, .. } = *source;
    let mut sorted = Sorted::open(&mut pass)?;
    let mut found = Found { rejects: Log::default(), warned: Warned::default(), lines: HashSet::new() };
    let mut window = Window { faults: BTreeMap::new(), seen: HashSet::new() };
    let heavy = &pass.keys;
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
            Reason::of_value(&key_names(pipeline).join(", "), rule.clone(), Some(&value))
        }
        At::Column(at) => {
            let name = pipeline.columns.get(at).map_or("", |c| c.name.as_str());
            Reason::of_value(name, rule.clone(), Some(fields.get(at).unwrap_or_default()))
        }
    }
}
