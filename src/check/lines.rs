//! Some lines of a file in words: the first few, and how many more there are.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How many lines are named.
pub(super) const MOST: usize = 5;

/// The lines on which something stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lines {
    named: Vec<u64>,
    more: u64,
}

impl Lines {
    /// The first few of so many lines.
    pub(super) fn of(lines: &[u64], all: u64) -> Self {
        let named: Vec<u64> = lines.iter().take(MOST).copied().collect();
        Self { more: all.saturating_sub(named.len() as u64), named }
    }

    /// The lines that have these words, if any have.
    pub(super) fn of_words(text: &str) -> Option<Self> {
        let (rest, more) = match text.split_once(" and ") {
            Some((rest, more)) => (rest, more.strip_suffix(" more")?.parse().ok()?),
            None => (text, 0),
        };
        let rest = rest.strip_prefix("lines ").or_else(|| rest.strip_prefix("line "))?;
        let named = rest.split(", ").map(|line| line.parse().ok()).collect::<Option<_>>()?;
        Some(Self { named, more })
    }
}

impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = self.named.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
        let word = if self.named.len() == 1 && self.more == 0 { "line" } else { "lines" };
        write!(f, "{word} {named}")?;
        if self.more > 0 { write!(f, " and {} more", self.more) } else { Ok(()) }
    }
}
