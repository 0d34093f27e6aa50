//! The screen Errors: groups of rejected rows, and rows one by one.

mod groups;
mod rows;

use ratatui::layout::{Position, Rect};

use crate::tui::core::model::Model;
use crate::tui::core::view::Hit;
use crate::tui::screens::errors::model::Level;
use crate::tui::screens::errors::request::By;
use crate::tui::widgets::canvas::Canvas;

/// From how many cells on the rows of the selected group are seen beside the groups.
const WIDE: u16 = 100;

/// The trail that leads to what is shown, after the screen's name.
pub fn trail(model: &Model) -> Vec<String> {
    model.errors.levels.iter().skip(1).map(|level| level.title.clone()).collect()
}

/// Whether there is room for rows beside the groups.
pub fn is_wide(area: Rect) -> bool {
    area.width >= WIDE
}

/// How many lines of the list in front are seen at once.
pub fn height(area: Rect, level: &Level) -> usize {
    match level.by {
        By::Row => rows::list(rows::place(area)).height.into(),
        _ => groups::list(area, level).height.into(),
    }
}

/// Draws it into an area of at least 40x6.
pub fn draw(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(level) = model.errors.level() else { return };
    if level.by == By::Row {
        return rows::draw(level, area, canvas);
    }
    groups::draw(level, area, canvas);
}

/// What lies under the mouse.
pub fn hit(model: &Model, area: Rect, at: Position) -> Option<Hit> {
    let level = model.errors.level()?;
    let (place, list) = match level.by {
        By::Row => (rows::list(rows::place(area)), &level.table.list),
        _ => (groups::list(area, level), &level.list),
    };
    if !place.contains(at) {
        return None;
    }
    let row = list.window(place.height.into(), level.len()).start + usize::from(at.y - place.y);
    (row < level.len()).then_some(Hit::Row(row))
}
