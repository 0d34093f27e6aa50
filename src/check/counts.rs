//! What the rows of a file come to.

use polars::prelude::{Column as Values, PolarsResult};

use super::frame::decimal_sum;
use crate::workspace::{Column as Spec, ColumnType, Pipeline};

/// How many rows a file has; `rows` is the sum of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All rows.
    pub rows: u64,
    /// The good ones, each key once.
    pub accepted: u64,
    /// The bad ones.
    pub rejected: u64,
    /// Repeats of an accepted row.
    pub duplicates: u64,
}

/// Sums of a decimal column in units of its last decimal; values that cannot be read count nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// The column.
    pub column: String,
    /// Its decimals.
    pub scale: usize,
    /// Over all rows.
    pub file: i128,
    /// Over the rejects.
    pub rejected: i128,
    /// Over the repeats.
    pub duplicates: i128,
}

/// The totals of a pipeline's decimal columns before a row is counted.
pub(super) fn no_totals(pipeline: &Pipeline) -> Vec<Total> {
    let decimal = |column: &Spec| {
        let ColumnType::Decimal { scale, .. } = column.kind else { return None };
        Some(Total { column: column.name.clone(), scale, file: 0, rejected: 0, duplicates: 0 })
    };
    pipeline.columns.iter().filter_map(decimal).collect()
}

/// The totals of rows whose columns are in the order of the schema.
pub(super) fn totals(columns: &[Values], pipeline: &Pipeline) -> PolarsResult<Vec<Total>> {
    let mut totals = no_totals(pipeline);
    let decimals =
        columns.iter().zip(&pipeline.columns).filter(|(_, spec)| matches!(spec.kind, ColumnType::Decimal { .. }));
    for (total, (values, _)) in totals.iter_mut().zip(decimals) {
        total.file = decimal_sum(values)?;
    }
    Ok(totals)
}
