//! A rewind and what is replayed after it, as one atomic change of a table.

use chrono::NaiveDate;

use super::file::{FileJob, LoadDone};
use super::job::{Job, ReplayFile};
use crate::error::{ErrorKind, Result};
use crate::run::plan::upstream::Upstream;
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

/// Takes a table back to before a day and loads the pieces, all in one commit.
pub fn run(
    work: &Job<'_>,
    from: NaiveDate,
    pieces: Vec<ReplayFile>,
    against: &Upstream,
    at: &mut At,
) -> Result<Replayed> {
    *at = At { step: Some(Step::Load), date: Some(from), ..std::mem::take(at) };
    let start = Start::Before { day: from, go_on: &|_| work.context.go_on() };
    replay(work, start, pieces, against, at)
}

/// Empties a table, gives it the columns that its pipeline has now, and loads the pieces, all in one commit.
pub fn anew(work: &Job<'_>, pieces: Vec<ReplayFile>, against: &Upstream, at: &mut At) -> Result<Replayed> {
    *at = At { step: Some(Step::Load), ..std::mem::take(at) };
    replay(work, Start::Nothing, pieces, against, at)
}

fn replay(
    work: &Job<'_>,
    start: Start<'_>,
    pieces: Vec<ReplayFile>,
    against: &Upstream,
    at: &mut At,
) -> Result<Replayed> {
    let context = work.context;
    let mut change = work.warehouse.change(Begin { pipeline: work.pipeline, run: context.run, start })?;
    let mut loads: Vec<LoadDone> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        if context.is_cancelled() {
            return Ok(Replayed::Stopped);
        }
        let mut way = FileJob::new(work, &piece.file.slot, against.on(piece.file.slot.date));
        let went = way.again(&piece, change.as_mut());
        at.clone_from(&way.at);
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
