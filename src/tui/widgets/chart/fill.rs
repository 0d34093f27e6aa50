//! What bars are made of: a fill and a colour for each series, so that neither alone tells them apart.

use ratatui::style::Style;

use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::chart::scale::Run;

const SOLID: &str = "█";
const FILLS: [&str; 8] = [SOLID, "▒", "░", "▓", "▚", "▤", "▥", "▦"];
const ASCII: [&str; 8] = ["#", "=", ":", "+", "o", "%", "*", "-"];
/// Parts of a cell from the left, by eighths.
const FROM_LEFT: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
/// Parts of a cell from below, by eighths.
const FROM_BELOW: [&str; 8] = ["", "▁", "▂", "▃", "▄", "▅", "▆", "▇"];

/// Where a bar grows to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Towards {
    Right,
    Left,
    Up,
    Down,
}

/// The whole cell of a series.
pub fn fill(series: usize, canvas: &Canvas<'_>) -> &'static str {
    let fills = if canvas.ascii() { ASCII } else { FILLS };
    fills.get(series % fills.len()).copied().unwrap_or("#")
}

/// The colour of a series.
pub fn colour(series: usize, canvas: &Canvas<'_>) -> Style {
    canvas.styles.series(series)
}

/// What stands in the cell in which a run ends; nothing where that part of it is too small to be shown.
pub fn tip(run: Run, towards: Towards, canvas: &Canvas<'_>) -> &'static str {
    let whole = fill(run.series, canvas);
    if canvas.ascii() || whole != SOLID {
        // Of such a fill there are no parts: it ends where a cell ends, but what is not nothing is seen.
        return if run.eighths >= 4 || (run.eighths > 0 && run.cells == 0) { whole } else { "" };
    }
    let parts = match towards {
        Towards::Right => FROM_LEFT,
        Towards::Up => FROM_BELOW,
        // Few fonts have more parts from the right and from above.
        Towards::Left if run.eighths >= 3 => return "▐",
        Towards::Left if run.eighths > 0 => return "▕",
        Towards::Down if run.eighths >= 3 => return "▀",
        Towards::Down if run.eighths > 0 => return "▔",
        Towards::Left | Towards::Down => return "",
    };
    parts.get(run.eighths).copied().unwrap_or_default()
}
