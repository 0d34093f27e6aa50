//! Checked rows are loaded into a change, or held back.

use super::file_job::FileJob;
use super::job::ReplayFile;
use super::validate;
use crate::check::Checked;
use crate::error::Result;
use crate::landing;
use crate::run::context::Context;
use crate::run::event::{About, Done, EventKind};
use crate::run::messages::hold_reason;
use crate::run::outcome::RunResult;
use crate::run::step::{At, Step};
use crate::run::step_timer::StepTimer;
use crate::warehouse::{Change, LoadOutcome, LoadRecord, LoadRequest, Shrink};

impl FileJob<'_> {
    /// Loads checked rows into a change; none if the file is held back, in the landing zone.
    pub(super) fn load(
        &mut self,
        replayed: &ReplayFile,
        sha256: &str,
        checked: Checked,
        change: &mut dyn Change,
    ) -> Result<Option<LoadDone>> {
        let ReplayFile { file, run, new } = replayed;
        let started = self.start(Step::Load, &file.name, 0);
        let context = self.context;
        let source = validate::source(file, sha256, self.inputs.upstream.on(self.slot.date));
        let shrink = if *new { context.shrink(self.pipeline) } else { Shrink::Accept };
        let request =
            LoadRequest { source: &source, run, checked, shrink, check_cancelled: &|_| context.check_cancelled() };
        match change.load(request)? {
            LoadOutcome::Loaded(record) => Ok(Some(LoadDone { started, record })),
            LoadOutcome::Held(hold) => {
                landing::put_back(context.workspace, file)?;
                context.note(RunResult::DoneWithRejects);
                let name = &self.pipeline.name;
                let hint = format!(
                    "If that is right, run again with `--accept-shrink {name}`; later files of this pipeline wait.",
                );
                self.context.say(EventKind::Warning {
                    at: self.at.clone(),
                    message: format!("held in the landing zone: {}", hold_reason(hold)),
                    hint: Some(hint),
                    about: Some(About::HeldSnapshot),
                    hold: Some(hold),
                    causes: Vec::new(),
                });
                Ok(None)
            }
        }
    }
}

/// A load that is in its change, and not yet said.
pub struct LoadDone {
    started: StepTimer,
    record: Box<LoadRecord>,
}

impl LoadDone {
    /// What was loaded.
    pub(super) fn at(&self) -> &At {
        &self.started.at
    }

    /// Says it, once its change is committed.
    pub fn say(self, context: &Context<'_>) {
        let LoadRecord { rows, accepted, rejected, duplicates, opened, closed, unchanged, .. } = *self.record;
        let done = Done {
            rows: Some(rows),
            accepted: Some(accepted),
            rejected: Some(rejected),
            duplicates: Some(duplicates),
            opened: Some(opened),
            closed: Some(closed),
            unchanged: Some(unchanged),
            ..Done::default()
        };
        self.started.finish(context, done);
    }
}
