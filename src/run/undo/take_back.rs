//! An undo while it is done: tables first, then the files go back into the landing zone.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::find::before;
use super::note;
use super::what::{Undo, UndonePipeline};
use crate::error::{Error, ErrorKind, Result};
use crate::landing::{self, Slot};
use crate::run::context::Context;
use crate::run::event::EventKind;
use crate::run::execute::job::{Job, ReplayFile};
use crate::run::execute::replay;
use crate::run::execute::{checked, scheduler};
use crate::run::plan::loaded::loaded_file;
use crate::run::plan::reason::ReplayReason;
use crate::run::plan::upstream::Upstream;
use crate::run::step::{At, Step};
use crate::store::Location;
use crate::warehouse::{LoadRecord, Warehouse};
use crate::workspace::Pipeline;

/// Does what was planned and notes first that it is to be done.
pub fn run(context: &Context<'_>, warehouse: &dyn Warehouse, undo: &Undo) -> Result<()> {
    note::note(context.workspace, undo)?;
    finish(context, warehouse)
}

/// Finishes an undo that was begun, if one was.
pub fn finish(context: &Context<'_>, warehouse: &dyn Warehouse) -> Result<()> {
    let Some(undo) = note::begun(context.workspace)? else { return Ok(()) };
    for part in &undo.pipelines {
        let pipeline = context.workspace.pipeline(&part.pipeline)?;
        take_back(context, warehouse, pipeline, part)?;
    }
    note::remove(context.workspace)?;
    // Tables that refer to those that changed follow them.
    let names: Vec<&str> = undo.pipelines.iter().map(|part| part.pipeline.as_str()).collect();
    scheduler::follow(context, warehouse, &names);
    Ok(())
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
                file.corrections.iter().skip(keep).try_for_each(set_aside)?;
                break;
            }
            file.corrections.iter().try_for_each(set_aside)?;
            let place = landing::put_back(context.workspace, file)?;
            let at = At {
                step: None,
                pipeline: Some(pipeline.name.clone()),
                file: Some(file.name.clone()),
                date: Some(slot.date),
            };
            let place = context.workspace.shown(&place);
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
        let file = loaded_file(context.workspace, pipeline, load)?;
        Ok(ReplayFile { file, run: load.run.clone(), new: false })
    };
    let pieces: Vec<ReplayFile> = target.values().filter(|load| load.date >= from).map(piece).collect::<Result<_>>()?;
    let work = Job { context, warehouse, pipeline, waits: None };
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
fn set_aside(correction: &Location) -> Result<()> {
    let mut number: u64 = 1;
    while !correction.publish(&correction.beside(&format!("{}.undone{number}", correction.name()))?)? {
        number += 1;
    }
    Ok(())
}
