//! The screen Reports: the list of reports, and the one in front as a chart, a list of checks or a table.

mod checks;
mod head;
mod layout;

use ratatui::layout::Rect;

use crate::report::chart::Chart;
use crate::tui::core::drawn::Seen;
use crate::tui::core::model::Model;
use crate::tui::screens::reports::face::{Face, face, front};
use crate::tui::screens::reports::model::Focus;
use crate::tui::screens::reports::request::Shown;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::chart;
use crate::tui::widgets::chart::Plot;
use crate::tui::widgets::chart::form::Form;
use crate::tui::widgets::grid;
use crate::tui::widgets::grid::Grid;

use layout::{Layout, layout};

/// The trail that leads to what is shown, after the screen's name.
pub fn trail(model: &Model) -> Vec<String> {
    let mut trail: Vec<String> = front(model).map(|report| report.title.clone()).into_iter().collect();
    trail.extend(model.reports.day.map(|day| format!("as of {day}")));
    trail
}

/// Whether the arrows move in the report: always where the list is not seen.
fn in_report(model: &Model, layout: &Layout) -> bool {
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
        canvas.drawn.beside = Some(Seen { height: list.height.into(), len: model.shop.reports.len() });
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
    let seen = Seen { height: page(model, layout), len: model.reports.look.picked.len() };
    canvas.drawn.list = Some(seen);
    match face(model, shown) {
        Face::Chart(chart) => {
            let plot = plot(model, chart, layout);
            canvas.drawn.is_low = chart::form(&plot, layout.body) != plot.form;
            chart::legend(chart, chart::form(&plot, layout.body), layout.legend, canvas);
            chart::draw(&plot, layout.body, canvas);
        }
        Face::Failed(failure) => canvas.failure(layout.body, failure),
        Face::Checks => checks::draw(&checks(model, shown, layout), layout.body, canvas),
        Face::Table => {
            let table = table(model, shown, layout);
            canvas.drawn.column_offset = Some(table.away);
            grid::draw(&table, layout.body, canvas);
        }
    }
}

/// The chart in front.
fn plot<'a>(model: &'a Model, chart: &'a Chart, layout: &Layout) -> Plot<'a> {
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
    let (marked, away) = (in_report(model, layout), column_offset(model, shown, layout));
    Grid { sheet: &shown.sheet, picked: &look.picked, list: look.rows, away, marked }
}

/// How many columns of the table are scrolled away: never more than until its last one is seen.
fn column_offset(model: &Model, shown: &Shown, layout: &Layout) -> usize {
    model.reports.look.away.min(grid::most_away(&shown.sheet, layout.body.width))
}

fn checks<'a>(model: &'a Model, shown: &'a Shown, layout: &Layout) -> checks::Checks<'a> {
    let look = &model.reports.look;
    checks::Checks { shown, picked: &look.picked, list: look.rows, marked: in_report(model, layout) }
}

/// How many lines of the report are seen at once: labels, checks or rows.
fn page(model: &Model, layout: &Layout) -> usize {
    let Some(shown) = model.reports.front.value() else { return 1 };
    match face(model, shown) {
        Face::Chart(chart) => chart::room(&plot(model, chart, layout), layout.body),
        Face::Failed(_) => 1,
        Face::Checks => checks::room(&checks(model, shown, layout), layout.body),
        Face::Table => grid::room(layout.body),
    }
}
