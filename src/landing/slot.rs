//! The place of a file among those of its pipeline.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The place of a file in its pipeline: its date, and its part where the pattern captures one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Slot {
    /// The file's date.
    pub date: NaiveDate,
    /// The file's part.
    pub part: Option<String>,
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.part {
            Some(part) => write!(f, "{} part {part}", self.date),
            None => write!(f, "{}", self.date),
        }
    }
}
