//! What applying one file to its table does, as a value.

use chrono::NaiveDate;
use polars::prelude::*;

use super::{EFFECTIVE_FROM, date_scalar};
use crate::check::ROW_HASH;

/// What applying one file to its table does.
#[derive(Debug)]
pub struct LoadPlan {
    /// For each incoming row the day since when its version holds; the file's day where it opens one.
    pub effective_from: Column,
    /// Which incoming rows open a version.
    pub opens: BooleanChunked,
    /// Key and hash of the current versions that end.
    pub closes: DataFrame,
    /// Key and hash of the current versions that a snapshot does not name but that stay, because their key is held.
    pub keeps: DataFrame,
    /// How many versions open.
    pub opened: u64,
    /// How many versions end.
    pub closed: u64,
    /// How many incoming rows say what is already current.
    pub unchanged: u64,
    /// How many of the versions that end do so because their key is absent.
    pub absent: u64,
}

impl LoadPlan {
    /// The plan where every row opens a version and none ends.
    pub(super) fn all_new(day: NaiveDate, key: &[&str], incoming: &DataFrame) -> PolarsResult<Self> {
        let none = incoming.select(key.iter().copied().chain([ROW_HASH]))?.clear();
        Ok(Self {
            effective_from: Column::new_scalar(EFFECTIVE_FROM.into(), date_scalar(day), incoming.height()),
            opens: BooleanChunked::full("opens".into(), true, incoming.height()),
            closes: none.clone(),
            keeps: none,
            opened: incoming.height() as u64,
            closed: 0,
            unchanged: 0,
            absent: 0,
        })
    }
}
