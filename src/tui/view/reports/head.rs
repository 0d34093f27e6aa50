//! The lines around a report: the list of reports, what is shown and how, what is selected.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Face, Layout, face, in_report, page, plot};
use crate::report::text::{grouped, visible, width};
use crate::tui::message::reports::{Chart, Shown};
use crate::tui::model::Model;
use crate::tui::model::reports::Focus;
use crate::tui::view::{Canvas, Side, chart};

/// The reports, one a line.
pub fn list(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let list = model.reports.list;
    let focused = model.reports.focus == Focus::List;
    for (y, place) in (area.y..area.bottom()).zip(list.window(area.height.into(), model.shop.reports.len())) {
        let Some(report) = model.shop.reports.get(place) else { continue };
        let here = place == list.selected;
        let style = if here { canvas.look.accent() } else { canvas.look.plain() };
        if here {
            canvas.text(area.x + 1, y, 1, canvas.look.sign("▸", ">"), style);
        }
        canvas.text(area.x + 3, y, area.width.saturating_sub(3), &report.title, style);
        if here && focused {
            canvas.style(Rect { y, height: 1, ..area }, canvas.look.selected());
        }
    }
    let bar = canvas.look.sign("│", "|");
    for y in area.y..area.bottom() {
        canvas.text(area.right(), y, 1, bar, canvas.look.dim());
    }
}

/// What is shown on the left; how, and of which day, on the right.
pub fn draw(model: &Model, layout: &Layout, canvas: &mut Canvas<'_>) {
    let area = layout.head;
    let state = state(model, layout, canvas);
    let room = area.width.saturating_sub(12);
    let wide = |text: &str| u16::try_from(width(&visible(text))).unwrap_or(room);
    let cells = state.iter().map(|(text, _)| wide(text)).sum::<u16>().min(room);
    let mut x = area.right() - cells;
    for (text, style) in &state {
        x += canvas.text(x, area.y, area.right() - x, text, *style);
    }
    let mut x = area.x;
    let end = area.right().saturating_sub(cells + 2);
    if layout.list.is_none() {
        let (open, close) = (canvas.look.sign("‹", "<"), canvas.look.sign("›", ">"));
        let at = format!("{open} {} of {} {close}  ", model.reports.list.selected + 1, model.shop.reports.len());
        x += canvas.text(x, area.y, end.saturating_sub(x), &at, canvas.look.accent());
    }
    let (text, style) = subject(model, canvas);
    canvas.text(x, area.y, end.saturating_sub(x), &text, style);
}

/// What the report says in one line.
fn subject(model: &Model, canvas: &Canvas<'_>) -> (String, Style) {
    let Some(shown) = model.reports.front.value() else { return (String::new(), canvas.look.plain()) };
    let rows = shown.sheet.all;
    match face(model, shown) {
        Face::Chart(chart) => (chart.caption.clone(), canvas.look.plain()),
        Face::Failed(_) => ("the chart cannot be drawn".to_owned(), canvas.look.attention()),
        Face::Checks if shown.broken.is_empty() => {
            let sign = canvas.look.sign("✓", "+");
            (format!("{sign} {} hold", counted(rows, "check")), canvas.look.good())
        }
        Face::Checks => {
            let sign = canvas.look.sign("✗", "x");
            (format!("{sign} {} of {} do not hold", shown.broken.len(), counted(rows, "check")), canvas.look.bad())
        }
        Face::Table if rows > shown.sheet.rows() => {
            let text = format!("the first {} of {} rows; an export has all", count(shown.sheet.rows()), count(rows));
            (text, canvas.look.attention())
        }
        Face::Table => (counted(rows, "row"), canvas.look.plain()),
    }
}

/// The form, the filter, the day, and what goes on.
fn state(model: &Model, layout: &Layout, canvas: &Canvas<'_>) -> Vec<(String, Style)> {
    let (look, reports) = (canvas.look, &model.reports);
    let mut parts = Vec::new();
    if reports.front.is_loading() && reports.front.value().is_some() {
        parts.push((format!("{} computing  ", look.sign("…", "...")), look.accent()));
    }
    if !reports.look.filter.is_empty() {
        let filter: String = reports.look.filter.chars().take(16).collect();
        parts.push((format!("/{filter}  "), look.attention()));
    }
    let form = reports.front.value().map(|shown| match face(model, shown) {
        Face::Chart(chart) => chart::form(&plot(model, chart, layout), layout.body).name(),
        Face::Failed(_) => "chart",
        Face::Checks => "checks",
        Face::Table => "table",
    });
    if let Some(form) = form.filter(|_| layout.head.width >= 60) {
        parts.push((format!("{form}  "), look.dim()));
    }
    parts.push(match (reports.day, reports.last) {
        (Some(day), _) => (format!("as of {day}"), look.accent()),
        (None, Some(last)) => (format!("latest, {last}"), look.dim()),
        (None, None) => ("latest".to_owned(), look.dim()),
    });
    parts
}

/// The selected line on the left, how many there are on the right; or why there is nothing newer.
pub fn foot(model: &Model, shown: &Shown, layout: &Layout, canvas: &mut Canvas<'_>) {
    let area = layout.foot;
    if let Some(failure) = model.reports.front.failure() {
        let text = format!("{} {}", canvas.look.sign("✗", "x"), failure.message);
        canvas.text(area.x, area.y, area.width, &text, canvas.look.bad());
        return;
    }
    let seen = seen(model, shown, layout);
    let cells = u16::try_from(seen.len()).unwrap_or(area.width).min(area.width);
    canvas.aligned(area.x, area.y, area.width, &seen, Side::Right, canvas.look.dim());
    if let (Face::Chart(chart), true) = (face(model, shown), in_report(model, layout)) {
        selected(model, chart, Rect { width: area.width.saturating_sub(cells + 2), ..area }, canvas);
    }
}

/// The label that is selected, with its values.
fn selected(model: &Model, chart: &Chart, area: Rect, canvas: &mut Canvas<'_>) {
    let look = &model.reports.look;
    let Some(number) = look.picked.at(look.labels.selected) else { return };
    let label = chart.bars.labels.get(number).map_or("", String::as_str);
    let end = area.right();
    let mut x = area.x + canvas.text(area.x, area.y, area.width / 2, label, canvas.look.strong());
    for (name, value) in chart.facts(number) {
        let value = value.map_or_else(|| "–".to_owned(), |value| chart.exact(value));
        x += canvas.text(x, area.y, 3.min(end.saturating_sub(x)), "   ", canvas.look.plain());
        if !name.is_empty() {
            x += canvas.text(x, area.y, end.saturating_sub(x).min(24), &name, canvas.look.dim());
            x += 1;
        }
        x += canvas.text(x, area.y, end.saturating_sub(x), &value, canvas.look.plain());
    }
}

/// Which lines are seen, where that is not all of them, and of a table which columns.
fn seen(model: &Model, shown: &Shown, layout: &Layout) -> String {
    let look = &model.reports.look;
    let (list, what) = match face(model, shown) {
        Face::Chart(_) => (look.labels, "bars"),
        Face::Failed(_) => return String::new(),
        Face::Checks => (look.rows, "checks"),
        Face::Table => (look.rows, "rows"),
    };
    let len = look.picked.len();
    let window = list.window(page(model, layout), len);
    let mut parts = Vec::new();
    if let Face::Table = face(model, shown) {
        let columns = crate::tui::view::grid::columns(&shown.sheet, look.column, layout.body.width);
        let (first, last) = (look.column + 1, look.column + columns.len());
        let all = shown.sheet.columns.len();
        if columns.len() < all {
            parts.push(format!("columns {first} to {last} of {all}"));
        }
    }
    if window.len() < len {
        let (first, last) = (count(window.start + 1), count(window.end));
        parts.push(format!("{what} {first} to {last} of {}", count(len)));
    }
    parts.join("   ")
}

fn counted(number: usize, what: &str) -> String {
    format!("{} {what}{}", count(number), if number == 1 { "" } else { "s" })
}

fn count(number: usize) -> String {
    grouped(i128::try_from(number).unwrap_or(i128::MAX), 0)
}
