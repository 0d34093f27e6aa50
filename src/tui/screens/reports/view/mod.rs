//! The screen Reports: the list of reports, and the one in front as a chart, a list of checks or a table.

mod checks;
mod head;
mod layout;

use ratatui::layout::{Position, Rect};

use crate::tui::core::model::Model;
use crate::tui::core::view::Hit;
use crate::tui::screens::reports::model::{Focus, Form};
use crate::tui::screens::reports::request::{Chart, Shown};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::chart;
use crate::tui::widgets::chart::Plot;
use crate::tui::widgets::grid;
use crate::tui::widgets::grid::Grid;
use crate::tui::widgets::list::List;

pub use layout::{Layout, layout};

/// The number of the list of reports among the lists of this screen.
pub const REPORTS: usize = 1;

/// The face of the report in front.
pub enum Face<'a> {
    /// Its chart.
    Chart(&'a Chart),
    /// Why it has no chart.
    Failed(&'a crate::tui::core::message::Failure),
    /// A list of checks.
    Checks,
    /// Its rows.
    Table,
}

/// The trail that leads to what is shown, after the screen's name.
pub fn trail(model: &Model) -> Vec<String> {
    let mut trail: Vec<String> = front(model).map(|report| report.title.clone()).into_iter().collect();
    trail.extend(model.reports.day.map(|day| format!("as of {day}")));
    trail
}

/// The report in front.
pub fn front(model: &Model) -> Option<&crate::tui::core::shop::Report> {
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

/// Whether the arrows move in the report: always where the list is not seen.
pub fn in_report(model: &Model, layout: &Layout) -> bool {
    layout.list.is_none() || model.reports.focus == Focus::Report
}

/// Draws it into an area of at least 40x6.
pub fn draw(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    if model.shop.reports.is_empty() {
        return canvas.centred(
            area,
            &[
                ("There are no reports yet.", canvas.look.strong()),
                ("A [reports.NAME] section in shoptui.toml names a title and a SQL file.", canvas.look.dim()),
            ],
        );
    }
    let layout = layout(model, area);
    if let Some(list) = layout.list {
        head::list(model, list, canvas);
    }
    head::draw(model, &layout, canvas);
    let remote = &model.reports.front;
    match (remote.value(), remote.failure()) {
        (Some(shown), _) => {
            content(model, shown, &layout, canvas);
            head::foot(model, shown, &layout, canvas);
            if remote.is_loading() {
                canvas.style(layout.body, canvas.look.dim());
            }
        }
        (None, Some(failure)) if !remote.is_loading() => canvas.failure(layout.body, failure),
        _ => canvas.note(layout.body, "computing"),
    }
}

fn content(model: &Model, shown: &Shown, layout: &Layout, canvas: &mut Canvas<'_>) {
    match face(model, shown) {
        Face::Chart(chart) => {
            let plot = plot(model, chart, layout);
            chart::legend(chart, chart::form(&plot, layout.body), layout.legend, canvas);
            chart::draw(&plot, layout.body, canvas);
        }
        Face::Failed(failure) => canvas.failure(layout.body, failure),
        Face::Checks => checks::draw(&checks(model, shown, layout), layout.body, canvas),
        Face::Table => grid::draw(&table(model, shown, layout), layout.body, canvas),
    }
}

/// The chart in front.
pub fn plot<'a>(model: &'a Model, chart: &'a Chart, layout: &Layout) -> Plot<'a> {
    let look = &model.reports.look;
    Plot {
        chart,
        picked: &look.picked,
        list: look.labels,
        form: look.form.unwrap_or_else(|| Form::suiting(chart)),
        marked: in_report(model, layout),
    }
}

fn table<'a>(model: &'a Model, shown: &'a Shown, layout: &Layout) -> Grid<'a> {
    let look = &model.reports.look;
    let marked = in_report(model, layout);
    Grid { sheet: &shown.sheet, picked: &look.picked, list: look.rows, away: look.away, marked }
}

fn checks<'a>(model: &'a Model, shown: &'a Shown, layout: &Layout) -> checks::Checks<'a> {
    let look = &model.reports.look;
    checks::Checks { shown, picked: &look.picked, list: look.rows, marked: in_report(model, layout) }
}

/// How many lines of the report are seen at once: labels, checks or rows.
pub fn page(model: &Model, layout: &Layout) -> usize {
    let Some(shown) = model.reports.front.value() else { return 1 };
    match face(model, shown) {
        Face::Chart(chart) => chart::room(&plot(model, chart, layout), layout.body),
        Face::Failed(_) => 1,
        Face::Checks => checks::room(&checks(model, shown, layout), layout.body),
        Face::Table => grid::room(layout.body),
    }
}

/// How many columns of the table can be scrolled away.
pub fn most_away(model: &Model, layout: &Layout) -> usize {
    model.reports.front.value().map_or(0, |shown| grid::most_away(&shown.sheet, layout.body.width))
}

/// What lies under the mouse.
pub fn hit(model: &Model, area: Rect, at: Position) -> Option<Hit> {
    let layout = layout(model, area);
    if let Some(list) = layout.list.filter(|list| list.contains(at)) {
        let place = nth(model.reports.list, list, model.shop.reports.len(), at.y)?;
        return Some(Hit::Other(REPORTS, place));
    }
    let shown = model.reports.front.value().filter(|_| layout.body.contains(at))?;
    let place = match face(model, shown) {
        Face::Chart(chart) => chart::hit(&plot(model, chart, &layout), layout.body, at),
        Face::Failed(_) => None,
        Face::Checks => checks::hit(&checks(model, shown, &layout), layout.body, at.y),
        Face::Table => grid::hit(&table(model, shown, &layout), layout.body, at.y),
    };
    place.map(Hit::Row)
}

fn nth(list: List, area: Rect, len: usize, y: u16) -> Option<usize> {
    list.window(area.height.into(), len).nth(usize::from(y - area.y))
}
