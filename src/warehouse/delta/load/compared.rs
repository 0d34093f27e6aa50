//! Loads whose rows are compared with what is current of their keys: what changes is found by key and hash alone, then
//! only the files that hold a change are rewritten.

use std::collections::BTreeSet;
use std::path::PathBuf;

use polars::prelude::*;

use super::found::{Found, Loaded};
use super::writing::{Writing, records, versions};
use crate::check::{Accepted, ROW_HASH, hash, part_of};
use crate::error::{Doing, Result};
use crate::history::{EFFECTIVE_FROM, LoadPlan, plan};
use crate::warehouse::delta::data::{self, file_columns, no_versions};
use crate::warehouse::delta::file::DataFile;
use crate::warehouse::delta::read::collect;
use crate::warehouse::delta::write;
use crate::warehouse::load::{Hold, LoadRequest};
use crate::workspace::Pipeline;

/// The column that tells from which data file a current version was read.
const FILE: &str = "__file";

/// Plans a load and writes its files.
pub(super) fn load(found: &Found<'_>, request: &LoadRequest<'_>) -> Result<Loaded> {
    let mut job = Job { key: found.pipeline.key_names().collect(), writing: Writing::new(found, request), keeps: 0 };
    let parts = request.checked.accepted.parts();
    // A single part is planned once; of several, only one is ever in memory, so they are planned again when written.
    let mut only = if parts == 1 { Some(job.part(0)?) } else { None };
    if let Some(hold) = job.hold(only.as_ref())? {
        return Ok(Loaded::Held(hold));
    }
    let mut changed = Vec::new();
    for at in 0..parts {
        let part = only.take().map_or_else(|| job.part(at), Ok)?;
        changed.push(job.write_part(part, parts)?);
    }
    job.rewrite(changed)?;
    let figures = &job.writing.figures;
    let expected = if found.pipeline.load.ends_absent() {
        Some(figures.incoming + job.keeps)
    } else {
        (records(found.open.iter()) + figures.opened).checked_sub(figures.closed)
    };
    job.writing.finish(expected)
}

/// A load while it is planned and written.
struct Job<'a> {
    writing: Writing<'a>,
    key: Vec<&'a str>,
    /// The versions of held keys that a snapshot keeps.
    keeps: u64,
}

/// A part of a load: its rows, what is current of their keys, and what is to be done.
struct Part {
    rows: DataFrame,
    current: DataFrame,
    /// The files that `current` was read from.
    files: Vec<DataFile>,
    plan: LoadPlan,
}

/// What a part of a transaction load ends: key and hash of the versions, and the files that hold them.
struct Ends {
    closes: DataFrame,
    files: BTreeSet<PathBuf>,
}

impl Job<'_> {
    /// Reads and plans a part.
    fn part(&self, at: usize) -> Result<Part> {
        let Writing { found, request, .. } = self.writing;
        (request.check_cancelled)(0)?;
        let LoadRequest { source, checked, .. } = request;
        let Found { pipeline, open, .. } = *found;
        let rows = checked.accepted.part(at)?;
        let files = candidates(open, pipeline, &rows)?;
        let current = current_keys(&files, pipeline, &self.key)?;
        let current = keys_of_part(current, &self.key, at, &checked.accepted)?;
        let incoming = rows.select(self.key.iter().copied().chain([ROW_HASH]));
        let day = source.slot.date;
        let plan = incoming.and_then(|rows| plan(pipeline.load, day, &self.key, &rows, &current, &checked.held));
        let plan = plan.doing(format_args!("plan the load of `{}`", source.file))?;
        Ok(Part { rows, current, files, plan })
    }

    /// Whether a snapshot is to wait for an explicit yes.
    fn hold(&self, only: Option<&Part>) -> Result<Option<Hold>> {
        let Writing { found, request, .. } = self.writing;
        let Found { pipeline, open, .. } = *found;
        if !request.may_hold(pipeline) {
            return Ok(None);
        }
        let closing = match only {
            Some(part) => part.plan.absent,
            None => {
                let parts = 0..request.checked.accepted.parts();
                parts.map(|at| Ok(self.part(at)?.plan.absent)).sum::<Result<u64>>()?
            }
        };
        Ok(request.hold(pipeline, closing, records(open.iter())))
    }

    /// Writes what a part opens and, of a snapshot, what it closes.
    fn write_part(&mut self, part: Part, parts: usize) -> Result<Ends> {
        let Writing { found, request, .. } = self.writing;
        let (pipeline, whole_list) = (found.pipeline, found.pipeline.load.ends_absent());
        let (file, ending) = (&request.source.file, self.writing.ending());
        let Part { rows, current, files, plan } = part;
        self.writing.figures.add(&rows, &plan, request).doing(format_args!("add up the rows of `{file}`"))?;
        self.keeps += plan.keeps.height() as u64;
        let open = format_args!("open the versions of `{file}`");
        let incoming = versions(&rows, &plan, pipeline).doing(open)?;
        drop(rows);
        let (open, closed) = if !whole_list || (parts == 1 && plan.closed == 0) {
            let opened = if plan.unchanged == 0 { incoming } else { incoming.filter(&plan.opens).doing(open)? };
            (opened, no_versions(pipeline)?)
        } else {
            // The file says the whole list: the new current part is the file itself, and the versions of held keys.
            let wanted = plan.closes.vstack(&plan.keeps).doing(&ending)?;
            let rows = rows_of(&files, pipeline, &self.key, &wanted)?;
            self.writing.actions.removes = found.open.to_vec();
            let closed = only(&rows, &plan.closes, &self.key, JoinType::Semi).doing(&ending)?;
            let kept = only(&rows, &plan.keeps, &self.key, JoinType::Semi);
            (kept.and_then(|kept| incoming.vstack(&kept)).doing(open)?, self.writing.ended(closed)?)
        };
        let mut hit = BTreeSet::new();
        if !whole_list {
            let of = files_hit(&current, &plan.closes, &self.key).doing(&ending)?;
            hit = of.into_iter().filter_map(|at| Some(files.get(at as usize)?.path.clone())).collect();
        }
        self.writing.write(&open, &closed)?;
        Ok(Ends { closes: plan.closes, files: hit })
    }

    /// Takes what a transaction load ends out of the files that hold it.
    fn rewrite(&mut self, ends: Vec<Ends>) -> Result<()> {
        let Writing { found, request, .. } = self.writing;
        let ending = self.writing.ending();
        let hit: BTreeSet<_> = ends.iter().flat_map(|e| e.files.iter()).collect();
        for file in found.open.iter().filter(|f| hit.contains(&f.path)) {
            (request.check_cancelled)(0)?;
            let mut rest = self.writing.rows(file)?;
            let mut closed = no_versions(found.pipeline)?;
            for ends in &ends {
                let ended = only(&rest, &ends.closes, &self.key, JoinType::Semi).doing(&ending)?;
                closed.vstack_mut(&ended).doing(&ending)?;
                rest = only(&rest, &ends.closes, &self.key, JoinType::Anti).doing(&ending)?;
            }
            let closed = self.writing.ended(closed)?;
            self.writing.write(&rest, &closed)?;
            self.writing.actions.removes.push(file.clone());
        }
        Ok(())
    }
}

/// The current files that may hold a key of the load: all of them for a snapshot, which is about every key.
fn candidates(known: &[DataFile], pipeline: &Pipeline, incoming: &DataFrame) -> Result<Vec<DataFile>> {
    if pipeline.load.ends_absent() {
        return Ok(known.to_vec());
    }
    let Some(first) = pipeline.key_columns().next().filter(|_| incoming.height() > 0) else { return Ok(Vec::new()) };
    match write::range(incoming, &first.name)? {
        Some(range) => data::overlapping(known, first, &range),
        None => Ok(known.to_vec()),
    }
}

/// Key, hash, start and file of the current versions in some files.
fn current_keys(files: &[DataFile], pipeline: &Pipeline, key: &[&str]) -> Result<DataFrame> {
    let columns: Vec<Expr> = key.iter().copied().chain([ROW_HASH, EFFECTIVE_FROM]).map(col).collect();
    let mut parts = vec![
        no_versions(pipeline)?.lazy().select(columns.clone()).with_column(lit(0u32).cast(DataType::UInt32).alias(FILE)),
    ];
    for (at, file) in files.iter().enumerate() {
        if let Some(frame) = data::scan_paths(std::iter::once(file.path.as_path()), pipeline)? {
            parts.push(frame.select(columns.clone()).with_column(lit(at as u32).cast(DataType::UInt32).alias(FILE)));
        }
    }
    let all = concat(parts, UnionArgs::default()).doing(format_args!("read the keys of `{}`", pipeline.name))?;
    collect(pipeline, all, || Ok(files.to_vec()))
}

/// The keys among the current ones that belong to a part.
fn keys_of_part(current: DataFrame, key: &[&str], at: usize, accepted: &Accepted) -> Result<DataFrame> {
    if accepted.parts() == 1 {
        return Ok(current);
    }
    let mine = || {
        let hashes = hash::of_columns(current.select(key.iter().copied())?.columns(), current.height())?;
        let mine: Vec<bool> = hashes.into_iter().map(|h| part_of(h, accepted.parts()) == at).collect();
        current.filter(&BooleanChunked::from_slice("mine".into(), &mine))
    };
    mine().doing("divide the current keys into parts")
}

/// From which files the versions that end were read.
fn files_hit(current: &DataFrame, closes: &DataFrame, key: &[&str]) -> PolarsResult<BTreeSet<u32>> {
    let hit = only(current, closes, key, JoinType::Semi)?;
    Ok(hit.column(FILE)?.u32()?.iter().flatten().collect())
}

/// The whole rows of some versions, which are few among those in the files.
fn rows_of(files: &[DataFile], pipeline: &Pipeline, key: &[&str], wanted: &DataFrame) -> Result<DataFrame> {
    let find = format_args!("find versions of `{}` by their row hash", pipeline.name);
    let hashes = wanted.column(ROW_HASH).doing(find)?.as_materialized_series().clone();
    let Some(frame) = data::scan_paths(files.iter().map(|f| f.path.as_path()), pipeline)? else {
        return no_versions(pipeline);
    };
    let found = frame
        .filter(col(ROW_HASH).is_in(lit(hashes).implode(true), false))
        .select(file_columns(pipeline).into_iter().map(col).collect::<Vec<_>>());
    let found = collect(pipeline, found, || Ok(files.to_vec()))?;
    only(&found, wanted, key, JoinType::Semi).doing(find)
}

fn only(rows: &DataFrame, keys: &DataFrame, key: &[&str], how: JoinType) -> PolarsResult<DataFrame> {
    let on: Vec<Expr> = key.iter().map(|k| col(*k)).collect();
    rows.clone().lazy().join(keys.clone().lazy(), on.clone(), on, JoinArgs::new(how)).collect()
}
