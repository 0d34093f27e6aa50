//! A run: plan, steps, journal, lock. Front ends differ only in the [`Listener`] they bring.

mod against;
mod arrive;
mod checking;
mod correct;
mod depend;
mod event;
mod journal;
mod lock;
mod origin;
mod outlook;
mod outside;
mod pipeline;
mod plan;
mod replay;
mod reports;
mod status;
mod steps;
#[cfg(test)]
mod tests;
mod undo;
mod verify;
mod way;
mod words;

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, NaiveDate, Utc};

use crate::check::Scratch;
use crate::error::{Error, ErrorKind, Result};
use crate::landing;
use crate::report::Report;
use crate::warehouse::{self, Shrink, Warehouse};
use crate::workspace::{Pipeline, Workspace};

pub use arrive::{Left, ReadyKind, Stay};
pub use correct::{Corrected, Edit, Fix, correct, user, write_fixes};
pub use event::{About, At, Done, Event, Happening, Level, Share, Step, Totals};
pub use journal::{RunSummary, read_journal, read_on, run_names, runs, summary};
pub use lock::Lock;
pub use origin::{Lines, Origin, Places, lines, origins, places};
pub use outlook::{Outlook, Replays, outlook};
pub use plan::Because;
pub use status::{DayStatus, Ready, Status, StepState, TableStatus, status};
pub use undo::{Undo, UndoRequest, UndoneFile, UndonePipeline, undoing};
pub use verify::{
    Difference, Figure, FileChange, Rebuilt, Said, Verdict, Verified, VerifyRequest, What, rebuild, verify,
};
pub use words::{days, ends, line, reasons, replay_ahead, replays, result_words, said, taken_back};

/// So many bytes of a file's text are checked and loaded together.
const PART_BYTES: u64 = 512 << 20;

/// Tells the time; passed in, so that only the front ends read a clock.
pub type Clock = fn() -> DateTime<Utc>;

/// Hears of everything that happens in a run, as it happens.
pub trait Listener: Sync {
    /// Something happened.
    fn event(&self, event: &Event);

    /// About so many more bytes of a file went through a step that goes on; for gauges alone, the journal has none of it.
    fn moved(&self, _at: &At, _bytes: u64) {}

    /// Whether the run should stop: looked at before each step and between the batches of a large file.
    fn cancelled(&self) -> bool {
        false
    }
}

/// What a run is asked to do.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Only these pipelines; all if empty.
    pub pipelines: Vec<String>,
    /// Only these days; all if empty.
    pub dates: Vec<NaiveDate>,
    /// No day before this.
    pub from: Option<NaiveDate>,
    /// No day after this.
    pub to: Option<NaiveDate>,
    /// Only this step; all if none.
    pub step: Option<Step>,
    /// Pipelines whose snapshots may close more than `max_shrink`.
    pub accept_shrink: Vec<String>,
    /// How long to wait for another run to end.
    pub wait: Duration,
    /// So many bytes of a file's text are checked and loaded together; 512 MiB if none.
    pub part_bytes: Option<u64>,
}

/// How a run ended.
#[derive(Debug)]
pub struct Outcome {
    /// Its name.
    pub run: String,
    /// Its result.
    pub result: RunResult,
    /// The reports, in the order of the workspace.
    pub reports: Vec<Report>,
}

/// The result of a run; the worst thing that happened counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunResult {
    /// Everything that was ready is loaded.
    Done,
    /// Done, but rows were rejected, or files quarantined, held or left.
    DoneWithRejects,
    /// The owner stopped it; what was done stays done.
    Cancelled,
    /// A step failed, or a check does not hold.
    Failed,
}

impl RunResult {
    /// The exit code of a process that ends with this result.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed | Self::Cancelled => 1,
            Self::DoneWithRejects => 3,
        }
    }
}

/// Does what is asked, step by step, and keeps a journal of it.
pub fn execute(workspace: &Workspace, request: &Request, clock: Clock, listener: &dyn Listener) -> Result<Outcome> {
    let pipelines = chosen(workspace, request)?;
    let warehouse = warehouse::open(workspace)?;
    for pipeline in &pipelines {
        warehouse.fits(pipeline)?;
    }
    in_run(workspace, request, clock, listener, |context| {
        undo::finish(context, warehouse.as_ref())?;
        steps(context, warehouse.as_ref(), &pipelines)
    })
}

/// Takes back what a run brought, and keeps a journal of it; the last run that brought anything, unless told.
pub fn undo(workspace: &Workspace, request: &UndoRequest, clock: Clock, listener: &dyn Listener) -> Result<Outcome> {
    let warehouse = warehouse::open(workspace)?;
    undoing(workspace, warehouse.as_ref(), request)?;
    let as_request = request.as_request();
    in_run(workspace, &as_request, clock, listener, |context| {
        if !undo::is_begun(workspace, request)? {
            undo::finish(context, warehouse.as_ref())?;
        }
        // What is there to take back may have changed while another run went on.
        undo::run(context, warehouse.as_ref(), &undoing(workspace, warehouse.as_ref(), request)?)?;
        reports::run(context, warehouse.as_ref())
    })
}

/// Does some work as a run: under the lock, with a journal.
fn in_run(
    workspace: &Workspace,
    request: &Request,
    clock: Clock,
    listener: &dyn Listener,
    work: impl FnOnce(&Context<'_>) -> Result<Vec<Report>>,
) -> Result<Outcome> {
    let started = clock();
    let run = name(started);
    let _lock = Lock::take(workspace, &run, request.wait, listener, clock)?;
    clear_scratch(workspace)?;
    let journal = journal::Journal::create(workspace, &run)?;
    let context =
        Context { workspace, request, run: &run, clock, listener, journal: &journal, worst: Mutex::default() };
    context.say(Happening::RunStarted);
    let reports = work(&context).unwrap_or_else(|error| {
        context.failed(None, &error);
        Vec::new()
    });
    let result = context.worst();
    let (seconds, totals) = (context.since(started), Some(journal.totals()));
    context.say(Happening::RunFinished { result, seconds, totals });
    journal.close()?;
    Ok(Outcome { run, result, reports })
}

fn steps(context: &Context<'_>, warehouse: &dyn Warehouse, pipelines: &[&Pipeline]) -> Result<Vec<Report>> {
    let step = context.request.step;
    if step != Some(Step::Report) {
        let plans = outlook::plans(context, warehouse, pipelines)?;
        context.say(outlook::planned(context, &plans)?);
        depend::run(context, warehouse, plans);
        landing::file_companions(context.workspace, context.now())?;
    }
    if context.is_cancelled() || step.is_some_and(|s| s != Step::Report) {
        return Ok(Vec::new());
    }
    if step == Some(Step::Report) && reports::refused(context, warehouse, pipelines)? {
        return Ok(Vec::new());
    }
    reports::run(context, warehouse)
}

/// What every step of a run needs.
struct Context<'a> {
    workspace: &'a Workspace,
    request: &'a Request,
    run: &'a str,
    clock: Clock,
    listener: &'a dyn Listener,
    journal: &'a journal::Journal,
    worst: Mutex<Option<RunResult>>,
}

impl Context<'_> {
    /// Tells the listener and the journal.
    fn say(&self, happening: Happening) {
        let event = Event { time: (self.clock)(), run: self.run.to_owned(), happening };
        self.journal.write(&event);
        self.listener.event(&event);
    }

    /// Whether the run is to stop; then that is noted.
    fn is_cancelled(&self) -> bool {
        let cancelled = self.listener.cancelled();
        if cancelled {
            self.note(RunResult::Cancelled);
        }
        cancelled
    }

    /// An error once the run is to stop: for work that is left half done and done again by the next run.
    fn go_on(&self) -> Result<()> {
        if self.is_cancelled() { Err(Error::new(ErrorKind::Cancelled, "stopped")) } else { Ok(()) }
    }

    /// Says that a step failed and why; the run goes on elsewhere. Work that was stopped did not fail.
    fn failed(&self, at: Option<event::At>, error: &Error) {
        if error.kind == ErrorKind::Cancelled {
            return self.note(RunResult::Cancelled);
        }
        self.note(RunResult::Failed);
        let (message, hint) = (error.to_string(), error.hint.clone());
        self.say(Happening::StepFailed { at: at.unwrap_or_default(), message, hint });
    }

    /// The worst thing counts.
    fn note(&self, result: RunResult) {
        if let Ok(mut worst) = self.worst.lock() {
            *worst = (*worst).max(Some(result));
        }
    }

    fn worst(&self) -> RunResult {
        self.worst.lock().ok().and_then(|worst| *worst).unwrap_or(RunResult::Done)
    }

    fn since(&self, start: DateTime<Utc>) -> f64 {
        ((self.clock)() - start).as_seconds_f64()
    }

    fn shrink(&self, pipeline: &Pipeline) -> Shrink {
        if self.request.accept_shrink.contains(&pipeline.name) { Shrink::Accept } else { Shrink::Hold }
    }

    fn scratch(&self) -> Scratch {
        Scratch { folder: scratch_folder(self.workspace), part_bytes: self.request.part_bytes.unwrap_or(PART_BYTES) }
    }

    fn now(&self) -> SystemTime {
        (self.clock)().into()
    }
}

/// Where large files are put in parts while they are loaded.
fn scratch_folder(workspace: &Workspace) -> PathBuf {
    workspace.runs_dir().join(".parts")
}

/// Removes what a killed run left behind; nobody else runs.
fn clear_scratch(workspace: &Workspace) -> Result<()> {
    let folder = scratch_folder(workspace);
    match std::fs::remove_dir_all(&folder) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Error::io("remove", &folder, &e)),
        _ => Ok(()),
    }
}

fn chosen<'a>(workspace: &'a Workspace, request: &Request) -> Result<Vec<&'a Pipeline>> {
    for name in &request.accept_shrink {
        workspace.pipeline(name)?;
    }
    if request.pipelines.is_empty() {
        return Ok(workspace.pipelines.iter().collect());
    }
    request.pipelines.iter().map(|name| workspace.pipeline(name)).collect()
}

/// The name of a run sorts by its start.
fn name(started: DateTime<Utc>) -> String {
    format!("{}-{}", started.format("%Y%m%dT%H%M%S%3fZ"), std::process::id())
}
