//! Which face the report in front has: a chart, a list of checks, or its rows.

use crate::report::chart::Chart;
use crate::tui::core::message::Failure;
use crate::tui::core::model::Model;
use crate::tui::core::shop::Report;
use crate::tui::screens::reports::request::Shown;

/// The face of the report in front.
pub enum Face<'a> {
    Chart(&'a Chart),
    /// Why it has no chart.
    Failed(&'a Failure),
    Checks,
    Table,
}

/// The report in front.
pub fn front(model: &Model) -> Option<&Report> {
    model.shop.reports.get(model.reports.list.selected)
}

/// How a report is shown.
pub fn face<'a>(model: &Model, shown: &'a Shown) -> Face<'a> {
    let checks = front(model).is_some_and(|report| report.check);
    match &shown.chart {
        _ if model.reports.look.table => Face::Table,
        _ if checks => Face::Checks,
        Some(Ok(chart)) => Face::Chart(chart),
        Some(Err(failure)) => Face::Failed(failure),
        None => Face::Table,
    }
}
