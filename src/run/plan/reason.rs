//! Why days are loaded again.

use serde::{Deserialize, Serialize};

/// Why a day is done again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplayReason {
    /// A file came for a day before the last loaded one.
    Late,
    /// Another file came for a day that has one.
    Resent,
    /// Rows of its file were corrected.
    Corrected,
    /// A table that its rows refer to has changed.
    Reference,
    /// It was asked for.
    Asked,
    /// A file before it was taken back.
    Undone,
}

/// Why days are replayed.
pub fn reasons(because: &[ReplayReason]) -> String {
    let word = |because: &ReplayReason| match because {
        ReplayReason::Late => "a file came late",
        ReplayReason::Resent => "a file was sent again",
        ReplayReason::Corrected => "rows were corrected",
        ReplayReason::Reference => "a table they refer to has changed",
        ReplayReason::Asked => "asked for",
        ReplayReason::Undone => "a file was undone",
    };
    because.iter().map(word).collect::<Vec<_>>().join(", ")
}
