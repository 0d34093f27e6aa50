//! A table built anew from the archive, in its place: for schemas that it cannot hold as it is.

use serde::Serialize;

use super::content::{Content, content};
use super::loads::{self, Figure};
use super::order::{chosen, in_order};
use super::verdict::VerifyRequest;
use crate::error::{Error, ErrorKind, Result};
use crate::landing::Controls;
use crate::run::context::Context;
use crate::run::event::EventKind;
use crate::run::execute::bring_along;
use crate::run::execute::job::{CheckInputs, Job, ReplayFile};
use crate::run::execute::replay::{self, Replayed};
use crate::run::lifecycle::in_run;
use crate::run::listener::{Clock, Listener};
use crate::run::models;
use crate::run::outcome::{Outcome, RunResult};
use crate::run::plan::loaded::loaded_file;
use crate::run::plan::upstream::Upstream;
use crate::run::request::Request;
use crate::run::scratch;
use crate::run::step::At;
use crate::warehouse::{self, LoadRecord, Warehouse};
use crate::workspace::{Pipeline, Workspace};

/// What became of a table that was built anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rebuilt {
    /// The table.
    pub table: String,
    /// The files that were loaded again.
    pub files: u64,
    /// What it said before; none if it could not be read.
    pub before: Option<TableContent>,
    /// What it says now.
    pub after: TableContent,
    /// The files whose loads came to something else than before.
    pub changed: Vec<FileChange>,
}

/// What a table says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableContent {
    /// Its versions.
    pub versions: u64,
    /// What stands for all of them, in 16 hexadecimal digits.
    pub content: String,
}

/// A file whose load came to something else than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileChange {
    /// Its name in the archive.
    pub file: String,
    /// What is another number than before.
    pub figures: Vec<Figure>,
}

/// Builds tables anew from the files that are loaded, with the columns that their pipelines have now, and keeps a
/// journal of it.
///
/// Each table changes at once, or not at all.
pub fn rebuild(
    workspace: &Workspace,
    request: &VerifyRequest,
    clock: Clock,
    listener: &dyn Listener,
) -> Result<(Outcome, Vec<Rebuilt>)> {
    let (chosen, models) = chosen(workspace, request)?;
    let warehouse = warehouse::open(workspace)?;
    let warehouse = warehouse.as_ref();
    let as_request = Request {
        pipelines: chosen.iter().map(|pipeline| pipeline.name.clone()).collect(),
        wait: request.wait,
        ..Request::default()
    };
    let mut rebuilt = Vec::new();
    let outcome = in_run(workspace, &as_request, clock, listener, |context| {
        scratch::clear_archives(workspace, &[]);
        for pipeline in in_order(chosen).into_iter().flatten() {
            if context.is_cancelled() {
                break;
            }
            let mut at = At { pipeline: Some(pipeline.name.clone()), ..At::default() };
            match one(context, warehouse, pipeline, &mut at) {
                Ok(done) => rebuilt.extend(done),
                Err(error) => context.failed(Some(at), &error),
            }
        }
        note_references(context, &rebuilt);
        // A table that is still refused would break every report that reads it.
        let refused = |error: Error| error.kind == ErrorKind::Config;
        if workspace.pipelines.iter().any(|pipeline| warehouse.check_schema(pipeline).is_err_and(refused)) {
            return Ok(Vec::new());
        }
        models::anew(context, warehouse, &models)?;
        bring_along(context, warehouse)
    })?;
    Ok((outcome, rebuilt))
}

fn one(context: &Context<'_>, warehouse: &dyn Warehouse, pipeline: &Pipeline, at: &mut At) -> Result<Option<Rebuilt>> {
    let workspace = context.workspace;
    let loads = warehouse.loads(pipeline)?;
    let fits = warehouse.check_schema(pipeline).is_ok();
    if loads.is_empty() && fits {
        return Ok(None);
    }
    // What cannot be read any more is one reason to build a table anew.
    let before = match content(warehouse, pipeline, &|_| context.check_cancelled()) {
        Ok(before) => Some(before),
        Err(error) if error.kind == ErrorKind::Cancelled => return Err(error),
        Err(_) => None,
    };
    let files = loads.iter().map(|load| replay_file(context, pipeline, load)).collect::<Result<Vec<ReplayFile>>>()?;
    let upstream = Upstream::of(workspace, warehouse, pipeline)?;
    let controls = Controls::list(workspace, pipeline)?;
    let inputs = CheckInputs { upstream: &upstream, controls: &controls };
    match replay::anew(&Job { context, warehouse, pipeline }, files, inputs, at)? {
        Replayed::Committed => {}
        Replayed::Again => return Err(Error::new(ErrorKind::Warehouse, "a file that counts was held back")),
        Replayed::Stopped => return Err(Error::stopped()),
    }
    let looked = content(warehouse, pipeline, &|_| Ok(())).and_then(|after| Ok((after, warehouse.loads(pipeline)?)));
    let (after, loads_now) = match looked {
        Ok(looked) => looked,
        Err(error) => {
            context.after_commit(at, &error);
            return Ok(None);
        }
    };
    let rejected = |loads: &[LoadRecord]| loads.iter().map(|load| load.rejected).sum::<u64>();
    if rejected(&loads_now) > rejected(&loads) {
        // What was rejected before is no news; what is rejected now is.
        context.note(RunResult::DoneWithRejects);
    }
    Ok(Some(Rebuilt {
        table: pipeline.name.clone(),
        files: loads.len() as u64,
        before: before.as_ref().map(saying),
        after: saying(&after),
        changed: changed(&loads, &loads_now),
    }))
}

fn saying(content: &Content) -> TableContent {
    TableContent { versions: content.versions, content: content.word() }
}

fn replay_file(context: &Context<'_>, pipeline: &Pipeline, load: &LoadRecord) -> Result<ReplayFile> {
    let file = loaded_file(context.workspace, pipeline, load)?;
    if file.location.sha256()? != load.sha256 {
        let at = At {
            pipeline: Some(pipeline.name.clone()),
            file: Some(file.archived.clone()),
            date: Some(load.date),
            step: None,
        };
        let message = "it is not the file that was loaded before; it is loaded as it is now".to_owned();
        context.say(EventKind::warning(at, message, None));
    }
    Ok(ReplayFile { file, run: load.run.clone(), new: false })
}

fn changed(before: &[LoadRecord], after: &[LoadRecord]) -> Vec<FileChange> {
    let of_file = |was: &LoadRecord| {
        let now = after.iter().find(|now| now.slot() == was.slot())?;
        Some(FileChange { file: was.kept_as().to_owned(), figures: loads::differing(was, now) })
    };
    before.iter().filter_map(of_file).filter(|change| !change.figures.is_empty()).collect()
}

/// Tells of tables that refer to those that say something else now.
fn note_references(context: &Context<'_>, rebuilt: &[Rebuilt]) {
    for one in rebuilt.iter().filter(|one| !one.changed.is_empty()) {
        let others = context.workspace.pipelines.iter().filter(|p| rebuilt.iter().all(|r| r.table != p.name));
        for other in others.filter(|other| other.refers_to().any(|to| to == one.table)) {
            let at = At { pipeline: Some(other.name.clone()), ..At::default() };
            let message = format!("it refers to {}, which has changed", one.table);
            let hint = Some(format!("`shoptui verify {}` tells whether its rows still hold.", other.name));
            context.say(EventKind::warning(at, message, hint));
        }
    }
}
