//! The rows: what they are, the names of their columns, and those of them that are seen.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::symbols::line;

use crate::report::text::{counted, grouped};
use crate::tui::core::drawn::Hit;
use crate::tui::core::shared::Shared;
use crate::tui::keys::{Action, Scope};
use crate::tui::overlay::model::{Overlay, Purpose};
use crate::tui::screen::Screen;
use crate::tui::screens::tables::model::{Focus, TableView, Tables};
use crate::tui::screens::tables::request::{Cell, Order, Subject};
use crate::tui::screens::tables::view::layout::{Panes, ShownColumns, WIDE, columns, query_lines};
use crate::tui::widgets::canvas::{Canvas, cells};
use crate::tui::widgets::table::{Marked, Table};

/// The lines in which a failure under a query stands.
const FAILURE: u16 = 7;

/// Draws them with what they are.
pub fn draw(tables: &Tables, shared: &Shared, panes: &Panes, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let view = tables.view();
    let lines = query_lines(tables, panes.query.width);
    for (y, at) in (panes.query.y..panes.query.bottom()).zip(0..) {
        // The last line that there is room for says that there are more.
        let more = y + 1 == panes.query.bottom() && at + 1 < lines.len();
        let text =
            lines.get(at..).map(|rest| if more { rest.join(" ") } else { rest.first().cloned().unwrap_or_default() });
        canvas.text(
            panes.query.x + 1,
            y,
            panes.query.width.saturating_sub(2),
            &text.unwrap_or_default(),
            styles.plain(),
        );
    }
    let under = Rect { height: panes.rows.bottom().saturating_sub(panes.said.y), ..panes.said };
    let Some(grid) = view.grid.value() else {
        return match view.grid.failure() {
            // What is wrong with a query stands right under it.
            Some(failure) if tables.query.is_some() => {
                canvas.failure(Rect { height: under.height.min(FAILURE), ..under }, failure);
            }
            Some(failure) => canvas.failure(under, failure),
            None => canvas.note(under, &waiting(tables, shared)),
        };
    };
    said(tables, shared, panes.said, canvas);
    if grid.columns.is_empty() {
        return canvas.note(panes.rows, "no columns");
    }
    let shown = columns(view, panes.rows);
    let table = Table { list: view.list, len: grid.rows, area: panes.rows, marked: Marked::No };
    canvas.drawn.list = Some(table.seen());
    canvas.drawn.column_offset = Some(shown.offset);
    heads(tables, panes, &shown, canvas);
    if panes.rule.height > 0 {
        canvas.rule(panes.rule.x, panes.rule.y, panes.rule.width);
    }
    frozen_edge(panes, &shown, canvas);
    if grid.rows == 0 {
        return canvas.note(panes.rows, &nothing(shared, view));
    }
    let marked = has_keys(tables, panes);
    table.draw(canvas, |row, line, canvas| {
        values(view, row, line, &shown, canvas);
        if row == view.list.selected && marked {
            mark(view, line, &shown, canvas);
        }
    });
}

/// Whether the arrows move in the rows: always where the list of tables is not seen.
fn has_keys(tables: &Tables, panes: &Panes) -> bool {
    tables.focus == Focus::Rows || panes.list.width == 0
}

/// While there is nothing else to show.
fn waiting(tables: &Tables, shared: &Shared) -> String {
    let view = tables.view();
    match (&view.subject, view.grid.is_loading()) {
        (Some(Subject::Query(_)), true) => {
            format!("running; {} stops waiting", shared.keys.key_of(Scope::Everywhere, Action::Back))
        }
        (Some(Subject::Query(_)), false) => {
            format!("stopped; {} edits the query", shared.keys.key_of(Scope::On(Screen::Tables), Action::Sql))
        }
        (_, true) => "loading".to_owned(),
        (_, false) => "nothing was read".to_owned(),
    }
}

/// Why there are no rows.
fn nothing(shared: &Shared, view: &TableView) -> String {
    let back = shared.keys.key_of(Scope::Everywhere, Action::Back);
    if !view.filter.is_empty() {
        return format!("no matching rows; {back} shows all");
    }
    match (&view.subject, view.day) {
        (_, Some(day)) => format!("no rows on {day}"),
        (Some(Subject::Query(_)), None) => "the query gives no rows".to_owned(),
        _ => "nothing is loaded into this table yet".to_owned(),
    }
}

/// What the rows are, and which one is selected.
fn said(tables: &Tables, shared: &Shared, area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let view = tables.view();
    let Some(grid) = view.grid.value() else { return };
    let end = area.right().saturating_sub(1);
    let at = format!("{} of {}", grouped(view.list.selected as i128 + 1, 0), grouped(grid.rows as i128, 0));
    let cells = cells(&at, area.width);
    let right = end.saturating_sub(if grid.rows == 0 { 0 } else { cells });
    if grid.rows > 0 {
        canvas.text(right, area.y, cells, &at, styles.dim());
    }
    let (mut x, room) = (area.x + 1, right.saturating_sub(2));
    for (text, style) in sentences(tables, shared, view, canvas) {
        let gap = if x == area.x + 1 { "" } else { styles.sign(" · ", " - ") };
        x += canvas.text(x, area.y, room.saturating_sub(x), gap, styles.dim());
        x += canvas.text(x, area.y, room.saturating_sub(x), &text, style);
    }
}

/// What is to be said of the rows, the most important first.
fn sentences(tables: &Tables, shared: &Shared, view: &TableView, canvas: &Canvas<'_>) -> Vec<(String, Style)> {
    let styles = canvas.styles;
    let Some(grid) = view.grid.value() else { return Vec::new() };
    let mut said = Vec::new();
    if view.grid.is_loading() {
        said.push((styles.sign("… reading", "reading").to_owned(), styles.accent()));
    }
    if let Some(failure) = view.grid.failure() {
        said.push((format!("{} {}", styles.sign("✗", "x"), failure.message), styles.bad()));
    }
    if matches!(&shared.overlay, Some(Overlay::Prompt(prompt)) if prompt.purpose == Purpose::Filter) {
        said.push(("a text, or column = value, column ~ text, column > 10".to_owned(), styles.dim()));
        return said;
    }
    let query = matches!(view.subject, Some(Subject::Query(_)));
    let (one, many) = if query { ("row", "rows") } else { ("history row", "history rows") };
    let filtered = grid.rows != grid.all;
    let of = if filtered { format!("{} of ", grouped(grid.rows as i128, 0)) } else { String::new() };
    said.push((format!("{of}{}", counted(grid.all as u64, one, many)), styles.strong()));
    if let Some(day) = view.day {
        said.push((format!("on {day}"), styles.attention()));
    }
    if !view.filter.is_empty() {
        said.push((format!("/ {}", view.filter), styles.attention()));
    }
    if grid.more {
        said.push((format!("{} only the first ones", styles.sign("▲", "!")), styles.attention()));
    }
    if !view.hidden.is_empty() {
        said.push((counted(view.hidden.len() as u64, "column hidden", "columns hidden"), styles.dim()));
    }
    if query {
        said.push((spent(grid.took), styles.dim()));
    } else if shared.size.0 < WIDE
        && let Some(fact) = tables.name().and_then(|name| tables.fact(name))
    {
        said.push((format!("{} current", grouped(i128::from(fact.current), 0)), styles.dim()));
        said.push((fact.loads_text(), styles.dim()));
    }
    said
}

fn spent(took: std::time::Duration) -> String {
    match took.as_millis() {
        0..10_000 => format!("{} ms", took.as_millis()),
        _ => format!("{} s", took.as_secs()),
    }
}

fn heads(tables: &Tables, panes: &Panes, shown: &ShownColumns<'_>, canvas: &mut Canvas<'_>) {
    let (area, view, styles) = (panes.head, tables.view(), canvas.styles);
    for place in &shown.columns.places {
        let Some(number) = shown.numbers.get(place.column).copied() else { continue };
        let Some(column) = view.columns().get(number) else { continue };
        canvas.drawn.hit(Rect { x: place.x, width: place.width, ..area }, Hit::Column(number));
        let here = number == view.column;
        let style = if here && has_keys(tables, panes) { styles.accent() } else { styles.strong() };
        let sort = view.sort.as_ref().filter(|sort| sort.column == column.name);
        let sign = sort.map(|sort| match sort.order {
            Order::Ascending => styles.sign("▲", "^"),
            Order::Descending => styles.sign("▼", "v"),
        });
        let room = place.width.saturating_sub(if sign.is_some() { 2 } else { 0 });
        let wide = cells(&column.name, room);
        let x = if column.number { place.x + room - wide } else { place.x };
        canvas.text(x, area.y, wide, &column.name, style);
        if let Some(sign) = sign {
            canvas.text(x + wide + 1, area.y, 1, sign, styles.accent());
        }
    }
}

/// A line between the columns that stay and those that move.
fn frozen_edge(panes: &Panes, shown: &ShownColumns<'_>, canvas: &mut Canvas<'_>) {
    let Some(last) = shown.columns.places.iter().rfind(|place| place.kept) else { return };
    let bar = canvas.styles.sign(line::VERTICAL, "|");
    for y in (panes.head.y..panes.head.bottom()).chain(panes.rows.y..panes.rows.bottom()) {
        canvas.text(last.x + last.width + 1, y, 1, bar, canvas.styles.dim());
    }
}

fn values(view: &TableView, row: usize, line: Rect, shown: &ShownColumns<'_>, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let Some(cells) = view.row(row) else {
        canvas.text(line.x + 1, line.y, 1, styles.sign("…", "~"), styles.dim());
        return;
    };
    shown.columns.row(line.y, canvas, |column| {
        Some(match shown.numbers.get(column).and_then(|number| cells.get(*number)) {
            Some(Cell::Text(text) | Cell::Long { head: text, .. }) => (text.as_str().into(), styles.plain()),
            Some(Cell::Null) | None => (styles.sign("∅", "-").into(), styles.dim()),
        })
    });
}

/// The selected row, and in it the value under the cursor.
fn mark(view: &TableView, line: Rect, shown: &ShownColumns<'_>, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    canvas.style(line, styles.selected());
    let at = shown.numbers.iter().position(|number| *number == view.column);
    if let Some(place) = at.and_then(|at| shown.columns.place(at)) {
        let cell = Rect { x: place.x, width: place.width, ..line };
        canvas.style(cell, styles.accent().add_modifier(Modifier::UNDERLINED));
    }
}
