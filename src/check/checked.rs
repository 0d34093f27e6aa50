//! What a check gives.

use polars::prelude::DataFrame;

use super::accepted::Accepted;
use super::counts::{Counts, Total};
use super::rejects::Rejects;
use super::warnings::Warning;

/// A file's rows after the checks.
#[derive(Debug)]
pub struct Checked {
    /// The good rows: the schema's columns, typed, and [`super::ROW_HASH`]; each key once, where they have one.
    pub accepted: Accepted,
    /// The bad rows in the order of the file.
    pub rejects: Rejects,
    /// The readable keys of rejected rows, in the columns of the key; some may have an accepted row as well. Where rows
    /// have no key, none is held.
    pub held: DataFrame,
    /// How many rows there are of which kind.
    pub counts: Counts,
    /// Control totals, one for each decimal column.
    pub totals: Vec<Total>,
    /// What the owner should know, and is loaded all the same.
    pub warnings: Vec<Warning>,
}
