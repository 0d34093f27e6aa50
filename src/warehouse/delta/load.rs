//! One load: what changes is found by key and hash alone, then only the files that hold a change are rewritten.

use std::path::Path;

use chrono::NaiveDate;
use polars::prelude::*;

use super::data::{self, file_columns, no_versions};
use super::log::{Change, DataFile, Log};
use crate::check::{Checked, ROW_HASH, Total};
use crate::error::{Error, ErrorKind, Result};
use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE, LoadPlan, date_scalar, open_end, plan};
use crate::warehouse::{Hold, LoadOutcome, LoadRecord, LoadRequest, Shrink, TotalRecord, query_error};
use crate::workspace::{Load, Pipeline};

/// The column that tells from which data file a current version was read.
const FILE: &str = "__file";

pub(super) fn load(log: &mut Log<'_>, folder: &Path, request: LoadRequest<'_>) -> Result<LoadOutcome> {
    let LoadRequest { pipeline, slot, checked, .. } = &request;
    log.create(data::delta_columns(pipeline)?)?;
    let key: Vec<&str> = pipeline.key_columns().map(|c| c.name.as_str()).collect();
    let known: Vec<DataFile> = log.files()?.into_iter().filter(|f| f.current).collect();
    let touched = candidates(&known, pipeline, &checked.accepted, &key);
    let current = current_keys(&touched, pipeline, &key)?;
    let incoming = checked.accepted.select(key.iter().copied().chain([ROW_HASH])).map_err(|e| query_error(&e))?;
    let plan = plan(pipeline.load, slot.date, &key, &incoming, &current, &checked.held).map_err(|e| query_error(&e))?;
    if let Some(hold) = hold(&request, &plan, current.height() as u64) {
        return Ok(LoadOutcome::Held(hold));
    }
    let record = record(&request, &plan)?;
    let name = file_name(&request);
    let change = change(folder, &name, &request, &plan, &current, touched).map_err(|e| query_error(&e))??;
    check_counts(pipeline, &plan, &change, &incoming, &known)?;
    log.commit_load(change, &record)?;
    Ok(LoadOutcome::Loaded(record))
}

/// The current files that may hold a key of the load: all of them for a snapshot, which is about every key.
fn candidates(known: &[DataFile], pipeline: &Pipeline, incoming: &DataFrame, key: &[&str]) -> Vec<DataFile> {
    if pipeline.load == Load::Snapshot {
        return known.to_vec();
    }
    if incoming.height() == 0 {
        return Vec::new();
    }
    let first = key.first().copied().unwrap_or_default();
    match data::range(incoming, first) {
        Some((low, high)) => data::overlapping(known, first, &low, &high).into_iter().cloned().collect(),
        None => known.to_vec(),
    }
}

/// Key, hash, start and file of the current versions in some files.
fn current_keys(files: &[DataFile], pipeline: &Pipeline, key: &[&str]) -> Result<DataFrame> {
    let columns: Vec<Expr> = key.iter().copied().chain([ROW_HASH, EFFECTIVE_FROM]).map(col).collect();
    let mut parts = vec![
        no_versions(pipeline)?.lazy().select(columns.clone()).with_column(lit(0u32).cast(DataType::UInt32).alias(FILE)),
    ];
    for (at, file) in files.iter().enumerate() {
        if let Some(frame) = data::scan_paths([file.path.as_path()].into_iter())? {
            parts.push(frame.select(columns.clone()).with_column(lit(at as u32).cast(DataType::UInt32).alias(FILE)));
        }
    }
    concat(parts, UnionArgs::default()).and_then(LazyFrame::collect).map_err(|e| query_error(&e))
}

fn hold(request: &LoadRequest<'_>, plan: &LoadPlan, current: u64) -> Option<Hold> {
    let LoadRequest { pipeline, checked, shrink, .. } = request;
    if pipeline.load != Load::Snapshot || *shrink == Shrink::Accept || pipeline.max_shrink >= 1.0 {
        return None;
    }
    let too_many = plan.absent as f64 > pipeline.max_shrink * current as f64;
    (checked.counts.rows == 0 || too_many).then_some(Hold { rows: checked.counts.rows, closing: plan.absent, current })
}

/// Writes the files of a load.
fn change(
    folder: &Path,
    name: &str,
    request: &LoadRequest<'_>,
    plan: &LoadPlan,
    current: &DataFrame,
    touched: Vec<DataFile>,
) -> PolarsResult<Result<Change>> {
    let LoadRequest { pipeline, slot, checked, .. } = request;
    let key: Vec<&str> = pipeline.key_columns().map(|c| c.name.as_str()).collect();
    let incoming = versions(&checked.accepted, plan, pipeline)?;
    let mut removes = Vec::new();
    let mut closed = Vec::new();
    let mut open = Vec::new();
    if plan.closed == 0 {
        open.push(incoming.filter(&plan.opens)?);
    } else if pipeline.load == Load::Snapshot {
        // The file says the whole list: the new current part is the file itself, and the versions of held keys.
        open.push(incoming);
        let needed = plan.closes.vstack(&plan.keeps)?;
        let rows = rows_of(&touched, pipeline, &key, &needed)?;
        open.push(only(&rows, &plan.keeps, &key, JoinType::Semi)?);
        closed.push(only(&rows, &plan.closes, &key, JoinType::Semi)?);
        removes = touched;
    } else {
        open.push(incoming.filter(&plan.opens)?);
        let hit = only(current, &plan.closes, &key, JoinType::Semi)?;
        let hit: Vec<u32> = hit.column(FILE)?.u32()?.unique()?.iter().flatten().collect();
        removes = (0..).zip(touched).filter(|(at, _)| hit.contains(at)).map(|(_, file)| file).collect();
        let rows = all_rows(&removes, pipeline)?;
        open.push(only(&rows, &plan.closes, &key, JoinType::Anti)?);
        closed.push(only(&rows, &plan.closes, &key, JoinType::Semi)?);
    }
    let open = stacked(open, pipeline)?;
    let closed = ended(stacked(closed, pipeline)?, slot.date)?;
    let written = data::write(folder, name, &open, true, &key)
        .and_then(|open| Ok([open, data::write(folder, name, &closed, false, &key)?]));
    Ok(written.map(|files| Change { adds: files.into_iter().flatten().collect(), removes }))
}

/// The incoming rows as open versions, in the columns of a data file.
fn versions(accepted: &DataFrame, plan: &LoadPlan, pipeline: &Pipeline) -> PolarsResult<DataFrame> {
    let mut frame = accepted.clone();
    let end = Column::new_scalar(EXPIRY_DATE.into(), date_scalar(open_end()), frame.height());
    frame.with_column(plan.effective_from.clone())?;
    frame.with_column(end)?;
    frame.select(file_columns(pipeline))
}

fn ended(mut frame: DataFrame, day: NaiveDate) -> PolarsResult<DataFrame> {
    frame.with_column(Column::new_scalar(EXPIRY_DATE.into(), date_scalar(day), frame.height()))?;
    // Opened and closed on one day, by two files of it: it held on no day at all.
    frame.lazy().filter(col(EFFECTIVE_FROM).lt(col(EXPIRY_DATE))).collect()
}

/// The whole rows of some versions, which are few among those in the files.
fn rows_of(files: &[DataFile], pipeline: &Pipeline, key: &[&str], wanted: &DataFrame) -> PolarsResult<DataFrame> {
    let hashes = wanted.column(ROW_HASH)?.as_materialized_series().clone();
    let Ok(Some(frame)) = data::scan_paths(files.iter().map(|f| f.path.as_path())) else {
        return Ok(wanted.clear());
    };
    let found = frame
        .filter(col(ROW_HASH).is_in(lit(hashes).implode(true), false))
        .select(file_columns(pipeline).into_iter().map(col).collect::<Vec<_>>())
        .collect()?;
    only(&found, wanted, key, JoinType::Semi)
}

fn all_rows(files: &[DataFile], pipeline: &Pipeline) -> PolarsResult<DataFrame> {
    match data::scan_paths(files.iter().map(|f| f.path.as_path())) {
        Ok(Some(frame)) => frame.select(file_columns(pipeline).into_iter().map(col).collect::<Vec<_>>()).collect(),
        Ok(None) => Ok(DataFrame::empty()),
        Err(error) => Err(polars_err!(ComputeError: "{error}")),
    }
}

fn only(rows: &DataFrame, keys: &DataFrame, key: &[&str], how: JoinType) -> PolarsResult<DataFrame> {
    let on: Vec<Expr> = key.iter().map(|k| col(*k)).collect();
    rows.clone().lazy().join(keys.clone().lazy(), on.clone(), on, JoinArgs::new(how)).collect()
}

fn stacked(parts: Vec<DataFrame>, pipeline: &Pipeline) -> PolarsResult<DataFrame> {
    let mut all = no_versions(pipeline).map_err(|e| polars_err!(ComputeError: "{e}"))?;
    for part in parts.iter().filter(|part| part.height() > 0) {
        all.vstack_mut(part)?;
    }
    Ok(all)
}

fn file_name(request: &LoadRequest<'_>) -> String {
    let part = request.slot.part.as_ref().map(|p| format!("-{}", p.replace(|c: char| !c.is_ascii_alphanumeric(), "_")));
    format!("{}{}-{}", request.slot.date.format("%Y%m%d"), part.unwrap_or_default(), request.run)
}

/// Compares what was written with what was planned, before anything is visible.
fn check_counts(
    pipeline: &Pipeline,
    plan: &LoadPlan,
    change: &Change,
    incoming: &DataFrame,
    known: &[DataFile],
) -> Result<()> {
    let rows = |files: &mut dyn Iterator<Item = u64>| files.sum::<u64>();
    let before = rows(&mut known.iter().map(|f| f.stats.num_records));
    let removed = rows(&mut change.removes.iter().map(|f| f.stats.num_records));
    let added = rows(&mut change.adds.iter().filter(|f| f.current).map(|f| f.stats.num_records));
    let after = before + added - removed;
    let expected = match pipeline.load {
        Load::Snapshot => incoming.height() as u64 + plan.keeps.height() as u64,
        Load::Transaction => before + plan.opened - plan.closed,
    };
    if after == expected && plan.opened + plan.unchanged == incoming.height() as u64 {
        return Ok(());
    }
    let message = format!("the load would leave {after} current versions, expected {expected}; nothing was committed");
    Err(Error::new(ErrorKind::Warehouse, message).hint("Run `shoptui doctor` and report this."))
}

fn record(request: &LoadRequest<'_>, plan: &LoadPlan) -> Result<LoadRecord> {
    let LoadRequest { pipeline, slot, file, sha256, run, checked, .. } = request;
    let counts = checked.counts;
    Ok(LoadRecord {
        pipeline: pipeline.name.clone(),
        date: slot.date,
        part: slot.part.clone(),
        file: (*file).to_owned(),
        sha256: (*sha256).to_owned(),
        rows: counts.rows,
        accepted: counts.accepted,
        rejected: counts.rejected,
        duplicates: counts.duplicates,
        opened: plan.opened,
        closed: plan.closed,
        unchanged: plan.unchanged,
        run: (*run).to_owned(),
        totals: totals(checked, plan).map_err(|e| query_error(&e))?,
    })
}

fn totals(checked: &Checked, plan: &LoadPlan) -> PolarsResult<Vec<TotalRecord>> {
    let opened = if plan.unchanged == 0 { checked.accepted.clone() } else { checked.accepted.filter(&plan.opens)? };
    let sum = |frame: &DataFrame, total: &Total| -> PolarsResult<i128> {
        Ok(frame.column(&total.column)?.as_materialized_series().decimal()?.physical().iter().flatten().sum())
    };
    checked
        .totals
        .iter()
        .map(|total| {
            let (all, opened) = (sum(&checked.accepted, total)?, sum(&opened, total)?);
            Ok(TotalRecord {
                column: total.column.clone(),
                scale: total.scale,
                file: total.file.to_string(),
                rejected: total.rejected.to_string(),
                duplicates: total.duplicates.to_string(),
                opened: opened.to_string(),
                unchanged: (all - opened).to_string(),
            })
        })
        .collect()
}
