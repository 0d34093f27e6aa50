//! One load: what changes is found by key and hash alone, then only the files that hold a change are rewritten.
//!
//! Everything is done a part of the keys at a time: a small file has one part, a large one as many as keep memory
//! bounded.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use polars::prelude::*;

use super::commit::FileActions;
use super::data::{self, file_columns, no_versions};
use super::file::DataFile;
use super::read::collect;
use super::write::{self, Names};
use crate::check::{Accepted, ROW_HASH, hash, part_of};
use crate::error::{Doing, Error, ErrorKind, Result};
use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE, LoadPlan, date_scalar, open_end, plan};
use crate::warehouse::figures::LoadFigures;
use crate::warehouse::load::{Hold, LoadRecord, LoadRequest};
use crate::workspace::{Load, Pipeline};

/// The column that tells from which data file a current version was read.
const FILE: &str = "__file";

/// A table as a load finds it.
pub(super) struct Found<'a> {
    pub(super) folder: &'a Path,
    pub(super) pipeline: &'a Pipeline,
    /// The data files of open versions.
    pub(super) open: &'a [DataFile],
    /// The names of the files of the change.
    pub(super) names: &'a Names,
}

/// What a load came to; its files are written, and nothing of them is visible.
pub(super) enum Loaded {
    FileActions(Box<(FileActions, LoadRecord)>),
    Held(Hold),
}

/// Plans a load and writes its files.
pub(super) fn load(found: &Found<'_>, request: &LoadRequest<'_>) -> Result<Loaded> {
    let key = found.pipeline.key_names().collect();
    let mut job = Job {
        found,
        key,
        request,
        actions: FileActions::default(),
        figures: LoadFigures::default(),
        ended: 0,
        keeps: 0,
    };
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
    job.check_counts()?;
    let record = job.figures.record(found.pipeline, request);
    Ok(Loaded::FileActions(Box::new((job.actions, record))))
}

/// A load while it is planned and written.
struct Job<'a> {
    found: &'a Found<'a>,
    key: Vec<&'a str>,
    request: &'a LoadRequest<'a>,
    actions: FileActions,
    figures: LoadFigures,
    /// The versions found that were to be closed.
    ended: u64,
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
        (self.request.check_cancelled)(0)?;
        let LoadRequest { source, checked, .. } = self.request;
        let Found { pipeline, open, .. } = *self.found;
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
        let Found { pipeline, open, .. } = *self.found;
        if !self.request.may_hold(pipeline) {
            return Ok(None);
        }
        let closing = match only {
            Some(part) => part.plan.absent,
            None => {
                let parts = 0..self.request.checked.accepted.parts();
                parts.map(|at| Ok(self.part(at)?.plan.absent)).sum::<Result<u64>>()?
            }
        };
        Ok(self.request.hold(pipeline, closing, records(open.iter())))
    }

    /// Writes what a part opens and, of a snapshot, what it closes.
    fn write_part(&mut self, part: Part, parts: usize) -> Result<Ends> {
        let (pipeline, file) = (self.found.pipeline, &self.request.source.file);
        let Part { rows, current, files, plan } = part;
        self.figures.add(&rows, &plan, self.request).doing(format_args!("add up the rows of `{file}`"))?;
        self.keeps += plan.keeps.height() as u64;
        let open = format_args!("open the versions of `{file}`");
        let incoming = versions(&rows, &plan, pipeline).doing(open)?;
        drop(rows);
        let (open, closed) = if pipeline.load == Load::Transaction || (parts == 1 && plan.closed == 0) {
            let opened = if plan.unchanged == 0 { incoming } else { incoming.filter(&plan.opens).doing(open)? };
            (opened, no_versions(pipeline)?)
        } else {
            // The file says the whole list: the new current part is the file itself, and the versions of held keys.
            let wanted = plan.closes.vstack(&plan.keeps).doing(self.end_versions())?;
            let found = rows_of(&files, pipeline, &self.key, &wanted)?;
            self.actions.removes = self.found.open.to_vec();
            let closed = only(&found, &plan.closes, &self.key, JoinType::Semi).doing(self.end_versions())?;
            let kept = only(&found, &plan.keeps, &self.key, JoinType::Semi);
            (kept.and_then(|kept| incoming.vstack(&kept)).doing(open)?, self.ended(closed)?)
        };
        let hit = match pipeline.load {
            Load::Snapshot => BTreeSet::new(),
            Load::Transaction => {
                let hit = files_hit(&current, &plan.closes, &self.key).doing(self.end_versions())?;
                hit.into_iter().filter_map(|at| Some(files.get(at as usize)?.path.clone())).collect()
            }
        };
        self.write(&open, &closed)?;
        Ok(Ends { closes: plan.closes, files: hit })
    }

    /// Takes what a transaction load ends out of the files that hold it.
    fn rewrite(&mut self, ends: Vec<Ends>) -> Result<()> {
        let pipeline = self.found.pipeline;
        let hit: BTreeSet<_> = ends.iter().flat_map(|e| e.files.iter()).collect();
        for file in self.found.open.iter().filter(|f| hit.contains(&f.path)) {
            (self.request.check_cancelled)(0)?;
            let Some(frame) = data::scan_paths(std::iter::once(file.path.as_path()), pipeline)? else { continue };
            let frame = frame.select(file_columns(pipeline).into_iter().map(col).collect::<Vec<_>>());
            let mut rest = collect(pipeline, frame, || Ok(vec![file.clone()]))?;
            let mut closed = no_versions(pipeline)?;
            for ends in &ends {
                let ended = only(&rest, &ends.closes, &self.key, JoinType::Semi).doing(self.end_versions())?;
                closed.vstack_mut(&ended).doing(self.end_versions())?;
                rest = only(&rest, &ends.closes, &self.key, JoinType::Anti).doing(self.end_versions())?;
            }
            let closed = self.ended(closed)?;
            self.write(&rest, &closed)?;
            self.actions.removes.push(file.clone());
        }
        Ok(())
    }

    /// Versions that end on the day of the load.
    fn ended(&mut self, mut versions: DataFrame) -> Result<DataFrame> {
        self.ended += versions.height() as u64;
        let day = date_scalar(self.request.source.slot.date);
        let end = Column::new_scalar(EXPIRY_DATE.into(), day, versions.height());
        versions.with_column(end).doing(self.end_versions())?;
        // Opened and closed on one day, by two files of it: it held on no day at all.
        let ended = versions.clone().lazy().filter(col(EFFECTIVE_FROM).lt(col(EXPIRY_DATE))).collect();
        let ended = ended.doing(self.end_versions())?;
        self.figures.same_day += (versions.height() - ended.height()) as u64;
        Ok(ended)
    }

    /// What is being done, for an error.
    fn end_versions(&self) -> String {
        format!("end the versions of `{}` that `{}` changes", self.found.pipeline.name, self.request.source.file)
    }

    fn write(&mut self, open: &DataFrame, closed: &DataFrame) -> Result<()> {
        for (rows, current) in [(open, true), (closed, false)] {
            self.actions.adds.extend(write::write(self.found.folder, self.found.names, rows, current, &self.key)?);
        }
        Ok(())
    }

    /// Compares what was written with what was planned, before anything is visible.
    fn check_counts(&self) -> Result<()> {
        let figures = &self.figures;
        let before = records(self.found.open.iter());
        let added = records(self.actions.adds.iter().filter(|f| f.current));
        let after = (before + added).checked_sub(records(self.actions.removes.iter()));
        let expected = match self.found.pipeline.load {
            Load::Snapshot => Some(figures.incoming + self.keeps),
            Load::Transaction => (before + figures.opened).checked_sub(figures.closed),
        };
        let rows = self.request.checked.counts.accepted;
        let planned = figures.opened + figures.unchanged == figures.incoming && figures.incoming == rows;
        if planned && after.is_some() && after == expected && self.ended == figures.closed {
            return Ok(());
        }
        let (after, expected) = (after.unwrap_or_default(), expected.unwrap_or_default());
        let message = format!(
            "the load would leave {after} current versions and close {}, expected {expected} and {}; nothing was committed",
            self.ended, figures.closed
        );
        Err(Error::new(ErrorKind::Warehouse, message).hint("Run `shoptui doctor` and report this."))
    }
}

fn records<'a>(files: impl Iterator<Item = &'a DataFile>) -> u64 {
    files.map(|f| f.rows).sum()
}

/// The current files that may hold a key of the load: all of them for a snapshot, which is about every key.
fn candidates(known: &[DataFile], pipeline: &Pipeline, incoming: &DataFrame) -> Result<Vec<DataFile>> {
    if pipeline.load == Load::Snapshot {
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

/// The incoming rows as open versions, in the columns of a data file.
fn versions(accepted: &DataFrame, plan: &LoadPlan, pipeline: &Pipeline) -> PolarsResult<DataFrame> {
    let mut frame = accepted.clone();
    let end = Column::new_scalar(EXPIRY_DATE.into(), date_scalar(open_end()), frame.height());
    frame.with_column(plan.effective_from.clone())?;
    frame.with_column(end)?;
    frame.select(file_columns(pipeline))
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
