//! The work of a run: its pipelines side by side, each file through its steps.

mod announce;
mod check;
pub mod checked;
mod file;
mod file_job;
pub mod job;
mod load;
mod lookups;
pub mod pipeline;
pub mod replay;
pub mod scheduler;
pub mod table;
mod take;
pub mod validate;

use super::context::Context;
use super::lifecycle::in_run;
use super::listener::{Clock, Listener};
use super::outcome::Outcome;
use super::plan::listing::Zone;
use super::plan::planner::{Ground, plan};
use super::request::{Request, chosen};
use super::scratch;
use super::step::{At, Step};
use super::undo::take_back;
use super::{models, reports};
use crate::error::Result;
use crate::landing::{self, Moment};
use crate::report::Report;
use crate::warehouse::{self, Warehouse};
use crate::workspace::{Pipeline, Workspace};

/// Does what is asked, step by step, and keeps a journal of it.
pub fn execute(workspace: &Workspace, request: &Request, clock: Clock, listener: &dyn Listener) -> Result<Outcome> {
    let pipelines = chosen(workspace, request)?;
    let warehouse = warehouse::open(workspace)?;
    for pipeline in &pipelines {
        warehouse.check_schema(pipeline)?;
    }
    let planned = if request.loads_files() { pipelines.as_slice() } else { &[] };
    in_run(workspace, request, clock, listener, |context| {
        scratch::clear_archives(workspace, planned);
        take_back::finish(context, warehouse.as_ref())?;
        steps(context, warehouse.as_ref(), &pipelines)
    })
}

fn steps(context: &Context<'_>, warehouse: &dyn Warehouse, pipelines: &[&Pipeline]) -> Result<Vec<Report>> {
    let Context { workspace, request, .. } = *context;
    if request.loads_files() {
        let zone = Zone::settled(workspace, context.clock, context.day())?;
        announce::unknown(context, &zone);
        let plans = plan(Ground { workspace, warehouse, request }, pipelines, Some(&zone));
        announce::plans(context, &plans);
        plans.iter().flat_map(|(_, plan)| plan).for_each(|plan| scratch::remove(&plan.basis.stored.unfinished));
        scheduler::run(context, warehouse, plans);
        for place in landing::file_sidecars(workspace, Moment { now: context.now(), day: context.day() })? {
            context.keep_hash(&At::default(), &place);
        }
    }
    if context.is_cancelled() {
        return Ok(Vec::new());
    }
    let mut behind = Vec::new();
    if request.makes_models() {
        behind = models::asked(context, warehouse, pipelines)?;
    }
    if context.is_cancelled() || !request.makes_reports() {
        return Ok(Vec::new());
    }
    if request.step == Some(Step::Report) && reports::refused(context, warehouse, pipelines)? {
        return Ok(Vec::new());
    }
    reports::run(context, warehouse, &behind)
}

/// Brings along what is made from tables that have changed: models, then reports.
pub fn bring_along(context: &Context<'_>, warehouse: &dyn Warehouse) -> Result<Vec<Report>> {
    let behind = models::all(context, warehouse)?;
    if context.is_cancelled() {
        return Ok(Vec::new());
    }
    reports::run(context, warehouse, &behind)
}
