//! The screen Runs: every run, and the log of one.

mod list;
mod log;

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::run::RunResult;
use crate::tui::core::model::Model;
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
