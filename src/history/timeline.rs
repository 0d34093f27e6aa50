//! The versions of one key in order, with what changed from one to the next.

use chrono::NaiveDate;
use polars::prelude::*;

use super::{EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT, from_epoch_days};
use crate::check::ROW_HASH;

/// A version of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The first day on which it holds.
    pub effective_from: NaiveDate,
    /// The first day on which it no longer holds.
    pub expiry_date: NaiveDate,
    /// Whether it is open.
    pub is_current: bool,
    /// The business columns and their values as text; null is none.
    pub values: Vec<(String, Option<String>)>,
    /// The hash of its row.
    pub row_hash: i64,
    /// What differs from the version before; empty for the first.
    pub changes: Vec<Change>,
    /// Whether the key was away between the version before and this one.
    pub came_back: bool,
}

/// A value that differs between two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The column.
    pub column: String,
    /// The value before.
    pub old: Option<String>,
    /// The value after.
    pub new: Option<String>,
}

/// Puts the versions of one key in order; `versions` holds the business columns, the interval and `is_current`.
pub fn timeline(versions: &DataFrame) -> PolarsResult<Vec<Version>> {
    let sorted = versions.sort([EFFECTIVE_FROM], SortMultipleOptions::default())?;
    let business: Vec<&Column> = sorted
        .columns()
        .iter()
        .filter(|c| ![EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT, ROW_HASH].contains(&c.name().as_str()))
        .collect();
    let from = sorted.column(EFFECTIVE_FROM)?.date()?.physical();
    let to = sorted.column(EXPIRY_DATE)?.date()?.physical();
    let current = sorted.column(IS_CURRENT)?.bool()?;
    let hashes = sorted.column(ROW_HASH)?.i64()?;
    let mut timeline: Vec<Version> = Vec::with_capacity(sorted.height());
    // A key has few versions: one at a time is fine.
    for row in 0..sorted.height() {
        let values = business
            .iter()
            .map(|c| Ok((c.name().to_string(), text(&c.get(row)?))))
            .collect::<PolarsResult<Vec<_>>>()?;
        let date = |days: Option<i32>| {
            days.and_then(from_epoch_days).ok_or_else(|| polars_err!(ComputeError: "a version without its days"))
        };
        let effective_from = date(from.get(row))?;
        let (changes, came_back) = match timeline.last() {
            Some(before) => (differences(&before.values, &values), before.expiry_date < effective_from),
            None => (Vec::new(), false),
        };
        timeline.push(Version {
            effective_from,
            expiry_date: date(to.get(row))?,
            is_current: current.get(row).unwrap_or_default(),
            values,
            row_hash: hashes.get(row).unwrap_or_default(),
            changes,
            came_back,
        });
    }
    Ok(timeline)
}

fn differences(old: &[(String, Option<String>)], new: &[(String, Option<String>)]) -> Vec<Change> {
    old.iter()
        .zip(new)
        .filter(|((_, old), (_, new))| old != new)
        .map(|((column, old), (_, new))| Change { column: column.clone(), old: old.clone(), new: new.clone() })
        .collect()
}

/// A value as it stands in exports; null is none.
fn text(value: &AnyValue<'_>) -> Option<String> {
    match value {
        AnyValue::Null => None,
        AnyValue::String(text) => Some((*text).to_owned()),
        AnyValue::StringOwned(text) => Some(text.to_string()),
        other => Some(other.to_string()),
    }
}
