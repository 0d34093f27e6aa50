//! What happens in a run: the lines of its journal and of `run --json`.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{ReplayReason, RunResult};

/// Something that happened in a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub time: DateTime<Utc>,
    /// In which run.
    pub run: String,
    /// What.
    #[serde(flatten)]
    pub happening: EventKind,
}

/// A step of the way of a file, and of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Landing zone to archive.
    Take,
    /// Archive to checked rows and the error report.
    Check,
    /// Checked rows to the table.
    Load,
    /// Tables to reports.
    Report,
}

/// Where something happened; a part that does not apply is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct At {
    /// The step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    /// The pipeline, or the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<String>,
    /// The file's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The file's date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum EventKind {
    /// The run began.
    RunStarted,
    /// What there is to do is known.
    Planned {
        /// The files.
        files: u64,
        /// Their bytes together.
        bytes: u64,
        /// The same for each pipeline that has any.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pipelines: Vec<Share>,
    },
    /// Another run holds the workspace; this one waits.
    Waiting {
        /// Who holds it.
        message: String,
    },
    /// A step began.
    StepStarted {
        /// Which, and on what.
        #[serde(flatten)]
        at: At,
        /// The bytes of the file.
        bytes: u64,
    },
    /// A step ended well.
    StepFinished {
        /// Which, and on what.
        #[serde(flatten)]
        at: At,
        /// What it did.
        #[serde(flatten)]
        done: Done,
        /// How long it took.
        seconds: f64,
    },
    /// A step could not go on.
    StepFailed {
        /// Which, and on what.
        #[serde(flatten)]
        at: At,
        /// What happened and where.
        message: String,
        /// What to do.
        #[serde(skip_serializing_if = "Option::is_none")]
        hint: Option<String>,
        /// What the failures below it said, the nearest first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        causes: Vec<String>,
    },
    /// A table goes back to before a day, and its files from there on are loaded again, as one change.
    Replay {
        /// On what: the day is the first that is replayed.
        #[serde(flatten)]
        at: At,
        /// How many days are replayed.
        days: u64,
        /// How many files are loaded in them.
        files: u64,
        /// How many versions the rewind touches.
        versions: u64,
        /// Why.
        because: Vec<ReplayReason>,
    },
    /// Rejected rows of a file were corrected.
    Corrected {
        /// Of which file.
        #[serde(flatten)]
        at: At,
        /// How many rows.
        rows: u64,
        /// Who corrected them.
        by: String,
        /// Where the correction is kept.
        place: String,
    },
    /// A file that an undo took back is in the landing zone again.
    Undone {
        /// Which.
        #[serde(flatten)]
        at: At,
        /// Where it is now.
        place: String,
        /// The run that had brought it.
        undone: String,
    },
    /// Something the owner should know: a file that was left, held or quarantined, rows that were rejected.
    Warning {
        /// On what.
        #[serde(flatten)]
        at: At,
        /// What it is.
        message: String,
        /// What to do.
        #[serde(skip_serializing_if = "Option::is_none")]
        hint: Option<String>,
        /// What a program can do about it, where it can.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<About>,
    },
    /// The run ended.
    RunFinished {
        /// How.
        result: RunResult,
        /// How long it took.
        seconds: f64,
        /// What it came to; so a list of runs need not read what lies before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        totals: Option<Totals>,
        /// How many events its journal lacks, since they could not be written.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lost: Option<u64>,
    },
}

/// What there is to do for one pipeline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The pipeline.
    pub pipeline: String,
    /// Its files.
    pub files: u64,
    /// Their bytes together.
    pub bytes: u64,
}

/// A warning that has an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A snapshot waits for an explicit yes, since it would close too much.
    HeldSnapshot,
}

/// What a run came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
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

impl Totals {
    /// Counts an event in; a damaged journal may name numbers that no sum can hold.
    pub fn add(&mut self, happening: &EventKind) {
        match happening {
            EventKind::StepFinished { done, .. } if done.opened.is_some() => {
                let add = |to: &mut u64, more: Option<u64>| *to = to.saturating_add(more.unwrap_or_default());
                add(&mut self.files, Some(1));
                add(&mut self.rows, done.rows);
                add(&mut self.rejected, done.rejected);
                add(&mut self.opened, done.opened);
                add(&mut self.closed, done.closed);
            }
            EventKind::StepFailed { .. } | EventKind::Warning { .. } => self.warnings = self.warnings.saturating_add(1),
            _ => {}
        }
    }
}

/// The figures of a finished step; what does not apply is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Rows of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Good rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<u64>,
    /// Bad rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejected: Option<u64>,
    /// Repeats of a good row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicates: Option<u64>,
    /// Versions opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened: Option<u64>,
    /// Versions closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<u64>,
    /// Rows that said what was current already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unchanged: Option<u64>,
    /// Bytes of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// The SHA-256 of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// How much an event matters, for filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// As it should be.
    Info,
    /// The owner should know.
    Warning,
    /// It could not go on.
    Error,
}

impl Event {
    /// How much it matters.
    pub fn level(&self) -> Level {
        match &self.happening {
            EventKind::StepFailed { .. } => Level::Error,
            EventKind::Warning { .. } | EventKind::Waiting { .. } => Level::Warning,
            EventKind::RunFinished { result: RunResult::Failed, .. } => Level::Error,
            _ => Level::Info,
        }
    }

    /// Where it happened.
    pub fn at(&self) -> Option<&At> {
        match &self.happening {
            EventKind::StepStarted { at, .. }
            | EventKind::StepFinished { at, .. }
            | EventKind::StepFailed { at, .. }
            | EventKind::Replay { at, .. }
            | EventKind::Undone { at, .. }
            | EventKind::Corrected { at, .. }
            | EventKind::Warning { at, .. } => Some(at),
            _ => None,
        }
    }
}
