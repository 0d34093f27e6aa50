//! `warehouse/_runs/<run>.jsonl`: one event a line, readable while the run goes on.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::run_name;
use super::seal::{Seal, seal};
use super::write::Wrote;
use crate::error::{Error, ErrorKind, Result};
use crate::run::event::{Event, EventKind, Totals};
use crate::run::outcome::RunResult;
use crate::store::Location;
use crate::workspace::Workspace;

/// The first and the last event of a run are not longer than this.
const EDGE: u64 = 1 << 10;

/// A run, as its journal tells it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunSummary {
    /// Its name.
    pub run: String,
    /// When it began.
    pub started: Option<DateTime<Utc>>,
    /// How it ended; none if it goes on or was killed.
    pub result: Option<RunResult>,
    /// How long it took.
    pub seconds: Option<f64>,
    /// Files loaded.
    pub files: u64,
    /// Rows in them.
    pub rows: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// Versions opened.
    pub opened: u64,
    /// Versions closed.
    pub closed: u64,
    /// Warnings and failures.
    pub warnings: u64,
    /// Events that the journal lacks, since they could not be written.
    pub lost: u64,
}

/// Every run, the latest first.
pub fn runs(workspace: &Workspace) -> Result<Vec<RunSummary>> {
    run_names(workspace)?.iter().map(|run| summary(workspace, run)).collect()
}

/// The names of all runs, the latest first.
pub fn run_names(workspace: &Workspace) -> Result<Vec<String>> {
    let journals = workspace.runs().locations()?;
    let names = journals.iter().filter_map(|journal| journal.name().strip_suffix(".jsonl"));
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).map(str::to_owned).collect();
    names.sort_unstable_by(|a, b| b.cmp(a));
    Ok(names)
}

/// The name of the last run that left a journal.
pub fn last_run(workspace: &Workspace) -> Result<Option<String>> {
    let journals = workspace.runs().locations()?;
    let names = journals.iter().filter_map(|journal| journal.name().strip_suffix(".jsonl"));
    Ok(names.filter(|run| run_name::is_run(run)).max().map(str::to_owned))
}

/// A whole journal.
pub struct Kept {
    pub events: Vec<Event>,
    /// The files that the run wrote.
    pub wrote: Vec<Wrote>,
    pub seal: Seal,
    /// Lines that are neither, and a last one that is not whole.
    pub unreadable: u64,
}

/// Reads all of a journal.
pub fn read_whole(workspace: &Workspace, run: &str) -> Result<Kept> {
    let bytes = journal_of(workspace, run)?.read()?;
    let mut kept = Kept { events: Vec::new(), wrote: Vec::new(), seal: seal(&bytes), unreadable: 0 };
    for line in bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty()) {
        if let Ok(event) = serde_json::from_slice(line) {
            kept.events.push(event);
        } else if let Ok(wrote) = serde_json::from_slice(line) {
            kept.wrote.push(wrote);
        } else {
            kept.unreadable += 1;
        }
    }
    Ok(kept)
}

/// What is wrong with the journal of a run, in words; nothing if it is as the run wrote it, or still written.
pub fn flaws(workspace: &Workspace, run: &str) -> Result<Vec<String>> {
    let Kept { seal, unreadable, .. } = read_whole(workspace, run)?;
    let mut flaws = Vec::new();
    if seal == Seal::Broken {
        flaws.push(format!("the journal of run {run} is not as the run wrote it"));
    }
    if unreadable > 0 && seal != Seal::None {
        flaws.push(format!("{unreadable} lines of the journal of run {run} cannot be read"));
    }
    Ok(flaws)
}

/// One run. Of a run that ended, only the first and the last event are read, however much it said.
pub fn summary(workspace: &Workspace, run: &str) -> Result<RunSummary> {
    let journal = journal_of(workspace, run)?;
    let failed = |e: std::io::Error| journal.failed("read", e);
    let mut file = journal.open()?;
    let size = file.metadata().map_err(failed)?.len();
    let head = stretch(&mut file, 0).map_err(failed)?;
    let event = |line: &[u8]| serde_json::from_slice::<Event>(line).ok();
    let started = head.split(|b| *b == b'\n').next().and_then(event).map(|e| e.time);
    let tail = if size > EDGE { stretch(&mut file, size - EDGE).map_err(failed)? } else { head };
    let last = tail.strip_suffix(b"\n").and_then(|tail| tail.rsplit(|b| *b == b'\n').next()).and_then(event);
    if let Some(EventKind::RunFinished { result, seconds, totals: Some(totals), lost }) = last.map(|e| e.happening) {
        let lost = lost.unwrap_or_default();
        return Ok(RunSummary { lost, ..RunSummary::new(run, started, Some((result, seconds)), totals) });
    }
    let (mut end, mut totals) = (None, Totals::default());
    for event in read_journal(workspace, run)? {
        totals.add(&event.happening);
        if let EventKind::RunFinished { result, seconds, .. } = event.happening {
            end = Some((result, seconds));
        }
    }
    Ok(RunSummary::new(run, started, end, totals))
}

/// The bytes from a place on, at most so many as a first or last event can have.
fn stretch(file: &mut File, from: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(from))?;
    file.take(EDGE).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The events of a run; a last line that is not whole yet is left out.
pub fn read_journal(workspace: &Workspace, run: &str) -> Result<Vec<Event>> {
    Ok(read_on(workspace, run, 0)?.0)
}

/// The events of a run from a byte of its journal on, and the byte after the last whole line: where to read on.
pub fn read_on(workspace: &Workspace, run: &str, from: u64) -> Result<(Vec<Event>, u64)> {
    let journal = journal_of(workspace, run)?;
    let (mut file, mut bytes) = (journal.open()?, Vec::new());
    let read = file.seek(SeekFrom::Start(from)).and_then(|_| file.read_to_end(&mut bytes));
    read.map_err(|e| journal.failed("read", e))?;
    let whole = memchr::memrchr(b'\n', &bytes).map_or(0, |at| at + 1);
    let lines = bytes.get(..whole).unwrap_or_default().split(|b| *b == b'\n');
    Ok((lines.filter_map(|line| serde_json::from_slice(line).ok()).collect(), from + whole as u64))
}

fn journal_of(workspace: &Workspace, run: &str) -> Result<Location> {
    // What leads elsewhere is no name of a run.
    let journal = workspace.runs().find(&format!("{run}.jsonl")).ok().filter(|_| !run.contains(['/', '\\']));
    match journal {
        Some(journal) if journal.is_there()? => Ok(journal),
        _ => Err(Error::new(ErrorKind::NotFound, format!("no run named `{run}`"))
            .hint("`shoptui runs` lists all runs; `last` is the latest.")),
    }
}

impl RunSummary {
    fn new(run: &str, started: Option<DateTime<Utc>>, end: Option<(RunResult, f64)>, totals: Totals) -> Self {
        let Totals { files, rows, rejected, opened, closed, warnings } = totals;
        let (result, seconds) = end.unzip();
        let run = run.to_owned();
        Self { run, started, result, seconds, files, rows, rejected, opened, closed, warnings, lost: 0 }
    }
}
