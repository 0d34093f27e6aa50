//! The frames that checked rows are in.

use polars::prelude::{Column as Values, DataFrame, IntoColumn, NamedFrom, PolarsError, PolarsResult, Series};

use super::cast;
use crate::error::{Error, ErrorKind, Result};
use crate::workspace::Pipeline;

/// The name of the column that holds a row's 64-bit hash.
pub const ROW_HASH: &str = "row_hash";

/// A table of no rows with the schema's columns and [`ROW_HASH`].
pub fn empty_frame(pipeline: &Pipeline) -> Result<DataFrame> {
    let mut columns: Vec<Values> = pipeline.columns.iter().map(|c| cast::empty(c).into_column()).collect();
    columns.push(Series::new(ROW_HASH.into(), Vec::<i64>::new()).into_column());
    DataFrame::new(0, columns).map_err(internal)
}

/// The sum of a decimal column in units of its last decimal.
pub(super) fn decimal_sum(values: &Values) -> PolarsResult<i128> {
    Ok(values.as_materialized_series().decimal()?.physical().iter().flatten().sum())
}

/// An operation on frames of one known shape failed: the frames are not what this room made.
pub(super) fn internal(source: PolarsError) -> Error {
    Error::new(ErrorKind::Warehouse, format!("checked rows do not fit together: {source}")).with_source(source)
}
