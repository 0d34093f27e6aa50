//! A rewind and what is replayed after it, as one atomic change of a table.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::file_job::FileJob;
use super::job::{CheckInputs, Job, ReplayFile};
use super::load::LoadDone;
use crate::error::{ErrorKind, Result};
use crate::run::event::EventKind;
use crate::run::plan::reason::ReplayReason;
use crate::run::step::At;
use crate::run::step::Step;
use crate::warehouse::{Begin, Start};

/// How a replay ended.
pub enum Replayed {
    Committed,
    /// One of its files turned out not to count: nothing was changed, and the rest is to be planned anew.
    Again,
    /// The run is to stop; nothing was changed.
    Stopped,
}

/// Says that a table is to go back to before a day, and that these files are loaded again.
pub fn say(job: &Job<'_>, from: NaiveDate, files: &[ReplayFile], because: Vec<ReplayReason>) -> Result<()> {
    let days: BTreeSet<NaiveDate> = files.iter().map(|file| file.file.slot.date).collect();
    job.context.say(EventKind::Replay {
        at: job.at(Some(Step::Load), None, Some(from)),
        days: days.len() as u64,
        files: files.len() as u64,
        versions: job.warehouse.count_rewound(job.pipeline, from)?,
        because,
    });
    Ok(())
}

/// Takes a table back to before a day and loads the files, all in one commit.
pub fn run(
    job: &Job<'_>,
    from: NaiveDate,
    files: Vec<ReplayFile>,
    inputs: CheckInputs<'_>,
    at: &mut At,
) -> Result<Replayed> {
    *at = At { step: Some(Step::Load), date: Some(from), ..std::mem::take(at) };
    let start = Start::Before { day: from, check_cancelled: &|_| job.context.check_cancelled() };
    replay(job, start, files, inputs, at)
}

/// Empties a table, gives it the columns that its pipeline has now, and loads the files, all in one commit.
pub fn anew(job: &Job<'_>, files: Vec<ReplayFile>, inputs: CheckInputs<'_>, at: &mut At) -> Result<Replayed> {
    *at = At { step: Some(Step::Load), ..std::mem::take(at) };
    replay(job, Start::Nothing, files, inputs, at)
}

fn replay(
    job: &Job<'_>,
    start: Start<'_>,
    files: Vec<ReplayFile>,
    inputs: CheckInputs<'_>,
    at: &mut At,
) -> Result<Replayed> {
    let context = job.context;
    let mut change = job.warehouse.change(Begin { pipeline: job.pipeline, run: context.run, start })?;
    let mut loads: Vec<LoadDone> = Vec::with_capacity(files.len());
    for file in files {
        if context.is_cancelled() {
            return Ok(Replayed::Stopped);
        }
        let mut work = FileJob::new(job, &file.file.slot, inputs);
        let went = work.again(&file, change.as_mut());
        at.clone_from(&work.at);
        match went {
            Ok(Some(done)) => loads.push(done),
            Ok(None) => return Ok(Replayed::Again),
            Err(error) if error.kind == ErrorKind::Cancelled => return Ok(Replayed::Stopped),
            Err(error) => return Err(error),
        }
    }
    let committed = change.commit()?;
    loads.into_iter().for_each(|done| done.say(context));
    committed.trouble.iter().for_each(|error| context.after_commit(at, error));
    Ok(Replayed::Committed)
}
