//! Where things stand on the screen Tables: for drawing, for the mouse, and for the windows.

use ratatui::layout::Rect;

use crate::tui::screens::tables::model::{TableView, Tables};
use crate::tui::widgets::canvas::cells;
use crate::tui::widgets::canvas::wrapped;

/// So many columns leave room for the list of tables.
pub const WIDE: u16 = 100;
/// The cells of that list.
const LIST: u16 = 27;
/// The cells that a column takes as long as there is no room to spare.
const CAP: u16 = 28;
/// The cells that a column takes at most.
const MOST: u16 = 60;
/// Between two columns.
const GAP: u16 = 2;
/// A column that is cut at the edge keeps so many cells, or is left for later.
const LEAST: u16 = 5;
/// So much is left for the columns that move.
const MOVING: u16 = 12;

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

/// A column in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its number among all columns.
    pub column: usize,
    /// Its first cell.
    pub x: u16,
    /// How many cells it has.
    pub width: u16,
    /// Whether it stays while others move.
    pub frozen: bool,
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

/// The columns that are seen in an area, with their places.
pub fn places(view: &TableView, area: Rect) -> Vec<Place> {
    places_from(view, left(view, area), area)
}

fn places_from(view: &TableView, left: usize, area: Rect) -> Vec<Place> {
    let shown = view.shown();
    let wide = widths(view, &shown, area.width.saturating_sub(2));
    let (end, frozen) = (area.right().saturating_sub(1), view.frozen.min(shown.len()));
    let mut x = area.x + 1;
    let mut places = Vec::new();
    for (at, (column, width)) in shown.iter().zip(wide).enumerate() {
        let stays = at < frozen;
        if !stays && at < frozen + left {
            continue;
        }
        let edge = if stays { end.saturating_sub(MOVING) } else { end };
        let room = edge.saturating_sub(x);
        // The first column that moves is always seen, as far as there is any room.
        let least = if at == frozen + left { 1 } else { LEAST.min(width) };
        if room < least {
            if stays {
                continue;
            }
            break;
        }
        let width = width.min(room);
        places.push(Place { column: *column, x, width, frozen: stays });
        // A line stands between what stays and what moves.
        x += width + if at + 1 == frozen { GAP + 1 } else { GAP };
    }
    places
}

/// The cells of the columns that are shown: what their widest values need, within bounds, and more where there is room.
fn widths(view: &TableView, shown: &[usize], cells: u16) -> Vec<u16> {
    let natural: Vec<u16> = shown.iter().map(|column| natural(view, *column)).collect();
    let mut wide: Vec<u16> = natural.iter().map(|width| (*width).min(CAP)).collect();
    let gaps = GAP * u16::try_from(shown.len().saturating_sub(1)).unwrap_or_default() + u16::from(view.frozen > 0);
    let used = wide.iter().fold(gaps, |sum, width| sum.saturating_add(*width));
    let mut spare = cells.saturating_sub(used);
    for (width, natural) in wide.iter_mut().zip(natural) {
        let more = natural.saturating_sub(*width).min(spare);
        *width += more;
        spare -= more;
    }
    wide
}

fn natural(view: &TableView, column: usize) -> u16 {
    let Some(about) = view.columns().get(column) else { return 1 };
    let name = cells(&about.name, CAP);
    let sign = view.sort.as_ref().is_some_and(|sort| sort.column == about.name);
    let value = view.widths.get(column).copied().unwrap_or_default();
    value.max(name + if sign { 2 } else { 0 }).clamp(1, MOST)
}

/// How many columns must be scrolled out on the left so that the selected one is seen as a whole, if that can be.
pub fn left(view: &TableView, area: Rect) -> usize {
    let shown = view.shown();
    let frozen = view.frozen.min(shown.len());
    let most = shown.len().saturating_sub(frozen + 1);
    let Some(at) = shown.iter().position(|column| *column == view.column).filter(|at| *at >= frozen) else {
        return view.left.min(most);
    };
    let wide = widths(view, &shown, area.width.saturating_sub(2));
    let whole = |left: &usize| {
        let place = places_from(view, *left, area).into_iter().find(|place| place.column == view.column);
        place.is_some_and(|place| wide.get(at).is_some_and(|width| place.width >= *width))
    };
    let last = at - frozen;
    (view.left.min(last)..last).find(whole).unwrap_or(last)
}
