//! An undo while it is done: tables first, then the files go back into the landing zone.

use super::find::{Without, without};
use super::note;
use super::what::{Undo, UndonePipeline};
use crate::error::{Error, ErrorKind, Result};
use crate::landing::{self, Controls, Slot};
use crate::run::context::Context;
use crate::run::event::EventKind;
use crate::run::execute::job::{CheckInputs, Job, ReplayFile};
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
        replay_without(context, warehouse, pipeline, &without(warehouse, pipeline, &records, &part.run, &slots)?)?;
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

/// Takes a table back to before the first day that changes and replays what counts then.
fn replay_without(
    context: &Context<'_>,
    warehouse: &dyn Warehouse,
    pipeline: &Pipeline,
    without: &Without,
) -> Result<()> {
    let file = |load: &LoadRecord| {
        let file = loaded_file(context.workspace, pipeline, load)?;
        Ok(ReplayFile { file, run: load.run.clone(), new: false })
    };
    let files: Vec<ReplayFile> = without.replayed().map(file).collect::<Result<_>>()?;
    let job = Job { context, warehouse, pipeline };
    let upstream = Upstream::of(context.workspace, warehouse, pipeline)?;
    let controls = Controls::list(context.workspace, pipeline)?;
    if !files.is_empty() {
        replay::say(&job, without.from, &files, vec![ReplayReason::Undone])?;
    }
    let inputs = CheckInputs { upstream: &upstream, controls: &controls };
    match replay::run(&job, without.from, files, inputs, &mut job.at(Some(Step::Load), None, Some(without.from)))? {
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
