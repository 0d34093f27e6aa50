//! What of the report in front is seen: its list, and the lines that the filter picks.

use std::sync::Arc;

use crate::report::chart::Chart;
use crate::tui::core::shared::Shared;
use crate::tui::screens::reports::face::{Face, face};
use crate::tui::screens::reports::model::{Focus, Reports};
use crate::tui::screens::reports::request::Shown;
use crate::tui::widgets::list::List;
use crate::tui::widgets::picked::Picked;

pub fn shown(reports: &Reports) -> Option<Arc<Shown>> {
    reports.front.value().cloned()
}

fn is_chart(reports: &Reports, shared: &Shared) -> bool {
    shown(reports).is_some_and(|shown| matches!(face(reports, shared, &shown), Face::Chart(_)))
}

/// The list that is seen: labels of a chart, or rows.
pub fn list<'a>(reports: &'a mut Reports, shared: &Shared) -> &'a mut List {
    if is_chart(reports, shared) { &mut reports.look.labels } else { &mut reports.look.rows }
}

/// Whether the arrows move in the report: always where the list is not seen.
pub fn in_report(reports: &Reports, shared: &Shared) -> bool {
    shared.drawn.beside.is_none() || reports.focus == Focus::Report
}

/// Picks what the filter lets through of the face that is seen.
pub fn pick(reports: &mut Reports, shared: &mut Shared) {
    let Some(shown) = shown(reports) else { return };
    let filter = reports.look.filter.as_str();
    let picked = match (face(reports, shared, &shown), filter.is_empty()) {
        (Face::Chart(chart), true) => Picked::All(chart.len()),
        (Face::Chart(chart), false) => Picked::Some(labels(chart, filter)),
        (Face::Checks, true) if !shown.broken.is_empty() => Picked::Some(broken_first(&shown)),
        (_, true) => Picked::All(shown.table.rows()),
        (_, false) => Picked::Some(shown.table.matching(filter)),
    };
    reports.look.picked = picked;
}

fn broken_first(shown: &Shown) -> Vec<usize> {
    let holds = |row: &usize| shown.broken.binary_search(row).is_err();
    shown.broken.iter().copied().chain((0..shown.table.rows()).filter(holds)).collect()
}

fn labels(chart: &Chart, filter: &str) -> Vec<usize> {
    let filter = filter.to_lowercase();
    let labels = chart.bars.labels.iter().enumerate();
    labels.filter(|(_, label)| label.to_lowercase().contains(&filter)).map(|(number, _)| number).collect()
}
