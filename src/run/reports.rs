//! The report step: every report of the workspace, exported as CSV.

use super::event::{At, Done};
use super::{Context, Happening, RunResult, Step};
use crate::error::{Error, Result};
use crate::history::View;
use crate::report::export::{self, ExportFormat};
use crate::report::{self, Report};
use crate::warehouse::Warehouse;
use crate::workspace::ReportSpec;

pub(super) fn run(context: &Context<'_>, warehouse: &dyn Warehouse) -> Result<Vec<Report>> {
    let mut reports = Vec::new();
    for spec in &context.workspace.reports {
        if context.is_cancelled() {
            break;
        }
        let at = At { step: Some(Step::Report), pipeline: Some(spec.name.clone()), ..At::default() };
        let started = (context.clock)();
        context.say(Happening::StepStarted { at: at.clone(), bytes: 0 });
        match one(context, warehouse, spec) {
            Ok(report) => {
                let done = Done { rows: Some(report.frame.height() as u64), ..Done::default() };
                context.say(Happening::StepFinished { at: at.clone(), done, seconds: context.since(started) });
                if !report.broken.is_empty() {
                    context.note(RunResult::Failed);
                    let message = format!("{}: {} of its lines do not hold", report.title, report.broken.len());
                    let hint = Some(format!("`shoptui report {}` shows them.", report.name));
                    context.say(Happening::StepFailed { at, message, hint });
                }
                reports.push(report);
            }
            Err(error) => context.failed(Some(at), &error),
        }
    }
    Ok(reports)
}

fn one(context: &Context<'_>, warehouse: &dyn Warehouse, spec: &ReportSpec) -> Result<Report> {
    let rows = warehouse.query(&spec.sql, View::All).map_err(|e| e.at_file(&spec.sql_file))?;
    let mut report = report::build(spec, rows)?;
    let folder = context.workspace.exports_dir();
    std::fs::create_dir_all(&folder).map_err(|e| Error::io("create the folder", &folder, &e))?;
    let path = folder.join(format!("{}.csv", spec.file));
    export::to_path(&mut report.frame, ExportFormat::Csv, &path)?;
    Ok(report)
}
