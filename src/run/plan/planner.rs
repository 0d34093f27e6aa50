//! The one planner: what a run does with some pipelines, those first that others need.

use std::collections::BTreeMap;

use super::intake;
use super::listing::{Stored, Zone};
use super::pipeline::{Basis, PipelinePlan};
use super::upstream::Upstream;
use super::waits::{Since, Standing, wait_of};
use crate::error::Result;
use crate::run::request::Request;
use crate::warehouse::{LoadRecord, Warehouse};
use crate::workspace::{Pipeline, Workspace};

/// What every plan is made with.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    pub workspace: &'a Workspace,
    pub warehouse: &'a dyn Warehouse,
    pub request: &'a Request,
}

/// A pipeline with what a run does with it, or what keeps that from being planned.
pub type Planned<'a> = (&'a Pipeline, Result<PipelinePlan>);

/// Plans the work of some pipelines: with what has landed if that was listed, else with their archives alone.
///
/// What one is expected to change is known to those that need it. What keeps one from being planned stops that one.
pub fn plan<'a>(ground: Ground<'a>, pipelines: &[&'a Pipeline], zone: Option<&Zone>) -> Vec<Planned<'a>> {
    let mut made: BTreeMap<&str, Result<PipelinePlan>> = BTreeMap::new();
    for pipeline in in_order(pipelines) {
        let planned = basis(ground, pipeline, zone).and_then(|basis| with_others(ground, pipeline, basis, &made));
        made.insert(&pipeline.name, planned);
    }
    pipelines.iter().filter_map(|pipeline| Some((*pipeline, made.remove(pipeline.name.as_str())?))).collect()
}

/// Plans the rest of a pipeline's work anew, since its archive is not what was planned with: `plan` is what was planned,
/// with the files behind taken.
pub fn again(ground: Ground<'_>, pipeline: &Pipeline, plan: PipelinePlan) -> Result<PipelinePlan> {
    let PipelinePlan { wait, ahead, .. } = plan;
    let basis = Basis {
        loads: ground.warehouse.loads(pipeline)?,
        stored: Stored::list(ground.workspace, pipeline, None)?,
        arrivals: ahead.into_values().flatten().collect(),
        ..Basis::default()
    };
    let upstream = Upstream::of(ground.workspace, ground.warehouse, pipeline)?;
    Ok(PipelinePlan::of(ground.request, pipeline, basis, (wait, upstream)))
}

/// Looks at what a pipeline has, each place once.
fn basis(ground: Ground<'_>, pipeline: &Pipeline, zone: Option<&Zone>) -> Result<Basis> {
    let Ground { workspace, warehouse, request } = ground;
    let loads = warehouse.loads(pipeline)?;
    let stored = Stored::list(workspace, pipeline, zone)?;
    let Some(zone) = zone else { return Ok(Basis { loads, stored, ..Basis::default() }) };
    let (arrivals, left) = intake::sort(request, pipeline, &loads, &stored, zone)?;
    let have = stored.archive.keys().chain(zone.slots(pipeline)).map(|slot| slot.date).collect();
    Ok(Basis { loads, stored, arrivals, left, absent: request.absent(&have) })
}

/// Plans with what is expected of those that a pipeline needs.
fn with_others(
    ground: Ground<'_>,
    pipeline: &Pipeline,
    basis: Basis,
    made: &BTreeMap<&str, Result<PipelinePlan>>,
) -> Result<PipelinePlan> {
    let Ground { workspace, warehouse, request } = ground;
    let wait = wait_of(workspace, pipeline, |needed| match made.get(needed.name.as_str()) {
        Some(Ok(plan)) => Ok(plan.standing(request.step)),
        other => {
            let short_of = other.map(|_| Since::Beginning);
            Ok(Standing { short_of, last: warehouse.loads(needed)?.iter().map(LoadRecord::slot).max() })
        }
    })?;
    let plans = pipeline.refers_to().filter_map(|to| made.get(to)?.as_ref().ok());
    let moves_from = plans.filter_map(|plan| plan.moves_from(request.step)).min();
    let upstream = Upstream::of(workspace, warehouse, pipeline)?.moving_from(moves_from);
    Ok(PipelinePlan::of(request, pipeline, basis, (wait, upstream)))
}

/// Some pipelines, each after those of them that it needs.
fn in_order<'a>(pipelines: &[&'a Pipeline]) -> Vec<&'a Pipeline> {
    let mut waiting = pipelines.to_vec();
    let mut order: Vec<&Pipeline> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let waits = |pipeline: &&Pipeline| {
            pipeline.needs().any(|needed| needed != pipeline.name && waiting.iter().any(|p| p.name == needed))
        };
        let (later, ready): (Vec<_>, Vec<_>) = waiting.iter().copied().partition(waits);
        // No pipeline needs itself through others; if one did, it would still have its turn.
        let (ready, later) = if ready.is_empty() { (later, ready) } else { (ready, later) };
        order.extend(ready);
        waiting = later;
    }
    order
}
