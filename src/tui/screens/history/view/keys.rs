//! The keys of a table.

use ratatui::layout::Rect;

use crate::report::text::{counted, grouped};
use crate::tui::core::shared::Shared;
use crate::tui::screens::history::model::{History, MOST_KEYS};
use crate::tui::widgets::canvas::{Canvas, Side, cells};
use crate::tui::widgets::table::{Column, Columns, GAP, Marked, Place, Table};
use crate::warehouse::{FoundKey, Keys};

/// The widest that a key is shown.
const KEY: u16 = 28;
/// The widest that a telling column is shown.
const TELLING: u16 = 48;

fn list(area: Rect) -> Rect {
    Rect { x: area.x + 1, y: area.y + 2, width: area.width.saturating_sub(2), height: area.height.saturating_sub(2) }
}

/// Draws the keys.
pub fn draw(history: &History, shared: &Shared, area: Rect, canvas: &mut Canvas<'_>) {
    if shared.shop.has_no_key(&history.table) {
        let text = format!("{} has no key: its rows have no history of their own", history.table);
        return canvas.note(area, &text);
    }
    let Some(keys) = history.keys.value() else {
        return match history.keys.failure() {
            Some(failure) => canvas.failure(area, failure),
            None if history.table.is_empty() => canvas.note(area, "this workspace has no table"),
            None => canvas.note(area, "searching"),
        };
    };
    heading(history, keys, area, canvas);
    if keys.keys.is_empty() && !history.keys.is_loading() {
        return match history.search.as_str() {
            "" => canvas.note(area, "no rows yet: load files first"),
            text => canvas.note(area, &format!("no match for “{text}” in {}", history.table)),
        };
    }
    rows(history, shared, keys, area, canvas);
}

/// What was searched for and found, or what went wrong since.
fn heading(history: &History, keys: &Keys, area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let room = area.width.saturating_sub(2);
    let (x, y) = (area.x + 1, area.y);
    if let Some(failure) = history.keys.failure() {
        let text = format!("{} {}", styles.sign("✗", "x"), failure.message);
        canvas.text(x, y, room, &text, styles.bad());
        return;
    }
    let count = keys.keys.len();
    let shown = match (keys.cut, count) {
        (true, _) => format!("the first {}; type more to narrow it down", grouped(MOST_KEYS as i128, 0)),
        (false, _) => counted(count as u64, "record", "records"),
    };
    let used = if history.search.is_empty() {
        let first = if keys.cut { format!("the first {} records", grouped(MOST_KEYS as i128, 0)) } else { shown };
        let hint = "   / finds a record by its key or any text";
        canvas.parts(x, y, room, &[(&first, styles.plain()), (hint, styles.dim())])
    } else {
        let dot = styles.sign(" · ", " - ");
        canvas.parts(x, y, room, &[(&history.search, styles.accent()), (dot, styles.dim()), (&shown, styles.plain())])
    };
    if history.keys.is_loading() {
        let text = if history.goes_on { "still looking" } else { "looking" };
        canvas.aligned(x + used, y, room.saturating_sub(used), text, Side::Right, styles.dim());
    }
}

/// The columns: those on the left, with the key and what tells it from others, and those on the right, with how it is.
struct Sides<'a> {
    left: Columns<'a>,
    right: Columns<'a>,
    /// Whether there is room for the day on which a key ended.
    wide: bool,
}

fn columns<'a>(
    history: &History,
    shared: &Shared,
    keys: &'a Keys,
    name: &'a str,
    shown: &[FoundKey],
    place: Rect,
) -> Sides<'a> {
    let room = place.width;
    let table = shared.shop.table(&history.table);
    let key = shown.iter().map(|k| cells(&k.key.join(", "), KEY)).max().unwrap_or(0).max(cells(name, KEY));
    let key = key.min(room / 2);
    let number = table.is_some_and(|t| {
        t.key.len() == 1 && t.columns.iter().any(|c| c.number && t.key.first().is_some_and(|k| *k == c.name))
    });
    let (state, versions) = match room {
        96.. => (20, 8),
        64.. => (10, 8),
        _ => (2, 6),
    };
    let mut left = room.saturating_sub(key + state + versions + 2 * GAP);
    let key = Column { least: 1, ..if number { Column::numbers(name, key) } else { Column::words(name, key) } };
    let mut columns = vec![key];
    for (at, name) in keys.columns.iter().enumerate() {
        let values = shown.iter().filter_map(|k| k.values.get(at)?.as_deref());
        let wide = values.map(|v| cells(v, TELLING)).max().unwrap_or(0).max(cells(name, TELLING));
        if left < 6 {
            break;
        }
        columns.push(Column::words(name, wide.min(left)));
        left = left.saturating_sub(wide + GAP);
    }
    let end = place.right() - state - versions;
    let [state_name, versions_name] = if state > 2 { ["state", "rows"] } else { [""; 2] };
    let right = vec![Column::words(state_name, state).gap(0), Column::numbers(versions_name, versions)];
    Sides {
        left: Columns::new(columns, Rect { width: room.saturating_sub(state + versions), ..place }),
        right: Columns::new(right, Rect { x: end, width: state + versions, ..place }),
        wide: state > 12,
    }
}

fn key_name(history: &History, shared: &Shared) -> String {
    shared.shop.table(&history.table).map(|t| t.key.join(", ")).unwrap_or_default()
}

fn rows(history: &History, shared: &Shared, keys: &Keys, area: Rect, canvas: &mut Canvas<'_>) {
    let (styles, place) = (canvas.styles, list(area));
    let table = Table { list: history.list, len: keys.keys.len(), area: place, marked: Marked::Wider };
    let shown = keys.keys.get(table.window()).unwrap_or_default();
    let name = key_name(history, shared);
    let columns = columns(history, shared, keys, &name, shown, place);
    columns.left.heading(place.y - 1, styles.dim(), canvas);
    columns.right.heading(place.y - 1, styles.dim(), canvas);
    let end = columns.right.places.first().map_or(place.right(), |place| place.x);
    table.draw(canvas, |at, place, canvas| {
        let left = Rect { width: end.saturating_sub(place.x), ..place };
        if let Some(key) = keys.keys.get(at) {
            who(key, &columns.left, left, canvas);
            how(key, &columns, place.y, canvas);
        }
        // What was searched for is marked where it is seen.
        canvas.mark(left, &history.search);
    });
}

/// The key and what tells it from others.
fn who(found: &FoundKey, columns: &Columns<'_>, left: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let value = |at: usize| found.values.get(at - 1).and_then(Option::as_deref).unwrap_or_default();
    // Why the key is among those found, in place of what matters less: the last columns.
    let wanted = found.because.as_ref().map_or(0, |(column, value)| cells(column, TELLING) + cells(value, TELLING) + 2);
    let telling = columns.places.get(1..).unwrap_or_default();
    let fits = |place: &&Place| left.right().saturating_sub(place.x + 1) >= wanted;
    let reason = found.because.as_ref().and_then(|because| {
        let place = telling.iter().skip(1).rfind(fits).or(telling.get(1)).or(telling.first())?;
        Some((because, *place))
    });
    columns.row(left.y, canvas, |column| match (column, &reason) {
        (0, _) => Some((found.key.join(", ").into(), styles.plain())),
        (_, Some((_, place))) if column >= place.column => None,
        _ => Some((value(column).into(), styles.plain())),
    });
    if let Some(((column, value), place)) = reason {
        let room = left.right().saturating_sub(place.x + 1);
        let used = canvas.parts(place.x, left.y, room, &[(column, styles.dim()), (": ", styles.dim())]);
        canvas.text(place.x + used, left.y, room.saturating_sub(used), value, styles.plain());
    }
}

/// Whether the key is current, and how many versions it has.
fn how(found: &FoundKey, columns: &Sides<'_>, y: u16, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let (sign, text, style) = match found.current {
        true => (styles.sign("●", "*"), "current".to_owned(), styles.good()),
        false if columns.wide => (styles.sign("○", "o"), format!("ended {}", found.until), styles.dim()),
        false => (styles.sign("○", "o"), "ended".to_owned(), styles.dim()),
    };
    if let Some(state) = columns.right.place(0) {
        let used = canvas.text(state.x, y, state.width, sign, style);
        canvas.text(state.x + used + 1, y, state.width.saturating_sub(used + 2), &text, style);
    }
    columns.right.row(y, canvas, |column| match column {
        0 => None,
        _ => Some((grouped(found.versions as i128, 0).into(), styles.plain())),
    });
}
