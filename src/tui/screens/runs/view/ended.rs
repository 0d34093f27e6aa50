//! How a run ended, as its sign, words and colour.

use ratatui::style::Style;

use crate::run::RunResult;
use crate::tui::widgets::canvas::Canvas;

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
        End::With(RunResult::Done) => (styles.sign("✓", "+"), "completed", styles.good()),
        End::With(RunResult::DoneWithRejects) => (styles.sign("▲", "!"), "completed with warnings", styles.attention()),
        End::With(RunResult::Cancelled) => (styles.sign("▲", "!"), "stopped", styles.attention()),
        End::With(RunResult::Failed) => (styles.sign("✗", "x"), "failed", styles.bad()),
        End::NotYet => (styles.sign("▸", ">"), "running", styles.accent()),
        End::Never => (styles.sign("✗", "x"), "interrupted", styles.attention()),
    }
}
