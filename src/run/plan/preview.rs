//! What the next run would do: for `run --plan`, the status and the terminal app, without doing any of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::changes::{self, Plan, Todo};
use super::intake::{self, Left, ReadyKind, Zone};
use super::reason::{ReplayReason, reasons};
use super::upstream::Upstream;
use crate::error::Result;
use crate::landing::{self, FileState, LandedFile, Slot};
use crate::report::text::escape_control;
use crate::run::context::Context;
use crate::run::event::EventKind;
use crate::run::event::Share;
use crate::run::listener::Clock;
use crate::run::messages::replays;
use crate::run::outcome::RunResult;
use crate::run::request::{Request, chosen};
use crate::run::step::At;
use crate::run::step::Step;
use crate::warehouse::Warehouse;
use crate::workspace::{Pipeline, Workspace};

/// What the next run would do with a pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// The pipeline.
    pub pipeline: String,
    /// The days that are replayed, if any.
    pub replay: Option<Replays>,
    /// The days that are loaded after all that is loaded.
    pub ahead: Vec<NaiveDate>,
    /// The days that were asked for and have no file.
    pub absent: Vec<NaiveDate>,
    /// The files that stay in the landing zone, and why.
    pub left: Vec<Left>,
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

/// What a run would do with each pipeline; files that changed just now get the moment to settle that a run gives them.
pub fn preview(
    workspace: &Workspace,
    warehouse: &dyn Warehouse,
    request: &Request,
    clock: Clock,
) -> Result<Vec<Preview>> {
    let chosen = chosen(workspace, request)?;
    // What a run refuses has no plan.
    chosen.iter().try_for_each(|pipeline| warehouse.check_schema(pipeline))?;
    let (landed, markers) = (settled(workspace, clock)?, landing::markers(workspace, clock().into())?);
    let zone = Zone { workspace, files: &landed, markers: &markers };
    let one = |pipeline: &&Pipeline| {
        let plan = plan_of(workspace, warehouse, request, pipeline, zone)?;
        look(warehouse, pipeline, plan)
    };
    chosen.iter().map(one).collect()
}

/// What a plan comes to.
pub fn look(warehouse: &dyn Warehouse, pipeline: &Pipeline, plan: Plan) -> Result<Preview> {
    let replay = match &plan.todo.replay {
        None => None,
        Some(replay) => Some(Replays {
            from: replay.from,
            days: replay.slots.iter().map(|slot| slot.date).collect::<BTreeSet<_>>().len() as u64,
            files: replay.slots.len() as u64,
            versions: warehouse.count_rewound(pipeline, replay.from)?,
            because: plan.because.iter().copied().collect(),
        }),
    };
    let ahead: BTreeSet<NaiveDate> = plan.todo.ahead.iter().map(|slot| slot.date).collect();
    let (ahead, absent, left) = (ahead.into_iter().collect(), plan.absent, plan.stays);
    Ok(Preview { pipeline: pipeline.name.clone(), replay, ahead, absent, left })
}

/// Plans the work of a pipeline.
pub fn plan_of(
    workspace: &Workspace,
    warehouse: &dyn Warehouse,
    request: &Request,
    pipeline: &Pipeline,
    zone: Zone<'_>,
) -> Result<Plan> {
    let records = warehouse.loads(pipeline)?;
    let archive = landing::archive(workspace, pipeline)?;
    let against = Upstream::of(workspace, warehouse, pipeline)?;
    let (arrivals, stays) = intake::sort(request, pipeline, &records, &archive, &zone)?;
    let mut changed: BTreeMap<Slot, Option<ReplayReason>> = changes::changed(request, &records, &archive, &against);
    for arrival in &arrivals {
        match arrival.kind {
            ReadyKind::Late => changed.insert(arrival.slot.clone(), Some(ReplayReason::Late)),
            ReadyKind::Resent => changed.insert(arrival.slot.clone(), Some(ReplayReason::Resent)),
            ReadyKind::New | ReadyKind::Taken => changed.insert(arrival.slot.clone(), None),
            ReadyKind::Again => None,
        };
    }
    let todo: Todo = changes::todo(&records, changed.keys().cloned().collect());
    let behind = todo.replay.iter().flat_map(|replay| &replay.changed);
    let because = behind.filter_map(|slot| *changed.get(slot)?).collect();
    let have = archive.keys().chain(landed_slots(zone.files, pipeline)).map(|slot| slot.date).collect();
    Ok(Plan { arrivals, stays, todo, because, absent: request.absent(&have) })
}

fn landed_slots<'a>(landed: &'a [LandedFile], pipeline: &'a Pipeline) -> impl Iterator<Item = &'a Slot> {
    landed.iter().filter_map(|file| match &file.state {
        FileState::Ready { pipeline: name, slot } | FileState::Growing { pipeline: name, slot } => {
            (*name == pipeline.name).then_some(slot)
        }
        FileState::Unknown { .. } | FileState::Sidecar => None,
    })
}

/// What there is to do, as the run says it.
pub fn planned(context: &Context<'_>, plans: &[(&Pipeline, Result<Plan>)]) -> Result<EventKind> {
    let mut pipelines = Vec::new();
    for (pipeline, plan) in plans {
        let Ok(plan) = plan else { continue };
        let archive = landing::archive(context.workspace, pipeline)?;
        let replayed = plan.todo.replay.iter().flat_map(|replay| &replay.slots);
        let slots: BTreeSet<&Slot> = replayed.chain(&plan.todo.ahead).collect();
        let arriving = |slot: &Slot| plan.arrivals.iter().rev().find(|a| a.slot == *slot).map(|a| a.file.size);
        let archived = |slot: &Slot| archive.get(slot).and_then(|files| files.last()).map_or(0, |file| file.bytes());
        let bytes = slots.iter().map(|slot| arriving(slot).unwrap_or_else(|| archived(slot))).sum();
        let share = Share { pipeline: pipeline.name.clone(), files: slots.len() as u64, bytes };
        pipelines.extend(Some(share).filter(|share| share.files > 0));
    }
    let (files, bytes) = (pipelines.iter().map(|s| s.files).sum(), pipelines.iter().map(|s| s.bytes).sum());
    Ok(EventKind::Planned { files, bytes, pipelines })
}

/// Plans the work of some pipelines and says what is left; what keeps one from being planned stops that one alone.
pub fn plans<'a>(
    context: &Context<'_>,
    warehouse: &dyn Warehouse,
    pipelines: &[&'a Pipeline],
) -> Result<Vec<(&'a Pipeline, Result<Plan>)>> {
    let landed = settled(context.workspace, context.clock)?;
    for file in &landed {
        if let FileState::Unknown { reason } = &file.state {
            say_left(context, &intake::unknown(file, reason), None);
        }
    }
    let workspace = context.workspace;
    let markers = landing::markers(workspace, context.now())?;
    let zone = Zone { workspace, files: &landed, markers: &markers };
    let mut plans = Vec::with_capacity(pipelines.len());
    for &pipeline in pipelines {
        let plan = match plan_of(context.workspace, warehouse, context.request, pipeline, zone) {
            Ok(plan) => plan,
            Err(error) => {
                plans.push((pipeline, Err(error)));
                continue;
            }
        };
        plan.stays.iter().for_each(|left| say_left(context, left, Some(RunResult::DoneWithRejects)));
        for &day in &plan.absent {
            let at = At { pipeline: Some(pipeline.name.clone()), date: Some(day), ..At::default() };
            let message = format!("no file for {day}, neither in the landing zone nor in the archive");
            context.say(EventKind::Warning { at, message, hint: None, about: None });
        }
        plans.push((pipeline, Ok(plan)));
    }
    Ok(plans)
}

/// The landed files, after those that changed just now had a moment to grow.
fn settled(workspace: &Workspace, clock: Clock) -> Result<Vec<LandedFile>> {
    let seen = landing::list(workspace, clock().into())?;
    let growing = |file: &&LandedFile| matches!(file.state, FileState::Growing { .. });
    if !seen.iter().any(|file| growing(&file)) {
        return Ok(seen);
    }
    std::thread::sleep(landing::QUIET);
    let mut files = landing::list(workspace, clock().into())?;
    // Its sender's clock may run ahead: what did not change meanwhile is whole, whatever its time says.
    for file in &mut files {
        let same = |s: &LandedFile| (&s.name, &s.location).cmp(&(&file.name, &file.location));
        let before = seen.binary_search_by(same).ok().and_then(|at| seen.get(at));
        if before.is_some_and(|b| (b.size, b.modified) == (file.size, file.modified)) {
            file.settle();
        }
    }
    Ok(files)
}

fn say_left(context: &Context<'_>, left: &Left, result: Option<RunResult>) {
    if let Some(result) = result {
        context.note(result);
    }
    let Left { pipeline, file, date, .. } = left.clone();
    let at = At { step: Some(Step::Take), pipeline, file: Some(file), date };
    let message = format!("left in the landing zone: {}", left.reason);
    context.say(EventKind::Warning { at, message, hint: left.hint.clone(), about: None });
}

/// The days of a pipeline that the next run replays, how many versions that changes, and why; none if it replays none.
pub fn replay_ahead(next: &Preview) -> Option<String> {
    let replay = next.replay.as_ref()?;
    let what = replays(replay.days, replay.versions, &format!(" from {} on", replay.from));
    Some(escape_control(&format!("{}: {what}: {}", next.pipeline, reasons(&replay.because))).into_owned())
}
