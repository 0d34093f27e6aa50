//! The versions of a key as bars over the days, with a word on what each brought.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::history::Version;
use crate::tui::screens::history::model::{Span, Timeline, What};
use crate::tui::screens::history::view::axis::Axis;
use crate::tui::screens::history::view::parts::{Parts, days};
use crate::tui::widgets::canvas::{Canvas, cells};
use crate::tui::widgets::table::{Marked, Table};

/// The cells of a day's date.
const DATE: u16 = 10;

/// Draws the spans in view.
pub fn draw(timeline: &Timeline, axis: &Axis, parts: &Parts, canvas: &mut Canvas<'_>) {
    let table = Table { list: timeline.list, len: timeline.spans.len(), area: parts.spans, marked: Marked::Wider };
    table.draw(canvas, |at, line, canvas| {
        if let Some(span) = timeline.spans.get(at) {
            words(timeline, span, Rect { width: parts.words, ..line }, canvas);
            bar(span, axis, days(line, parts), at == timeline.list.selected, canvas);
        }
    });
}

/// The first day of a span, and what began on it.
fn words(timeline: &Timeline, span: &Span, place: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    canvas.text(place.x, place.y, place.width, &span.from.to_string(), styles.dim());
    let room = Rect { x: place.x + DATE + 2, width: place.width.saturating_sub(DATE + 2), ..place };
    match span.what {
        What::Gap(_) => {
            canvas.text(room.x, room.y, room.width, "not listed", styles.dim());
        }
        What::Version(number) => {
            if let Some(version) = timeline.version(number) {
                brought(version, number, room, canvas);
            }
        }
    }
}

/// What a version brought: the first change in full, the others as a number.
fn brought(version: &Version, number: usize, place: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let Rect { x, y, width, .. } = place;
    let back = if version.came_back { "back" } else { "" };
    let Some(change) = version.changes.first() else {
        let text = match (number, version.came_back) {
            (0, _) => "first seen",
            (_, true) => "came back",
            _ => "seen again",
        };
        canvas.text(x, y, width, text, styles.plain());
        return;
    };
    let more = version.changes.len() - 1;
    let more = if more == 0 { String::new() } else { format!(" +{more}") };
    let (old, new) = (shown(change.old.as_deref()), shown(change.new.as_deref()));
    let arrow = styles.sign(" → ", " -> ");
    let room = width.saturating_sub(cells(&more, width));
    let used =
        if back.is_empty() { 0 } else { canvas.parts(x, y, room, &[(back, styles.good()), (" ", styles.plain())]) };
    let name = cells(&change.column, width) + 1;
    let new_cells = cells(arrow, width) + cells(new, width);
    let values = cells(old, width) + new_cells;
    // Where there is no room for all, the values tell more than the name of their column, and the new more than the old.
    let named = used + name + values <= room || (used + values > room && used + name + new_cells <= room);
    let aged = used + values <= room;
    let parts: [(&str, Style); 5] = [
        (if named { &change.column } else { "" }, styles.dim()),
        (if named && aged { " " } else { "" }, styles.dim()),
        (if aged { old } else { "" }, styles.dim()),
        (if named || aged { arrow } else { arrow.trim_start() }, styles.dim()),
        (new, styles.attention()),
    ];
    let values = canvas.parts(x + used, y, room.saturating_sub(used), &parts);
    canvas.text(x + used + values, y, width.saturating_sub(used + values), &more, styles.dim());
}

/// A value, or that there is none.
pub(super) fn shown(value: Option<&str>) -> &str {
    value.unwrap_or("(none)")
}

/// The cells of a bar.
struct Signs {
    /// Where it begins and ends.
    ends: [&'static str; 2],
    between: &'static str,
    /// Where it has one cell only.
    only: &'static str,
    /// After its last cell, if it has no end.
    open: &'static str,
}

fn bar(span: &Span, axis: &Axis, place: Rect, selected: bool, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let sign = |sign, ascii| styles.sign(sign, ascii);
    let (signs, style) = match span.what {
        What::Version(_) => (
            Signs {
                ends: [sign("├", "|"), sign("┤", "|")],
                between: sign("─", "-"),
                only: sign("■", "#"),
                open: sign("▸", ">"),
            },
            if selected { styles.accent() } else { styles.plain() },
        ),
        What::Gap(_) => (
            Signs {
                ends: [sign("┊", ":"), sign("┊", ":")],
                between: sign("·", "."),
                only: sign("┊", ":"),
                open: sign("·", "."),
            },
            styles.dim(),
        ),
    };
    let from = axis.at(span.from);
    let to = span.to.map_or(axis.end(), |to| axis.at(to)).max(from + 1);
    let (seen_from, seen_to) = (from.max(0), to.min(axis.cells()));
    for cell in seen_from..seen_to {
        let (first, last) = (cell == from, cell + 1 == to && span.to.is_some());
        let text = match (first, last) {
            (true, true) => signs.only,
            (true, false) => signs.ends[0],
            (false, true) => signs.ends[1],
            (false, false) => signs.between,
        };
        put(cell, text, place, style, canvas);
    }
    if span.to.is_none() && (0..=axis.cells()).contains(&to) {
        put(to, signs.open, place, style, canvas);
    }
}

fn put(cell: i64, text: &str, place: Rect, style: Style, canvas: &mut Canvas<'_>) {
    if let Ok(cell) = u16::try_from(cell)
        && cell < place.width
    {
        canvas.text(place.x + cell, place.y, 1, text, style);
    }
}
