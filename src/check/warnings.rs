//! What was found and did not keep a file or row from being loaded.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

/// How many lines are named.
pub(super) const MOST: usize = 5;

/// Something that the owner should know of a file that is loaded all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// Rows that break a rule that only warns.
    Rows {
        /// The column and its rule, or the condition.
        rule: String,
        /// How many there are.
        rows: u64,
        /// The lines of the first of them.
        lines: Vec<u64>,
    },
    /// About the file as a whole.
    File(String),
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(text) => write!(f, "{text}; loaded all the same"),
            Self::Rows { rule, rows, lines } => {
                let word = if *rows == 1 { "row" } else { "rows" };
                write!(f, "{rows} {word}: {rule}; loaded all the same")?;
                if lines.is_empty() { Ok(()) } else { write!(f, " ({})", listed(lines, *rows)) }
            }
        }
    }
}

/// Some lines of so many rows in words, the first few of them.
pub(super) fn listed(lines: &[u64], rows: u64) -> String {
    let named = lines.len().min(MOST);
    let shown = lines.iter().take(MOST).map(u64::to_string).collect::<Vec<_>>().join(", ");
    match rows.saturating_sub(named as u64) {
        0 if named == 1 => format!("line {shown}"),
        0 => format!("lines {shown}"),
        more => format!("lines {shown} and {more} more"),
    }
}

/// Rows that break rules that only warn, by rule.
#[derive(Debug, Default)]
pub(super) struct Warned(BTreeMap<usize, BTreeMap<String, Found>>);

#[derive(Debug, Default)]
struct Found {
    rows: u64,
    lines: Vec<u64>,
}

impl Warned {
    /// Notes a row; `place` is where its rule stands among columns and conditions.
    pub(super) fn note(&mut self, place: usize, rule: &str, line: u64) {
        let rules = self.0.entry(place).or_default();
        if !rules.contains_key(rule) {
            rules.insert(rule.to_owned(), Found::default());
        }
        if let Some(found) = rules.get_mut(rule) {
            found.add(1, &[line]);
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds those of a later stretch of the file.
    pub(super) fn add(&mut self, later: Self) {
        for (place, rules) in later.0 {
            let known = self.0.entry(place).or_default();
            for (rule, found) in rules {
                known.entry(rule).or_default().add(found.rows, &found.lines);
            }
        }
    }

    /// The lines that are named.
    pub(super) fn lines(&self) -> HashSet<u64> {
        self.0.values().flat_map(BTreeMap::values).flat_map(|found| found.lines.iter().copied()).collect()
    }

    /// Takes rows out that were rejected in the end, and their lines.
    pub(super) fn take_out(&mut self, rejected: &Self, lines: &HashSet<u64>) {
        for (place, rules) in &rejected.0 {
            for (rule, gone) in rules {
                if let Some(found) = self.0.get_mut(place).and_then(|rules| rules.get_mut(rule)) {
                    found.rows = found.rows.saturating_sub(gone.rows);
                    found.lines.retain(|line| !lines.contains(line));
                }
            }
        }
    }

    /// In the order of columns and conditions.
    pub(super) fn into_warnings(self) -> impl Iterator<Item = Warning> {
        let found = self.0.into_values().flatten().filter(|(_, found)| found.rows > 0);
        found.map(|(rule, Found { rows, lines })| Warning::Rows { rule, rows, lines })
    }
}

impl Found {
    fn add(&mut self, rows: u64, lines: &[u64]) {
        self.rows += rows;
        for line in lines {
            // Rows of JSON may share a line.
            if self.lines.len() < MOST && self.lines.last() != Some(line) {
                self.lines.push(*line);
            }
        }
    }
}
