//! A file's way through the steps: taken, checked, loaded.

use super::checked;
use super::file_job::FileJob;
use super::job::{Checks, ReplayFile};
use super::load::LoadDone;
use super::take::Taken;
use crate::error::{Error, ErrorKind, Result};
use crate::landing::{ArchivedFile, Slot};
use crate::run::plan::intake::Arrival;
use crate::run::step::Step;
use crate::warehouse::{Begin, Change, Start};

impl FileJob<'_> {
    /// Takes what landed for the slot, then checks and loads what counts, after all that is loaded.
    ///
    /// False if the pipeline is to stop here.
    pub fn go(&mut self, arrivals: Vec<Arrival>, archived: Option<&ArchivedFile>) -> Result<bool> {
        let checks = Checks::of(self.context.request.step);
        let mut last: Option<Taken> = None;
        let count = arrivals.len();
        for (at, arrival) in arrivals.into_iter().enumerate() {
            let before = last.as_ref().map(|(file, ..)| file).or(archived).cloned();
            let checks = if at + 1 == count { checks } else { Checks::None };
            match self.take(&arrival, before.as_ref(), checks)? {
                Some(taken) => last = Some(taken),
                None => return Ok(false),
            }
        }
        let (file, sha256, checked) = match (last, archived) {
            (Some(taken), _) => taken,
            (None, Some(file)) => (file.clone(), file.location.sha256()?, None),
            (None, None) => return Ok(true),
        };
        if self.context.request.step == Some(Step::Load)
            && !checked::is_checked(self.context.workspace, self.pipeline, &file)?
        {
            self.job.refuse(self.slot, &file.name, Step::Check);
            return Ok(false);
        }
        self.context.check_cancelled()?;
        let (started, checked) = match checked {
            Some(early) => early,
            None => (self.start(Step::Check, &file.name, file.bytes()), self.check(&file, &file.location, None)),
        };
        let Some(mut checked) = self.checked(&file, started, checked)? else { return Ok(true) };
        let rejects = std::mem::take(&mut checked.rejects);
        if checks == Checks::Only {
            self.report(&rejects)?;
            checked::note_checked(self.context.workspace, self.pipeline, &file, checked.counts)?;
            return Ok(true);
        }
        self.context.check_cancelled()?;
        let begin = Begin { pipeline: self.pipeline, run: self.context.run, start: Start::Now };
        let mut change = self.warehouse.change(begin)?;
        let replayed = ReplayFile { run: self.context.run.to_owned(), new: true, file };
        match self.load(&replayed, &sha256, checked, change.as_mut())? {
            Some(done) => {
                self.report(&rejects)?;
                let committed = change.commit()?;
                let at = done.at().clone();
                done.say(self.context);
                let unnoted = checked::unnote(self.context.workspace, self.pipeline, self.slot);
                committed.trouble.into_iter().chain(unnoted.err()).for_each(|e| self.context.after_commit(&at, &e));
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// Checks and loads a file into a change that goes on; none if it does not count after all: it is no longer in the
    /// archive, but in the quarantine or, held back, in the landing zone.
    pub fn again(&mut self, replayed: &ReplayFile, change: &mut dyn Change) -> Result<Option<LoadDone>> {
        let file = &replayed.file;
        self.news = replayed.new;
        self.context.check_cancelled()?;
        let sha256 = file.location.sha256()?;
        let started = self.start(Step::Check, &file.name, file.bytes());
        let checked = self.check(file, &file.location, Some(&*change));
        let checked = match checked {
            Err(error) if error.kind == ErrorKind::Unreadable && !replayed.new => {
                return Err(no_longer(error, self.slot));
            }
            other => self.checked(file, started, other)?,
        };
        let Some(mut checked) = checked else { return Ok(None) };
        self.context.check_cancelled()?;
        let rejects = std::mem::take(&mut checked.rejects);
        let done = self.load(replayed, &sha256, checked, change)?;
        if done.is_some() {
            self.report(&rejects)?;
        }
        Ok(done)
    }
}

/// A file that was loaded before cannot be read any more: the schema has changed since.
fn no_longer(error: Error, slot: &Slot) -> Error {
    let message = format!("{slot} cannot be replayed, its file can no longer be read: {}", error.message);
    let hint = "The schema has changed since it was loaded: `missing_columns = \"null\"` or `from = \"old name\"` may let \
                it be read again.";
    Error { kind: ErrorKind::Warehouse, message, hints: vec![hint.to_owned()], ..error }
}
