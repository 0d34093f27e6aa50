//! A look at every data file: is it what was written, and what its commit says of it?

use polars::prelude::*;
use serde_json::Value;

use super::data::{self, less};
use super::file::DataFile;
use super::footer::Footer;
use super::log::Log;
use super::read::{collect, hashed, size};
use super::schema;
use super::write::value_of;
use crate::error::{CheckCancelled, Doing, Error, ErrorKind, Result};
use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE};
use crate::warehouse::inspection::{FileChecks, Look, WrongFile};
use crate::warehouse::key::bounded_columns;
use crate::workspace::Pipeline;

/// Looks at the files of a table.
pub(super) fn check(
    log: &Log<'_>,
    pipeline: &Pipeline,
    look: Look,
    check_cancelled: CheckCancelled<'_>,
) -> Result<FileChecks> {
    let mut checks = FileChecks::default();
    // Rows of other columns than the pipeline has cannot be read; the bytes can.
    let readable = schema::grown(log, pipeline).is_ok();
    for (file, wrong) in log.files_as_named()? {
        check_cancelled(0)?;
        checks.files += 1;
        checks.unhashed += u64::from(file.hash.is_none() && wrong.is_none());
        let wrong = match (wrong, look) {
            (Some(wrong), _) => Some(wrong),
            (None, Look::Quick) => quick(&file).err(),
            (None, Look::Deep) => deep(&file, pipeline, readable).err(),
        };
        checks.wrong.extend(wrong.map(|message| WrongFile { path: file.path, message }));
    }
    Ok(checks)
}

/// Its size, and the number of its rows as its footer says it.
fn quick(file: &DataFile) -> Result<(), String> {
    size(file)?;
    rows(file, Footer::read(&file.path).map_err(|error| error.message)?.rows())
}

/// All of its bytes, and its rows against what its commit says of them.
fn deep(file: &DataFile, pipeline: &Pipeline, readable: bool) -> Result<(), String> {
    size(file)?;
    if let Some(hash) = &file.hash
        && hashed(file).map_err(|error| error.message)? != *hash
    {
        return Err("its bytes are not those that were written".to_owned());
    }
    rows(file, Footer::read(&file.path).map_err(|error| error.message)?.rows())?;
    if !readable {
        return Ok(());
    }
    let found = found(file, pipeline).map_err(|error| error.message)?;
    rows(file, found.rows)?;
    match found.bounds.iter().find(|(name, bounds)| !within(file, name, bounds)) {
        None => Ok(()),
        Some((name, (low, high))) => {
            let known = |bounds: &serde_json::Map<String, Value>| bounds.get(name).map_or("-".to_owned(), text);
            let (min, max) = (known(&file.stats.min_values), known(&file.stats.max_values));
            Err(format!("its {name} runs from {} to {}, its commit says from {min} to {max}", text(low), text(high)))
        }
    }
}

fn rows(file: &DataFile, found: u64) -> Result<(), String> {
    if found == file.rows { Ok(()) } else { Err(format!("it has {found} rows, its commit says {}", file.rows)) }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What the rows of a file are.
struct Found {
    rows: u64,
    /// The least and greatest value of the columns that a commit may say bounds of.
    bounds: Vec<(String, (Value, Value))>,
}

fn found(file: &DataFile, pipeline: &Pipeline) -> Result<Found> {
    let gone = || Error::new(ErrorKind::Warehouse, "it is gone");
    let rows = data::scan_paths(std::iter::once(file.path.as_path()), pipeline)?.ok_or_else(gone)?;
    let names: Vec<&str> = bounded_columns(pipeline).into_iter().chain([EFFECTIVE_FROM, EXPIRY_DATE]).collect();
    let ends = names.iter().flat_map(|name| {
        [col(*name).min().alias(format!("min {name}")), col(*name).max().alias(format!("max {name}"))]
    });
    let all: Vec<Expr> = ends.chain([len().cast(DataType::UInt64).alias("rows")]).collect();
    let frame = collect(pipeline, rows.select(all), || Ok(vec![file.clone()]))?;
    let value = |end: &str, name: &str| -> PolarsResult<Option<Value>> {
        Ok(value_of(&frame.column(&format!("{end} {name}"))?.get(0)?))
    };
    let mut bounds = Vec::new();
    for name in names {
        let found: PolarsResult<_> = value("min", name).and_then(|min| Ok(min.zip(value("max", name)?)));
        bounds.extend(found.doing(format_args!("find the bounds of `{name}`"))?.map(|found| (name.to_owned(), found)));
    }
    let rows = frame.column("rows").and_then(|rows| rows.get(0)?.try_extract());
    Ok(Found { rows: rows.doing("count the rows")?, bounds })
}

fn within(file: &DataFile, name: &str, (low, high): &(Value, Value)) -> bool {
    let below = file.stats.min_values.get(name).is_some_and(|min| less(low, min));
    let above = file.stats.max_values.get(name).is_some_and(|max| less(max, high));
    !below && !above
}
