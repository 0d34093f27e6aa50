//! The report step: every report of the workspace, exported as CSV.

use std::collections::BTreeSet;

use super::context::Context;
use super::event::Done;
use super::event::EventKind;
use super::execute::checked;
use super::models;
use super::outcome::RunResult;
use super::step::At;
use super::step::Step;
use crate::error::{Error, ErrorKind, Result};
use crate::history::View;
use crate::landing::{self, Slot};
use crate::report::export::{self, ExportFormat};
use crate::report::{self, Report};
use crate::warehouse::{LoadRecord, Warehouse};
use crate::workspace::{Pipeline, ReportSpec};

/// Makes every report; those that read one of the models that are behind are told, and not made.
pub(super) fn run(context: &Context<'_>, warehouse: &dyn Warehouse, behind: &[String]) -> Result<Vec<Report>> {
    let mut reports = Vec::new();
    for spec in &context.workspace.reports {
        if context.is_cancelled() {
            break;
        }
        let at = At { step: Some(Step::Report), pipeline: Some(spec.name.clone()), ..At::default() };
        if let Some(model) = models::read_by(&spec.sql).into_iter().find(|name| behind.contains(name)) {
            let error = Error::new(ErrorKind::NotFound, format!("it reads the model {model}, which is not up to date"));
            context.failed(Some(at), &error.hint(format!("`shoptui run --model {model}` computes it.")));
            continue;
        }
        let started = (context.clock)();
        context.say(EventKind::StepStarted { at: at.clone(), bytes: 0 });
        match one(context, warehouse, spec) {
            Ok(report) => {
                let done = Done { rows: Some(report.frame.height() as u64), ..Done::default() };
                context.say(EventKind::StepFinished { at: at.clone(), done, seconds: context.since(started) });
                if !report.broken.is_empty() {
                    context.note(RunResult::Failed);
                    let message = format!("{}: {} of its lines do not hold", report.title, report.broken.len());
                    let hint = Some(format!("`shoptui report {}` shows them.", report.name));
                    context.say(EventKind::StepFailed { at, message, hint, causes: Vec::new() });
                }
                reports.push(report);
            }
            Err(error) => context.failed(Some(at), &error),
        }
    }
    Ok(reports)
}

/// Says which days are not loaded yet, of those that a report step is asked for; whether there are any.
pub(super) fn refused(context: &Context<'_>, warehouse: &dyn Warehouse, pipelines: &[&Pipeline]) -> Result<bool> {
    let mut refused = false;
    let mut loaded = false;
    for pipeline in pipelines {
        let known: BTreeSet<Slot> = warehouse.loads(pipeline)?.iter().map(LoadRecord::slot).collect();
        loaded |= !known.is_empty();
        let archive = match landing::archive(context.workspace, pipeline) {
            Ok(archive) => archive,
            Err(error) => {
                let at = At { step: Some(Step::Report), pipeline: Some(pipeline.name.clone()), ..At::default() };
                context.failed(Some(at), &error);
                refused = true;
                continue;
            }
        };
        for file in landing::counting(&archive).filter(|f| context.request.wants(&f.slot) && !known.contains(&f.slot)) {
            let at = At {
                step: Some(Step::Report),
                pipeline: Some(pipeline.name.clone()),
                file: Some(file.name.clone()),
                date: Some(file.slot.date),
            };
            context.failed(Some(at), &checked::refusal(&pipeline.name, &file.slot, Step::Load));
            refused = true;
        }
    }
    if !loaded && !refused {
        let error =
            Error::new(ErrorKind::NotFound, "nothing is loaded yet").hint("Run `shoptui run --step load` first.");
        context.failed(Some(At { step: Some(Step::Report), ..At::default() }), &error);
    }
    Ok(refused || !loaded)
}

fn one(context: &Context<'_>, warehouse: &dyn Warehouse, spec: &ReportSpec) -> Result<Report> {
    let rows = warehouse.query(&spec.sql, View::All).map_err(|e| e.or_at_file(&spec.sql_file))?;
    let mut report = report::build(spec, rows)?;
    let exports = context.workspace.exports();
    exports.create()?;
    let file = exports.find(&format!("{}.csv", spec.file))?;
    file.write_shared(|out| export::write(&mut report.frame, ExportFormat::Csv, out))?;
    context.keep_hash(&At { step: Some(Step::Report), pipeline: Some(spec.name.clone()), ..At::default() }, &file);
    Ok(report)
}
