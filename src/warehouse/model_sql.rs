//! What is wrong with the SQL of a model, told with its file, line and column.

use polars::error::PolarsError;

use crate::error::{Error, ErrorKind};
use crate::sql::{first_named, place_of};
use crate::workspace::{ModelSpec, SqlFault};

/// What was found before it was run.
pub(super) fn sql_fault(model: &ModelSpec, fault: &SqlFault) -> Error {
    let SqlFault { message, hint, line, column } = fault;
    at(model, Error::new(ErrorKind::Query, message.clone()).hint(hint.clone()), (*line, *column))
}

/// What the engine of queries says of it; the place is that of the first name that it mentions.
pub(super) fn sql_error(model: &ModelSpec, error: PolarsError) -> Error {
    let error = Error::query(error);
    let place = first_named(&model.sql, &error.message).or_else(|| place_of(&model.sql, "SELECT")).unwrap_or((1, 1));
    at(model, error, place)
}

fn at(model: &ModelSpec, error: Error, (line, column): (u64, u64)) -> Error {
    error.at_file(&model.sql_file).at_line(line).at_column(column).at_key(format!("models.{}", model.name))
}
