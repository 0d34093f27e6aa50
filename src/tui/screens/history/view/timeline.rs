//! The life of one key: its versions as bars over the days, the day that is looked at, what held on it.

use ratatui::layout::Rect;

use crate::report::text::grouped;
use crate::tui::core::drawn::Hit;
use crate::tui::screens::history::model::{Timeline, What};
use crate::tui::screens::history::view::axis::Axis;
use crate::tui::screens::history::view::{bars, pane};
use crate::tui::widgets::canvas::{Canvas, Side, cells};

/// Where things stand.
pub(super) struct Parts {
    heading: Rect,
    /// The lines above the days: two, or one where rows are few.
    axis: Rect,
    /// One line a span.
    pub(super) spans: Rect,
    marker: Rect,
    rule: Option<Rect>,
    pane: Rect,
    /// The cells of the words before each bar.
    pub(super) words: u16,
}

/// Divides the area for so many spans.
pub(super) fn parts(area: Rect, spans: usize) -> Parts {
    let line = |y: u16, height: u16| Rect { x: area.x + 1, y, width: area.width.saturating_sub(2), height };
    let above = if area.height >= 14 { 2 } else { 1 };
    let rule = u16::from(area.height >= 12);
    let rest = area.height.saturating_sub(2 + above + rule);
    let most = if area.height >= 10 { rest / 2 } else { rest.saturating_sub(1) };
    let rows = u16::try_from(spans).unwrap_or(u16::MAX).min(most.max(1));
    let first = area.y + 1 + above;
    let after = first + rows + 1;
    Parts {
        heading: line(area.y, 1),
        axis: line(area.y + 1, above),
        spans: line(first, rows),
        marker: line(first + rows, 1),
        rule: (rule > 0).then(|| line(after, 1)),
        pane: line(after + rule, area.bottom().saturating_sub(after + rule)),
        words: if area.width < 60 { 11 } else { area.width * 2 / 5 },
    }
}

/// The part of the line that the days have.
pub(super) fn days(line: Rect, parts: &Parts) -> Rect {
    let used = parts.words.min(line.width) + 1;
    Rect { x: line.x + used, width: line.width.saturating_sub(used), ..line }
}

/// Draws the timeline.
pub fn draw(timeline: &Timeline, area: Rect, canvas: &mut Canvas<'_>) {
    let parts = parts(area, timeline.spans.len());
    let Some(found) = timeline.versions.value() else {
        return match timeline.versions.failure() {
            Some(failure) => canvas.failure(area, failure),
            None => canvas.note(area, "reading its versions"),
        };
    };
    heading(timeline, found.versions.len(), &parts, canvas);
    if timeline.spans.is_empty() {
        return canvas.note(area, "this key is no longer in the table");
    }
    let axis = Axis::of(timeline, days(parts.axis, &parts).width);
    headings(&axis, &parts, canvas);
    for place in [parts.axis, parts.marker].map(|line| days(line, &parts)) {
        for x in place.x..place.right() {
            let day = axis.day_at(i64::from(x - place.x));
            canvas.drawn.hit(Rect { x, width: 1, ..place }, Hit::Column(day));
        }
    }
    bars::draw(timeline, &axis, &parts, canvas);
    marker(timeline, &axis, &parts, canvas);
    if let Some(rule) = parts.rule {
        canvas.rule(rule.x, rule.y, rule.width);
    }
    pane::draw(timeline, parts.pane, canvas);
}

/// Who it is, and how many versions there are.
fn heading(timeline: &Timeline, versions: usize, parts: &Parts, canvas: &mut Canvas<'_>) {
    let look = canvas.look;
    let Rect { x, y, width, .. } = parts.heading;
    if let Some(failure) = timeline.versions.failure() {
        let text = format!("{} {}", look.sign("✗", "x"), failure.message);
        canvas.text(x, y, width, &text, look.bad());
        return;
    }
    let gaps = timeline.spans.iter().filter(|s| matches!(s.what, What::Gap(_)) && s.to.is_some()).count();
    let count = |count: usize, what: &str| {
        let s = if count == 1 { "" } else { "s" };
        format!("{} {what}{s}", grouped(count as i128, 0))
    };
    let current = timeline.spans.last().is_some_and(|s| matches!(s.what, What::Version(_)) && s.to.is_none());
    let dot = look.sign(" · ", " - ");
    let gaps = if gaps == 0 { String::new() } else { format!("{dot}{}", count(gaps, "gap")) };
    let (sign, state, style) = match current {
        true => (look.sign("●", "*"), "current", look.good()),
        false => (look.sign("○", "o"), "ended", look.dim()),
    };
    let narrow = width < 60;
    let words =
        format!("{}{}{}", count(versions, "version"), if narrow { "" } else { &gaps }, if narrow { " " } else { dot });
    let state = if narrow { sign.to_owned() } else { format!("{sign} {state}") };
    let end = cells(&words, width) + cells(&state, width);
    let from = x + width.saturating_sub(end);
    canvas.parts(from, y, end.min(width), &[(&words, look.dim()), (&state, style)]);
    canvas.text(x, y, width.saturating_sub(end + 2), &timeline.name, look.strong());
}

fn headings(axis: &Axis, parts: &Parts, canvas: &mut Canvas<'_>) {
    let place = days(parts.axis, parts);
    let [above, below] = axis.headings();
    let lines = if place.height > 1 { vec![above, below] } else { vec![below] };
    for (y, texts) in (place.y..place.bottom()).zip(lines) {
        for (cell, text) in texts {
            let Ok(cell) = u16::try_from(cell) else { continue };
            canvas.text(place.x + cell, y, place.width.saturating_sub(cell), &text, canvas.look.dim());
        }
    }
}

/// The sign under the day, with the day beside it.
fn marker(timeline: &Timeline, axis: &Axis, parts: &Parts, canvas: &mut Canvas<'_>) {
    let look = canvas.look;
    let place = days(parts.marker, parts);
    let cell = axis.at(timeline.day).clamp(0, axis.cells());
    let cell = u16::try_from(cell).unwrap_or_default().min(place.width.saturating_sub(1));
    canvas.text(place.x + cell, place.y, 1, look.sign("▲", "^"), look.accent());
    let text = format!("as of {}", timeline.day);
    let wide = cells(&text, place.width);
    if cell + wide + 2 <= place.width {
        canvas.text(place.x + cell + 2, place.y, wide, &text, look.accent());
    } else {
        // To the left of the sign, over the words if need be: they end above.
        let end = (place.x + cell).saturating_sub(1);
        let from = end.saturating_sub(wide).max(parts.marker.x);
        canvas.aligned(from, place.y, end - from, &text, Side::Right, look.accent());
    }
}
