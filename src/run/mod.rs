//! A run: plan, steps, journal, lock. Front ends differ only in the [`Listener`] they bring.

mod correct;
mod event;
mod execute;
mod journal;
mod lineage;
mod lock;
mod messages;
mod plan;
mod reports;
mod reset;
mod status;
#[cfg(test)]
mod tests;
mod undo;
mod verify;

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, NaiveDate, Utc};

use crate::atomic_file;
use crate::check::Scratch;
use crate::error::{Error, ErrorKind, Result};
use crate::landing;
use crate::report::Report;
use crate::warehouse::{self, Shrink, Warehouse};
use crate::workspace::{Pipeline, Workspace};

pub use correct::{Corrected, Edit, Fix, correct, user, write_fixes};
pub use event::{About, At, Done, Event, EventKind, Level, Share, Step, Totals};
pub use journal::read::{RunSummary, flaws, read_journal, read_on, run_names, runs, summary};
pub use lineage::{Lines, Origin, Places, lines, origins, places};
pub use lock::Lock;
pub use messages::{days, ends, line, reasons, replay_ahead, replays, result_words, said, taken_back};
pub use plan::changes::ReplayReason;
pub use plan::intake::{Left, ReadyKind, Stay};
pub use plan::preview::{Preview, Replays, preview};
pub use reset::reset;
pub use status::{DayStatus, Ready, Status, StepState, TableStatus, status};
pub use undo::{Undo, UndoRequest, UndoneFile, UndonePipeline, undoing};
pub use verify::{
    Difference, Figure, FileChange, Files, Kind, Rebuilt, Said, Verdict, Verification, Verified, VerifyRequest, What,
    rebuild, verify,
};

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
        warehouse.check_schema(pipeline)?;
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
    let mut lock = Lock::take(workspace, &journal::run_name::after(started, None), request.wait, listener, clock)?;
    // Another run may have begun, and ended, while this one waited.
    let run = journal::run_name::after(started, journal::read::last_run(workspace)?.as_deref());
    lock.hold_for(&run, clock)?;
    clear_scratch(workspace)?;
    landing::recover(workspace)?;
    let journal = journal::write::Journal::create(workspace, &run)?;
    let context =
        Context { workspace, request, run: &run, clock, listener, journal: &journal, worst: Mutex::default() };
    context.say(EventKind::RunStarted);
    let reports = work(&context).unwrap_or_else(|error| {
        context.failed(None, &error);
        Vec::new()
    });
    let result = context.worst();
    let (seconds, totals) = (context.since(started), Some(journal.totals()));
    let last = context.event(EventKind::RunFinished { result, seconds, totals, lost: None });
    if let Err(error) = journal.finish(last.clone()) {
        // The commits say what was loaded; what the journal lacks does not change it.
        let message = format!("the journal of this run is not whole: {error}; what was loaded is in the tables");
        let at = event::At::default();
        listener.event(&context.event(EventKind::Warning { at, message, hint: error.hint_text(), about: None }));
    }
    listener.event(&last);
    Ok(Outcome { run, result, reports })
}

fn steps(context: &Context<'_>, warehouse: &dyn Warehouse, pipelines: &[&Pipeline]) -> Result<Vec<Report>> {
    let step = context.request.step;
    if step != Some(Step::Report) {
        let plans = plan::preview::plans(context, warehouse, pipelines)?;
        context.say(plan::preview::planned(context, &plans)?);
        execute::scheduler::run(context, warehouse, plans);
        for place in landing::file_sidecars(context.workspace, context.now())? {
            context.keep_hash(&event::At::default(), &place);
        }
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
    journal: &'a journal::write::Journal,
    worst: Mutex<Option<RunResult>>,
}

impl Context<'_> {
    /// Tells the listener and the journal.
    fn say(&self, happening: EventKind) {
        let event = self.event(happening);
        self.journal.write(&event);
        self.listener.event(&event);
    }

    fn event(&self, happening: EventKind) -> Event {
        Event { time: (self.clock)(), run: self.run.to_owned(), happening }
    }

    /// Notes the hash of a file that gets its name now, for `verify`.
    fn wrote(&self, path: &std::path::Path, sha256: String) {
        self.journal.wrote((self.clock)(), self.run, verify::place(self.workspace, path), sha256);
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
        if self.is_cancelled() { Err(Error::stopped()) } else { Ok(()) }
    }

    /// Says that a step failed and why; the run goes on elsewhere. Work that was stopped did not fail.
    fn failed(&self, at: Option<event::At>, error: &Error) {
        if error.kind == ErrorKind::Cancelled {
            return self.note(RunResult::Cancelled);
        }
        self.note(RunResult::Failed);
        let (message, hint) = (error.to_string(), error.hint_text());
        self.say(EventKind::StepFailed { at: at.unwrap_or_default(), message, hint, causes: error.causes() });
    }

    /// The same for a file that has its name already; what keeps that from working takes nothing back.
    fn keep_hash(&self, at: &event::At, path: &std::path::Path) {
        match landing::sha256(path) {
            Ok(sha256) => self.wrote(path, sha256),
            Err(error) => {
                let message = format!("`verify` will not be able to compare it: {error}");
                self.say(EventKind::Warning { at: at.clone(), message, hint: error.hint_text(), about: None });
            }
        }
    }

    /// Says what went wrong after a commit that is there: that is no failure of what was committed.
    fn after_commit(&self, at: &event::At, error: &Error) {
        let message = format!("the load is committed; what went wrong afterwards: {error}");
        self.say(EventKind::Warning { at: at.clone(), message, hint: error.hint_text(), about: None });
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
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(Error::io("remove", &folder, &e)),
        _ => {}
    }
    let archives = workspace.pipelines.iter().map(|pipeline| workspace.archive_dir(&pipeline.name));
    for folder in archives.chain([workspace.error_reports_dir(), workspace.quarantine_dir()]) {
        // A folder that cannot be looked at is told by the step that needs it, and stops no more than that.
        if let Err(error) = atomic_file::clear_staged(&folder) {
            tracing::warn!(%error, "unfinished files stay");
        }
    }
    Ok(())
}

fn chosen<'a>(workspace: &'a Workspace, request: &Request) -> Result<Vec<&'a Pipeline>> {
    for name in &request.accept_shrink {
        workspace.pipeline(name)?;
    }
    for day in &request.dates {
        landing::day_of_file(*day).map_err(|why| Error::new(ErrorKind::Usage, why))?;
    }
    if request.pipelines.is_empty() {
        return Ok(workspace.pipelines.iter().collect());
    }
    request.pipelines.iter().map(|name| workspace.pipeline(name)).collect()
}
