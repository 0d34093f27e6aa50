//! What was found and did not keep a file or row from being loaded.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use super::broken_rule::BrokenRule;
use super::lines::{Lines, MOST};
use super::reason::Reason;
use crate::workspace::Pipeline;

/// Something that the owner should know of a file that is loaded all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// Rows that break a rule that only warns.
    Rows {
        /// The column and its rule, or the condition.
        reason: Reason,
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
            Self::Rows { reason, rows, lines } => {
                let word = if *rows == 1 { "row" } else { "rows" };
                write!(f, "{rows} {word}: {reason}; loaded all the same")?;
                if lines.is_empty() { Ok(()) } else { write!(f, " ({})", Lines::of(lines, *rows)) }
            }
        }
    }
}

/// Rows that break rules that only warn, by rule.
#[derive(Debug, Default)]
pub(super) struct Warned(BTreeMap<usize, BTreeMap<BrokenRule, Found>>);

#[derive(Debug, Default)]
struct Found {
    rows: u64,
    lines: Vec<u64>,
}

impl Warned {
    /// Notes a row; `place` is where its rule stands among columns and conditions.
    pub(super) fn note(&mut self, place: usize, rule: &BrokenRule, line: u64) {
        let rules = self.0.entry(place).or_default();
        if !rules.contains_key(rule) {
            rules.insert(rule.clone(), Found::default());
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

    /// In the order of columns and conditions, and of the words of their rules.
    pub(super) fn into_warnings(self, pipeline: &Pipeline) -> Vec<Warning> {
        let mut warnings = Vec::new();
        for (place, rules) in self.0 {
            let column = pipeline.columns.get(place).map(|column| column.name.clone());
            let found = rules.into_iter().filter(|(_, found)| found.rows > 0);
            let mut found: Vec<_> = found.map(|(rule, found)| (rule.to_string(), rule, found)).collect();
            found.sort_by(|(one, ..), (other, ..)| one.cmp(other));
            warnings.extend(found.into_iter().map(|(_, rule, Found { rows, lines })| Warning::Rows {
                reason: Reason { column: column.clone(), rule, value: None },
                rows,
                lines,
            }));
        }
        warnings
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
