//! A list of checks: whether each line holds, and its figures.

use ratatui::layout::Rect;

use crate::report::text::{escape_control, width};
use crate::tui::core::drawn::Hit;
use crate::tui::screens::reports::request::{Holds, Shown};
use crate::tui::screens::reports::view::grid;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::List;
use crate::tui::widgets::picked::Picked;

/// Lines of a check.
const LINES: u16 = 2;

/// Checks and which of them are seen.
pub struct Checks<'a> {
    /// The report.
    pub shown: &'a Shown,
    /// The checks that are shown.
    pub picked: &'a Picked,
    /// The selected one and the window, among these.
    pub list: List,
    /// Whether the selected one is marked.
    pub marked: bool,
}

/// How many checks are seen in an area.
pub fn room(checks: &Checks<'_>, area: Rect) -> usize {
    let each = LINES + gap(checks, area);
    ((area.height + each - LINES) / each).max(1).into()
}

/// Draws the checks.
pub fn draw(checks: &Checks<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    if checks.picked.len() == 0 {
        let words = if checks.shown.table.rows() == 0 { "no checks yet" } else { "no matching checks" };
        return canvas.note(area, words);
    }
    let mut y = area.y;
    for place in checks.list.window(room(checks, area), checks.picked.len()) {
        let row = checks.picked.at(place).unwrap_or_default();
        let lines = Rect { y, height: LINES, ..area }.intersection(area);
        // The gap below a check is a part of it.
        let each = Rect { y, height: LINES + gap(checks, area), ..area };
        canvas.drawn.hit(each.intersection(area), Hit::Row(place));
        check(checks.shown, row, lines, canvas);
        if checks.marked && place == checks.list.selected {
            canvas.style(lines, canvas.styles.selected());
        }
        y += LINES + gap(checks, area);
    }
}

/// What is checked, with its sign; below it every other value that there is.
fn check(shown: &Shown, row: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let holds = shown.broken.binary_search(&row).is_err();
    let (sign, style) = if holds {
        (canvas.styles.sign("✓", "+"), canvas.styles.good())
    } else {
        (canvas.styles.sign("✗", "x"), canvas.styles.bad())
    };
    let columns = &shown.table.columns;
    let name = columns.iter().position(|column| column.holds == Holds::Words && column.name != "ok");
    let text = name.and_then(|name| shown.table.cell(row, name)).unwrap_or("check");
    let words = if holds { canvas.styles.plain() } else { canvas.styles.bad() };
    canvas.text(area.x, area.y, 1, sign, style);
    canvas.text(area.x + 2, area.y, area.width.saturating_sub(2), text, words);
    if area.height < LINES {
        return;
    }
    let (mut x, y) = (area.x + 2, area.y + 1);
    for (number, column) in columns.iter().enumerate().filter(|(n, c)| Some(*n) != name && c.name != "ok") {
        let Some(value) = shown.table.cell(row, number) else { continue };
        let value = grid::shown(column, value);
        let room = area.right().saturating_sub(x);
        if width(&escape_control(&column.name)) + 1 + value.len() > room.into() {
            // Half a figure would be another one.
            canvas.text(x, y, room.min(1), canvas.styles.sign("…", "~"), canvas.styles.dim());
            break;
        }
        let (plain, dim) = (canvas.styles.plain(), canvas.styles.dim());
        x += canvas.parts(x, y, room, &[(column.name.as_str(), dim), (" ", plain), (&*value, plain)]) + 3;
    }
}

fn gap(checks: &Checks<'_>, area: Rect) -> u16 {
    u16::from(checks.picked.len() * usize::from(LINES + 1) <= usize::from(area.height) + 1)
}
