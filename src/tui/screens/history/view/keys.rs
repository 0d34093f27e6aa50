//! The keys of a table.

use ratatui::layout::Rect;

use crate::report::text::grouped;
use crate::tui::core::shared::Shared;
use crate::tui::screens::history::model::{History, MOST_KEYS};
use crate::tui::widgets::canvas::{Canvas, Side, cells};
use crate::tui::widgets::table::{Marked, Table};
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
    let Some(keys) = history.keys.value() else {
        return match history.keys.failure() {
            Some(failure) => canvas.failure(area, failure),
            None if history.table.is_empty() => canvas.note(area, "this workspace has no table"),
            None => canvas.note(area, "looking for keys"),
        };
    };
    heading(history, keys, area, canvas);
    if keys.keys.is_empty() && !history.keys.is_loading() {
        return match history.search.as_str() {
            "" => canvas.note(area, "no rows yet: the first load brings them"),
            text => canvas.note(area, &format!("nothing in {} has “{text}”", history.table)),
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
        (true, _) => format!("the first {}; type more of it", grouped(MOST_KEYS as i128, 0)),
        (false, 1) => "1 key".to_owned(),
        (false, _) => format!("{} keys", grouped(count as i128, 0)),
    };
    let used = if history.search.is_empty() {
        let first = if keys.cut { format!("the first {} keys", grouped(MOST_KEYS as i128, 0)) } else { shown };
        let hint = "   / finds a key, or any text it ever had";
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

/// Where the columns stand: the key, the telling ones, the state, the count of versions.
struct Columns {
    key: u16,
    key_side: Side,
    telling: Vec<u16>,
    state: u16,
    versions: u16,
}

fn columns(history: &History, shared: &Shared, keys: &Keys, shown: &[FoundKey], room: u16) -> Columns {
    let table = shared.shop.table(&history.table);
    let name = key_name(history, shared);
    let key = shown.iter().map(|k| cells(&k.key.join(", "), KEY)).max().unwrap_or(0).max(cells(&name, KEY));
    let key = key.min(room / 2);
    let number = table.is_some_and(|t| {
        t.key.len() == 1 && t.columns.iter().any(|c| c.number && t.key.first().is_some_and(|k| *k == c.name))
    });
    let (state, versions) = match room {
        96.. => (20, 8),
        64.. => (10, 8),
        _ => (2, 6),
    };
    let mut left = room.saturating_sub(key + state + versions + 4);
    let mut telling = Vec::new();
    for (at, name) in keys.columns.iter().enumerate() {
        let values = shown.iter().filter_map(|k| k.values.get(at)?.as_deref());
        let wide = values.map(|v| cells(v, TELLING)).max().unwrap_or(0).max(cells(name, TELLING));
        if left < 6 {
            break;
        }
        telling.push(wide.min(left));
        left = left.saturating_sub(wide + 2);
    }
    Columns { key, key_side: if number { Side::Right } else { Side::Left }, telling, state, versions }
}

fn key_name(history: &History, shared: &Shared) -> String {
    shared.shop.table(&history.table).map(|t| t.key.join(", ")).unwrap_or_default()
}

fn rows(history: &History, shared: &Shared, keys: &Keys, area: Rect, canvas: &mut Canvas<'_>) {
    let (styles, history, place) = (canvas.styles, history, list(area));
    let table = Table { list: history.list, len: keys.keys.len(), area: place, marked: Marked::Wider };
    let shown = keys.keys.get(table.window()).unwrap_or_default();
    let columns = columns(history, shared, keys, shown, place.width);
    let y = place.y - 1;
    canvas.aligned(place.x, y, columns.key, &key_name(history, shared), columns.key_side, styles.dim());
    let mut x = place.x + columns.key + 2;
    for (name, cells) in keys.columns.iter().zip(&columns.telling) {
        canvas.text(x, y, *cells, name, styles.dim());
        x += cells + 2;
    }
    let end = place.right();
    if columns.state > 2 {
        canvas.text(end - columns.versions - columns.state, y, columns.state, "state", styles.dim());
        canvas.aligned(end - columns.versions, y, columns.versions, "versions", Side::Right, styles.dim());
    }
    table.draw(canvas, |at, place, canvas| {
        if let Some(key) = keys.keys.get(at) {
            row(key, &columns, place, canvas);
        }
        mark(history, &columns, place, canvas);
    });
}

fn row(found: &FoundKey, columns: &Columns, place: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let Rect { x, y, .. } = place;
    canvas.aligned(x, y, columns.key, &found.key.join(", "), columns.key_side, styles.plain());
    let mut x = x + columns.key + 2;
    let state = place.right() - columns.versions - columns.state;
    // Why the key is among those found, in place of what matters less: the last columns.
    let wanted = found.because.as_ref().map_or(0, |(column, value)| cells(column, TELLING) + cells(value, TELLING) + 2);
    let count = columns.telling.len();
    let place_of = |at: usize| x + columns.telling.iter().take(at).map(|cells| cells + 2).sum::<u16>();
    let fits = |at: &usize| state.saturating_sub(place_of(*at) + 1) >= wanted;
    let reason = (0..count).rev().find(fits).unwrap_or(1).max(1).min(count.saturating_sub(1));
    for (at, cells) in columns.telling.iter().enumerate() {
        match &found.because {
            Some(_) if at > reason => {}
            Some((column, value)) if at == reason => {
                let room = state.saturating_sub(x + 1);
                let used = canvas.parts(x, y, room, &[(column, styles.dim()), (": ", styles.dim())]);
                canvas.text(x + used, y, room.saturating_sub(used), value, styles.plain());
            }
            _ => {
                let value = found.values.get(at).and_then(Option::as_deref).unwrap_or_default();
                canvas.text(x, y, *cells, value, styles.plain());
            }
        }
        x += cells + 2;
    }
    let (sign, text, style) = match found.current {
        true => (styles.sign("●", "*"), "current".to_owned(), styles.good()),
        false if columns.state > 12 => (styles.sign("○", "o"), format!("ended {}", found.until), styles.dim()),
        false => (styles.sign("○", "o"), "ended".to_owned(), styles.dim()),
    };
    let used = canvas.text(state, y, columns.state, sign, style);
    canvas.text(state + used + 1, y, columns.state.saturating_sub(used + 2), &text, style);
    let versions = grouped(found.versions as i128, 0);
    canvas.aligned(place.right() - columns.versions, y, columns.versions, &versions, Side::Right, styles.plain());
}

/// Marks what was searched for, where it is seen.
fn mark(history: &History, columns: &Columns, place: Rect, canvas: &mut Canvas<'_>) {
    let end = place.width.saturating_sub(columns.state + columns.versions);
    canvas.mark(Rect { width: end, ..place }, &history.search);
}
