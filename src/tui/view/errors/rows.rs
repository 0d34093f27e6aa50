//! Rejected rows one by one: line, column, value, rule, the whole row.

use ratatui::layout::Rect;

use super::groups;
use crate::report::text::grouped;
use crate::tui::message::errors::{Line, What};
use crate::tui::model::errors::{Level, Table};
use crate::tui::view::{Canvas, Side, cells};

/// The widest that a column's name is shown.
const COLUMN: u16 = 20;
/// The widest that a value is shown.
const VALUE: u16 = 24;
/// The widest that a rule is shown.
const RULE: u16 = 34;

/// The part of the screen that rows have when they are all there is.
pub fn place(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}

/// Where the rows stand in their part: under a line that counts them and a line of names.
pub fn list(place: Rect) -> Rect {
    Rect { y: place.y + 2, height: place.height.saturating_sub(2), ..place }
}

/// Draws the rows of a level.
pub fn draw(level: &Level, area: Rect, canvas: &mut Canvas<'_>) {
    let table = &level.table;
    if table.rows.value().is_none() {
        return match table.rows.failure() {
            Some(failure) => canvas.failure(area, failure),
            None => canvas.note(area, "reading the rejected rows"),
        };
    }
    let area = place(area);
    heading(level, area, canvas);
    if table.len() == 0 {
        return match level.scope.text.as_str() {
            "" => canvas.note(area, "no rejected row any more"),
            text => canvas.note(area, &format!("no row has “{text}”")),
        };
    }
    lines(table, area, canvas);
    canvas.mark(list(area), &level.scope.text);
    let window = table.list.window(list(area).height.into(), table.len());
    if let Some(row) = table.list.selected.checked_sub(window.start).and_then(|row| u16::try_from(row).ok()) {
        let y = list(area).y + row;
        canvas.style(Rect { x: area.x - 1, y, width: area.width + 2, height: 1 }, canvas.look.selected());
    }
}

/// Draws what there is to see of the selected group, beside the groups.
pub fn beside(level: &Level, area: Rect, canvas: &mut Canvas<'_>) {
    if let Some(What::Quarantined(file)) = level.group().map(|g| &g.what) {
        return groups::quarantined(
            file,
            Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area },
            canvas,
        );
    }
    let table = &level.table;
    match (table.rows.value(), table.rows.failure()) {
        (None, Some(failure)) => canvas.failure(area, failure),
        (None, None) => {}
        (Some(_), _) => {
            lines(table, area, canvas);
            canvas.mark(list(area), &level.scope.text);
        }
    }
}

/// How many rows there are, and what keeps newer ones from being here.
fn heading(level: &Level, area: Rect, canvas: &mut Canvas<'_>) {
    let look = canvas.look;
    let Rect { x, y, width, .. } = area;
    let table = &level.table;
    if let Some(failure) = table.rows.failure() {
        canvas.text(x, y, width, &format!("{} {}", look.sign("✗", "x"), failure.message), look.bad());
        return;
    }
    let rows = if table.len() == 1 { "row" } else { "rows" };
    let words = format!("{} rejected {rows}", grouped(table.len() as i128, 0));
    let (text, dot) = (&level.scope.text, look.sign(" · ", " - "));
    let used = if text.is_empty() { 0 } else { canvas.parts(x, y, width, &[(text, look.accent()), (dot, look.dim())]) };
    let used = used + canvas.text(x + used, y, width.saturating_sub(used), &words, look.plain());
    let rest = width.saturating_sub(used + 2);
    let state = if table.rows.is_loading() { "looking" } else { "" };
    canvas.aligned(x + used + 2, y, rest, state, Side::Right, look.dim());
}

/// The cells of line, column, value and rule; the whole row has the rest.
fn widths(shown: &[Option<&Line>], room: u16) -> [u16; 4] {
    let widest = |text: fn(&Line) -> String, least: &str, most: u16| {
        let found = shown.iter().flatten().map(|line| cells(&text(line), most)).max().unwrap_or(0);
        found.max(cells(least, most))
    };
    let line = widest(|l| grouped(l.line.into(), 0), "line", 12);
    let column = widest(|l| l.column.clone().unwrap_or_default(), "column", COLUMN.min(room / 5));
    let value = widest(shown_value, "value", VALUE.min(room / 4));
    let rest = room.saturating_sub(line + column + value + 6);
    let rule = widest(rule, "rule", RULE.min(rest));
    [line, column, value, rule]
}

/// The value in its marks; it may be empty or blank.
fn shown_value(line: &Line) -> String {
    line.value.as_deref().map(|value| format!("«{value}»")).unwrap_or_default()
}

fn rule(line: &Line) -> String {
    if line.more == 0 { line.rule.clone() } else { format!("{} +{}", line.rule, line.more) }
}

fn lines(table: &Table, area: Rect, canvas: &mut Canvas<'_>) {
    let look = canvas.look;
    let place = list(area);
    let window = table.list.window(place.height.into(), table.len());
    let shown: Vec<Option<&Line>> = window.map(|number| table.line(number)).collect();
    let [line, column, value, rule_cells] = widths(&shown, place.width);
    let at = [place.x, place.x + line + 2, place.x + line + column + 4, place.x + line + column + value + 6];
    let last = at[3] + rule_cells + 2;
    let y = place.y - 1;
    canvas.aligned(at[0], y, line, "line", Side::Right, look.dim());
    for (x, wide, name) in [(at[1], column, "column"), (at[2], value, "value"), (at[3], rule_cells, "rule")] {
        canvas.text(x, y, wide.min(place.right().saturating_sub(x)), name, look.dim());
    }
    canvas.text(last, y, place.right().saturating_sub(last), "the row", look.dim());
    for (y, found) in (place.y..place.bottom()).zip(shown) {
        let Some(found) = found else {
            canvas.text(at[1], y, 3, look.sign("…", "..."), look.dim());
            continue;
        };
        canvas.aligned(at[0], y, line, &grouped(found.line.into(), 0), Side::Right, look.dim());
        canvas.text(at[1], y, column, found.column.as_deref().unwrap_or_default(), look.plain());
        canvas.text(at[2], y, value, &shown_value(found), look.attention());
        canvas.text(at[3], y, rule_cells.min(place.right().saturating_sub(at[3])), &rule(found), look.plain());
        canvas.text(last, y, place.right().saturating_sub(last), &found.row, look.dim());
    }
}
