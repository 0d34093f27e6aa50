//! `warehouse/_runs/<run>.jsonl`: one event a line, readable while the run goes on.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::Mutex;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Event, Happening, RunResult, Totals};
use crate::error::{Error, ErrorKind, Result};
use crate::whole;
use crate::workspace::Workspace;

/// The first and the last event of a run are not longer than this.
const EDGE: u64 = 1 << 10;

/// The journal of a run that is being written.
pub(super) struct Journal {
    path: PathBuf,
    state: Mutex<State>,
}

struct State {
    file: File,
    failure: Option<std::io::Error>,
    totals: Totals,
}

impl Journal {
    pub(super) fn create(workspace: &Workspace, run: &str) -> Result<Self> {
        let folder = workspace.runs_dir();
        std::fs::create_dir_all(&folder).map_err(|e| Error::io("create the folder", &folder, &e))?;
        let path = folder.join(format!("{run}.jsonl"));
        let file = File::create_new(&path).map_err(|e| Error::io("create", &path, &e))?;
        let state = State { file, failure: None, totals: Totals::default() };
        Ok(Self { path, state: Mutex::new(state) })
    }

    /// Appends an event; what keeps that from working is told when the journal is closed.
    pub(super) fn write(&self, event: &Event) {
        let Ok(mut line) = serde_json::to_vec(event) else { return };
        line.push(b'\n');
        if let Ok(mut state) = self.state.lock() {
            state.totals.add(&event.happening);
            if let Err(error) = state.file.write_all(&line) {
                state.failure = Some(error);
            }
        }
    }

    /// What the events so far come to.
    pub(super) fn totals(&self) -> Totals {
        self.state.lock().map(|state| state.totals).unwrap_or_default()
    }

    /// Puts the journal on disk.
    pub(super) fn close(&self) -> Result<()> {
        let Ok(mut state) = self.state.lock() else { return Ok(()) };
        match state.failure.take().map_or_else(|| state.file.sync_all(), Err) {
            Ok(()) => Ok(()),
            Err(error) => Err(Error::io("write the journal", &self.path, &error)),
        }
    }
}

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
}

/// Every run, the latest first.
pub fn runs(workspace: &Workspace) -> Result<Vec<RunSummary>> {
    run_names(workspace)?.iter().map(|run| summary(workspace, run)).collect()
}

/// The names of all runs, the latest first.
pub fn run_names(workspace: &Workspace) -> Result<Vec<String>> {
    let mut names: Vec<String> = whole::entries(&workspace.runs_dir())?
        .iter()
        .filter_map(|path| path.file_name()?.to_str()?.strip_suffix(".jsonl").map(str::to_owned))
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort_unstable_by(|a, b| b.cmp(a));
    Ok(names)
}

/// One run. Of a run that ended, only the first and the last event are read, however much it said.
pub fn summary(workspace: &Workspace, run: &str) -> Result<RunSummary> {
    let path = place(workspace, run)?;
    let failed = |e: std::io::Error| Error::io("read", &path, &e);
    let mut file = File::open(&path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    let head = stretch(&mut file, 0).map_err(failed)?;
    let started = head.lines().next().and_then(|line| serde_json::from_str::<Event>(line).ok()).map(|e| e.time);
    let tail = if size > EDGE { stretch(&mut file, size - EDGE).map_err(failed)? } else { head };
    let last = tail.lines().next_back().and_then(|line| serde_json::from_str::<Event>(line).ok());
    if let Some(Happening::RunFinished { result, seconds, totals: Some(totals) }) = last.map(|e| e.happening) {
        return Ok(RunSummary::new(run, started, Some((result, seconds)), totals));
    }
    let (mut end, mut totals) = (None, Totals::default());
    for event in read_journal(workspace, run)? {
        totals.add(&event.happening);
        if let Happening::RunFinished { result, seconds, .. } = event.happening {
            end = Some((result, seconds));
        }
    }
    Ok(RunSummary::new(run, started, end, totals))
}

/// The bytes from a place on, at most so many as a first or last event can have.
fn stretch(file: &mut File, from: u64) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(from))?;
    file.take(EDGE).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The events of a run; a last line that is not whole yet is left out.
pub fn read_journal(workspace: &Workspace, run: &str) -> Result<Vec<Event>> {
    Ok(read_on(workspace, run, 0)?.0)
}

/// The events of a run from a byte of its journal on, and the byte after the last whole line: where to read on.
pub fn read_on(workspace: &Workspace, run: &str, from: u64) -> Result<(Vec<Event>, u64)> {
    let path = place(workspace, run)?;
    let mut bytes = Vec::new();
    File::open(&path)
        .and_then(|mut file| file.seek(SeekFrom::Start(from)).and_then(|_| file.read_to_end(&mut bytes)))
        .map_err(|e| Error::io("read", &path, &e))?;
    let whole = memchr::memrchr(b'\n', &bytes).map_or(0, |at| at + 1);
    let lines = bytes.get(..whole).unwrap_or_default().split(|b| *b == b'\n');
    Ok((lines.filter_map(|line| serde_json::from_slice(line).ok()).collect(), from + whole as u64))
}

fn place(workspace: &Workspace, run: &str) -> Result<PathBuf> {
    let path = workspace.runs_dir().join(format!("{run}.jsonl"));
    if run.contains(['/', '\\']) || !whole::is_there(&path)? {
        return Err(Error::new(ErrorKind::NotFound, format!("no run named `{run}`"))
            .hint("`shoptui runs` lists all runs; `last` is the latest."));
    }
    Ok(path)
}

impl RunSummary {
    fn new(run: &str, started: Option<DateTime<Utc>>, end: Option<(RunResult, f64)>, totals: Totals) -> Self {
        let Totals { files, rows, rejected, opened, closed, warnings } = totals;
        let (result, seconds) = end.unzip();
        Self { run: run.to_owned(), started, result, seconds, files, rows, rejected, opened, closed, warnings }
    }
}
