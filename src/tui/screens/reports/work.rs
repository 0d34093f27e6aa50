//! What the screen Reports asks for.

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use polars::prelude::DataFrame;

use crate::error::{Error, ErrorKind, Result};
use crate::history::View;
use crate::report::chart::Chart;
use crate::report::export::{self, ReportFormat};
use crate::report::text::{self, Align};
use crate::report::{self, Report};
use crate::tui::core::outcome::{Failure, Written};
use crate::tui::screens::reports::request::{Column, Found, Holds, Job, Shown, TextTable};
use crate::tui::worker::engine::Engine;
use crate::tui::worker::task::{Open, Task, stopped};
use crate::workspace::{ChartSpec, ReportSpec, Workspace};

/// The most rows of a report that are brought to the screen; an export has all of them.
const MOST_ROWS: usize = 100_000;
/// So many rows are made into text before a look at whether anybody still waits.
const BATCH: usize = 4_096;

/// Does what was asked.
pub fn answer(engine: &Engine, job: Job, task: &Task) -> Result<Found> {
    let open = engine.open()?;
    match job {
        Job::Show { report, day } => show(&open, &report, day, task).map(|shown| Found::Shown(Arc::new(shown))),
        Job::Export { report, day, format } => {
            write(&open, &report, day, format).map(|(written, hint)| Found::Written { written, hint })
        }
    }
}

fn show(open: &Open, name: &str, day: Option<NaiveDate>, task: &Task) -> Result<Shown> {
    let spec = open.workspace.report(name)?;
    let report = compute(open, spec, day)?;
    if task.is_cancelled() {
        return Err(stopped());
    }
    let chart = spec.chart.as_ref().map(|chart| charted(chart, &report).map_err(Failure::from));
    Ok(Shown {
        report: name.to_owned(),
        day,
        last: last(open)?,
        chart,
        table: table(&open.workspace, &report.frame, task)?,
        broken: report.broken,
    })
}

fn compute(open: &Open, spec: &ReportSpec, day: Option<NaiveDate>) -> Result<Report> {
    let view = day.map_or(View::All, View::AsOf);
    let rows = open.warehouse.query(&spec.sql, view).map_err(|e| e.or_at_file(&spec.sql_file))?;
    report::build(spec, rows)
}

fn charted(spec: &ChartSpec, report: &Report) -> Result<Chart> {
    let rows = report.frame.height();
    if rows > MOST_ROWS {
        return Err(Error::new(ErrorKind::Query, format!("{rows} rows are too many for a chart"))
            .hint(format!("The SQL of a chart groups its rows; at most {MOST_ROWS} are drawn.")));
    }
    Chart::of_report(spec, report)
}

/// The last day of which any table has a file.
fn last(open: &Open) -> Result<Option<NaiveDate>> {
    let mut last = None;
    for pipeline in &open.workspace.pipelines {
        last = last.max(open.warehouse.loads(pipeline)?.iter().map(|load| load.date).max());
    }
    Ok(last)
}

/// The rows as text.
fn table(workspace: &Workspace, frame: &DataFrame, task: &Task) -> Result<TextTable> {
    let head = frame.head(Some(MOST_ROWS));
    let mut texts = Vec::with_capacity(head.width());
    let mut columns = Vec::with_capacity(head.width());
    for column in head.columns() {
        texts.push(text::values(column)?);
        let holds = match text::align(column.dtype()) {
            Align::Left => Holds::Words,
            // A number that is a key somewhere is a name.
            Align::Right if is_key(workspace, column.name()) => Holds::Numbers,
            Align::Right => Holds::Amounts,
        };
        columns.push(Column::new(column.name(), holds));
    }
    let mut table = TextTable::new(columns);
    let mut values: Vec<_> = texts.iter().map(|column| column.iter()).collect();
    // A screen shows texts one by one, so each row is looked at, once.
    for row in 0..head.height() {
        if row % BATCH == 0 && task.is_cancelled() {
            return Err(stopped());
        }
        for column in &mut values {
            table.push(column.next().flatten());
        }
    }
    table.all = frame.height();
    Ok(table)
}

fn is_key(workspace: &Workspace, name: &str) -> bool {
    workspace.pipelines.iter().flat_map(|pipeline| pipeline.key_columns()).any(|key| key.name == name)
}

/// Writes a report where the report step of a run writes it; with its day in the name if it is of one.
fn write(open: &Open, name: &str, day: Option<NaiveDate>, format: ReportFormat) -> Result<(Written, Option<String>)> {
    let spec = open.workspace.report(name)?;
    let report = compute(open, spec, day)?;
    let exports = open.workspace.exports();
    exports.create()?;
    let day = day.map(|day| day.format("_%Y%m%d").to_string()).unwrap_or_default();
    let path = exports.find(&format!("{}{day}.{}", spec.file, format.extension()))?.local_path();
    let hint = export::export_report_to_path(spec, &report, format, &path)?;
    Ok((Written { path: within(&open.workspace.root, &path).to_owned(), rows: report.frame.height() }, hint))
}

fn within<'a>(root: &Path, path: &'a Path) -> &'a Path {
    path.strip_prefix(root).unwrap_or(path)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests;
