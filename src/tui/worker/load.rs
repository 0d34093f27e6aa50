//! What changes the tables: loads, undos and corrections, the engine's own, with the model as their listener.

use crate::check::Author;
use crate::error::Result;
use crate::run::{self, At, Edit, Event, Listener, Request, RunResult, Undo, UndoRequest};
use crate::tui::core::message::{Job, Message};
use crate::tui::core::shop;
use crate::tui::screens::errors::request as errors;
use crate::tui::screens::errors::request::{Corrected, Edited};
use crate::tui::worker::engine::Engine;
use crate::tui::worker::task::Task;

/// Whether a job changes tables: it has a thread of its own.
pub fn is_load(job: &Job) -> bool {
    matches!(job, Job::Shop(shop::Job::Load { .. } | shop::Job::Undo { .. }) | Job::Errors(errors::Job::Correct(_)))
}

/// Loads everything that is ready.
pub fn load(engine: &Engine, accept_shrink: Vec<String>, task: &Task) -> Result<RunResult> {
    let open = engine.open()?;
    let request = Request { accept_shrink, ..Request::default() };
    Ok(run::execute(&open.workspace, &request, engine.clock, &Teller(task))?.result)
}

/// What an undo would take back.
pub fn undoing(engine: &Engine, run: Option<String>) -> Result<Undo> {
    let open = engine.open()?;
    run::undoing(&open.workspace, open.warehouse.as_ref(), &UndoRequest { run, ..UndoRequest::default() })
}

/// Takes back what a run brought.
pub fn undo(engine: &Engine, run: String, task: &Task) -> Result<RunResult> {
    let open = engine.open()?;
    let request = UndoRequest { run: Some(run), ..UndoRequest::default() };
    Ok(run::undo(&open.workspace, &request, engine.clock, &Teller(task))?.result)
}

/// Corrects a rejected row and replays its day with it, unless it is still wrong.
pub fn correct(engine: &Engine, row: Edited, task: &Task) -> Result<Corrected> {
    let open = engine.open()?;
    let by = engine.user.clone().unwrap_or_else(run::user);
    let author = Author { by, at: (engine.clock)() };
    let edit = Edit::Row { pipeline: &row.pipeline, report: &row.report, at: row.at, values: row.values };
    let corrected = run::correct(&open.workspace, &edit, &author, engine.clock, &Teller(task))?;
    Ok(Corrected {
        wrong: corrected.fixed.wrong.into_iter().flat_map(|wrong| wrong.reasons).collect(),
        result: corrected.outcome.map(|outcome| outcome.result),
    })
}

struct Teller<'a>(&'a Task);

impl Listener for Teller<'_> {
    fn event(&self, event: &Event) {
        self.0.send(Message::Progress(self.0.ticket, event.clone()));
    }

    fn moved(&self, at: &At, bytes: u64) {
        if let Some(pipeline) = &at.pipeline {
            self.0.send(Message::Moved(self.0.ticket, pipeline.clone(), bytes));
        }
    }

    fn cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}
