//! What is wrong with rows, as many as there may be: a few in memory, the rest on disk, read again in the order of the
//! lines.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;
use std::sync::Arc;

use super::broken_rule::BrokenRule;
use super::scratch::{Folder, Scratch};
use crate::error::{Error, ErrorKind, Result};

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
pub(super) type Place = (u64, u64);

/// What is wrong with one row; in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fault {
    pub(super) place: Place,
    pub(super) at: At,
    pub(super) rule: Arc<BrokenRule>,
}

/// Faults while they are found.
pub(super) struct Faults<'a> {
    scratch: &'a Scratch,
    faults: Vec<Fault>,
    /// The files that others were written to, each in order.
    runs: Vec<PathBuf>,
    folder: Option<Folder>,
}

impl<'a> Faults<'a> {
    pub(super) fn new(scratch: &'a Scratch) -> Self {
        Self { scratch, faults: Vec::new(), runs: Vec::new(), folder: None }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.faults.is_empty() && self.runs.is_empty()
    }

    pub(super) fn add(&mut self, fault: Fault) -> Result<()> {
        self.faults.push(fault);
        if self.faults.len() >= MEMORY { self.spill() } else { Ok(()) }
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

    /// All of them, in order.
    pub(super) fn sorted(mut self) -> Result<Sorted> {
        self.faults.sort();
        let Self { faults, runs, folder, .. } = self;
        let mut sorted =
            Sorted { runs: Vec::new(), next: BTreeSet::new(), memory: faults.into_iter(), _folder: folder };
        for path in &runs {
            let file = File::open(path).map_err(|e| Error::io("open", path, e))?;
            sorted.runs.push(BufReader::with_capacity(32 << 10, file));
        }
        for run in 0..=sorted.runs.len() {
            sorted.fetch(run)?;
        }
        Ok(sorted)
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

    /// The next fault of a run; none at its end, which is never within a fault.
    fn read(from: &mut impl BufRead) -> std::io::Result<Option<Self>> {
        if from.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let mut bytes = [0; 32];
        from.read_exact(&mut bytes)?;
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
pub(super) struct Sorted {
    runs: Vec<BufReader<File>>,
    /// The next fault of each run.
    next: BTreeSet<(Fault, usize)>,
    memory: std::vec::IntoIter<Fault>,
    /// Where the runs are; removed with this.
    _folder: Option<Folder>,
}

impl Sorted {
    /// Gets the next fault of a run; the one after the last run is in memory.
    fn fetch(&mut self, run: usize) -> Result<()> {
        let fault = match self.runs.get_mut(run) {
            Some(file) => Fault::read(file).map_err(|e| {
                Error::new(ErrorKind::Io, format!("what is wrong with rows cannot be read again: {e}")).with_source(e)
            })?,
            None => self.memory.next(),
        };
        self.next.extend(fault.map(|fault| (fault, run)));
        Ok(())
    }

    /// The next fault, if it is on a line up to this one.
    pub(super) fn up_to(&mut self, line: u64) -> Result<Option<Fault>> {
        if self.next.first().is_none_or(|(fault, _)| fault.place.0 > line) {
            return Ok(None);
        }
        let Some((fault, run)) = self.next.pop_first() else { return Ok(None) };
        self.fetch(run)?;
        Ok(Some(fault))
    }
}
