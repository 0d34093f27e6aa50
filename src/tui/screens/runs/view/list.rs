//! Every run, the latest first.

use ratatui::layout::Rect;

use crate::report::text::grouped;
use crate::run::RunSummary;
use crate::tui::screens::runs::model::Runs;
use crate::tui::screens::runs::view::ended::{End, result_look};
use crate::tui::widgets::canvas::{Canvas, Side};
use crate::tui::widgets::quantity::{duration, moment};
use crate::tui::widgets::table::{Marked, Table, under_heading};

/// The cells of the start, the duration and the result, each with the gap behind it.
const STARTED: u16 = 17;
const TOOK: u16 = 13;
const RESULT: u16 = 18;
/// From this width on, there is a column for the duration.
const WITH_TOOK: u16 = 54;

/// A column of counts: its title, its cells, the count.
type Count = (&'static str, u16, fn(&RunSummary) -> u64);

/// The counts, in the order in which they matter.
const COUNTS: [Count; 6] = [
    ("files", 7, |r| r.files),
    ("rows", 11, |r| r.rows),
    ("rejected", 10, |r| r.rejected),
    ("opened", 12, |r| r.opened),
    ("closed", 12, |r| r.closed),
    ("warnings", 10, |r| r.warnings),
];

pub fn draw(runs: &Runs, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(all) = runs.all.value() else {
        return match runs.all.failure() {
            Some(failure) => canvas.failure(area, failure),
            None => canvas.note(area, "reading the journals"),
        };
    };
    if all.runs.is_empty() {
        return canvas.note(area, "no run yet");
    }
    if runs.shown.is_empty() {
        return canvas.note(area, &format!("no run with \"{}\"", runs.filter));
    }
    heading(area, canvas);
    let rows = under_heading(area);
    let table = Table { list: runs.list, len: runs.shown.len(), area: rows, marked: Marked::Sign };
    table.draw(canvas, |line, place, canvas| {
        if let Some(run) = runs.run(line) {
            draw_run(runs, run, place, canvas);
        }
    });
    if let Some(failure) = runs.all.failure() {
        let text = format!("{} not up to date: {}", canvas.styles.sign("✗", "x"), failure.message);
        canvas.text(area.x + 1, area.bottom() - 1, area.width.saturating_sub(2), &text, canvas.styles.bad());
    }
}

/// The counts for which there is room, with where they begin.
fn counts(area: Rect) -> impl Iterator<Item = (&'static Count, u16)> {
    let took = if area.width >= WITH_TOOK { TOOK } else { 0 };
    let mut x = area.x + 3 + STARTED + took + RESULT;
    COUNTS.iter().map_while(move |count| {
        let begin = x;
        x += count.1;
        (x < area.right()).then_some((count, begin))
    })
}

fn heading(area: Rect, canvas: &mut Canvas<'_>) {
    let dim = canvas.styles.dim();
    let mut x = area.x + 3;
    canvas.text(x, area.y, STARTED, "started (UTC)", dim);
    x += STARTED;
    if area.width >= WITH_TOOK {
        canvas.aligned(x, area.y, TOOK - 3, "took", Side::Right, dim);
        x += TOOK;
    }
    canvas.text(x + 2, area.y, RESULT - 2, "result", dim);
    for ((title, cells, _), x) in counts(area) {
        canvas.aligned(x, area.y, *cells, title, Side::Right, dim);
    }
}

fn draw_run(runs: &Runs, run: &RunSummary, area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let mut x = area.x + 3;
    let started = run.started.map_or_else(|| run.run.clone(), moment);
    canvas.text(x, area.y, STARTED - 1, &started, styles.plain());
    x += STARTED;
    if area.width >= WITH_TOOK {
        let took = run.seconds.map(duration).unwrap_or_default();
        canvas.aligned(x, area.y, TOOK - 3, &took, Side::Right, styles.plain());
        x += TOOK;
    }
    let end = match run.result {
        Some(result) => End::With(result),
        None if runs.is_live(run) => End::NotYet,
        None => End::Never,
    };
    let (sign, words, style) = result_look(end, canvas);
    canvas.parts(x, area.y, area.right().saturating_sub(x).min(RESULT), &[(sign, style), (" ", style), (words, style)]);
    for ((title, cells, count), x) in counts(area) {
        let count = count(run);
        let style = match (*title, count) {
            ("rejected" | "warnings", 1..) => styles.attention(),
            (_, 0) => styles.dim(),
            _ => styles.plain(),
        };
        canvas.aligned(x, area.y, *cells, &grouped(count.into(), 0), Side::Right, style);
    }
}
