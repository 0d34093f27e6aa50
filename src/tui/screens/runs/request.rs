//! Asks and answers of the screen Runs.

use crate::run::{Event, RunSummary, line};

/// What can be asked.
#[derive(Debug)]
pub enum Job {
    /// Every run.
    List,
    /// The log of a run from a byte of its journal on.
    Log {
        /// Its name.
        run: String,
        /// Where to read on.
        from: u64,
    },
}

#[derive(Debug)]
pub enum Found {
    /// Every run, the latest first.
    List(RunList),
    /// What a log says from the asked byte on.
    Log(Tail),
}

/// Every run, the latest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunList {
    pub runs: Vec<RunSummary>,
    /// The run that goes on, if one does.
    pub live: Option<String>,
}

/// The end of a log.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tail {
    pub lines: Vec<Line>,
    /// Where to read on.
    pub next: u64,
    /// Whether its run goes on.
    pub live: bool,
}

/// A line of a log.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What happened.
    pub event: Event,
    /// The same in words and small letters, to be searched.
    pub lower: String,
}

impl Line {
    /// The line of an event.
    pub fn new(event: Event) -> Self {
        let lower = line(&event).to_lowercase();
        Self { event, lower }
    }
}

impl Job {
    pub fn supersede_group(&self) -> Option<&'static str> {
        Some(match self {
            Self::List => "runs.list",
            Self::Log { .. } => "runs.log",
        })
    }
}
