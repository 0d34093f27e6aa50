//! The run that loads what is ready: the engine's own, with the model as its listener.

use super::{Engine, Task};
use crate::error::Result;
use crate::run::{self, At, Event, Listener, Request, RunResult};
use crate::tui::message::{Job, Message, shop};

/// Whether a job is a load, which has a thread of its own.
pub fn is_load(job: &Job) -> bool {
    matches!(job, Job::Shop(shop::Job::Load { .. }))
}

/// Loads everything that is ready.
pub fn load(engine: &Engine, accept_shrink: Vec<String>, task: &Task) -> Result<RunResult> {
    let open = engine.open()?;
    let request = Request { accept_shrink, ..Request::default() };
    Ok(run::execute(&open.workspace, &request, engine.clock, &Teller(task))?.result)
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
