//! A table's data files: written with polars and synced, read with polars.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use chrono::NaiveDate;
use deltalake_core::kernel::{DataType as DeltaType, StructField};
use polars::prelude::*;
use polars_buffer::Buffer;
use polars_parquet::write::ZstdLevel;
use serde_json::Value;

use super::log::{DataFile, Stats};
use crate::check::{ROW_HASH, empty_frame};
use crate::error::{Error, ErrorKind, Result};
use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT, from_epoch_days};
use crate::warehouse::query_error;
use crate::workspace::{ColumnType, Pipeline};

/// How many rows are read and skipped together.
const ROW_GROUP: usize = 128 * 1024;
/// How many rows are looked through between two looks at whether to go on.
const PART: usize = 2 * ROW_GROUP;
/// How many bytes are handed to the operating system at a time.
const WRITE_BUFFER: usize = 1 << 20;
/// A text longer than this is no bound: readers may cut it.
const LONGEST_BOUND: usize = 64;

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
        ColumnType::Decimal { precision, scale } => DeltaType::decimal(*precision as u8, *scale as u8)
            .map_err(|e| Error::new(ErrorKind::Config, format!("no Delta type for this decimal: {e}")))?,
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
    for name in [EFFECTIVE_FROM, EXPIRY_DATE] {
        let days = Int32Chunked::from_vec(name.into(), Vec::new()).into_date().into_column();
        frame.with_column(days)?;
    }
    frame.select(file_columns(pipeline)).map_err(|e| query_error(&e))
}

/// Writes versions to a new file of the table and syncs it; none for no versions.
pub(super) fn write(
    folder: &Path,
    name: &str,
    frame: &DataFrame,
    current: bool,
    key: &[&str],
) -> Result<Option<DataFile>> {
    if frame.height() == 0 {
        return Ok(None);
    }
    let relative = format!("{IS_CURRENT}={current}/{name}.parquet");
    let path = folder.join(&relative);
    let parent = path.parent().unwrap_or(folder);
    std::fs::create_dir_all(parent).map_err(|e| Error::io("create the folder", parent, &e))?;
    let file = File::create(&path).map_err(|e| Error::io("create", &path, &e))?;
    write_rows(&file, frame).map_err(|e| query_error(&e).at_file(&path))?;
    file.sync_all().map_err(|e| Error::io("sync", &path, &e))?;
    File::open(parent).and_then(|f| f.sync_all()).map_err(|e| Error::io("sync", parent, &e))?;
    let size = file.metadata().map_err(|e| Error::io("look at", &path, &e))?.len();
    let stats = stats(frame, key)?;
    Ok(Some(DataFile { path, current, size, stats, remove: None }))
}

/// Writes a row group at a time, so that only one is in memory a second time.
fn write_rows(file: &File, frame: &DataFrame) -> PolarsResult<()> {
    let mut out = BufWriter::with_capacity(WRITE_BUFFER, file);
    let compression = ParquetCompression::Zstd(Some(ZstdLevel::try_new(1)?));
    let mut writer = ParquetWriter::new(&mut out).with_compression(compression).batched(frame.schema())?;
    std::thread::scope(|scope| {
        // The disk works while the next rows are packed; whether all of it is on disk is asked once, at the end.
        let (written, ready) = std::sync::mpsc::channel();
        scope.spawn(move || ready.iter().for_each(|()| drop(file.sync_data())));
        for start in (0..frame.height()).step_by(ROW_GROUP) {
            let mut rows = frame.slice(start as i64, ROW_GROUP);
            rows.rechunk_mut_par();
            writer.write_batch(&rows)?;
            let _ = written.send(());
        }
        writer.finish().map(|_| ())
    })?;
    drop(writer);
    Ok(out.flush()?)
}

fn stats(frame: &DataFrame, key: &[&str]) -> PolarsResult<Stats> {
    let mut stats = Stats { num_records: frame.height() as u64, ..Stats::default() };
    for name in key.iter().copied().chain([EFFECTIVE_FROM, EXPIRY_DATE]) {
        let series = frame.column(name)?.as_materialized_series();
        let bounds = (bound(series.min_reduce()?.value()), bound(series.max_reduce()?.value()));
        if let (Some(min), Some(max)) = bounds {
            stats.min_values.insert(name.to_owned(), min);
            stats.max_values.insert(name.to_owned(), max);
        }
    }
    Ok(stats)
}

fn bound(value: &AnyValue<'_>) -> Option<Value> {
    match value {
        AnyValue::Int64(v) => Some(Value::from(*v)),
        AnyValue::Date(days) => Some(Value::from(from_epoch_days(*days)?.to_string())),
        AnyValue::String(text) if text.len() <= LONGEST_BOUND => Some(Value::from(*text)),
        AnyValue::StringOwned(text) if text.len() <= LONGEST_BOUND => Some(Value::from(text.as_str())),
        _ => None,
    }
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
    let all = concat(parts, UnionArgs::default())?;
    Ok(all.select(order(pipeline)))
}

/// The columns of a version, in their order.
fn order(pipeline: &Pipeline) -> Vec<Expr> {
    let own = pipeline.columns.iter().map(|c| c.name.as_str());
    own.chain([EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT, ROW_HASH]).map(col).collect()
}

/// The versions in some files, some row groups at a time; the current ones first.
pub(super) fn parts(files: &[DataFile], pipeline: &Pipeline) -> Result<Vec<LazyFrame>> {
    let mut parts = Vec::new();
    for current in [true, false] {
        for file in files.iter().filter(|f| f.current == current) {
            for start in (0..file.stats.num_records).step_by(PART) {
                let Some(rows) = scan_paths([file.path.as_path()].into_iter(), pipeline)? else { continue };
                let rows = rows.slice(start as i64, PART as IdxSize);
                parts.push(rows.with_column(lit(current).alias(IS_CURRENT)).select(order(pipeline)));
            }
        }
    }
    Ok(parts)
}

/// The rows of some files; none for no files. A column that a file was written without is null.
pub(super) fn scan_paths<'a>(paths: impl Iterator<Item = &'a Path>, pipeline: &Pipeline) -> Result<Option<LazyFrame>> {
    let paths: Vec<PlRefPath> =
        paths.map(|p| PlRefPath::try_from_path(p).map_err(|e| query_error(&e))).collect::<Result<_>>()?;
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
    let frame = LazyFrame::scan_parquet_files(Buffer::from(paths), args)?;
    Ok(Some(frame))
}

/// Whether a day of a file's column may be this day or a later one.
pub(super) fn may_reach(file: &DataFile, column: &str, day: NaiveDate) -> bool {
    !less(file.stats.max_values.get(column), Some(&Value::from(day.to_string())))
}

/// The files whose values of a column may lie in a range; all of them where nothing is known.
pub(super) fn overlapping<'a>(files: &'a [DataFile], column: &str, low: &Value, high: &Value) -> Vec<&'a DataFile> {
    let apart = |file: &DataFile| {
        let (min, max) = (file.stats.min_values.get(column), file.stats.max_values.get(column));
        less(max, Some(low)) || less(Some(high), min)
    };
    files.iter().filter(|file| !apart(file)).collect()
}

/// The least and greatest value of a column, where they can serve as bounds.
pub(super) fn range(frame: &DataFrame, column: &str) -> Option<(Value, Value)> {
    let series = frame.column(column).ok()?.as_materialized_series();
    Some((bound(series.min_reduce().ok()?.value())?, bound(series.max_reduce().ok()?.value())?))
}

/// Whether one bound is known to lie below the other.
fn less(left: Option<&Value>, right: Option<&Value>) -> bool {
    match (left, right) {
        (Some(Value::Number(l)), Some(Value::Number(r))) => {
            matches!((l.as_i64(), r.as_i64()), (Some(l), Some(r)) if l < r)
        }
        (Some(Value::String(l)), Some(Value::String(r))) => l < r,
        _ => false,
    }
}
