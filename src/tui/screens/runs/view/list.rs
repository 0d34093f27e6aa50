//! Every run, the latest first.

use ratatui::layout::Rect;

use crate::report::text::grouped;
use crate::run::RunSummary;
use crate::tui::screens::runs::model::Runs;
use crate::tui::screens::runs::view::ended::{End, result_look};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::quantity::duration;
use crate::tui::widgets::table::{Column, Columns, Marked, Table, under_heading};
use crate::tui::zone::Zone;

/// The cells of the result with the gap behind it.
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
    ("new/changed", 12, |r| r.opened),
    ("ended", 12, |r| r.closed),
    ("warnings", 10, |r| r.warnings),
];

pub fn draw(runs: &Runs, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(all) = runs.all.value() else {
        return match runs.all.failure() {
            Some(failure) => canvas.failure(area, failure),
            None => canvas.note(area, "loading the runs"),
        };
    };
    if all.runs.is_empty() {
        return canvas.note(area, "no runs yet");
    }
    if runs.shown.is_empty() {
        return canvas.note(area, &format!("no match for “{}”", runs.filter));
    }
    let columns = columns(area, canvas.styles.zone);
    columns.heading(area.y, canvas.styles.dim(), canvas);
    let rows = under_heading(area);
    let table = Table { list: runs.list, len: runs.shown.len(), area: rows, marked: Marked::Sign };
    table.draw(canvas, |line, place, canvas| {
        if let Some(run) = runs.run(line) {
            draw_run(runs, run, &columns, place.y, canvas);
        }
    });
    if let Some(failure) = runs.all.failure() {
        let text = format!("{} could not refresh: {}", canvas.styles.sign("✗", "x"), failure.message);
        canvas.text(area.x + 1, area.bottom() - 1, area.width.saturating_sub(2), &text, canvas.styles.bad());
    }
}

fn columns(area: Rect, zone: Zone) -> Columns<'static> {
    let started = match zone {
        Zone::Utc => "started (UTC)",
        Zone::Local => "started (local)",
    };
    let took = if area.width >= WITH_TOOK { 10 } else { 0 };
    let first = [
        Column::words(started, 16).gap(1),
        Column::numbers("took", took).gap(3),
        // Under its name a sign stands before the word.
        Column::words("  result", RESULT).gap(0),
    ];
    let counts = COUNTS.map(|(name, cells, _)| Column::numbers(name, cells).gap(0));
    let area = Rect { x: area.x + 3, width: area.width.saturating_sub(4), ..area };
    Columns::new(first.into_iter().chain(counts).collect(), area)
}

fn draw_run(runs: &Runs, run: &RunSummary, columns: &Columns<'_>, y: u16, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let end = match run.result {
        Some(result) => End::With(result),
        None if runs.is_live(run) => End::NotYet,
        None => End::Never,
    };
    let (sign, words, style) = result_look(end, canvas);
    // There is no room for all of it; the sign says the rest.
    let words = words.strip_prefix("completed ").unwrap_or(words);
    columns.row(y, canvas, |column| match column {
        0 => {
            Some((run.started.map_or_else(|| run.run.clone(), |time| styles.zone.moment(time)).into(), styles.plain()))
        }
        1 => Some((run.seconds.map(duration).unwrap_or_default().into(), styles.plain())),
        2 => Some((format!("{sign} {words}").into(), style)),
        _ => {
            let (name, _, count) = COUNTS.get(column - 3)?;
            let count = count(run);
            let style = match (*name, count) {
                ("rejected" | "warnings", 1..) => styles.attention(),
                (_, 0) => styles.dim(),
                _ => styles.plain(),
            };
            Some((grouped(count.into(), 0).into(), style))
        }
    });
}
