//! The screen Errors: groups of rejected rows, and rows one by one.

mod groups;
mod rows;

use ratatui::layout::Rect;

use crate::tui::core::model::Model;
use crate::tui::screens::errors::request::By;
use crate::tui::widgets::canvas::Canvas;

/// From how many cells on the rows of the selected group are seen beside the groups.
const WIDE: u16 = 100;

/// The trail that leads to what is shown, after the screen's name.
pub fn trail(model: &Model) -> Vec<String> {
    model.errors.levels.iter().skip(1).map(|level| level.title.clone()).collect()
}

/// Whether there is room for rows beside the groups.
fn is_wide(area: Rect) -> bool {
    area.width >= WIDE
}

/// Draws it into an area of at least 40x6.
pub fn draw(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(level) = model.errors.level() else { return };
    if level.by == By::Row {
        return rows::draw(level, area, canvas);
    }
    groups::draw(level, area, canvas);
}
