//! The columns of a version, and keys as typed values.

use polars::prelude::{DataFrame, IntoColumn};
use polars_arrow::array::Utf8ViewArray;

use crate::check::{self, ROW_HASH};
use crate::error::{Doing, Error, ErrorKind, Result};
use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT};
use crate::workspace::Pipeline;

/// The columns of a version that anybody asks for: its business columns, `effective_from`, `expiry_date`, `is_current`.
pub fn version_columns(pipeline: &Pipeline) -> Vec<&str> {
    let own = pipeline.columns.iter().map(|c| c.name.as_str());
    own.chain([EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT]).collect()
}

/// All columns of a version: those that anybody asks for, and its row hash.
pub fn stored_columns(pipeline: &Pipeline) -> Vec<&str> {
    let mut columns = version_columns(pipeline);
    columns.push(ROW_HASH);
    columns
}

/// The columns by which a load finds rows in files: those of the key and of the partition. Of them the least and greatest
/// value of each file is kept.
pub(super) fn bounded_columns(pipeline: &Pipeline) -> Vec<&str> {
    let mut columns: Vec<&str> = pipeline.key_names().collect();
    columns.extend(pipeline.partition_column().map(|c| c.name.as_str()).filter(|name| !columns.contains(name)));
    columns
}

/// The error where a key is asked for and rows have none.
pub(super) fn no_key(pipeline: &Pipeline) -> Error {
    let name = &pipeline.name;
    Error::new(ErrorKind::Usage, format!("{name} has no key: its rows have no history of their own"))
        .hint(format!("`shoptui query \"SELECT * FROM {name} WHERE ... LIMIT 10\"` finds rows by their values."))
}

/// The texts of a key as typed values in one row; none if they are not of the key's types.
pub(super) fn key_values(pipeline: &Pipeline, key: &[String]) -> Result<Option<DataFrame>> {
    let columns = pipeline.key_columns().zip(key).map(|(column, text)| {
        let texts = Utf8ViewArray::from_slice([Some(text.as_str())]);
        check::typed(&texts, column).into_column()
    });
    let frame = DataFrame::new(1, columns.collect()).doing(format_args!("read a key of `{}`", pipeline.name))?;
    let whole = frame.columns().iter().all(|c| c.null_count() == 0);
    Ok(Some(frame).filter(|frame| whole && frame.width() == pipeline.key.len()))
}
