//! A file's way through the steps: taken, checked, loaded.

use super::checked;
use super::job::{CheckInputs, Checks, Job, ReplayFile};
use super::table::Table;
use super::validate::{self, Checking};
use crate::check::{self, BrokenRule, Checked, Reason, Reject, Rejects};
use crate::error::{Error, ErrorKind, Result};
use crate::landing::{self, ArchivedFile, Slot, Take};
use crate::run::context::Context;
use crate::run::event::EventKind;
use crate::run::event::{About, Done};
use crate::run::outcome::RunResult;
use crate::run::plan::intake::Arrival;
use crate::run::step::At;
use crate::run::step::Step;
use crate::run::step_timer::StepTimer;
use crate::store::{Hashing, Location};
use crate::warehouse::{Begin, Change, Hold, LoadOutcome, LoadRecord, LoadRequest, Shrink, Start, Warehouse};
use crate::workspace::Pipeline;

/// So many corrections without a row are named.
const UNUSED: usize = 20;

/// A taken file, its SHA-256, and its rows if they were checked on the way.
type Taken = (ArchivedFile, String, Option<(StepTimer, Result<Checked>)>);

/// A file's way through the steps.
pub struct FileJob<'a> {
    context: &'a Context<'a>,
    warehouse: &'a dyn Warehouse,
    pipeline: &'a Pipeline,
    job: &'a Job<'a>,
    slot: &'a Slot,
    inputs: CheckInputs<'a>,
    /// Whether the file is news, so that what is wrong with it counts for the result of the run.
    news: bool,
    /// The step that goes on.
    pub at: At,
}

impl<'a> FileJob<'a> {
    pub fn new(job: &'a Job<'a>, slot: &'a Slot, inputs: CheckInputs<'a>) -> Self {
        let at = job.at(None, None, Some(slot.date));
        let Job { context, warehouse, pipeline } = *job;
        Self { context, warehouse, pipeline, job, slot, inputs, news: true, at }
    }

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
        let piece = ReplayFile { run: self.context.run.to_owned(), new: true, file };
        match self.load(&piece, &sha256, checked, change.as_mut())? {
            Some(done) => {
                self.report(&rejects)?;
                let committed = change.commit()?;
                let at = done.started.at.clone();
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
    pub fn again(&mut self, piece: &ReplayFile, change: &mut dyn Change) -> Result<Option<LoadDone>> {
        let file = &piece.file;
        self.news = piece.new;
        self.context.check_cancelled()?;
        let sha256 = file.location.sha256()?;
        let started = self.start(Step::Check, &file.name, file.bytes());
        let checked = self.check(file, &file.location, Some(&*change));
        let checked = match checked {
            Err(error) if error.kind == ErrorKind::Unreadable && !piece.new => return Err(no_longer(error, self.slot)),
            other => self.checked(file, started, other)?,
        };
        let Some(mut checked) = checked else { return Ok(None) };
        self.context.check_cancelled()?;
        let rejects = std::mem::take(&mut checked.rejects);
        let done = self.load(piece, &sha256, checked, change)?;
        if done.is_some() {
            self.report(&rejects)?;
        }
        Ok(done)
    }

    fn check(&self, file: &ArchivedFile, bytes: &Location, change: Option<&dyn Change>) -> Result<Checked> {
        let check_cancelled = |bytes| {
            self.context.check_cancelled()?;
            self.context.listener.moved(&self.at, bytes);
            Ok(())
        };
        let Self { context, warehouse, pipeline, inputs, .. } = *self;
        let table = Table { workspace: context.workspace, warehouse, pipeline };
        let scratch = &context.scratch();
        let controls = inputs.controls;
        let (checked, unused) =
            Checking { table, file, bytes, change, controls, scratch, check_cancelled: &check_cancelled }.run()?;
        for line in unused.iter().take(UNUSED) {
            self.warn(format!("a correction of line {line} found no row that it could be of"), None);
        }
        if let Some(more) = unused.len().checked_sub(UNUSED).filter(|more| *more > 0) {
            self.warn(format!("{more} more corrections found no row that they could be of"), None);
        }
        Ok(checked)
    }

    /// Takes a landed file; while its copy is secured, it is checked already, if it is to be.
    pub fn take(&mut self, arrival: &Arrival, last: Option<&ArchivedFile>, checks: Checks) -> Result<Option<Taken>> {
        let landed = &arrival.file;
        let started = self.start(Step::Take, &landed.name, landed.size);
        let done = |sha256: &str| Done { bytes: Some(landed.size), sha256: Some(sha256.to_owned()), ..Done::default() };
        let taking = match landing::take(self.context.workspace, self.pipeline, landed, self.slot, last)? {
            Take::New(taking) => taking,
            Take::Repeated { file, sha256 } => {
                self.finish(&started, done(&sha256));
                self.warn("these bytes were taken before; nothing is done twice".to_owned(), None);
                return Ok(Some((file, sha256, None)));
            }
            Take::Changed => return Ok(self.grows()),
        };
        let (secured, checked) = std::thread::scope(|scope| {
            let securing = scope.spawn(|| taking.secure());
            let checked = (checks != Checks::None).then(|| {
                let started = self.start(Step::Check, &landed.name, landed.size);
                (started, self.check(taking.file(), taking.location(), None))
            });
            (securing.join(), checked)
        });
        self.at = started.at.clone();
        secured.unwrap_or_else(|_| {
            Err(Error::new(ErrorKind::Io, "the copy was not secured").at_file(taking.location()))
        })?;
        let Some((file, sha256)) = taking.finish()? else {
            return Ok(self.grows());
        };
        self.finish(&started, done(&sha256));
        if let Some(last) = last {
            let place = self.context.workspace.shown(&last.location);
            let message = format!("it takes the place of what came for {} before, which stays in {place}", self.slot);
            self.warn(message, None);
        }
        Ok(Some((file, sha256, checked)))
    }

    /// Says that a landed file is not taken after all.
    fn grows(&self) -> Option<Taken> {
        self.context.note(RunResult::DoneWithRejects);
        self.warn("left in the landing zone: it is still growing".to_owned(), None);
        None
    }

    fn checked(
        &mut self,
        file: &ArchivedFile,
        started: StepTimer,
        checked: Result<Checked>,
    ) -> Result<Option<Checked>> {
        self.at = started.at.clone();
        let checked = match checked {
            Ok(checked) => checked,
            Err(error) if error.kind == ErrorKind::Unreadable => {
                self.quarantine(file, error)?;
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        validate::add_up(&checked, file)?;
        let counts = checked.counts;
        let done = Done {
            rows: Some(counts.rows),
            accepted: Some(counts.accepted),
            rejected: Some(counts.rejected),
            duplicates: Some(counts.duplicates),
            bytes: Some(file.bytes()),
            ..Done::default()
        };
        self.finish(&started, done);
        for warning in &checked.warnings {
            self.note();
            self.warn(warning.to_string(), None);
        }
        if counts.rejected > 0 {
            self.note();
            let report = self.context.workspace.shown(&self.report_location()?);
            let message = format!("{} of {} rows rejected; see {report}", counts.rejected, counts.rows);
            self.warn(message, None);
        }
        Ok(Some(checked))
    }

    /// Notes that something is to be looked at, if it was not there to be looked at before.
    fn note(&self) {
        if self.news {
            self.context.note(RunResult::DoneWithRejects);
        }
    }

    fn quarantine(&self, file: &ArchivedFile, error: Error) -> Result<()> {
        let workspace = self.context.workspace;
        // A file that came for the slot before counts again, and so does its report.
        if file.number == 1 {
            self.report(&Rejects::of(&[Reject {
                line: error.place.line.unwrap_or(1),
                fields: csv::StringRecord::new(),
                reasons: vec![Reason::of_row(BrokenRule::FileQuarantined(error.message.clone()))],
            }])?)?;
        }
        let (place, reason) = landing::quarantine(workspace, &self.pipeline.name, file, &error, self.context.run)?;
        self.context.keep_hash(&self.at, &reason);
        self.context.note(RunResult::DoneWithRejects);
        let error = Error {
            place: Box::new(crate::error::Place { file: Some(file.name.clone().into()), ..*error.place }),
            ..error
        };
        let message = format!("{error}; moved to {}", workspace.shown(&place));
        self.context.say(EventKind::warning_of(self.at.clone(), message, &error));
        Ok(())
    }

    /// Loads checked rows into a change; none if the file is held back, in the landing zone.
    fn load(
        &mut self,
        piece: &ReplayFile,
        sha256: &str,
        checked: Checked,
        change: &mut dyn Change,
    ) -> Result<Option<LoadDone>> {
        let ReplayFile { file, run, new } = piece;
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
                    message: held(hold),
                    hint: Some(hint),
                    about: Some(About::HeldSnapshot),
                    causes: Vec::new(),
                });
                Ok(None)
            }
        }
    }

    /// Writes the error report: before the commit that it is about, and only if there is to be one.
    fn report(&self, rejects: &Rejects) -> Result<()> {
        self.context.workspace.error_reports().create()?;
        let report = self.report_location()?;
        report.write(|out| {
            let mut out = Hashing::new(out);
            check::write_report(rejects, self.pipeline, &mut out).map_err(|e| e.or_at_file(&report))?;
            self.context.wrote(&report, out.sha256());
            Ok(())
        })
    }

    fn report_location(&self) -> Result<Location> {
        checked::report_of(self.context.workspace, self.pipeline, self.slot)
    }

    fn start(&mut self, step: Step, file: &str, bytes: u64) -> StepTimer {
        self.at = At { step: Some(step), file: Some(file.to_owned()), ..self.at.clone() };
        StepTimer::start(self.context, self.at.clone(), bytes)
    }

    fn finish(&self, started: &StepTimer, done: Done) {
        started.finish(self.context, done);
    }

    fn warn(&self, message: String, hint: Option<String>) {
        self.context.say(EventKind::warning(self.at.clone(), message, hint));
    }
}

/// A load that is in its change, and not yet said.
pub struct LoadDone {
    started: StepTimer,
    record: Box<LoadRecord>,
}

impl LoadDone {
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

/// A file that was loaded before cannot be read any more: the schema has changed since.
fn no_longer(error: Error, slot: &Slot) -> Error {
    let message = format!("{slot} cannot be replayed, its file can no longer be read: {}", error.message);
    let hint = "The schema has changed since it was loaded: `missing_columns = \"null\"` or `from = \"old name\"` may let \
                it be read again.";
    Error { kind: ErrorKind::Warehouse, message, hints: vec![hint.to_owned()], ..error }
}

fn held(hold: Hold) -> String {
    let Hold { rows, closing, current } = hold;
    if rows == 0 {
        return format!("held in the landing zone: it has no rows and would close all {current} current keys");
    }
    format!("held in the landing zone: it would close {closing} of {current} current keys")
}
