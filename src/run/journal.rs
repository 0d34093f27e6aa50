//! `warehouse/_runs/<run>.jsonl`: one event a line, readable while the run goes on.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Event, Happening, RunResult};
use crate::error::{Error, ErrorKind, Result};
use crate::workspace::Workspace;

/// The journal of a run that is being written.
pub(super) struct Journal {
    path: PathBuf,
    state: Mutex<(File, Option<std::io::Error>)>,
}

impl Journal {
    pub(super) fn create(workspace: &Workspace, run: &str) -> Result<Self> {
        let folder = workspace.runs_dir();
        std::fs::create_dir_all(&folder).map_err(|e| Error::io("create the folder", &folder, &e))?;
        let path = folder.join(format!("{run}.jsonl"));
        let file = File::create_new(&path).map_err(|e| Error::io("create", &path, &e))?;
        Ok(Self { path, state: Mutex::new((file, None)) })
    }

    /// Appends an event; what keeps that from working is told when the journal is closed.
    pub(super) fn write(&self, event: &Event) {
        let Ok(mut line) = serde_json::to_vec(event) else { return };
        line.push(b'\n');
        if let Ok(mut state) = self.state.lock()
            && let Err(error) = state.0.write_all(&line)
        {
            state.1 = Some(error);
        }
    }

    /// Puts the journal on disk.
    pub(super) fn close(&self) -> Result<()> {
        let Ok(mut state) = self.state.lock() else { return Ok(()) };
        match state.1.take().map_or_else(|| state.0.sync_all(), Err) {
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
    let folder = workspace.runs_dir();
    let Ok(entries) = std::fs::read_dir(&folder) else { return Ok(Vec::new()) };
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".jsonl").map(str::to_owned))
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort_unstable_by(|a, b| b.cmp(a));
    names.into_iter().map(|run| Ok(summary(&run, &read_journal(workspace, &run)?))).collect()
}

/// The events of a run; a last line that is not whole yet is left out.
pub fn read_journal(workspace: &Workspace, run: &str) -> Result<Vec<Event>> {
    let path = workspace.runs_dir().join(format!("{run}.jsonl"));
    if run.contains(['/', '\\']) || !path.exists() {
        return Err(Error::new(ErrorKind::NotFound, format!("no run named `{run}`"))
            .hint("`shoptui runs` lists all runs; `last` is the latest."));
    }
    read(&path)
}

fn read(path: &Path) -> Result<Vec<Event>> {
    let text = std::fs::read_to_string(path).map_err(|e| Error::io("read", path, &e))?;
    Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
}

fn summary(run: &str, events: &[Event]) -> RunSummary {
    let mut summary = RunSummary {
        run: run.to_owned(),
        started: events.first().map(|e| e.time),
        result: None,
        seconds: None,
        files: 0,
        rows: 0,
        rejected: 0,
        opened: 0,
        closed: 0,
        warnings: 0,
    };
    for event in events {
        match &event.happening {
            Happening::StepFinished { done, .. } if done.opened.is_some() => {
                summary.files += 1;
                summary.rows += done.rows.unwrap_or_default();
                summary.rejected += done.rejected.unwrap_or_default();
                summary.opened += done.opened.unwrap_or_default();
                summary.closed += done.closed.unwrap_or_default();
            }
            Happening::StepFailed { .. } | Happening::Warning { .. } => summary.warnings += 1,
            Happening::RunFinished { result, seconds } => {
                summary.result = Some(*result);
                summary.seconds = Some(*seconds);
            }
            _ => {}
        }
    }
    summary
}
