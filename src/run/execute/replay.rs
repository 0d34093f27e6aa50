//! A rewind and what is replayed after it, as one atomic change of a table.

use chrono::NaiveDate;

use super::file::{Checks, FileJob, LoadDone};
use super::pipeline::Work;
use crate::atomic_file;
use crate::error::{Error, ErrorKind, Result};
use crate::landing::{self, ArchivedFile};
use crate::run::Step;
use crate::run::event::At;
use crate::run::plan::upstream::Upstream;
use crate::warehouse::{Begin, LoadRecord, Start};
use crate::workspace::{Pipeline, Workspace};

/// A file that is loaded in a replay.
#[derive(Debug, Clone)]
pub(in crate::run) struct ReplayFile {
    /// The file, with the corrections that count.
    pub(in crate::run) file: ArchivedFile,
    /// The run that brought it.
    pub(in crate::run) run: String,
    /// Whether it was not loaded like this before.
    pub(in crate::run) new: bool,
}

/// How a replay ended.
pub(in crate::run) enum Replayed {
    Committed,
    /// One of its files turned out not to count: nothing was changed, and the rest is to be planned anew.
    Again,
    /// The run is to stop; nothing was changed.
    Stopped,
}

/// Takes a table back to before a day and loads the pieces, all in one commit.
pub(in crate::run) fn run(
    work: &Work<'_>,
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
pub(in crate::run) fn anew(
    work: &Work<'_>,
    pieces: Vec<ReplayFile>,
    against: &Upstream,
    at: &mut At,
) -> Result<Replayed> {
    *at = At { step: Some(Step::Load), ..std::mem::take(at) };
    replay(work, Start::Nothing, pieces, against, at)
}

fn replay(
    work: &Work<'_>,
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

/// The archived file that a load names, with the corrections that it names; fails if any of them is gone.
pub(in crate::run) fn loaded_file(
    workspace: &Workspace,
    pipeline: &Pipeline,
    load: &LoadRecord,
) -> Result<ArchivedFile> {
    let file = named_file(workspace, pipeline, load);
    for path in std::iter::once(&file.path).chain(&file.corrections) {
        if !atomic_file::is_there(path)? {
            return Err(missing(load));
        }
    }
    Ok(file)
}

/// The same, whether they are there or not.
pub(in crate::run) fn named_file(workspace: &Workspace, pipeline: &Pipeline, load: &LoadRecord) -> ArchivedFile {
    let corrections = workspace.corrections_dir(&pipeline.name);
    ArchivedFile {
        path: workspace.archive_dir(&pipeline.name).join(load.kept_as()),
        name: load.file.clone(),
        archived: load.kept_as().to_owned(),
        slot: load.slot(),
        number: landing::number_of(load.kept_as(), &load.file),
        corrections: load.corrections.iter().map(|name| corrections.join(name)).collect(),
    }
}

/// The error of a replay whose file is not in the archive.
fn missing(load: &LoadRecord) -> Error {
    let (name, slot) = (load.kept_as(), load.slot());
    Error::new(
        ErrorKind::NotFound,
        format!("the archive of {} has no {name}: {slot} cannot be replayed", load.pipeline),
    )
    .hint("Put the file back into the archive; `shoptui verify` lists what is missing.")
}

impl Checks {
    /// What a run that is asked for one step checks.
    pub(in crate::run) fn of(step: Option<Step>) -> Self {
        if step == Some(Step::Check) { Self::Only } else { Self::AndLoad }
    }
}
