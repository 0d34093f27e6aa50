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
use crate::tui::screens::tables::model::{Focus, Sheet, Tables};
use crate::tui::screens::tables::request::{Cell, Order, Subject};
use crate::tui::screens::tables::view::layout::{Panes, Place, WIDE, left, places, query_lines};
use crate::tui::widgets::canvas::{Canvas, Side, cells};
use crate::tui::widgets::table::{Marked, Table};

/// The lines in which a failure under a query stands.
const FAILURE: u16 = 7;

/// Draws them with what they are.
pub fn draw(tables: &Tables, shared: &Shared, panes: &Panes, canvas: &mut Canvas<'_>) {
    let (tables, look) = (tables, canvas.look);
    let sheet = tables.sheet();
    let lines = query_lines(tables, panes.query.width);
    for (y, at) in (panes.query.y..panes.query.bottom()).zip(0..) {
        // The last line that there is room for says that there are more.
        let more = y + 1 == panes.query.bottom() && at + 1 < lines.len();
        let text =
            lines.get(at..).map(|rest| if more { rest.join(" ") } else { rest.first().cloned().unwrap_or_default() });
        canvas.text(panes.query.x + 1, y, panes.query.width.saturating_sub(2), &text.unwrap_or_default(), look.plain());
    }
    let under = Rect { height: panes.rows.bottom().saturating_sub(panes.said.y), ..panes.said };
    let Some(grid) = sheet.grid.value() else {
        return match sheet.grid.failure() {
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
        return canvas.note(panes.rows, "this gives no columns");
    }
    let places = places(sheet, panes.rows);
    let table = Table { list: sheet.list, len: grid.rows, area: panes.rows, marked: Marked::No };
    canvas.drawn.list = Some(table.seen());
    canvas.drawn.column_offset = Some(left(sheet, panes.rows));
    heads(tables, panes, &places, canvas);
    if panes.rule.height > 0 {
        canvas.rule(panes.rule.x, panes.rule.y, panes.rule.width);
    }
    frozen_edge(panes, &places, canvas);
    if grid.rows == 0 {
        return canvas.note(panes.rows, &nothing(shared, sheet));
    }
    let marked = has_keys(tables, panes);
    table.draw(canvas, |row, line, canvas| {
        values(sheet, row, line, &places, canvas);
        if row == sheet.list.selected && marked {
            mark(sheet, line, &places, canvas);
        }
    });
}

/// Whether the arrows move in the rows: always where the list of tables is not seen.
fn has_keys(tables: &Tables, panes: &Panes) -> bool {
    tables.focus == Focus::Rows || panes.list.width == 0
}

/// While there is nothing else to show.
fn waiting(tables: &Tables, shared: &Shared) -> String {
    let sheet = tables.sheet();
    match (&sheet.subject, sheet.grid.is_loading()) {
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
fn nothing(shared: &Shared, sheet: &Sheet) -> String {
    let back = shared.keys.key_of(Scope::Everywhere, Action::Back);
    if !sheet.filter.is_empty() {
        return format!("no row fits; {back} shows all of them");
    }
    match (&sheet.subject, sheet.day) {
        (_, Some(day)) => format!("nothing held on {day}"),
        (Some(Subject::Query(_)), None) => "the query gives no rows".to_owned(),
        _ => "nothing is loaded into this table yet".to_owned(),
    }
}

/// What the rows are, and which one is selected.
fn said(tables: &Tables, shared: &Shared, area: Rect, canvas: &mut Canvas<'_>) {
    let look = canvas.look;
    let sheet = tables.sheet();
    let Some(grid) = sheet.grid.value() else { return };
    let end = area.right().saturating_sub(1);
    let at = format!("{} of {}", grouped(sheet.list.selected as i128 + 1, 0), grouped(grid.rows as i128, 0));
    let cells = cells(&at, area.width);
    let right = end.saturating_sub(if grid.rows == 0 { 0 } else { cells });
    if grid.rows > 0 {
        canvas.text(right, area.y, cells, &at, look.dim());
    }
    let (mut x, room) = (area.x + 1, right.saturating_sub(2));
    for (text, style) in sentences(tables, shared, sheet, canvas) {
        let gap = if x == area.x + 1 { "" } else { look.sign(" · ", " - ") };
        x += canvas.text(x, area.y, room.saturating_sub(x), gap, look.dim());
        x += canvas.text(x, area.y, room.saturating_sub(x), &text, style);
    }
}

/// What is to be said of the rows, the most important first.
fn sentences(tables: &Tables, shared: &Shared, sheet: &Sheet, canvas: &Canvas<'_>) -> Vec<(String, Style)> {
    let look = canvas.look;
    let Some(grid) = sheet.grid.value() else { return Vec::new() };
    let mut said = Vec::new();
    if sheet.grid.is_loading() {
        said.push((look.sign("… reading", "reading").to_owned(), look.accent()));
    }
    if let Some(failure) = sheet.grid.failure() {
        said.push((format!("{} {}", look.sign("✗", "x"), failure.message), look.bad()));
    }
    if matches!(&shared.overlay, Some(Overlay::Prompt(prompt)) if prompt.purpose == Purpose::Filter) {
        said.push(("a text, or column = value, column ~ text, column > 10".to_owned(), look.dim()));
        return said;
    }
    let query = matches!(sheet.subject, Some(Subject::Query(_)));
    let (one, many) = if query { ("row", "rows") } else { ("version", "versions") };
    let filtered = grid.rows != grid.all;
    let of = if filtered { format!("{} of ", grouped(grid.rows as i128, 0)) } else { String::new() };
    said.push((format!("{of}{}", counted(grid.all as u64, one, many)), look.strong()));
    if let Some(day) = sheet.day {
        said.push((format!("on {day}"), look.attention()));
    }
    if !sheet.filter.is_empty() {
        said.push((format!("/ {}", sheet.filter), look.attention()));
    }
    if grid.more {
        said.push((format!("{} only the first ones", look.sign("▲", "!")), look.attention()));
    }
    if !sheet.hidden.is_empty() {
        said.push((counted(sheet.hidden.len() as u64, "column hidden", "columns hidden"), look.dim()));
    }
    if query {
        said.push((spent(grid.took), look.dim()));
    } else if shared.size.0 < WIDE
        && let Some(fact) = tables.name().and_then(|name| tables.fact(name))
    {
        said.push((format!("{} current", grouped(i128::from(fact.current), 0)), look.dim()));
        said.push((fact.loads_text(), look.dim()));
    }
    said
}

fn spent(took: std::time::Duration) -> String {
    match took.as_millis() {
        0..10_000 => format!("{} ms", took.as_millis()),
        _ => format!("{} s", took.as_secs()),
    }
}

fn heads(tables: &Tables, panes: &Panes, places: &[Place], canvas: &mut Canvas<'_>) {
    let (area, sheet, look) = (panes.head, tables.sheet(), canvas.look);
    for place in places {
        let Some(column) = sheet.columns().get(place.column) else { continue };
        canvas.drawn.hit(Rect { x: place.x, width: place.width, ..area }, Hit::Column(place.column));
        let here = place.column == sheet.column;
        let style = if here && has_keys(tables, panes) { look.accent() } else { look.strong() };
        let sort = sheet.sort.as_ref().filter(|sort| sort.column == column.name);
        let sign = sort.map(|sort| match sort.order {
            Order::Ascending => look.sign("▲", "^"),
            Order::Descending => look.sign("▼", "v"),
        });
        let room = place.width.saturating_sub(if sign.is_some() { 2 } else { 0 });
        let wide = cells(&column.name, room);
        let x = if column.number { place.x + room - wide } else { place.x };
        canvas.text(x, area.y, wide, &column.name, style);
        if let Some(sign) = sign {
            canvas.text(x + wide + 1, area.y, 1, sign, look.accent());
        }
    }
}

/// A line between the columns that stay and those that move.
fn frozen_edge(panes: &Panes, places: &[Place], canvas: &mut Canvas<'_>) {
    let Some(last) = places.iter().rfind(|place| place.frozen) else { return };
    let bar = canvas.look.sign(line::VERTICAL, "|");
    for y in (panes.head.y..panes.head.bottom()).chain(panes.rows.y..panes.rows.bottom()) {
        canvas.text(last.x + last.width + 1, y, 1, bar, canvas.look.dim());
    }
}

fn values(sheet: &Sheet, row: usize, line: Rect, places: &[Place], canvas: &mut Canvas<'_>) {
    let look = canvas.look;
    let Some(cells) = sheet.row(row) else {
        canvas.text(line.x + 1, line.y, 1, look.sign("…", "~"), look.dim());
        return;
    };
    for place in places {
        let number = sheet.columns().get(place.column).is_some_and(|column| column.number);
        let side = if number { Side::Right } else { Side::Left };
        let (text, style) = match cells.get(place.column) {
            Some(Cell::Text(text) | Cell::Long { head: text, .. }) => (text.as_str(), look.plain()),
            Some(Cell::Null) | None => (look.sign("∅", "-"), look.dim()),
        };
        canvas.aligned(place.x, line.y, place.width, text, side, style);
    }
}

/// The selected row, and in it the value under the cursor.
fn mark(sheet: &Sheet, line: Rect, places: &[Place], canvas: &mut Canvas<'_>) {
    let look = canvas.look;
    canvas.style(line, look.selected());
    if let Some(place) = places.iter().find(|place| place.column == sheet.column) {
        let cell = Rect { x: place.x, width: place.width, ..line };
        canvas.style(cell, look.accent().add_modifier(Modifier::UNDERLINED));
    }
}
