//! The screen Runs: every run, and the log of one.

mod list;
mod log;

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::run::RunResult;
use crate::tui::core::part::ScreenView;
use crate::tui::core::shared::Shared;
use crate::tui::screens::runs::model::Runs;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::quantity::moment;

impl ScreenView for Runs {
    fn trail(&self, _shared: &Shared) -> Vec<String> {
        match &self.log {
            Some(log) => {
                let started = self.named(&log.run).and_then(|run| run.started);
                vec![started.map_or_else(|| log.run.clone(), moment)]
            }
            None if self.filter.is_empty() => Vec::new(),
            None => vec![format!("runs with \"{}\"", self.filter)],
        }
    }

    fn draw(&self, shared: &Shared, area: Rect, canvas: &mut Canvas<'_>) {
        match &self.log {
            Some(open) => log::draw(shared, open, area, canvas),
            None => list::draw(self, area, canvas),
        }
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
    let styles = canvas.styles;
    match end {
        End::With(RunResult::Done) => (styles.sign("✓", "+"), "done", styles.good()),
        End::With(RunResult::DoneWithRejects) => (styles.sign("▲", "!"), "done, with notes", styles.attention()),
        End::With(RunResult::Cancelled) => (styles.sign("▲", "!"), "stopped", styles.attention()),
        End::With(RunResult::Failed) => (styles.sign("✗", "x"), "failed", styles.bad()),
        End::NotYet => (styles.sign("▸", ">"), "goes on", styles.accent()),
        End::Never => (styles.sign("✗", "x"), "did not end", styles.attention()),
    }
}
