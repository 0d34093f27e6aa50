//! What every ask and every answer has: a number, and a way to fail.

use std::path::PathBuf;

use crate::error::Error;

/// The number of an ask; its answer carries it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Ticket(pub u64);

/// Why something could not be done, fit to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What happened and where.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { message: error.to_string(), hint: error.hint_text() }
    }
}

/// A file that was written for the owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Where it is, relative to the workspace if it lies in it.
    pub path: PathBuf,
    /// How many rows it has.
    pub rows: usize,
}
