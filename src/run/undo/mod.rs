//! Undo: the files that a run brought go back into the landing zone, and their tables to what they are without them.
//!
//! A table is a function of its files, so an undo is a replay without some of them. What is to be done is noted before
//! anything is touched: an undo that is killed is finished by whoever takes the workspace next.

mod order;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::event::At;
use super::{Context, EventKind, ReplayReason, Request, Step};
use crate::atomic_file;
use crate::error::{Error, ErrorKind, Result};
use crate::landing::{self, Slot};
use crate::run::execute::pipeline::Work;
use crate::run::execute::replay::{self, ReplayFile};
use crate::run::execute::{checked, scheduler};
use crate::run::plan::upstream::Upstream;
use crate::warehouse::{LoadRecord, Warehouse};
use crate::workspace::{Pipeline, Workspace};
use order::Order;

/// What an undo is asked to take back.
#[derive(Debug, Clone, Default)]
pub struct UndoRequest {
    /// The last file of each of these pipelines; everything that a run brought if empty.
    pub pipelines: Vec<String>,
    /// The run; the last one that brought anything if none.
    pub run: Option<String>,
    /// How long to wait for another run to end.
    pub wait: std::time::Duration,
}

/// What an undo takes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    /// Each pipeline that it concerns.
    pub pipelines: Vec<UndonePipeline>,
}

/// What an undo takes back of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndonePipeline {
    /// The pipeline.
    pub pipeline: String,
    /// The run that brought what is taken back.
    pub run: String,
    /// What is taken back, in the order of the slots.
    pub files: Vec<UndoneFile>,
    /// How many days are replayed without it.
    pub days: u64,
    /// How many versions the rewind touches.
    pub versions: u64,
}

/// What an undo takes back of a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoneFile {
    /// The file's date and part.
    #[serde(flatten)]
    pub slot: Slot,
    /// The file's name.
    pub file: String,
    /// What counts for the slot after it; none if nothing does.
    pub then: Option<String>,
    /// Whether only corrections of its rows are taken back.
    pub corrections: bool,
}

/// What an undo would take back; an error of kind `NotFound` if there is nothing.
///
/// An undo that broke off and is asked for once more is gone on with: the tables may no longer show what it takes back,
/// and would give the run before instead.
pub fn undoing(workspace: &Workspace, warehouse: &dyn Warehouse, request: &UndoRequest) -> Result<Undo> {
    if let Some(begun) = begun(workspace)?.filter(|begun| begun.answers(request)) {
        return Ok(begun);
    }
    let all: Vec<&Pipeline> = match request.pipelines.as_slice() {
        [] => workspace.pipelines.iter().collect(),
        names => names.iter().map(|name| workspace.pipeline(name)).collect::<Result<_>>()?,
    };
    let mut records = Vec::with_capacity(all.len());
    for pipeline in all {
        let loads = warehouse.loads(pipeline)?;
        let order = Order::of(&warehouse.past(pipeline)?, &loads);
        records.push((pipeline, loads, order));
    }
    let of_all = order::last(records.iter().map(|(_, _, order)| order));
    let mut pipelines = Vec::new();
    for (pipeline, loads, order) in &records {
        let of_own = if request.pipelines.is_empty() { of_all } else { order.last() };
        let Some(run) = request.run.as_deref().or(of_own).map(str::to_owned) else { continue };
        let mut slots: Vec<Slot> = loads.iter().filter(|load| load.run == run).map(LoadRecord::slot).collect();
        if !request.pipelines.is_empty() {
            slots = slots.pop().into_iter().collect();
        }
        if !slots.is_empty() {
            pipelines.push(part(warehouse, pipeline, loads, run, &slots)?);
        }
    }
    if pipelines.is_empty() {
        let message = match &request.run {
            Some(run) => format!("run `{run}` brought nothing that counts"),
            None => "there is nothing to undo".to_owned(),
        };
        return Err(Error::new(ErrorKind::NotFound, message).hint("`shoptui runs` lists all runs."));
    }
    Ok(Undo { pipelines })
}

fn part(
    warehouse: &dyn Warehouse,
    pipeline: &Pipeline,
    loads: &[LoadRecord],
    run: String,
    slots: &[Slot],
) -> Result<UndonePipeline> {
    let before = before(warehouse, pipeline, &run, slots)?;
    let known: BTreeMap<Slot, &LoadRecord> = loads.iter().map(|load| (load.slot(), load)).collect();
    let files = slots.iter().filter_map(|slot| {
        let (load, then) = (known.get(slot)?, before.get(slot));
        let corrections = then.is_some_and(|then| then.kept_as() == load.kept_as());
        let then = then.map(|then| then.kept_as().to_owned());
        Some(UndoneFile { slot: slot.clone(), file: load.file.clone(), then, corrections })
    });
    let files: Vec<UndoneFile> = files.collect();
    let from = slots.iter().map(|slot| slot.date).min().unwrap_or_default();
    let gone = |slot: &Slot| files.iter().any(|file| file.slot == *slot && file.then.is_none());
    let days: BTreeSet<NaiveDate> = known.keys().filter(|s| s.date >= from && !gone(s)).map(|s| s.date).collect();
    let versions = warehouse.count_rewound(pipeline, from)?;
    Ok(UndonePipeline { pipeline: pipeline.name.clone(), run, days: days.len() as u64, versions, files })
}

/// What counted for some slots before a run brought what it brought.
fn before(
    warehouse: &dyn Warehouse,
    pipeline: &Pipeline,
    run: &str,
    slots: &[Slot],
) -> Result<BTreeMap<Slot, LoadRecord>> {
    let mut state: BTreeMap<Slot, LoadRecord> = BTreeMap::new();
    let mut found: BTreeMap<Slot, Option<LoadRecord>> = BTreeMap::new();
    for past in warehouse.past(pipeline)? {
        for load in past.loads.iter().filter(|load| load.run == run && slots.contains(&load.slot())) {
            found.entry(load.slot()).or_insert_with(|| state.get(&load.slot()).cloned());
        }
        state.retain(|slot, _| past.before.is_none_or(|day| slot.date < day));
        state.extend(past.loads.into_iter().map(|load| (load.slot(), load)));
    }
    Ok(found.into_iter().filter_map(|(slot, load)| Some((slot, load?))).collect())
}

/// Does what was planned and notes first that it is to be done.
pub(super) fn run(context: &Context<'_>, warehouse: &dyn Warehouse, undo: &Undo) -> Result<()> {
    note(context.workspace, undo)?;
    finish(context, warehouse)
}

/// Finishes an undo that was begun, if one was.
pub(super) fn finish(context: &Context<'_>, warehouse: &dyn Warehouse) -> Result<()> {
    let path = place(context.workspace);
    let Some(undo) = begun(context.workspace)? else { return Ok(()) };
    for part in &undo.pipelines {
        let pipeline = context.workspace.pipeline(&part.pipeline)?;
        take_back(context, warehouse, pipeline, part)?;
    }
    std::fs::remove_file(&path).map_err(|e| Error::io("remove", &path, &e))?;
    // Tables that refer to those that changed follow them.
    let names: Vec<&str> = undo.pipelines.iter().map(|part| part.pipeline.as_str()).collect();
    scheduler::follow(context, warehouse, &names);
    Ok(())
}

/// Whether an undo that broke off is what a request asks for.
pub(super) fn is_begun(workspace: &Workspace, request: &UndoRequest) -> Result<bool> {
    Ok(begun(workspace)?.is_some_and(|begun| begun.answers(request)))
}

/// The undo that broke off, if one did.
fn begun(workspace: &Workspace) -> Result<Option<Undo>> {
    let path = place(workspace);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("read", &path, &error)),
    };
    serde_json::from_str(&text).map(Some).map_err(|e| {
        let message = format!("the note of an unfinished undo cannot be read: {e}");
        Error::new(ErrorKind::Io, message).at_file(&path).hint("Remove it, and look with `shoptui verify`.")
    })
}

fn take_back(
    context: &Context<'_>,
    warehouse: &dyn Warehouse,
    pipeline: &Pipeline,
    part: &UndonePipeline,
) -> Result<()> {
    let slots: Vec<Slot> = part.files.iter().map(|file| file.slot.clone()).collect();
    let records = warehouse.loads(pipeline)?;
    if records.iter().any(|load| load.run == part.run && slots.contains(&load.slot())) {
        let before = before(warehouse, pipeline, &part.run, &slots)?;
        let mut target: BTreeMap<Slot, LoadRecord> = records.into_iter().map(|load| (load.slot(), load)).collect();
        target.retain(|slot, _| !slots.contains(slot));
        target.extend(before);
        without(context, warehouse, pipeline, &target, &slots)?;
    }
    let records = warehouse.loads(pipeline)?;
    let archive = landing::archive(context.workspace, pipeline)?;
    for slot in &slots {
        let counts = records.iter().find(|load| load.slot() == *slot);
        if counts.is_none() {
            checked::forget(context.workspace, pipeline, slot)?;
        }
        for file in archive.get(slot).into_iter().flatten().rev() {
            if counts.is_some_and(|load| load.kept_as() == file.archived) {
                let keep = counts.map_or(0, |load| load.corrections.len());
                file.corrections.iter().skip(keep).try_for_each(|path| set_aside(path))?;
                break;
            }
            file.corrections.iter().try_for_each(|path| set_aside(path))?;
            let place = landing::put_back(context.workspace, file)?;
            let at = At {
                step: None,
                pipeline: Some(pipeline.name.clone()),
                file: Some(file.name.clone()),
                date: Some(slot.date),
            };
            let place = context.workspace.relative(&place).display().to_string();
            context.say(EventKind::Undone { at, place, undone: part.run.clone() });
        }
    }
    Ok(())
}

/// Takes a table back to before the first of some slots and replays what counts without them.
fn without(
    context: &Context<'_>,
    warehouse: &dyn Warehouse,
    pipeline: &Pipeline,
    target: &BTreeMap<Slot, LoadRecord>,
    slots: &[Slot],
) -> Result<()> {
    let from = slots.iter().map(|slot| slot.date).min().unwrap_or_default();
    let piece = |load: &LoadRecord| {
        let file = replay::loaded_file(context.workspace, pipeline, load)?;
        Ok(ReplayFile { file, run: load.run.clone(), new: false })
    };
    let pieces: Vec<ReplayFile> = target.values().filter(|load| load.date >= from).map(piece).collect::<Result<_>>()?;
    let work = Work { context, warehouse, pipeline, waits: None };
    let against = Upstream::of(context.workspace, warehouse, pipeline)?;
    let mut at = At { step: Some(Step::Load), pipeline: Some(pipeline.name.clone()), file: None, date: Some(from) };
    if !pieces.is_empty() {
        let days: BTreeSet<NaiveDate> = pieces.iter().map(|piece| piece.file.slot.date).collect();
        context.say(EventKind::Replay {
            at: at.clone(),
            days: days.len() as u64,
            files: pieces.len() as u64,
            versions: warehouse.count_rewound(pipeline, from)?,
            because: vec![ReplayReason::Undone],
        });
    }
    match replay::run(&work, from, pieces, &against, &mut at)? {
        replay::Replayed::Committed => Ok(()),
        replay::Replayed::Again => Err(Error::new(ErrorKind::Warehouse, "a file that counts was held back in an undo")),
        replay::Replayed::Stopped => Err(Error::stopped()),
    }
}

/// Lets a correction count no more; it stays where it is, under another name.
fn set_aside(path: &Path) -> Result<()> {
    let mut number: u64 = 1;
    loop {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".undone{number}"));
        if atomic_file::publish(path, Path::new(&name))? {
            return Ok(());
        }
        number += 1;
    }
}

fn note(workspace: &Workspace, undo: &Undo) -> Result<()> {
    atomic_file::write_text(&place(workspace), &serde_json::to_string_pretty(undo).unwrap_or_default())
}

/// Where an undo is noted while it goes on.
fn place(workspace: &Workspace) -> PathBuf {
    workspace.runs_dir().join(".undo.json")
}

impl Undo {
    /// Whether it is what a request asks for; one that names nothing asks for the last.
    fn answers(&self, request: &UndoRequest) -> bool {
        let of_run = |run: &String| self.pipelines.iter().all(|part| part.run == *run);
        let has = |name: &String| self.pipelines.iter().any(|part| part.pipeline == *name);
        request.run.as_ref().is_none_or(of_run) && request.pipelines.iter().all(has)
    }
}

impl UndoRequest {
    /// The same as a request of a run: for what it does to tables.
    pub(super) fn as_request(&self) -> Request {
        Request { wait: self.wait, ..Request::default() }
    }
}
