//! Where things stand on the screen Tables: for drawing, for the mouse, and for the windows.

use ratatui::layout::Rect;

use crate::tui::screens::tables::model::{TableView, Tables};
use crate::tui::widgets::canvas::{Side, cells, wrapped};
use crate::tui::widgets::table::{Column, Columns, GAP, Scroll, offset_to_see};

/// So many columns leave room for the list of tables.
pub const WIDE: u16 = 100;
/// The cells of that list.
const LIST: u16 = 27;
/// The cells that a column takes as long as there is no room to spare.
const CAP: u16 = 28;
/// The cells that a column takes at most.
const MOST: u16 = 60;
/// A column that is cut at the edge keeps so many cells, or is left for later.
const LEAST: u16 = 5;

/// The parts of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Panes {
    /// The list of tables; no cells where there is no room for it.
    pub list: Rect,
    /// The query; no lines for a table.
    pub query: Rect,
    /// What the rows are.
    pub said: Rect,
    /// The names of the columns.
    pub head: Rect,
    /// A thin line under them, where there is room.
    pub rule: Rect,
    pub rows: Rect,
}

/// Divides the screen.
pub fn panes(tables: &Tables, area: Rect) -> Panes {
    let wide = area.width >= WIDE;
    let list = Rect { width: if wide { LIST } else { 0 }, ..area };
    let x = area.x + if wide { LIST + 2 } else { 0 };
    let right = Rect { x, width: area.right().saturating_sub(x), ..area };
    let lines = query_lines(tables, right.width).len();
    let most = if right.height < 12 { 1 } else { 3 };
    let query = u16::try_from(lines).unwrap_or(most).min(most);
    let rule = u16::from(right.height >= 10);
    let mut y = right.y;
    let mut take = |height: u16| {
        let height = height.min(right.bottom().saturating_sub(y));
        y += height;
        Rect { y: y - height, height, ..right }
    };
    let (query, said, head, rule) = (take(query), take(1), take(1), take(rule));
    Panes { list, query, said, head, rule, rows: take(u16::MAX) }
}

/// The query in lines; none for a table.
pub fn query_lines(tables: &Tables, cells: u16) -> Vec<String> {
    use crate::tui::screens::tables::request::Subject;
    match tables.query.as_ref().and_then(|view| view.subject.as_ref()) {
        Some(Subject::Query(sql)) => {
            sql.lines().flat_map(|line| wrapped(line, usize::from(cells.saturating_sub(2)).max(1))).collect()
        }
        _ => Vec::new(),
    }
}

/// The columns that are shown, so many of them scrolled out on the left that the selected one is seen whole, if that
/// can be.
pub struct ShownColumns<'a> {
    /// Their numbers among all.
    pub numbers: Vec<usize>,
    pub columns: Columns<'a>,
    pub offset: usize,
}

/// Puts the columns in their places.
pub fn columns(view: &TableView, area: Rect) -> ShownColumns<'_> {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let shown = view.shown();
    let columns: Vec<Column<'_>> = shown.iter().map(|column| column_of(view, *column)).collect();
    let kept = view.frozen.min(shown.len());
    // A line stands between what stays and what moves.
    let scroll = Scroll { kept, offset: view.left, edge: u16::from(kept > 0) };
    let selected = shown.iter().position(|column| *column == view.column).unwrap_or_default();
    let offset = offset_to_see(&columns, selected, scroll, area);
    ShownColumns { numbers: shown, columns: Columns::scrolled(columns, Scroll { offset, ..scroll }, area), offset }
}

/// A column with the cells that its widest values need, within bounds.
fn column_of(view: &TableView, column: usize) -> Column<'_> {
    let Some(about) = view.columns().get(column) else { return Column::words("", 1) };
    let name = cells(&about.name, CAP);
    let sign = view.sort.as_ref().is_some_and(|sort| sort.column == about.name);
    let value = view.widths.get(column).copied().unwrap_or_default();
    let most = value.max(name + if sign { 2 } else { 0 }).clamp(1, MOST);
    let side = if about.number { Side::Right } else { Side::Left };
    Column { name: &about.name, side, cells: most.min(CAP), most, least: LEAST, gap: GAP }
}
