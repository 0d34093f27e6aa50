//! The screen History.

use ratatui::layout::{Position, Rect};

use super::{Canvas, Hit};
use crate::tui::model::Model;

/// The trail that leads to what is shown, after the screen's name.
pub fn trail(_model: &Model) -> Vec<String> {
    Vec::new()
}

/// Draws it into an area of at least 40x6.
pub fn draw(_model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    canvas.note(area, "loading");
}

/// What lies under the mouse.
pub fn hit(_model: &Model, _area: Rect, _at: Position) -> Option<Hit> {
    None
}
