//! Asks and answers of the screen Today.

use chrono::NaiveDate;

use crate::run::{Preview, replay_ahead};
use crate::tui::core::last_run::LastRun;

/// What can be asked.
#[derive(Debug)]
pub enum Job {
    /// Look at the landing zone, the loaded days and the last run.
    Look,
    /// Read the beginning of a file.
    Peek(Peek),
}

/// A file to look into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peek {
    /// Its name.
    pub file: String,
    pub pipeline: String,
    /// Where it is.
    pub place: Place,
}

#[derive(Debug)]
pub enum Found {
    /// How everything stands.
    Standing(Box<Standing>),
    /// The first lines of a file, and whether there are more.
    Head(Vec<String>, More),
}

/// Whether something goes on beyond what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum More {
    /// It does.
    Yes,
    No,
}

impl Job {
    pub fn supersede_group(&self) -> Option<&'static str> {
        Some(match self {
            Self::Look => "today.look",
            Self::Peek(_) => "today.peek",
        })
    }
}

/// How the shop stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// Everything in the landing zone, and what waits in the archive, by name.
    pub files: Vec<File>,
    /// What the next run does with each pipeline.
    pub next: Vec<Preview>,
    /// One for each pipeline, in the order of the config file.
    pub calendar: Vec<Days>,
    /// The last run, if there was one.
    pub last: Option<LastRun>,
    /// What the lists of checks said when they were written last.
    pub checks: Vec<Checks>,
    /// Files in the quarantine.
    pub quarantined: usize,
    /// The last day that any table is loaded up to.
    pub as_of: Option<NaiveDate>,
}

impl Standing {
    /// The days that the next run replays: a line for each pipeline that has any.
    pub fn replays(&self) -> Vec<String> {
        self.next.iter().filter_map(replay_ahead).collect()
    }
}

/// A file that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    /// Its pipeline, if it has one.
    pub pipeline: Option<String>,
    /// Its date, if it has one.
    pub date: Option<NaiveDate>,
    /// Its size in bytes, if that is known.
    pub bytes: Option<u64>,
    /// Where it is.
    pub place: Place,
    /// What can be done with it.
    pub state: State,
    /// Why, in words; empty where the state says it all.
    pub reason: String,
    /// What to do.
    pub hint: Option<String>,
}

/// Where a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the landing zone.
    Landed,
    /// In the archive, taken by a run that did not get to load it.
    Archived,
}

/// What can be done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The next run loads it.
    Ready,
    /// The same, from the archive.
    Taken,
    /// It changed just now.
    Growing,
    /// These very bytes are loaded: nothing is done twice.
    Loaded,
    /// Its day has a file with other bytes: the next run replays that day and later ones.
    Resent,
    /// It is for a day before the last loaded one: the next run replays that day and later ones.
    Late,
    /// Its day is not complete, or a day before it has no file.
    Waits,
    /// A snapshot that would close too much.
    Held,
    /// It belongs to no pipeline.
    Unknown,
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Taken => "in archive",
            Self::Growing => "growing",
            Self::Loaded => "identical",
            Self::Resent => "sent again",
            Self::Late => "late",
            Self::Waits => "waiting",
            Self::Held => "held back",
            Self::Unknown => "unknown",
        }
    }
}

/// What is known of the days of a pipeline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Days {
    pub pipeline: String,
    /// The days of which something is known, in their order.
    pub marks: Vec<(NaiveDate, Mark)>,
}

/// What became of a day; the worst counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Its file is ready.
    Waiting,
    /// Its file is loaded.
    Loaded,
    /// The same, but rows of it were rejected.
    Rejects,
    /// Its file is in the quarantine.
    Quarantined,
}

/// What a list of checks said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checks {
    /// The report's title.
    pub title: String,
    /// Its lines; none if it was never written.
    pub lines: Option<Vec<CheckLine>>,
}

/// A line of a list of checks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckLine {
    /// What it says.
    pub text: String,
    /// Whether it holds.
    pub ok: bool,
    /// The other columns, with their names.
    pub values: Vec<(String, String)>,
}
