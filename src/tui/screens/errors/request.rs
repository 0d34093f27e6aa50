//! Asks and answers of the screen Errors.

use chrono::NaiveDate;

use crate::check::Reason;
pub use crate::check::rejected_rows::{Line, Mark, Rows, Scope};
use crate::run::RunResult;
use crate::tui::core::outcome::Written;

/// What can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Job {
    /// Rejected rows, counted by something.
    Groups(Scope, By),
    /// How many rows there are, and the first of them.
    Rows(Scope),
    /// A page of rows that begins at a mark.
    Page {
        /// Which rows.
        scope: Scope,
        /// Where it begins.
        mark: Mark,
    },
    /// A whole row.
    Row(Mark),
    /// A whole row, to be edited.
    Edit(Mark),
    /// Correct a row and replay its day; what happens comes as [`crate::tui::core::message::Message::Progress`].
    Correct(Edited),
    /// A resend request about an error report.
    Resend {
        /// The report's name.
        report: String,
    },
    /// A resend request about a quarantined file.
    ResendFile {
        /// Its name in the quarantine.
        file: String,
    },
}

/// What rows are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// The file they came in.
    #[default]
    File,
    /// The rule they break; a row counts for every rule.
    Rule,
    /// The column at fault; a row counts for every column.
    Column,
    /// Nothing: row by row.
    Row,
}

#[derive(Debug)]
pub enum Found {
    /// Groups in the order in which they are shown.
    Groups(Vec<Group>),
    Rows(Rows),
    /// A page of them.
    Page(Vec<Line>),
    /// A whole row.
    Row(Whole),
    /// A whole row, to be edited.
    Edit(Editable),
    /// What became of an edited row.
    Corrected(Corrected),
    /// The request is written.
    Written(Written),
}

/// Some rejected rows, or a file that could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they have in common.
    pub what: What,
    /// How many they are.
    pub rows: u64,
}

/// What rows have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    File(File),
    /// They could not be read as rows at all.
    Quarantined(Quarantined),
    /// The rule they break.
    Rule(String),
    /// The column at fault; empty for the whole row.
    Column(String),
}

/// A file with rejected rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    /// Its error report's name.
    pub report: String,
    /// Its name, if a load tells it.
    pub file: Option<String>,
    pub pipeline: String,
    pub date: NaiveDate,
    /// All its rows, if a load tells that.
    pub of: Option<u64>,
}

/// A quarantined file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quarantined {
    /// Its name in the quarantine.
    pub file: String,
    /// The pipeline it was meant for.
    pub pipeline: String,
    /// Its date, if its name tells it.
    pub date: Option<NaiveDate>,
    /// What is wrong with it.
    pub reason: String,
    /// Line and column, from 1, where that shows.
    pub place: (Option<u64>, Option<u64>),
    /// What to do.
    pub hint: Option<String>,
    /// The run that put it there.
    pub run: String,
}

/// A whole rejected row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whole {
    pub file: String,
    /// The physical line of its file.
    pub line: u64,
    /// Its columns and values.
    pub values: Vec<(String, String)>,
    /// Everything that is wrong with it.
    pub reasons: Vec<Reason>,
}

/// A whole rejected row, to be edited: no value of it is cut.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Editable {
    pub pipeline: String,
    /// Its error report.
    pub report: String,
    /// Its place among the rows of the report, from 0.
    pub at: usize,
    /// The row itself.
    pub row: Whole,
}

/// A rejected row as it was edited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edited {
    pub pipeline: String,
    /// Its error report.
    pub report: String,
    /// Its place among the rows of the report, from 0.
    pub at: usize,
    /// The values of all columns.
    pub values: Vec<String>,
}

/// What became of an edited row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corrected {
    /// What is still wrong with it; then nothing was changed.
    pub wrong: Vec<Reason>,
    /// How the run ended that replayed its day; none if there was none.
    pub result: Option<RunResult>,
}

impl Job {
    pub fn supersede_group(&self) -> Option<&'static str> {
        match self {
            Self::Groups(..) => Some("errors.groups"),
            Self::Rows(_) => Some("errors.rows"),
            Self::Page { .. } => Some("errors.page"),
            Self::Row(_) | Self::Edit(_) => Some("errors.row"),
            Self::Correct(_) | Self::Resend { .. } | Self::ResendFile { .. } => None,
        }
    }
}
