//! Asks and answers of the screen History.

use chrono::NaiveDate;

use crate::history::Version;
use crate::read::Excerpt;
use crate::run::{Lines, Places};
use crate::warehouse::Keys;

/// What can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Job {
    /// The keys with a text.
    Keys {
        table: String,
        /// A key or any text in it; empty for the first keys.
        text: String,
        /// The part of the table to go on with, from 0.
        from: usize,
        /// How many keys are known already.
        known: usize,
    },
    /// The versions of a key.
    Versions {
        table: String,
        /// The texts of the key's columns.
        key: Vec<String>,
    },
    /// The lines of a file with a key.
    Lines {
        table: String,
        /// The texts of the key's columns.
        key: Vec<String>,
        /// The archived file.
        file: String,
    },
    /// The file that a version came from, around its line.
    Source(Source),
}

/// A place in an archived file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub table: String,
    /// The texts of the key's columns.
    pub key: Vec<String>,
    /// The archived file.
    pub file: String,
    /// The line, if it is known.
    pub line: Option<u64>,
    /// The hash of the version's row, to tell its line.
    pub row_hash: i64,
}

#[derive(Debug)]
pub enum Found {
    /// Keys with the text.
    Keys(Keys),
    /// The versions of the key.
    Versions(Versions),
    /// The lines of the file with the key.
    Lines(Lines),
    /// The line, and what stands around it.
    Source(Option<u64>, Excerpt),
}

/// The versions of a key in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Versions {
    pub versions: Vec<Version>,
    /// The files that each of them can have come from.
    pub places: Vec<Places>,
    /// The last day that the table is loaded up to.
    pub until: Option<NaiveDate>,
}

impl Job {
    pub fn supersede_group(&self) -> Option<&'static str> {
        Some(match self {
            Self::Keys { .. } => "history.keys",
            Self::Versions { .. } => "history.versions",
            Self::Lines { .. } => "history.lines",
            Self::Source(_) => "history.source",
        })
    }
}
