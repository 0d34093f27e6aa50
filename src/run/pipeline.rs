//! One pipeline's files through take, check and load, in the order of their slots.

use std::fs::File;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::event::{About, At, Done};
use super::plan::{Source, Work};
use super::{Context, Happening, RunResult, Step};
use crate::check::{self, Checked, Reject};
use crate::error::{Error, ErrorKind, Result};
use crate::landing::{self, ArchivedFile, LandedFile, Slot, Take};
use crate::warehouse::{Hold, LoadOutcome, LoadRecord, LoadRequest, Warehouse};
use crate::workspace::Pipeline;

/// Whether the next file of the pipeline may go on.
#[derive(PartialEq)]
enum Next {
    GoOn,
    Stop,
}

/// Runs a pipeline's work; what goes wrong is said and stops this pipeline alone.
pub(super) fn run(context: &Context<'_>, warehouse: &dyn Warehouse, pipeline: &Pipeline, work: Vec<Work>) {
    let any = !work.is_empty();
    for item in work {
        if context.is_cancelled() {
            break;
        }
        let mut way = Way { context, warehouse, pipeline, slot: item.slot.clone(), at: At::default() };
        match way.go(item) {
            Ok(Next::GoOn) => {}
            Ok(Next::Stop) => break,
            Err(error) => {
                context.failed(Some(way.at), &error);
                break;
            }
        }
    }
    if any
        && !context.is_cancelled()
        && let Err(error) = warehouse.tidy(pipeline)
    {
        let at = At { pipeline: Some(pipeline.name.clone()), ..At::default() };
        let message = format!("small files were not merged: {error}");
        context.say(Happening::Warning { at, message, hint: error.hint, about: None });
    }
}

/// A taken file, its SHA-256, and its rows if they were checked on the way.
type Taken = (ArchivedFile, String, Option<(Started, Result<Checked>)>);

/// A file's way through the steps.
struct Way<'a> {
    context: &'a Context<'a>,
    warehouse: &'a dyn Warehouse,
    pipeline: &'a Pipeline,
    slot: Slot,
    at: At,
}

/// When a step began, and on what.
struct Started {
    at: At,
    time: DateTime<Utc>,
}

impl Way<'_> {
    fn go(&mut self, work: Work) -> Result<Next> {
        let only = self.context.request.step;
        let checks = work.new && only != Some(Step::Take);
        let (file, sha256, checked) = match work.source {
            Source::Landed(_) if matches!(only, Some(Step::Check | Step::Load)) => return Ok(Next::GoOn),
            Source::Landed(landed) => match self.take(&landed, checks)? {
                Some(taken) => taken,
                None => return Ok(Next::Stop),
            },
            Source::Archived(file) => {
                let sha256 = landing::sha256(&file.path)?;
                (file, sha256, None)
            }
        };
        if !checks {
            return Ok(Next::GoOn);
        }
        self.context.go_on()?;
        let (started, checked) = match checked {
            Some(early) => early,
            None => (self.start(Step::Check, &file.name, file.bytes()), self.check(&file.path)),
        };
        let Some(checked) = self.checked(&file, started, checked)? else { return Ok(Next::GoOn) };
        if only == Some(Step::Check) {
            return Ok(Next::GoOn);
        }
        self.context.go_on()?;
        self.load(&file, &sha256, checked)
    }

    fn check(&self, path: &Path) -> Result<Checked> {
        let go_on = |bytes| {
            self.context.go_on()?;
            self.context.listener.moved(&self.at, bytes);
            Ok(())
        };
        check::file(&check::Source {
            path,
            pipeline: self.pipeline,
            scratch: &self.context.scratch(),
            outside: &check::Outside::default(),
            go_on: &go_on,
        })
    }

    /// Takes a landed file; while its copy is secured, it is checked already, if it is to be.
    fn take(&mut self, landed: &LandedFile, checks: bool) -> Result<Option<Taken>> {
        let started = self.start(Step::Take, &landed.name, landed.size);
        let done = |sha256: &str| Done { bytes: Some(landed.size), sha256: Some(sha256.to_owned()), ..Done::default() };
        let taking = match landing::take(self.context.workspace, self.pipeline, landed, &self.slot)? {
            Take::New(taking) => taking,
            Take::Repeated { file, sha256 } => {
                self.finish(&started, done(&sha256));
                self.warn("these bytes were taken before; nothing is done twice".to_owned(), None);
                return Ok(Some((file, sha256, None)));
            }
            Take::Differs { file, sha256 } => {
                self.context.note(RunResult::DoneWithRejects);
                let message = "left in the landing zone: the archive holds other bytes under this name";
                self.warn(message.to_owned(), Some("Resent files are not replayed yet.".to_owned()));
                // What came first counts until then; it may not have been loaded yet.
                return Ok(Some((file, sha256, None)));
            }
        };
        let (secured, checked) = std::thread::scope(|scope| {
            let securing = scope.spawn(|| taking.secure());
            let checked = checks.then(|| {
                let started = self.start(Step::Check, &landed.name, landed.size);
                (started, self.check(taking.path()))
            });
            (securing.join(), checked)
        });
        self.at = started.at.clone();
        secured.unwrap_or_else(|_| Err(Error::new(ErrorKind::Io, "the copy was not secured").at_file(&landed.path)))?;
        let Some((file, sha256)) = taking.finish()? else {
            self.context.note(RunResult::DoneWithRejects);
            self.warn("left in the landing zone: it is still growing".to_owned(), None);
            return Ok(None);
        };
        self.finish(&started, done(&sha256));
        Ok(Some((file, sha256, checked)))
    }

    fn checked(&mut self, file: &ArchivedFile, started: Started, checked: Result<Checked>) -> Result<Option<Checked>> {
        self.at = started.at.clone();
        let checked = match checked {
            Ok(checked) => checked,
            Err(error) if error.kind == ErrorKind::Unreadable => {
                self.quarantine(file, error)?;
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let counts = checked.counts;
        if counts.rows != counts.accepted + counts.rejected + counts.duplicates
            || counts.accepted != checked.accepted.height()
        {
            return Err(Error::new(ErrorKind::Warehouse, format!("rows do not add up: {counts:?}")).at_file(&file.path));
        }
        let report = self.write_error_report(&checked.rejects)?;
        let done = Done {
            rows: Some(counts.rows),
            accepted: Some(counts.accepted),
            rejected: Some(counts.rejected),
            duplicates: Some(counts.duplicates),
            bytes: Some(file.bytes()),
            ..Done::default()
        };
        self.finish(&started, done);
        if counts.rejected > 0 {
            self.context.note(RunResult::DoneWithRejects);
            let report = self.context.workspace.relative(&report).display().to_string();
            let message = format!("{} of {} rows rejected; see {report}", counts.rejected, counts.rows);
            self.warn(message, None);
        }
        Ok(Some(checked))
    }

    fn quarantine(&self, file: &ArchivedFile, error: Error) -> Result<()> {
        let workspace = self.context.workspace;
        self.write_error_report(&[Reject {
            line: error.place.line.unwrap_or(1),
            fields: csv::StringRecord::new(),
            reasons: vec![format!("the whole file is quarantined: {}", error.message)],
        }])?;
        let place = landing::quarantine(workspace, &self.pipeline.name, file, &error, self.context.run)?;
        self.context.note(RunResult::DoneWithRejects);
        let error = Error {
            place: Box::new(crate::error::Place { file: Some(file.name.clone().into()), ..*error.place }),
            ..error
        };
        let message = format!("{error}; moved to {}", workspace.relative(&place).display());
        self.warn(message, error.hint);
        Ok(())
    }

    fn load(&mut self, file: &ArchivedFile, sha256: &str, checked: Checked) -> Result<Next> {
        let started = self.start(Step::Load, &file.name, 0);
        let context = self.context;
        let request = LoadRequest {
            pipeline: self.pipeline,
            slot: &self.slot,
            file: &file.name,
            sha256,
            run: self.context.run,
            checked,
            shrink: self.context.shrink(self.pipeline),
            go_on: &|_| context.go_on(),
        };
        match self.warehouse.load(request)? {
            LoadOutcome::Loaded(record) => {
                self.finish(&started, figures(&record));
                Ok(Next::GoOn)
            }
            LoadOutcome::Held(hold) => {
                landing::put_back(self.context.workspace, file)?;
                self.context.note(RunResult::DoneWithRejects);
                let hint = format!(
                    "If that is right, run again with `--accept-shrink {}`; later files of this pipeline wait.",
                    self.pipeline.name
                );
                self.say(held(hold), Some(hint), Some(About::HeldSnapshot));
                Ok(Next::Stop)
            }
        }
    }

    fn write_error_report(&self, rejects: &[Reject]) -> Result<PathBuf> {
        let folder = self.context.workspace.error_reports_dir();
        std::fs::create_dir_all(&folder).map_err(|e| Error::io("create the folder", &folder, &e))?;
        let part = self.slot.part.as_ref().map(|p| format!("_{p}")).unwrap_or_default();
        let name = format!("errors_{}_{}{part}.csv", self.pipeline.name, self.slot.date.format("%Y%m%d"));
        let (path, staged) = (folder.join(&name), folder.join(format!(".{name}.part")));
        let failed = |e: std::io::Error| Error::io("write the error report", &path, &e);
        let file = File::create(&staged).map_err(failed)?;
        check::write_report(rejects, self.pipeline, std::io::BufWriter::new(&file))
            .map_err(|e| Error::new(ErrorKind::Io, format!("cannot write the error report: {e}")).at_file(&path))?;
        file.sync_all().and_then(|()| std::fs::rename(&staged, &path)).map_err(failed)?;
        Ok(path)
    }

    fn start(&mut self, step: Step, file: &str, bytes: u64) -> Started {
        self.at = At {
            step: Some(step),
            pipeline: Some(self.pipeline.name.clone()),
            file: Some(file.to_owned()),
            date: Some(self.slot.date),
        };
        self.context.say(Happening::StepStarted { at: self.at.clone(), bytes });
        Started { at: self.at.clone(), time: (self.context.clock)() }
    }

    fn finish(&self, started: &Started, done: Done) {
        let seconds = self.context.since(started.time);
        self.context.say(Happening::StepFinished { at: started.at.clone(), done, seconds });
    }

    fn warn(&self, message: String, hint: Option<String>) {
        self.say(message, hint, None);
    }

    fn say(&self, message: String, hint: Option<String>, about: Option<About>) {
        self.context.say(Happening::Warning { at: self.at.clone(), message, hint, about });
    }
}

fn figures(record: &LoadRecord) -> Done {
    Done {
        rows: Some(record.rows),
        accepted: Some(record.accepted),
        rejected: Some(record.rejected),
        duplicates: Some(record.duplicates),
        opened: Some(record.opened),
        closed: Some(record.closed),
        unchanged: Some(record.unchanged),
        ..Done::default()
    }
}

fn held(hold: Hold) -> String {
    let Hold { rows, closing, current } = hold;
    if rows == 0 {
        return format!("held in the landing zone: it has no rows and would close all {current} current keys");
    }
    format!("held in the landing zone: it would close {closing} of {current} current keys")
}
