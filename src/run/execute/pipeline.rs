//! One pipeline's work: what its plan says, and nothing else. It is planned again only where a load says so.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::checked;
use super::file_job::FileJob;
use super::job::{CheckInputs, Checks, Job, ReplayFile};
use super::replay::{self, Replayed};
use crate::error::{Error, ErrorKind, Result};
use crate::landing::{ArchivedFile, Slot};
use crate::run::event::EventKind;
use crate::run::messages::days;
use crate::run::outcome::RunResult;
use crate::run::plan::changes::Replay;
use crate::run::plan::intake::Arrival;
use crate::run::plan::loaded::loaded_file;
use crate::run::plan::pipeline::PipelinePlan;
use crate::run::plan::planner;
use crate::run::plan::reason::ReplayReason;
use crate::run::plan::waits::Since;
use crate::run::step::{At, Step};
use crate::warehouse::LoadRecord;

/// The files that were taken for slots that are behind.
type Taken = BTreeMap<Slot, ArchivedFile>;

/// Does what is planned for a pipeline; what goes wrong is said and stops this pipeline alone.
///
/// Gives where it stopped, if it did not get to load everything.
pub fn run(job: &Job<'_>, plan: PipelinePlan) -> Option<Since> {
    let mut at = job.at(None, None, None);
    match steps(job, plan, &mut at) {
        Ok(short_of) => short_of.map(Since::Day),
        Err(error) => {
            let since = at.date.map_or(Since::Beginning, Since::Day);
            job.context.failed(Some(at), &error);
            Some(since)
        }
    }
}

fn steps(job: &Job<'_>, plan: PipelinePlan, at: &mut At) -> Result<Option<NaiveDate>> {
    let stopped = say_waiting(job, &plan);
    let refused = plan.refused.iter().map(|arrival| job.refuse(&arrival.slot, &arrival.file.name, Step::Take)).min();
    let only_taken = job.context.request.step == Some(Step::Take);
    let mut taken = Taken::new();
    for arrival in plan.taken().take(if only_taken { usize::MAX } else { plan.behind.len() }) {
        if job.context.is_cancelled() || !take(job, &plan, arrival, &mut taken, at)? {
            return Ok(Some(arrival.slot.date));
        }
    }
    if only_taken {
        return Ok(stopped);
    }
    Ok(archived(job, plan, taken, at)?.or(refused).or(stopped))
}

/// Takes a file into the archive; false if it is growing after all.
fn take(job: &Job<'_>, plan: &PipelinePlan, arrival: &Arrival, taken: &mut Taken, at: &mut At) -> Result<bool> {
    let last = taken.get(&arrival.slot).or_else(|| plan.archived(&arrival.slot));
    let mut work = FileJob::new(job, &arrival.slot, inputs(plan));
    let went = work.take(arrival, last, Checks::None);
    at.clone_from(&work.at);
    let file = went?.map(|(file, ..)| file);
    Ok(file.map(|file| taken.insert(arrival.slot.clone(), file)).is_some())
}

/// What is replayed, and then, day by day, what comes after all that is loaded; gives the day at which it stopped.
fn archived(job: &Job<'_>, mut plan: PipelinePlan, mut taken: Taken, at: &mut At) -> Result<Option<NaiveDate>> {
    while let Some(todo) = plan.replay.take() {
        match replayed(job, &plan, &todo, &taken, at)? {
            Replayed::Committed => break,
            Replayed::Stopped => return Ok(Some(todo.from)),
            // One of its files does not count: what was planned with it is planned again without it.
            Replayed::Again => {
                plan = planner::again(job.ground(), job.pipeline, plan)?;
                taken.clear();
            }
        }
    }
    if job.context.is_cancelled() { Ok(None) } else { ahead(job, plan, at) }
}

/// Replays what is behind the last loaded day, as one change; a run that only checks checks what has changed.
fn replayed(job: &Job<'_>, plan: &PipelinePlan, todo: &Replay, taken: &Taken, at: &mut At) -> Result<Replayed> {
    if Checks::of(job.context.request.step) == Checks::Only {
        for (slot, _) in todo.changed() {
            let mut work = FileJob::new(job, slot, inputs(plan));
            let went = work.go(Vec::new(), plan.archived(slot));
            at.clone_from(&work.at);
            went?;
        }
        return Ok(Replayed::Committed);
    }
    let files = files(job, plan, todo, taken)?;
    if job.context.request.step == Some(Step::Load) && refuse_unchecked(job, &files)? {
        return Ok(Replayed::Stopped);
    }
    replay::say(job, todo.from, &files, todo.because())?;
    let went = replay::run(job, todo.from, files, inputs(plan), at)?;
    if matches!(went, Replayed::Committed) {
        tidy(job);
    }
    Ok(went)
}

/// The files of a replay: what has changed as the archive has it now, the rest as it was loaded before.
fn files(job: &Job<'_>, plan: &PipelinePlan, todo: &Replay, taken: &Taken) -> Result<Vec<ReplayFile>> {
    let known: BTreeMap<Slot, &LoadRecord> = plan.basis.loads.iter().map(|load| (load.slot(), load)).collect();
    let file = |(slot, reason): (&Slot, &Option<ReplayReason>)| {
        let load = known.get(slot).copied();
        let new = !matches!(reason, None | Some(ReplayReason::Asked | ReplayReason::Reference));
        let file = match (load, reason) {
            (Some(load), None) => loaded_file(job.context.workspace, job.pipeline, load)?,
            _ => {
                let last = taken.get(slot).or_else(|| plan.archived(slot)).cloned();
                last.ok_or_else(|| Error::new(ErrorKind::NotFound, format!("{slot} has no file")))?
            }
        };
        let run = load.filter(|_| !new).map_or(job.context.run, |load| load.run.as_str()).to_owned();
        Ok(ReplayFile { file, run, new })
    };
    todo.slots.iter().map(file).collect()
}

/// Loads what comes after all that is loaded; gives the day at which it stopped, if it did.
fn ahead(job: &Job<'_>, mut plan: PipelinePlan, at: &mut At) -> Result<Option<NaiveDate>> {
    let slots = std::mem::take(&mut plan.ahead);
    let any = !slots.is_empty();
    let mut stopped = None;
    for (slot, arrivals) in slots {
        if job.context.is_cancelled() {
            break;
        }
        say_gap(job, &slot, plan.gaps.get(&slot.date));
        let mut work = FileJob::new(job, &slot, inputs(&plan));
        let went = work.go(arrivals, plan.archived(&slot));
        at.clone_from(&work.at);
        at.date = Some(slot.date);
        if !went? {
            stopped = Some(slot.date);
            break;
        }
    }
    if any && !job.context.is_cancelled() {
        tidy(job);
    }
    Ok(stopped)
}

fn inputs(plan: &PipelinePlan) -> CheckInputs<'_> {
    CheckInputs { upstream: plan.upstream(), controls: &plan.basis.stored.controls }
}

/// Says of the files of days that wait for another pipeline that they do; gives the first of these days.
fn say_waiting(job: &Job<'_>, plan: &PipelinePlan) -> Option<NaiveDate> {
    let reason = &plan.wait.as_ref()?.reason;
    for (file, day) in &plan.waiting {
        job.context.note(RunResult::DoneWithRejects);
        let at = job.at(Some(Step::Load), file.clone(), Some(*day));
        let hint = Some("The next run loads it once that one is loaded.".to_owned());
        job.context.say(EventKind::warning(at, format!("held back: {reason}"), hint));
    }
    plan.waiting.iter().map(|(_, day)| *day).min()
}

/// Says of each new file that it was not checked; whether there is one.
fn refuse_unchecked(job: &Job<'_>, files: &[ReplayFile]) -> Result<bool> {
    let mut refused = false;
    for ReplayFile { file, .. } in files.iter().filter(|file| file.new) {
        if !checked::is_checked(job.context.workspace, job.pipeline, file)? {
            job.refuse(&file.slot, &file.name, Step::Check);
            refused = true;
        }
    }
    Ok(refused)
}

fn say_gap(job: &Job<'_>, slot: &Slot, missing: Option<&Vec<NaiveDate>>) {
    let Some(missing) = missing else { return };
    let at = job.at(Some(Step::Load), None, Some(slot.date));
    let message = format!("no file for {} before it", days(missing));
    let hint = Some("A file that comes late is still loaded in order.".to_owned());
    job.context.say(EventKind::warning(at, message, hint));
}

fn tidy(job: &Job<'_>) {
    if let Err(error) = job.warehouse.tidy(job.pipeline) {
        let message = format!("the table was not tidied up: {error}");
        let at = job.at(None, None, None);
        job.context.say(EventKind::warning_of(at, message, &error));
    }
}
