//! What happens in a run: the lines of its journal and of `run --json`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::figures::{Done, Share, Totals};
use crate::error::Error;
use crate::run::outcome::RunResult;
use crate::run::plan::reason::ReplayReason;
use crate::run::step::At;
use crate::warehouse::Hold;

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
        /// What a snapshot that is held back would do.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hold: Option<Hold>,
        /// What the failures below it said, the nearest first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        causes: Vec<String>,
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

impl EventKind {
    /// A warning that no error is behind.
    pub fn warning(at: At, message: String, hint: Option<String>) -> Self {
        Self::Warning { at, message, hint, about: None, hold: None, causes: Vec::new() }
    }

    /// A warning that tells of an error, with what to do about it and what caused it.
    pub fn warning_of(at: At, message: String, error: &Error) -> Self {
        Self::Warning { at, message, hint: error.hint_text(), about: None, hold: None, causes: error.causes() }
    }
}

/// A warning that has an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A snapshot waits for an explicit yes, since it would close too much.
    HeldSnapshot,
}
