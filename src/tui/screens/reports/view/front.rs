//! The report in front: what of it is seen.

use crate::report::chart::Chart;
use crate::tui::core::shared::Shared;
use crate::tui::screens::reports::face::{Face, face};
use crate::tui::screens::reports::model::{Focus, Reports};
use crate::tui::screens::reports::request::Shown;
use crate::tui::screens::reports::view::checks;
use crate::tui::screens::reports::view::grid;
use crate::tui::screens::reports::view::grid::Grid;
use crate::tui::screens::reports::view::layout::Layout;
use crate::tui::widgets::chart;
use crate::tui::widgets::chart::Plot;
use crate::tui::widgets::chart::form::Form;

/// Whether the arrows move in the report: always where the list is not seen.
pub fn in_report(reports: &Reports, layout: &Layout) -> bool {
    layout.list.is_none() || reports.focus == Focus::Report
}

/// The chart in front.
pub fn plot<'a>(reports: &'a Reports, chart: &'a Chart, layout: &Layout) -> Plot<'a> {
    let look = &reports.look;
    Plot {
        chart,
        picked: &look.picked,
        list: look.labels,
        form: look.form.unwrap_or_else(|| Form::suiting(chart)),
        marked: in_report(reports, layout),
    }
}

pub fn table<'a>(reports: &'a Reports, shown: &'a Shown, layout: &Layout) -> Grid<'a> {
    let look = &reports.look;
    let column_offset = column_offset(reports, shown, layout);
    let marked = in_report(reports, layout);
    Grid { table: &shown.table, picked: &look.picked, list: look.rows, column_offset, marked }
}

/// How many columns of the table are scrolled away: never more than until its last one is seen.
pub fn column_offset(reports: &Reports, shown: &Shown, layout: &Layout) -> usize {
    reports.look.column_offset.min(grid::largest_column_offset(&shown.table, layout.body))
}

pub fn checks<'a>(reports: &'a Reports, shown: &'a Shown, layout: &Layout) -> checks::Checks<'a> {
    let look = &reports.look;
    checks::Checks { shown, picked: &look.picked, list: look.rows, marked: in_report(reports, layout) }
}

/// How many lines of the report are seen at once: labels, checks or rows.
pub fn page(reports: &Reports, shared: &Shared, layout: &Layout) -> usize {
    let Some(shown) = reports.front.value() else { return 1 };
    match face(reports, shared, shown) {
        Face::Chart(chart) => chart::room(&plot(reports, chart, layout), layout.body),
        Face::Failed(_) => 1,
        Face::Checks => checks::room(&checks(reports, shown, layout), layout.body),
        Face::Table => grid::room(layout.body),
    }
}
