//! A table's data files: their columns, the rows in them, and which of them may hold what.

use std::path::Path;

use chrono::NaiveDate;
use deltalake_core::kernel::{DataType as DeltaType, StructField};
use polars::prelude::*;
use polars_buffer::Buffer;
use serde_json::Value;

use super::file::DataFile;
use super::footer::{Footer, Kind};
use crate::check::{ROW_HASH, empty_frame};
use crate::error::{Doing, Error, ErrorKind, Result};
use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT, View};
use crate::warehouse::key::stored_columns;
use crate::workspace::{Column as Spec, ColumnType, Pipeline};

/// How many rows are read and skipped together.
pub(super) const ROW_GROUP: usize = 128 * 1024;

/// The columns of a pipeline's Delta table.
pub(super) fn delta_columns(pipeline: &Pipeline) -> Result<Vec<StructField>> {
    let mut fields = Vec::with_capacity(pipeline.columns.len() + 4);
    for column in &pipeline.columns {
        fields.push(StructField::new(column.name.clone(), delta_type(&column.kind)?, column.nullable()));
    }
    fields.push(StructField::new(EFFECTIVE_FROM, DeltaType::DATE, false));
    fields.push(StructField::new(EXPIRY_DATE, DeltaType::DATE, false));
    fields.push(StructField::new(IS_CURRENT, DeltaType::BOOLEAN, false));
    fields.push(StructField::new(ROW_HASH, DeltaType::LONG, false));
    Ok(fields)
}

fn delta_type(kind: &ColumnType) -> Result<DeltaType> {
    Ok(match kind {
        ColumnType::Int => DeltaType::LONG,
        ColumnType::Float => DeltaType::DOUBLE,
        ColumnType::Decimal { precision, scale } => {
            DeltaType::decimal(*precision as u8, *scale as u8).map_err(|e| {
                Error::new(ErrorKind::Config, format!("no Delta type for this decimal: {e}")).with_source(e)
            })?
        }
        ColumnType::String | ColumnType::Enum(_) => DeltaType::STRING,
        ColumnType::Bool => DeltaType::BOOLEAN,
        ColumnType::Date(_) => DeltaType::DATE,
        ColumnType::Datetime(_) => DeltaType::TIMESTAMP_NTZ,
    })
}

/// The columns of a data file, in their order: `is_current` is in no file, since it is the table's partition.
pub(super) fn file_columns(pipeline: &Pipeline) -> Vec<PlSmallStr> {
    let own = pipeline.columns.iter().map(|c| c.name.as_str());
    own.chain([EFFECTIVE_FROM, EXPIRY_DATE, ROW_HASH]).map(PlSmallStr::from_str).collect()
}

/// A frame of versions without any.
pub(super) fn no_versions(pipeline: &Pipeline) -> Result<DataFrame> {
    let mut frame = empty_frame(pipeline)?;
    let make = format_args!("make `{}` without versions", pipeline.name);
    for name in [EFFECTIVE_FROM, EXPIRY_DATE] {
        let days = Int32Chunked::from_vec(name.into(), Vec::new()).into_date().into_column();
        frame.with_column(days).doing(make)?;
    }
    frame.select(file_columns(pipeline)).doing(make)
}

/// The versions in some files, with `is_current`.
pub(super) fn scan(files: &[DataFile], pipeline: &Pipeline) -> Result<LazyFrame> {
    let mut parts = Vec::with_capacity(2);
    for current in [true, false] {
        let paths = files.iter().filter(|f| f.current == current).map(|f| f.path.as_path());
        if let Some(frame) = scan_paths(paths, pipeline)? {
            parts.push(frame.with_column(lit(current).alias(IS_CURRENT)));
        }
    }
    if parts.is_empty() {
        parts.push(no_versions(pipeline)?.lazy().with_column(lit(true).alias(IS_CURRENT)));
    }
    let all = concat(parts, UnionArgs::default()).doing(format_args!("read the files of `{}`", pipeline.name))?;
    Ok(all.select(stored_columns(pipeline).into_iter().map(col).collect::<Vec<_>>()))
}

/// The rows of some files; none for no files. A column that a file was written without is null.
pub(super) fn scan_paths<'a>(paths: impl Iterator<Item = &'a Path>, pipeline: &Pipeline) -> Result<Option<LazyFrame>> {
    let paths: Vec<PlRefPath> = paths
        .map(|p| PlRefPath::try_from_path(p).doing("name a data file").map_err(|e| e.at_file(p)))
        .collect::<Result<_>>()?;
    if paths.is_empty() {
        return Ok(None);
    }
    let hive_options = HiveOptions { enabled: Some(false), ..HiveOptions::default() };
    let args = ScanArgsParquet {
        glob: false,
        cache: false,
        hive_options,
        schema: Some(no_versions(pipeline)?.schema().clone()),
        allow_missing_columns: true,
        ..ScanArgsParquet::default()
    };
    let frame = LazyFrame::scan_parquet_files(Buffer::from(paths), args);
    frame.map(Some).doing(format_args!("read the files of `{}`", pipeline.name))
}

/// The least and greatest value of a column of a file, where they are known.
///
/// What a commit says is believed where it is sealed; of other files, their own footers are asked.
fn bounds(file: &DataFile, column: &str, kind: Kind) -> Result<Option<(Value, Value)>> {
    if file.hash.is_none() {
        return Ok(Footer::read(&file.path)?.range(column, kind));
    }
    let of = |bounds: &serde_json::Map<String, Value>| bounds.get(column).cloned();
    Ok(of(&file.stats.min_values).zip(of(&file.stats.max_values)))
}

/// Whether a day of a file's column may be this day or a later one.
pub(super) fn may_reach(file: &DataFile, column: &str, day: NaiveDate) -> Result<bool> {
    let bounds = bounds(file, column, Kind::Day)?;
    Ok(bounds.is_none_or(|(_, last)| !less(&last, &Value::from(day.to_string()))))
}

/// Whether a version of a file may begin before a day.
pub(super) fn may_begin_before(file: &DataFile, day: NaiveDate) -> Result<bool> {
    let bounds = bounds(file, EFFECTIVE_FROM, Kind::Day)?;
    Ok(bounds.is_none_or(|(first, _)| less(&first, &Value::from(day.to_string()))))
}

/// Whether a file may have a version of a view.
pub(super) fn may_hold(file: &DataFile, view: View) -> Result<bool> {
    let begun_by = |day: NaiveDate| -> Result<bool> {
        let bounds = bounds(file, EFFECTIVE_FROM, Kind::Day)?;
        Ok(bounds.is_none_or(|(first, _)| !less(&Value::from(day.to_string()), &first)))
    };
    match view {
        View::All => Ok(true),
        View::Current => Ok(file.current),
        View::AsOf(day) => begun_by(day),
        View::On(day) => {
            let after = day.succ_opt().unwrap_or(NaiveDate::MAX);
            Ok(begun_by(day)? && (file.current || may_reach(file, EXPIRY_DATE, after)?))
        }
    }
}

/// The files whose values of a column may lie in a range; all of them where nothing is known.
pub(super) fn overlapping(files: &[DataFile], column: &Spec, (low, high): &(Value, Value)) -> Result<Vec<DataFile>> {
    let mut found = Vec::new();
    for file in files {
        let bounds = bounds(file, &column.name, Kind::from(&column.kind))?;
        if bounds.is_none_or(|(min, max)| !less(&max, low) && !less(high, &min)) {
            found.push(file.clone());
        }
    }
    Ok(found)
}

/// Whether one bound is known to lie below the other.
pub(super) fn less(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(l), Value::Number(r)) => matches!((l.as_i64(), r.as_i64()), (Some(l), Some(r)) if l < r),
        (Value::String(l), Value::String(r)) => l < r,
        _ => false,
    }
}
