//! The files that came in.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::report::text::{counted, grouped};
use crate::run::Step;
use crate::tui::core::shared::Shared;
use crate::tui::screens::today::model::Today;
use crate::tui::screens::today::request::{File, Standing, State};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::quantity::size;
use crate::tui::widgets::table::{Column, Columns, GAP, Marked, Table, under_heading};

/// The cells of the mark, the gap behind the name, the size and the state.
const LEAST: u16 = 3 + 2 + 10 + 12;
/// From this width of the screen on, there is room for reasons.
const WITH_REASON: u16 = 110;
/// From these widths on, there is a column for the pipeline and for the day.
const WITH_PIPELINE: u16 = 60;
const WITH_DAY: u16 = 74;

/// Between this list and the block beside it.
pub const BESIDE: u16 = 2;

/// The cells that the list would like to have of a screen.
pub fn wanted(today: &Today, screen: u16) -> u16 {
    let name = u16::try_from(today.widest).unwrap_or(u16::MAX).clamp(8, 40);
    LEAST + name + if screen >= WITH_REASON { 36 } else { 0 }
}

pub fn draw(today: &Today, shared: &Shared, standing: &Standing, area: Rect, canvas: &mut Canvas<'_>) {
    heading(today, standing, area, canvas);
    let rows = under_heading(area);
    let len = today.shown.len();
    if len == 0 {
        let text = match standing.files.is_empty() {
            true => "no files in the landing zone".to_owned(),
            false => format!("no match for “{}”", today.filter),
        };
        canvas.text(rows.x + 3, rows.y, rows.width.saturating_sub(3), &text, canvas.styles.dim());
        return;
    }
    let columns = columns(today, shared, rows);
    let table = Table { list: today.list, len, area: rows, marked: Marked::Sign };
    table.draw(canvas, |line, row, canvas| {
        if let Some(file) = today.file(line) {
            draw_row(shared, file, &columns, row.y, canvas);
        }
    });
}

fn heading(today: &Today, standing: &Standing, area: Rect, canvas: &mut Canvas<'_>) {
    let (len, all) = (today.shown.len(), standing.files.len());
    let count = match len {
        _ if len == all => counted(all as u64, "file", "files"),
        _ => format!("{} of {}", grouped(len as i128, 0), counted(all as u64, "file", "files")),
    };
    let quarantined = match standing.quarantined {
        0 => String::new(),
        count => format!(" · {} {} in quarantine", canvas.styles.sign("✗", "x"), grouped(count as i128, 0)),
    };
    let parts = [
        ("Landing zone", canvas.styles.strong()),
        (" · ", canvas.styles.dim()),
        (count.as_str(), canvas.styles.plain()),
        (quarantined.as_str(), canvas.styles.attention()),
    ];
    canvas.parts(area.x + 1, area.y, area.width.saturating_sub(1), &parts);
}

fn columns(today: &Today, shared: &Shared, area: Rect) -> Columns<'static> {
    let widest = u16::try_from(today.widest).unwrap_or(u16::MAX);
    let pipelines = shared.shop.tables.iter().map(|t| t.name.chars().count()).max().unwrap_or_default();
    let pipeline = if area.width >= WITH_PIPELINE { u16::try_from(pipelines).unwrap_or(12).clamp(4, 14) } else { 0 };
    let day = if area.width >= WITH_DAY { 10 } else { 0 };
    let size = 8;
    let gaps = |cells: u16| if cells > 0 { cells + GAP } else { 0 };
    let rest = area.width.saturating_sub(3 + gaps(pipeline) + gaps(day) + gaps(size));
    // The state needs its word at least.
    let name = widest.clamp(8, rest.saturating_sub(13).max(8));
    let state = rest.saturating_sub(name + GAP);
    let columns = [name, pipeline, day].map(|cells| Column::words("", cells)).into_iter();
    let columns = columns.chain([Column::numbers("", size), Column::words("", state)]).collect();
    Columns::new(columns, Rect { x: area.x + 3, width: area.width.saturating_sub(3), ..area })
}

fn draw_row(shared: &Shared, file: &File, columns: &Columns<'_>, y: u16, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let (sign, word, style) = shown(shared, file, canvas);
    columns.row(y, canvas, |column| match column {
        0 => Some((file.name.as_str().into(), styles.plain())),
        1 => Some((file.pipeline.as_deref().unwrap_or(styles.sign("–", "-")).into(), styles.plain())),
        2 => Some((file.date.map(|day| day.to_string()).unwrap_or_default().into(), styles.dim())),
        3 => Some((file.bytes.map(size).unwrap_or_default().into(), styles.plain())),
        _ => None,
    });
    let Some(state) = columns.place(4) else { return };
    let used = canvas.parts(state.x, y, state.width, &[(sign, style), (" ", style), (word, style)]);
    let room = state.width.saturating_sub(used + 2);
    if !file.reason.is_empty() && room >= 8 {
        canvas.text(state.x + used + 2, y, room, &file.reason, styles.dim());
    }
}

/// The sign, word and colour of what a file is now: in a run, of how far it is.
fn shown(shared: &Shared, file: &File, canvas: &Canvas<'_>) -> (&'static str, &'static str, Style) {
    let styles = canvas.styles;
    let running = shared.running.as_ref().filter(|r| r.result.is_none());
    if let Some(reached) = running.and_then(|r| r.reached(&file.name)) {
        return match (reached.step, reached.ended) {
            (Step::Load, true) => (styles.sign("✓", "+"), "loaded", styles.good()),
            (Step::Load, false) => (styles.sign("▸", ">"), "loading", styles.accent()),
            (Step::Check, _) => (styles.sign("▸", ">"), "checking", styles.accent()),
            _ => (styles.sign("▸", ">"), "ingesting", styles.accent()),
        };
    }
    let (sign, style) = match file.state {
        State::Ready | State::Taken => (styles.sign("●", "*"), styles.good()),
        State::Growing => (styles.sign("…", "~"), styles.attention()),
        State::Loaded => (styles.sign("=", "="), styles.dim()),
        State::Resent | State::Late | State::Waits | State::Held => (styles.sign("▲", "!"), styles.attention()),
        State::Unknown => ("?", styles.attention()),
    };
    (sign, file.state.word(), style)
}
