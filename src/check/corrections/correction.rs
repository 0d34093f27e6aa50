//! One corrected row.

use chrono::{DateTime, Utc};

/// What a row should have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The physical line, from 1, on which the row starts.
    pub line: u64,
    /// Its fields as they came, one a column, empty if null; none of a column that was not in the schema then.
    pub was: Vec<Option<String>>,
    /// What they should have been; empty is null.
    pub fields: Vec<Option<String>>,
    /// Who says so.
    pub by: String,
    /// Since when.
    pub at: DateTime<Utc>,
}

impl Correction {
    /// Whether a row with these fields is the one it corrects.
    pub(super) fn means(&self, fields: &[&str]) -> bool {
        self.was.len() == fields.len()
            && self.was.iter().zip(fields).all(|(was, field)| was.as_ref().is_none_or(|was| was == field))
    }
}
