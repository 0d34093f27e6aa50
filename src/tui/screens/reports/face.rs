//! Which face the report in front has: a chart, a list of checks, or its rows.

use crate::report::chart::Chart;
use crate::tui::core::outcome::Failure;
use crate::tui::core::shared::Shared;
use crate::tui::core::shop::Report;
use crate::tui::screens::reports::model::Reports;
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
pub fn front<'a>(reports: &Reports, shared: &'a Shared) -> Option<&'a Report> {
    shared.shop.reports.get(reports.list.selected)
}

/// How a report is shown.
pub fn face<'a>(reports: &Reports, shared: &Shared, shown: &'a Shown) -> Face<'a> {
    let checks = front(reports, shared).is_some_and(|report| report.check);
    match &shown.chart {
        _ if reports.look.table => Face::Table,
        _ if checks => Face::Checks,
        Some(Ok(chart)) => Face::Chart(chart),
        Some(Err(failure)) => Face::Failed(failure),
        None => Face::Table,
    }
}
