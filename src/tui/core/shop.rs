//! About the workspace itself: opening and creating it, and the run that loads its files.

use crate::run::{RunResult, Undo};

/// What can be asked.
#[derive(Debug)]
pub enum Job {
    /// Open the workspace.
    Open,
    /// Create one with the shop's template, and with the sample week if that is wanted.
    Create {
        /// Whether the sample week lands in it.
        sample: bool,
    },
    /// Load all files that are ready; what happens comes as [`crate::tui::core::message::Message::Progress`].
    Load {
        /// Pipelines whose snapshots may close more than `max_shrink`.
        accept_shrink: Vec<String>,
    },
    /// What would be taken back of a run, or of the last one that brought anything.
    Undoing {
        /// The run; the last one if none.
        run: Option<String>,
    },
    /// Take back what a run brought; what happens comes as [`crate::tui::core::message::Message::Progress`].
    Undo { run: String },
}

#[derive(Debug)]
pub enum Found {
    /// The workspace is open.
    Opened(Shop),
    /// There is no workspace in this folder.
    Nothing,
    /// The run has ended.
    Loaded(RunResult),
    /// What would be taken back.
    Undoing(Undo),
}

impl Job {
    pub fn supersede_group(&self) -> Option<&'static str> {
        match self {
            Self::Undoing { .. } => Some("shop.undoing"),
            Self::Open | Self::Create { .. } | Self::Load { .. } | Self::Undo { .. } => None,
        }
    }
}

/// What the screens need to know of the workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shop {
    pub name: String,
    /// Its folder.
    pub root: String,
    /// One for each pipeline, in the order of the config file.
    pub tables: Vec<Table>,
    /// In the order of the config file.
    pub reports: Vec<Report>,
}

/// A table and the pipeline that feeds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    /// Its business columns.
    pub columns: Vec<Column>,
    /// The names of its key's columns.
    pub key: Vec<String>,
    /// Whether a file is the whole list, so that a day without one is missing.
    pub snapshot: bool,
}

/// A business column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    /// Its type as in the config file.
    pub kind: String,
    /// Whether it must have a value.
    pub required: bool,
    /// Whether its values stand on the right.
    pub number: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Its name on the command line.
    pub name: String,
    pub title: String,
    /// Whether it has a chart.
    pub chart: bool,
    /// Whether it is a list of checks.
    pub check: bool,
}

impl Shop {
    /// Whether the rows of a table have no key.
    pub fn has_no_key(&self, name: &str) -> bool {
        self.table(name).is_some_and(|table| table.key.is_empty())
    }

    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|t| t.name == name)
    }
}
