//! The lines around a report: the list of reports, what is shown and how, what is selected.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::report::chart::Chart;
use crate::report::text::{counted, escape_control, grouped, width};
use crate::tui::core::drawn::Hit;
use crate::tui::core::shared::Shared;
use crate::tui::keys::{Action, Scope};
use crate::tui::screen::Screen;
use crate::tui::screens::reports::face::{Face, face};
use crate::tui::screens::reports::model::{Focus, Reports};
use crate::tui::screens::reports::request::Shown;
use crate::tui::screens::reports::view::front::{column_offset, in_report, page, plot};
use crate::tui::screens::reports::view::grid;
use crate::tui::screens::reports::view::layout::Layout;
use crate::tui::widgets::canvas::{Canvas, Side};
use crate::tui::widgets::chart;

/// The reports, one a line.
pub fn list(reports: &Reports, shared: &Shared, area: Rect, canvas: &mut Canvas<'_>) {
    let list = reports.list;
    let focused = reports.focus == Focus::List;
    for (y, place) in (area.y..area.bottom()).zip(list.window(area.height.into(), shared.shop.reports.len())) {
        let Some(report) = shared.shop.reports.get(place) else { continue };
        canvas.drawn.hit(Rect { y, height: 1, ..area }, Hit::Beside(place));
        let here = place == list.selected;
        let style = if here { canvas.styles.accent() } else { canvas.styles.plain() };
        if here {
            canvas.text(area.x + 1, y, 1, canvas.styles.sign("▸", ">"), style);
        }
        canvas.text(area.x + 3, y, area.width.saturating_sub(3), &report.title, style);
        if here && focused {
            canvas.style(Rect { y, height: 1, ..area }, canvas.styles.selected());
        }
    }
    let bar = canvas.styles.sign("│", "|");
    for y in area.y..area.bottom() {
        canvas.text(area.right(), y, 1, bar, canvas.styles.dim());
    }
}

/// What is shown on the left; how, and of which day, on the right.
pub fn draw(reports: &Reports, shared: &Shared, layout: &Layout, canvas: &mut Canvas<'_>) {
    let area = layout.head;
    let (subject, style) = subject(reports, shared, layout, canvas);
    let switcher = switcher(reports, shared, layout);
    let wanted = cells(&switcher) + cells(&subject) + 2;
    let mut state = state(reports, shared, layout, canvas);
    // The form is seen anyway; it goes first where there is too little room.
    if wanted.saturating_add(width_of(&state)) > area.width {
        state.retain(|part| part.weight == Weight::Day || part.weight == Weight::News);
    }
    let room = width_of(&state).min(area.width.saturating_sub(12));
    let mut x = area.right() - room;
    for part in &state {
        x += canvas.text(x, area.y, area.right() - x, &part.text, part.style);
    }
    let end = area.right().saturating_sub(room + 2);
    let used = canvas.text(area.x, area.y, end.saturating_sub(area.x), &switcher, canvas.styles.accent());
    canvas.text(area.x + used, area.y, end.saturating_sub(area.x + used), &subject, style);
}

/// Which of the reports it is, between the keys that lead to its neighbours, where the list is not seen.
fn switcher(reports: &Reports, shared: &Shared, layout: &Layout) -> String {
    if layout.list.is_some() {
        return String::new();
    }
    let key = |action| shared.keys.key_of(Scope::On(Screen::Reports), action);
    let (before, after) = (key(Action::PreviousReport), key(Action::NextReport));
    let (at, all) = (reports.list.selected + 1, shared.shop.reports.len());
    format!("{before} {at} of {all} {after}  ")
}

/// A part of the right side of the head.
struct Part {
    text: String,
    style: Style,
    weight: Weight,
}

#[derive(PartialEq, Eq)]
enum Weight {
    News,
    Form,
    Day,
}

fn width_of(parts: &[Part]) -> u16 {
    parts.iter().map(|part| cells(&part.text)).fold(0, u16::saturating_add)
}

fn cells(text: &str) -> u16 {
    u16::try_from(width(&escape_control(text))).unwrap_or(u16::MAX)
}

/// What the report says in one line.
fn subject(reports: &Reports, shared: &Shared, layout: &Layout, canvas: &Canvas<'_>) -> (String, Style) {
    let Some(shown) = reports.front.value() else { return (String::new(), canvas.styles.plain()) };
    let rows = shown.table.all;
    match face(reports, shared, shown) {
        Face::Chart(chart) => {
            let caution = chart::caution(&plot(reports, chart, layout), layout.body);
            let caution = caution.map(|words| format!(", {words}")).unwrap_or_default();
            (format!("{}{caution}", chart.caption), canvas.styles.plain())
        }
        Face::Failed(_) => ("the chart cannot be drawn".to_owned(), canvas.styles.attention()),
        Face::Checks if shown.broken.is_empty() => {
            let sign = canvas.styles.sign("✓", "+");
            (format!("{sign} {} hold", counted(rows as u64, "check", "checks")), canvas.styles.good())
        }
        Face::Checks => {
            let sign = canvas.styles.sign("✗", "x");
            let fail = if shown.broken.len() == 1 { "fails" } else { "fail" };
            (format!("{sign} {} of {} {fail}", shown.broken.len(), count(rows)), canvas.styles.bad())
        }
        Face::Table if rows > shown.table.rows() => {
            let text = format!("first {} of {} rows; an export has all", count(shown.table.rows()), count(rows));
            (text, canvas.styles.attention())
        }
        Face::Table => (counted(rows as u64, "row", "rows"), canvas.styles.plain()),
    }
}

/// What goes on, the filter, the form, the day.
fn state(reports: &Reports, shared: &Shared, layout: &Layout, canvas: &Canvas<'_>) -> Vec<Part> {
    let (styles, reports) = (canvas.styles, reports);
    let mut parts = Vec::new();
    let mut part = |text: String, style, weight| parts.push(Part { text, style, weight });
    if reports.front.is_loading() && reports.front.value().is_some() {
        part(format!("{} computing  ", styles.sign("…", "...")), styles.accent(), Weight::News);
    }
    if !reports.look.filter.is_empty() {
        let filter: String = reports.look.filter.chars().take(16).collect();
        part(format!("/{filter}  "), styles.attention(), Weight::News);
    }
    if let Some(shown) = reports.front.value() {
        let form = match face(reports, shared, shown) {
            Face::Chart(chart) => chart::form(&plot(reports, chart, layout), layout.body).name(),
            Face::Failed(_) => "chart",
            Face::Checks => "checks",
            Face::Table => "table",
        };
        part(format!("{form}  "), styles.dim(), Weight::Form);
    }
    match (reports.day, reports.last) {
        (Some(day), _) => part(format!("as of {day}"), styles.accent(), Weight::Day),
        (None, Some(last)) if layout.head.width < 60 => part(last.to_string(), styles.dim(), Weight::Day),
        (None, Some(last)) => part(format!("latest, {last}"), styles.dim(), Weight::Day),
        (None, None) => part("latest".to_owned(), styles.dim(), Weight::Day),
    }
    parts
}

/// The selected line on the left, how many there are on the right; or why there is nothing newer.
pub fn foot(reports: &Reports, shared: &Shared, shown: &Shown, layout: &Layout, canvas: &mut Canvas<'_>) {
    let area = layout.foot;
    if let Some(failure) = reports.front.failure() {
        let text = format!("{} {}", canvas.styles.sign("✗", "x"), failure.message);
        canvas.text(area.x, area.y, area.width, &text, canvas.styles.bad());
        return;
    }
    let seen = seen(reports, shared, shown, layout);
    canvas.aligned(area.x, area.y, area.width, &seen, Side::Right, canvas.styles.dim());
    if let (Face::Chart(chart), true) = (face(reports, shared, shown), in_report(reports, layout)) {
        selected(reports, chart, Rect { width: area.width.saturating_sub(cells(&seen) + 2), ..area }, canvas);
    }
}

/// The label that is selected, with as many of its values as there is room for.
fn selected(reports: &Reports, chart: &Chart, area: Rect, canvas: &mut Canvas<'_>) {
    let look = &reports.look;
    let Some(number) = look.picked.at(look.labels.selected) else { return };
    let label = chart.bars.labels.get(number).map_or("", String::as_str);
    let mut x = area.x + canvas.text(area.x, area.y, area.width / 2, label, canvas.styles.strong());
    for (name, value) in chart.facts(number) {
        let name: String = name.chars().take(24).collect();
        let value = value.map_or_else(|| canvas.styles.sign("–", "-").to_owned(), |value| chart.exact(value));
        let gap = if name.is_empty() { "   " } else { " " };
        let before = if name.is_empty() { "" } else { "   " };
        let room = area.right().saturating_sub(x);
        if cells(before) + cells(&name) + cells(gap) + cells(&value) > room {
            canvas.text(x, area.y, room.min(2), canvas.styles.sign(" …", " ~"), canvas.styles.dim());
            return;
        }
        let (plain, dim) = (canvas.styles.plain(), canvas.styles.dim());
        x += canvas.parts(x, area.y, room, &[(before, plain), (&name, dim), (gap, plain), (&value, plain)]);
    }
}

/// Which lines are seen, where that is not all of them, and of a table which columns.
fn seen(reports: &Reports, shared: &Shared, shown: &Shown, layout: &Layout) -> String {
    let look = &reports.look;
    let (list, what) = match face(reports, shared, shown) {
        Face::Chart(_) => (look.labels, "bars"),
        Face::Failed(_) => return String::new(),
        Face::Checks => (look.rows, "checks"),
        Face::Table => (look.rows, "rows"),
    };
    let len = look.picked.len();
    let window = list.window(page(reports, shared, layout), len);
    let mut parts = Vec::new();
    if let Face::Table = face(reports, shared, shown) {
        let column_offset = column_offset(reports, shown, layout);
        let columns = grid::columns(&shown.table, column_offset, layout.body).places;
        // Behind one that stays, the first that can be scrolled.
        let stays = column_offset > 0 && columns.first().is_some_and(|place| place.kept);
        let first = columns.get(usize::from(stays)).map(|place| place.column).unwrap_or_default();
        let last = columns.last().map_or(0, |place| place.column + 1);
        let all = shown.table.columns.len();
        if columns.len() < all {
            parts.push(format!("columns {} to {last} of {all}", first + 1));
        }
    }
    if window.len() < len {
        let (first, last) = (count(window.start + 1), count(window.end));
        parts.push(format!("{what} {first} to {last} of {}", count(len)));
    }
    let whole = parts.join("   ");
    if cells(&whole) <= layout.foot.width { whole } else { parts.pop().unwrap_or_default() }
}

fn count(number: usize) -> String {
    grouped(i128::try_from(number).unwrap_or(i128::MAX), 0)
}
