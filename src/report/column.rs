//! Columns of what a report's SQL gave, and what goes wrong with them.

use polars::prelude::{Column, DataFrame, PolarsError};

use crate::error::{Error, ErrorKind, Result, did_you_mean};

/// The column of that name, or which ones there are.
pub(super) fn column<'a>(frame: &'a DataFrame, name: &str) -> Result<&'a Column> {
    frame.column(name).map_err(|_| {
        let names: Vec<&str> = frame.get_column_names().into_iter().map(|n| n.as_str()).collect();
        let hint = match did_you_mean(name, names.iter().copied()) {
            Some(close) => format!("Did you mean `{close}`?"),
            None => format!("It gives: {}.", names.join(", ")),
        };
        Error::new(ErrorKind::Query, format!("the report has no column `{name}`")).hint(hint)
    })
}

/// An error of polars as one of ours: `verb` says what was tried.
pub(super) fn failed(verb: &str, source: PolarsError) -> Error {
    let error = Error::query(source);
    Error { message: format!("cannot {verb}: {}", error.message), ..error }
}
