//! Small files are merged now and then, and files that no reader can need any more are removed.

use std::path::Path;

use chrono::Duration;
use polars::prelude::SortMultipleOptions;

use super::commit::FileActions;
use super::data;
use super::file::DataFile;
use super::log::Log;
use super::partitions;
use super::read::collect;
use super::write::{self, Names};
use crate::error::{Doing, Result};
use crate::history::EFFECTIVE_FROM;
use crate::warehouse::key::bounded_columns;
use crate::workspace::Pipeline;

/// So many small files of one kind are merged into one.
const MANY: usize = 16;
/// A file below this size in bytes is small.
const SMALL: u64 = 32 << 20;
/// Files are looked over for removal once in so many versions of the table.
const VACUUM_EVERY: u64 = 10;
/// A reader that opened the table this long ago still finds its files.
const KEEP: Duration = Duration::days(7);

pub(super) fn tidy(log: &mut Log<'_>, folder: &Path, pipeline: &Pipeline) -> Result<()> {
    let Some(version) = log.table().and_then(|t| t.version()) else { return Ok(()) };
    let (files, names) = (log.files()?, Names::of(format!("merged-{version}")));
    for current in [true, false] {
        let is_small = |f: &&DataFile| f.current == current && f.size < SMALL && partitions::is_few(f.rows, pipeline);
        let small: Vec<DataFile> = files.iter().filter(is_small).cloned().collect();
        if small.len() >= MANY {
            merge(log, folder, pipeline, small, &names)?;
        }
    }
    if version % VACUUM_EVERY == 0 {
        vacuum(log)?;
    }
    Ok(())
}

fn merge(log: &mut Log<'_>, folder: &Path, pipeline: &Pipeline, small: Vec<DataFile>, names: &Names) -> Result<()> {
    let current = small.iter().all(|f| f.current);
    let Some(rows) = data::scan_paths(small.iter().map(|f| f.path.as_path()), pipeline)? else { return Ok(()) };
    let by: Vec<&str> = pipeline.key_names().chain([EFFECTIVE_FROM]).collect();
    let options = SortMultipleOptions::default().with_maintain_order(true);
    let rows = collect(pipeline, rows, || Ok(small.clone()))?.sort(by, options);
    let rows = rows.doing(format_args!("merge small files of `{}`", pipeline.name))?;
    let mut adds = Vec::new();
    for rows in partitions::files_of(rows, pipeline)? {
        adds.extend(write::write(folder, names, &rows, current, &bounded_columns(pipeline))?);
    }
    let committed = log.commit_merge(FileActions { adds, removes: small, ..FileActions::default() })?;
    committed.trouble.map_or(Ok(()), Err)
}

/// Removes files of a table of which no version that a reader may have open has need, now and then.
pub(super) fn old_files(log: &Log<'_>) -> Result<()> {
    match log.table().and_then(|table| table.version()) {
        Some(version) if version % VACUUM_EVERY == 0 => vacuum(log),
        _ => Ok(()),
    }
}

fn vacuum(log: &Log<'_>) -> Result<()> {
    let Some(table) = log.table() else { return Ok(()) };
    let vacuum = table.clone().vacuum().with_retention_period(KEEP).with_enforce_retention_duration(false);
    log.wait(async { vacuum.await }).map(|_| ())
}
