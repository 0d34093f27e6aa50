//! The model step: models whose inputs have changed are computed again, each after those that it reads, and their files
//! are written.

use super::context::Context;
use super::event::{Done, EventKind};
use super::outcome::RunResult;
use super::plan::listing::Zone;
use super::plan::planner::{Ground, plan};
use super::request::{Request, chosen_models};
use super::step::{At, Step};
use crate::error::{Error, ErrorKind, Result};
use crate::landing::Moment;
use crate::model::{ModelState, ModelStatus, exports_are_current, states, write_exports};
use crate::sql;
use crate::warehouse::Warehouse;
use crate::workspace::{ModelSpec, Pipeline, in_order};

/// The tables that a report reads, as far as its SQL can be parsed.
pub(super) fn read_by(sql: &str) -> Vec<String> {
    sql::reads(sql).unwrap_or_default()
}

/// Brings all models up to date; gives the names of those that are not.
pub(super) fn all(context: &Context<'_>, warehouse: &dyn Warehouse) -> Result<Vec<String>> {
    bring(context, warehouse, &in_order(&context.workspace.models))
}

/// Brings the models that are asked for up to date; gives the names of those that are not.
///
/// Where only models are asked for, nothing below them may be behind: what is, is told, and nothing is computed.
pub(super) fn asked(context: &Context<'_>, warehouse: &dyn Warehouse, loaded: &[&Pipeline]) -> Result<Vec<String>> {
    let request = context.request;
    let chosen = chosen_models(context.workspace, request)?;
    let gated = request.step == Some(Step::Model) || request.names_models();
    if gated && refused(context, warehouse, &chosen, loaded)? {
        return Ok(chosen.iter().map(|model| model.name.clone()).collect());
    }
    bring(context, warehouse, &chosen)
}

/// Computes models anew, whether anything below them has changed or not; what cannot be read is dropped first.
pub(super) fn anew(context: &Context<'_>, warehouse: &dyn Warehouse, models: &[&ModelSpec]) -> Result<()> {
    for model in models {
        if context.is_cancelled() {
            break;
        }
        let at = At { step: Some(Step::Model), pipeline: Some(model.name.clone()), ..At::default() };
        let dropped = if warehouse.model_rows(model).is_err() { warehouse.drop_model(model) } else { Ok(()) };
        match dropped.and_then(|()| warehouse.make_model(model, context.run)) {
            Ok(made) => made.committed.trouble.iter().for_each(|error| context.after_commit(&at, error)),
            Err(error) => context.failed(Some(at), &error),
        }
    }
    Ok(())
}

fn bring(context: &Context<'_>, warehouse: &dyn Warehouse, models: &[&ModelSpec]) -> Result<Vec<String>> {
    let mut behind: Vec<String> = Vec::new();
    for model in models {
        if context.is_cancelled() {
            break;
        }
        let at = At { step: Some(Step::Model), pipeline: Some(model.name.clone()), ..At::default() };
        let went = match model.tables().find(|name| behind.iter().any(|other| other == name)) {
            Some(name) => {
                Err(Error::new(ErrorKind::NotFound, format!("it reads the model {name}, which is not up to date"))
                    .hint(format!("It is computed by the run that computes {name}.")))
            }
            None => one(context, warehouse, model, &at),
        };
        if let Err(error) = went {
            behind.push(model.name.clone());
            context.failed(Some(at), &error);
        }
    }
    Ok(behind)
}

/// Computes a model if its inputs have changed, and writes its files if they are not those of its table.
fn one(context: &Context<'_>, warehouse: &dyn Warehouse, model: &ModelSpec, at: &At) -> Result<()> {
    let is_current = match (&model.reads, warehouse.model(model)?) {
        (Ok(_), Some(record)) => warehouse.model_basis(model)? == record.basis,
        _ => false,
    };
    if is_current && exports_are_current(context.workspace, model, &warehouse.stamp(&model.name)?)? {
        return Ok(());
    }
    let started = (context.clock)();
    context.say(EventKind::StepStarted { at: at.clone(), bytes: 0 });
    let count = if is_current {
        warehouse.model(model)?.map_or(0, |record| record.rows)
    } else {
        let made = warehouse.make_model(model, context.run)?;
        made.committed.trouble.iter().for_each(|error| context.after_commit(at, error));
        made.record.rows
    };
    let stamp = warehouse.stamp(&model.name)?;
    if !exports_are_current(context.workspace, model, &stamp)? {
        let rows = warehouse.model_rows(model)?;
        for (file, sha256) in write_exports(context.workspace, model, &stamp, &rows)? {
            context.wrote(&file, sha256);
        }
    }
    let done = Done { rows: Some(count), ..Done::default() };
    context.say(EventKind::StepFinished { at: at.clone(), done, seconds: context.since(started) });
    Ok(())
}

/// Says which tables below some models are not up to date, beside those that this run has just loaded; whether any is.
fn refused(
    context: &Context<'_>,
    warehouse: &dyn Warehouse,
    chosen: &[&ModelSpec],
    loaded: &[&Pipeline],
) -> Result<bool> {
    let workspace = context.workspace;
    let states = states(workspace, warehouse)?;
    let (mut pipelines, mut refused): (Vec<&Pipeline>, bool) = (Vec::new(), false);
    let mut open: Vec<&ModelSpec> = chosen.to_vec();
    let mut seen: Vec<&str> = chosen.iter().map(|model| model.name.as_str()).collect();
    while let Some(model) = open.pop() {
        for name in model.tables() {
            if seen.contains(&name) {
                continue;
            }
            seen.push(name);
            if let Ok(below) = workspace.model(name) {
                open.push(below);
                let behind = |state: &&ModelStatus| state.model == below.name && state.state != ModelState::Current;
                if let Some(state) = states.iter().find(behind) {
                    let word: &str = state.state.into();
                    let message = format!("{}{} is {word}", layered(below.layer.as_deref()), below.name);
                    refuse(context, name, &message, &format!("Run `shoptui run --model {name}` first."));
                    refused = true;
                }
            } else if let Ok(pipeline) = workspace.pipeline(name) {
                pipelines.push(pipeline);
            }
        }
    }
    pipelines
        .retain(|pipeline| context.request.step == Some(Step::Model) || loaded.iter().all(|p| p.name != pipeline.name));
    Ok(unloaded(context, warehouse, &pipelines)? || refused)
}

/// Says which pipelines have files that are not loaded, or nothing at all; whether any has.
fn unloaded(context: &Context<'_>, warehouse: &dyn Warehouse, pipelines: &[&Pipeline]) -> Result<bool> {
    let workspace = context.workspace;
    let request = &Request::default();
    let zone = Zone::now(workspace, Moment::of(workspace, context.now()))?;
    let mut refused = false;
    for (pipeline, plan) in plan(Ground { workspace, warehouse, request }, pipelines, Some(&zone)) {
        let plan = plan?;
        let (name, waiting) = (&pipeline.name, plan.slots().len());
        let what = match waiting {
            0 if plan.basis.loads.is_empty() => "has nothing loaded yet".to_owned(),
            0 => continue,
            1 => "has a file that is not loaded yet".to_owned(),
            many => format!("has {many} files that are not loaded yet"),
        };
        let hint = format!("Run `shoptui run --pipeline {name}` first.");
        refuse(context, name, &format!("{}{name} {what}", layered(pipeline.layer.as_deref())), &hint);
        refused = true;
    }
    Ok(refused)
}

fn layered(layer: Option<&str>) -> String {
    layer.map(|layer| format!("{layer}: ")).unwrap_or_default()
}

fn refuse(context: &Context<'_>, table: &str, message: &str, hint: &str) {
    context.note(RunResult::Failed);
    let at = At { step: Some(Step::Model), pipeline: Some(table.to_owned()), ..At::default() };
    context.failed(Some(at), &Error::new(ErrorKind::NotFound, message).hint(hint));
}
