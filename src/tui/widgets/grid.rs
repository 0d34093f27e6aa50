//! A plain table: a header and the rows that are seen, and as many columns as there is room for.

use std::borrow::Cow;

use ratatui::layout::Rect;

use crate::report::text::thousands;
use crate::tui::screens::reports::model::Picked;
use crate::tui::screens::reports::request::{Column, Holds, TextTable};
use crate::tui::widgets::canvas::{Canvas, Side};
use crate::tui::widgets::list::List;
use crate::tui::widgets::table::{Marked, Table};

/// Between two columns.
const GAP: u16 = 2;
/// Words may be cut down to this at the right edge; numbers and days are whole or not there.
const LEAST: u16 = 8;

/// Rows and what of them is seen.
#[derive(Clone, Copy)]
pub struct Grid<'a> {
    /// The rows.
    pub table: &'a TextTable,
    /// Those that are shown.
    pub picked: &'a Picked,
    /// The selected row and the window, among these.
    pub list: List,
    /// How many columns are scrolled away.
    pub column_offset: usize,
    /// Whether the selected row is marked.
    pub marked: bool,
}

/// How many rows are seen in an area.
pub fn room(area: Rect) -> usize {
    area.height.saturating_sub(header(area)).max(1).into()
}

/// The columns that are seen in so many cells when so many are scrolled away: each with its place and its cells.
///
/// The first one stays, as it says what a row is about, unless it is too wide for that.
pub fn columns(table: &TextTable, column_offset: usize, room: u16) -> Vec<(usize, u16, u16)> {
    let mut seen = Vec::new();
    let mut x = 0;
    let kept = usize::from(kept(table, room) > 0);
    let scrolled = |number: &usize| *number < kept || *number >= kept + column_offset;
    for number in (0..table.columns.len()).filter(scrolled) {
        let Some(column) = table.columns.get(number) else { continue };
        let wanted = cells(column);
        let left = room.saturating_sub(x);
        let cut = column.holds == Holds::Words && left >= LEAST;
        if wanted > left && !cut && !seen.is_empty() {
            break;
        }
        let wide = wanted.min(left);
        if wide == 0 {
            break;
        }
        seen.push((number, x, wide));
        x = x.saturating_add(wide + GAP);
    }
    seen
}

/// How many columns can be scrolled away until the last one is seen whole.
pub fn largest_column_offset(table: &TextTable, room: u16) -> usize {
    let kept = kept(table, room);
    let mut left = usize::from(room - kept) + usize::from(GAP);
    let others = table.columns.get(usize::from(kept > 0)..).unwrap_or_default();
    let fit = others.iter().rev().take_while(|column| {
        let wanted = usize::from(cells(column) + GAP);
        let fits = wanted <= left;
        left = left.saturating_sub(wanted);
        fits
    });
    let fit = fit.count().max(1);
    others.len().saturating_sub(fit)
}

/// The cells of the first column with the gap behind it, if it stays; none if not.
fn kept(table: &TextTable, room: u16) -> u16 {
    let first = table.columns.first().map_or(0, |column| cells(column) + GAP);
    if table.columns.len() > 1 && first <= room / 3 { first } else { 0 }
}

fn cells(column: &Column) -> u16 {
    u16::try_from(column.cells.max(1)).unwrap_or(u16::MAX).min(u16::MAX - GAP)
}

/// Draws the header and the rows.
pub fn draw(grid: &Grid<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let columns = columns(grid.table, grid.column_offset, area.width);
    for (number, x, wide) in &columns {
        let Some(column) = grid.table.columns.get(*number) else { continue };
        canvas.aligned(area.x + x, area.y, *wide, &column.name, side(column), canvas.styles.strong());
    }
    if header(area) > 1 {
        canvas.rule(area.x, area.y + 1, area.width);
    }
    let rows = Rect { y: area.y + header(area), height: area.height - header(area).min(area.height), ..area };
    if grid.picked.len() == 0 {
        let words = if grid.table.rows() == 0 { "no rows yet" } else { "no row has this text" };
        canvas.note(rows, words);
    }
    let marked = if grid.marked { Marked::Line } else { Marked::No };
    let table = Table { list: grid.list, len: grid.picked.len(), area: rows, marked };
    table.draw(canvas, |place, line, canvas| {
        let row = grid.picked.at(place).unwrap_or_default();
        for (number, x, wide) in &columns {
            if let (Some(column), Some(value)) = (grid.table.columns.get(*number), grid.table.cell(row, *number)) {
                canvas.aligned(area.x + x, line.y, *wide, &shown(column, value), side(column), canvas.styles.plain());
            }
        }
    });
}

/// A value as its column shows it.
pub fn shown<'a>(column: &Column, value: &'a str) -> Cow<'a, str> {
    if column.holds == Holds::Amounts { thousands(value) } else { Cow::Borrowed(value) }
}

fn side(column: &Column) -> Side {
    if column.holds == Holds::Words { Side::Left } else { Side::Right }
}

/// Rows above the first: the names, and a rule where there is room.
fn header(area: Rect) -> u16 {
    if area.height >= 6 { 2 } else { 1 }
}
