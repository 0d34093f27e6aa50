//! A plan for those who look at it: for `run --plan`, the status and the terminal app.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use super::intake::{Left, ReadyKind};
use super::listing::Zone;
use super::pipeline::PipelinePlan;
use super::planner::{Ground, plan};
use super::reason::{ReplayReason, reasons};
use crate::error::Result;
use crate::report::text::escape_control;
use crate::run::listener::Clock;
use crate::run::messages::replays;
use crate::run::request::{Request, chosen};
use crate::run::step::Step;
use crate::warehouse::Warehouse;
use crate::workspace::{Pipeline, Workspace};

/// What the next run would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RunPreview {
    /// What it would do with each pipeline.
    pub pipelines: Vec<Preview>,
    /// The reports that it would make again.
    pub reports: Vec<String>,
}

/// What the next run would do with a pipeline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// The pipeline.
    pub pipeline: String,
    /// The landed files that are taken, in the order in which they are.
    pub take: Vec<TakeAhead>,
    /// The days that are replayed, if any.
    pub replay: Option<Replays>,
    /// The days that are loaded after all that is loaded.
    pub ahead: Vec<NaiveDate>,
    /// The days that were asked for and have no file.
    pub absent: Vec<NaiveDate>,
    /// The files that stay in the landing zone, and why.
    pub left: Vec<Left>,
    /// The files that wait for another pipeline, and why.
    pub waiting: Vec<WaitAhead>,
}

/// A landed file that is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TakeAhead {
    /// Its name.
    pub file: String,
    /// Its date.
    pub date: NaiveDate,
    /// What is new about it; nothing more is done with one that comes again.
    pub kind: ReadyKind,
}

/// A file that waits for another pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaitAhead {
    /// Its name in the landing zone; none if it is in the archive.
    pub file: Option<String>,
    /// Its date.
    pub date: NaiveDate,
    /// What it waits for.
    pub reason: String,
}

/// A rewind and what is replayed after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Replays {
    /// The table goes back to what it was before this day.
    pub from: NaiveDate,
    /// How many days are replayed.
    pub days: u64,
    /// How many files are loaded in them.
    pub files: u64,
    /// How many versions the rewind touches.
    pub versions: u64,
    /// Why.
    pub because: Vec<ReplayReason>,
}

/// What a run would do; files that changed just now get the moment to settle that a run gives them.
pub fn preview(
    workspace: &Workspace,
    warehouse: &dyn Warehouse,
    request: &Request,
    clock: Clock,
) -> Result<RunPreview> {
    let chosen = chosen(workspace, request)?;
    // What a run refuses has no plan.
    chosen.iter().try_for_each(|pipeline| warehouse.check_schema(pipeline))?;
    let zone = Zone::settled(workspace, clock, request.day_of_run(workspace, clock()))?;
    let plans = plan(Ground { workspace, warehouse, request }, &chosen, Some(&zone));
    let one = |(pipeline, plan): (&Pipeline, Result<PipelinePlan>)| look(warehouse, pipeline, &plan?, request.step);
    let pipelines = plans.into_iter().map(one).collect::<Result<_>>()?;
    let reports = if request.makes_reports() { workspace.reports.as_slice() } else { &[] };
    Ok(RunPreview { pipelines, reports: reports.iter().map(|report| report.name.clone()).collect() })
}

/// What a plan comes to in a run that is asked for a step.
pub fn look(
    warehouse: &dyn Warehouse,
    pipeline: &Pipeline,
    plan: &PipelinePlan,
    step: Option<Step>,
) -> Result<Preview> {
    let taken = plan.taken().map(|arrival| TakeAhead {
        file: arrival.file.name.clone(),
        date: arrival.slot.date,
        kind: arrival.kind,
    });
    // A run that only takes replays and loads nothing.
    let goes_on = step != Some(Step::Take);
    let replay = match plan.replay.as_ref().filter(|_| goes_on) {
        None => None,
        Some(replay) => Some(Replays {
            from: replay.from,
            days: replay.days(),
            files: replay.slots.len() as u64,
            versions: warehouse.count_rewound(pipeline, replay.from)?,
            because: replay.because(),
        }),
    };
    let ahead: BTreeSet<NaiveDate> = plan.ahead.keys().filter(|_| goes_on).map(|slot| slot.date).collect();
    let reason = plan.wait.as_ref().map(|wait| wait.reason.clone()).unwrap_or_default();
    let waits =
        plan.waiting.iter().map(|(file, date)| WaitAhead { file: file.clone(), date: *date, reason: reason.clone() });
    Ok(Preview {
        pipeline: pipeline.name.clone(),
        take: taken.collect(),
        replay,
        ahead: ahead.into_iter().collect(),
        absent: plan.basis.absent.clone(),
        left: plan.basis.left.clone(),
        waiting: waits.collect(),
    })
}

/// The days of a pipeline that the next run replays, how many versions that changes, and why; none if it replays none.
pub fn replay_ahead(next: &Preview) -> Option<String> {
    let replay = next.replay.as_ref()?;
    let what = replays(replay.days, replay.versions, &format!(" from {} on", replay.from));
    Some(escape_control(&format!("{}: {what}: {}", next.pipeline, reasons(&replay.because))).into_owned())
}
