//! What every step of a run needs: the workspace, whom to tell, and how it went so far.

use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use chrono::{DateTime, NaiveDate, Utc};

use super::event::{Event, EventKind};
use super::journal::place_of;
use super::journal::write::Journal;
use super::listener::{Clock, Listener};
use super::outcome::RunResult;
use super::request::Request;
use super::scratch::{self, PART_BYTES};
use super::step::At;
use crate::check::Scratch;
use crate::error::{Error, ErrorKind, Result};
use crate::store::Location;
use crate::warehouse::Shrink;
use crate::workspace::{Pipeline, Workspace};

/// What every step of a run needs.
pub(super) struct Context<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) request: &'a Request,
    pub(super) run: &'a str,
    pub(super) started: DateTime<Utc>,
    pub(super) clock: Clock,
    pub(super) listener: &'a dyn Listener,
    journal: &'a Journal,
    worst: Mutex<RunResult>,
}

impl<'a> Context<'a> {
    pub(super) fn new(
        workspace: &'a Workspace,
        request: &'a Request,
        journal: &'a Journal,
        started: DateTime<Utc>,
        (clock, listener): (Clock, &'a dyn Listener),
    ) -> Self {
        Self { workspace, request, run: journal.run(), started, clock, listener, journal, worst: Mutex::default() }
    }

    /// Tells the listener and the journal.
    pub(super) fn say(&self, happening: EventKind) {
        let event = self.event(happening);
        self.journal.write(&event);
        self.listener.event(&event);
    }

    pub(super) fn event(&self, happening: EventKind) -> Event {
        Event { time: (self.clock)(), run: self.run.to_owned(), happening }
    }

    /// Notes the hash of a file that gets its name now, for `verify`.
    pub(super) fn wrote(&self, file: &Location, sha256: String) {
        self.journal.wrote((self.clock)(), place_of(self.workspace, file), sha256);
    }

    /// Whether the run is to stop; then that is noted.
    pub(super) fn is_cancelled(&self) -> bool {
        let cancelled = self.listener.cancelled();
        if cancelled {
            self.note(RunResult::Cancelled);
        }
        cancelled
    }

    /// An error once the run is to stop: for work that is left half done and done again by the next run.
    pub(super) fn check_cancelled(&self) -> Result<()> {
        if self.is_cancelled() { Err(Error::stopped()) } else { Ok(()) }
    }

    /// Says that a step failed and why; the run goes on elsewhere. Work that was stopped did not fail.
    pub(super) fn failed(&self, at: Option<At>, error: &Error) {
        if error.kind == ErrorKind::Cancelled {
            return self.note(RunResult::Cancelled);
        }
        self.note(RunResult::Failed);
        let (message, hint) = (error.to_string(), error.hint_text());
        self.say(EventKind::StepFailed { at: at.unwrap_or_default(), message, hint, causes: error.causes() });
    }

    /// Notes the hash of a file that has its name already, for `verify`; what keeps that from working takes nothing back.
    pub(super) fn keep_hash(&self, at: &At, file: &Location) {
        match file.sha256() {
            Ok(sha256) => self.wrote(file, sha256),
            Err(error) => {
                let message = format!("`verify` will not be able to compare it: {error}");
                self.say(EventKind::warning_of(at.clone(), message, &error));
            }
        }
    }

    /// Says what went wrong after a commit that is there: that is no failure of what was committed.
    pub(super) fn after_commit(&self, at: &At, error: &Error) {
        let message = format!("the load is committed; what went wrong afterwards: {error}");
        self.say(EventKind::warning_of(at.clone(), message, error));
    }

    /// The worst thing counts.
    pub(super) fn note(&self, result: RunResult) {
        let mut worst = self.worst.lock().unwrap_or_else(PoisonError::into_inner);
        *worst = (*worst).max(result);
    }

    pub(super) fn worst(&self) -> RunResult {
        *self.worst.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn since(&self, start: DateTime<Utc>) -> f64 {
        ((self.clock)() - start).as_seconds_f64()
    }

    pub(super) fn shrink(&self, pipeline: &Pipeline) -> Shrink {
        if self.request.accept_shrink.contains(&pipeline.name) { Shrink::Accept } else { Shrink::Hold }
    }

    pub(super) fn scratch(&self) -> Scratch {
        Scratch { folder: scratch::folder(self.workspace), part_bytes: self.request.part_bytes.unwrap_or(PART_BYTES) }
    }

    /// The day of files whose names say none: the same for all that the run takes, whenever it ends.
    pub(super) fn day(&self) -> NaiveDate {
        self.request.day_of_run(self.workspace, self.started)
    }

    pub(super) fn now(&self) -> SystemTime {
        (self.clock)().into()
    }
}
