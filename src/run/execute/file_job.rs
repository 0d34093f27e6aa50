//! A file while it goes through the steps, and what each of them says.

use super::checked;
use super::job::{CheckInputs, Job};
use crate::error::Result;
use crate::landing::Slot;
use crate::run::context::Context;
use crate::run::event::{Done, EventKind};
use crate::run::outcome::RunResult;
use crate::run::step::{At, Step};
use crate::run::step_timer::StepTimer;
use crate::store::Location;
use crate::warehouse::Warehouse;
use crate::workspace::Pipeline;

/// A file's way through the steps.
pub struct FileJob<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) warehouse: &'a dyn Warehouse,
    pub(super) pipeline: &'a Pipeline,
    pub(super) job: &'a Job<'a>,
    pub(super) slot: &'a Slot,
    pub(super) inputs: CheckInputs<'a>,
    /// Whether the file is news, so that what is wrong with it counts for the result of the run.
    pub(super) news: bool,
    /// The step that goes on.
    pub(super) at: At,
}

impl<'a> FileJob<'a> {
    pub fn new(job: &'a Job<'a>, slot: &'a Slot, inputs: CheckInputs<'a>) -> Self {
        let at = job.at(None, None, Some(slot.date));
        let Job { context, warehouse, pipeline } = *job;
        Self { context, warehouse, pipeline, job, slot, inputs, news: true, at }
    }

    /// Notes that something is to be looked at, if it was not there to be looked at before.
    pub(super) fn note(&self) {
        if self.news {
            self.context.note(RunResult::DoneWithRejects);
        }
    }

    pub(super) fn report_location(&self) -> Result<Location> {
        checked::report_of(self.context.workspace, self.pipeline, self.slot)
    }

    pub(super) fn start(&mut self, step: Step, file: &str, bytes: u64) -> StepTimer {
        self.at = At { step: Some(step), file: Some(file.to_owned()), ..self.at.clone() };
        StepTimer::start(self.context, self.at.clone(), bytes)
    }

    pub(super) fn finish(&self, started: &StepTimer, done: Done) {
        started.finish(self.context, done);
    }

    pub(super) fn warn(&self, message: String, hint: Option<String>) {
        self.context.say(EventKind::warning(self.at.clone(), message, hint));
    }
}
