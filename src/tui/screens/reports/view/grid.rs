//! A plain table: a header and the rows that are seen, and as many columns as there is room for.

use std::borrow::Cow;

use ratatui::layout::Rect;

use crate::report::text::thousands;
use crate::tui::screens::reports::request::{self, Holds, TextTable};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::List;
use crate::tui::widgets::picked::Picked;
use crate::tui::widgets::table::{Column, Columns, GAP, Marked, Scroll, Table, offset_to_see};

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

/// The columns of a table, of which so many are scrolled away.
pub fn columns(table: &TextTable, offset: usize, area: Rect) -> Columns<'_> {
    let (columns, kept) = all(table, area.width);
    Columns::scrolled(columns, Scroll { kept, offset, edge: 0 }, area)
}

/// How many columns can be scrolled away until the last one is seen whole.
pub fn largest_column_offset(table: &TextTable, area: Rect) -> usize {
    let (columns, kept) = all(table, area.width);
    offset_to_see(&columns, columns.len().saturating_sub(1), Scroll { kept, ..Scroll::default() }, area)
}

/// Every column, and how many are kept: the first one, as it says what a row is about, unless it is too wide for that.
fn all(table: &TextTable, room: u16) -> (Vec<Column<'_>>, usize) {
    let columns: Vec<Column<'_>> = table.columns.iter().map(column_of).collect();
    let kept = columns.first().is_some_and(|first| columns.len() > 1 && first.cells + GAP <= room / 3);
    (columns, kept.into())
}

fn column_of(column: &request::Column) -> Column<'_> {
    let cells = u16::try_from(column.cells.max(1)).unwrap_or(u16::MAX).min(u16::MAX - GAP);
    match column.holds {
        Holds::Words => Column { least: LEAST.min(cells), ..Column::words(&column.name, cells) },
        _ => Column::numbers(&column.name, cells),
    }
}

/// Draws the header and the rows.
pub fn draw(grid: &Grid<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let columns = columns(grid.table, grid.column_offset, area);
    columns.heading(area.y, canvas.styles.strong(), canvas);
    if header(area) > 1 {
        canvas.rule(area.x, area.y + 1, area.width);
    }
    let rows = Rect { y: area.y + header(area), height: area.height - header(area).min(area.height), ..area };
    if grid.picked.len() == 0 {
        let words = if grid.table.rows() == 0 { "no rows yet" } else { "no matching rows" };
        canvas.note(rows, words);
    }
    let marked = if grid.marked { Marked::Line } else { Marked::No };
    let table = Table { list: grid.list, len: grid.picked.len(), area: rows, marked };
    table.draw(canvas, |place, line, canvas| {
        let row = grid.picked.at(place).unwrap_or_default();
        let plain = canvas.styles.plain();
        columns.row(line.y, canvas, |number| {
            Some((shown(grid.table.columns.get(number)?, grid.table.cell(row, number)?), plain))
        });
    });
}

/// A value as its column shows it.
pub fn shown<'a>(column: &request::Column, value: &'a str) -> Cow<'a, str> {
    if column.holds == Holds::Amounts { thousands(value) } else { Cow::Borrowed(value) }
}

/// Rows above the first: the names, and a rule where there is room.
fn header(area: Rect) -> u16 {
    if area.height >= 6 { 2 } else { 1 }
}
