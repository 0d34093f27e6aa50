//! Errors of polars as errors of the engine.

use polars::prelude::PolarsError;

use crate::error::{Error, ErrorKind};

/// A query or a frame operation that failed in the warehouse.
pub(crate) fn query_error(error: &PolarsError) -> Error {
    // What follows the first paragraph is the plan as far as it was resolved: of no use to the asker.
    let text = error.to_string();
    Error::new(ErrorKind::Query, text.split("\n\n").next().unwrap_or_default())
}

impl From<PolarsError> for Error {
    fn from(error: PolarsError) -> Self {
        query_error(&error)
    }
}
