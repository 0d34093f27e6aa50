//! The life of one key: its versions as bars over the days, the day that is looked at, what held on it.

use ratatui::layout::Rect;

use crate::report::text::counted;
use crate::tui::core::drawn::Hit;
use crate::tui::screens::history::model::{Timeline, What};
use crate::tui::screens::history::view::axis::Axis;
use crate::tui::screens::history::view::parts::{Parts, days, parts};
use crate::tui::screens::history::view::{bars, pane};
use crate::tui::widgets::canvas::{Canvas, Side, cells};

/// Draws the timeline.
pub fn draw(timeline: &Timeline, area: Rect, canvas: &mut Canvas<'_>) {
    let parts = parts(area, timeline.spans.len());
    let Some(found) = timeline.versions.value() else {
        return match timeline.versions.failure() {
            Some(failure) => canvas.failure(area, failure),
            None => canvas.note(area, "loading the history"),
        };
    };
    heading(timeline, found.versions.len(), &parts, canvas);
    if timeline.spans.is_empty() {
        return canvas.note(area, "this record is no longer in the table");
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
    let styles = canvas.styles;
    let Rect { x, y, width, .. } = parts.heading;
    if let Some(failure) = timeline.versions.failure() {
        let text = format!("{} {}", styles.sign("✗", "x"), failure.message);
        canvas.text(x, y, width, &text, styles.bad());
        return;
    }
    let gaps = timeline.spans.iter().filter(|s| matches!(s.what, What::Gap(_)) && s.to.is_some()).count();
    let current = timeline.spans.last().is_some_and(|s| matches!(s.what, What::Version(_)) && s.to.is_none());
    let dot = styles.sign(" · ", " - ");
    let gaps = if gaps == 0 { String::new() } else { format!("{dot}{}", counted(gaps as u64, "gap", "gaps")) };
    let (sign, state, style) = match current {
        true => (styles.sign("●", "*"), "current", styles.good()),
        false => (styles.sign("○", "o"), "ended", styles.dim()),
    };
    let narrow = width < 60;
    let words = format!(
        "{}{}{}",
        counted(versions as u64, "history row", "history rows"),
        if narrow { "" } else { &gaps },
        if narrow { " " } else { dot }
    );
    let state = if narrow { sign.to_owned() } else { format!("{sign} {state}") };
    let end = cells(&words, width) + cells(&state, width);
    let from = x + width.saturating_sub(end);
    canvas.parts(from, y, end.min(width), &[(&words, styles.dim()), (&state, style)]);
    canvas.text(x, y, width.saturating_sub(end + 2), &timeline.name, styles.strong());
}

fn headings(axis: &Axis, parts: &Parts, canvas: &mut Canvas<'_>) {
    let place = days(parts.axis, parts);
    let [above, below] = axis.headings();
    let lines = if place.height > 1 { vec![above, below] } else { vec![below] };
    for (y, texts) in (place.y..place.bottom()).zip(lines) {
        for (cell, text) in texts {
            let Ok(cell) = u16::try_from(cell) else { continue };
            canvas.text(place.x + cell, y, place.width.saturating_sub(cell), &text, canvas.styles.dim());
        }
    }
}

/// The sign under the day, with the day beside it.
fn marker(timeline: &Timeline, axis: &Axis, parts: &Parts, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let place = days(parts.marker, parts);
    let cell = axis.at(timeline.day).clamp(0, axis.cells());
    let cell = u16::try_from(cell).unwrap_or_default().min(place.width.saturating_sub(1));
    canvas.text(place.x + cell, place.y, 1, styles.sign("▲", "^"), styles.accent());
    let text = format!("as of {}", timeline.day);
    let wide = cells(&text, place.width);
    if cell + wide + 2 <= place.width {
        canvas.text(place.x + cell + 2, place.y, wide, &text, styles.accent());
    } else {
        // To the left of the sign, over the words if need be: they end above.
        let end = (place.x + cell).saturating_sub(1);
        let from = end.saturating_sub(wide).max(parts.marker.x);
        canvas.aligned(from, place.y, end - from, &text, Side::Right, styles.accent());
    }
}
