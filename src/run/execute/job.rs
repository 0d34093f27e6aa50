//! What every part of a pipeline's work needs, and what it hands from one part to the next.

use chrono::NaiveDate;

use super::checked;
use crate::landing::{ArchivedFile, Controls, Slot};
use crate::run::context::Context;
use crate::run::plan::planner::Ground;
use crate::run::plan::upstream::Upstream;
use crate::run::step::{At, Step};
use crate::warehouse::Warehouse;
use crate::workspace::Pipeline;

/// A pipeline's work while it is done.
pub struct Job<'a> {
    pub context: &'a Context<'a>,
    pub warehouse: &'a dyn Warehouse,
    pub pipeline: &'a Pipeline,
}

/// What the check of a file needs to know that is not in the file.
#[derive(Clone, Copy)]
pub struct CheckInputs<'a> {
    /// What stands for the tables that its rows refer to.
    pub upstream: &'a Upstream,
    pub controls: &'a Controls,
}

impl<'a> Job<'a> {
    /// What the pipeline is planned with.
    pub fn ground(&self) -> Ground<'a> {
        Ground { workspace: self.context.workspace, warehouse: self.warehouse, request: self.context.request }
    }

    /// A place in the work of the pipeline.
    pub fn at(&self, step: Option<Step>, file: Option<String>, date: Option<NaiveDate>) -> At {
        At { step, pipeline: Some(self.pipeline.name.clone()), file, date }
    }

    /// Says that a step before was not done for a file.
    pub fn refuse(&self, slot: &Slot, file: &str, before: Step) -> NaiveDate {
        let at = self.at(self.context.request.step, Some(file.to_owned()), Some(slot.date));
        self.context.failed(Some(at), &checked::refusal(&self.pipeline.name, slot, before));
        slot.date
    }
}

/// What is done with a file after it is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checks {
    /// Nothing.
    None,
    /// It is checked.
    Only,
    /// It is checked and loaded.
    AndLoad,
}

impl Checks {
    /// What a run that is asked for one step checks.
    pub fn of(step: Option<Step>) -> Self {
        if step == Some(Step::Check) { Self::Only } else { Self::AndLoad }
    }
}

/// A file that is loaded in a replay.
#[derive(Debug, Clone)]
pub struct ReplayFile {
    /// The file, with the corrections that count.
    pub file: ArchivedFile,
    /// The run that brought it.
    pub run: String,
    /// Whether it was not loaded like this before.
    pub new: bool,
}
