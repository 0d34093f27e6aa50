//! The screen Runs: every run, and the log of one.

mod list;
mod log;

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::run::RunResult;
use crate::tui::core::model::Model;
use crate::tui::core::view::{Hit, body};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::quantity::moment;

/// The trail that leads to what is shown, after the screen's name.
pub fn trail(model: &Model) -> Vec<String> {
    match &model.runs.log {
        Some(log) => {
            let started = model.runs.named(&log.run).and_then(|run| run.started);
            vec![started.map_or_else(|| log.run.clone(), moment)]
        }
        None if model.runs.filter.is_empty() => Vec::new(),
        None => vec![format!("runs with \"{}\"", model.runs.filter)],
    }
}

/// Draws it into an area of at least 40x6.
pub fn draw(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    match &model.runs.log {
        Some(open) => log::draw(model, open, area, canvas),
        None => list::draw(model, area, canvas),
    }
}

/// What lies under the mouse.
pub fn hit(model: &Model, area: Rect, at: Position) -> Option<Hit> {
    let (list, len) = match &model.runs.log {
        Some(log) => (&log.list, log.shown.len()),
        None => (&model.runs.list, model.runs.shown.len()),
    };
    let rows = rows(area);
    if !rows.contains(at) {
        return None;
    }
    let row = list.window(rows.height.into(), len).start + usize::from(at.y - rows.y);
    (row < len).then_some(Hit::Row(row))
}

/// How many runs are in view.
pub fn list_height(model: &Model) -> usize {
    rows(body(model)).height.into()
}

/// How many lines of a log are in view.
pub fn log_height(model: &Model) -> usize {
    rows(body(model)).height.into()
}

/// The lines of the list, under its heading.
fn rows(area: Rect) -> Rect {
    Rect { y: area.y + 1.min(area.height), height: area.height.saturating_sub(1), ..area }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With a result.
    With(RunResult),
    /// It goes on.
    NotYet,
    /// It was killed.
    Never,
}

/// The sign, words and colour of a run; one without a result goes on, or was killed.
pub fn result_look(end: End, canvas: &Canvas<'_>) -> (&'static str, &'static str, Style) {
    let look = canvas.look;
    match end {
        End::With(RunResult::Done) => (look.sign("✓", "+"), "done", look.good()),
        End::With(RunResult::DoneWithRejects) => (look.sign("▲", "!"), "done, with notes", look.attention()),
        End::With(RunResult::Cancelled) => (look.sign("▲", "!"), "stopped", look.attention()),
        End::With(RunResult::Failed) => (look.sign("✗", "x"), "failed", look.bad()),
        End::NotYet => (look.sign("▸", ">"), "goes on", look.accent()),
        End::Never => (look.sign("✗", "x"), "did not end", look.attention()),
    }
}
