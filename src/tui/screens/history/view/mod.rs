//! The screen History: keys and their lives.

mod axis;
mod bars;
mod keys;
mod page;
mod pane;
mod timeline;

use ratatui::layout::{Position, Rect};

use crate::tui::core::model::Model;
use crate::tui::core::view::Hit;
use crate::tui::widgets::canvas::Canvas;

pub use keys::height as keys_height;
pub use page::height as page_height;
pub use timeline::spans_height;

/// The trail that leads to what is shown, after the screen's name.
pub fn trail(model: &Model) -> Vec<String> {
    let history = &model.history;
    let mut trail = vec![history.table.clone()];
    if let Some(timeline) = &history.timeline {
        trail.push(timeline.key_text());
        trail.extend(timeline.page.as_ref().map(|page| page.file.clone()));
    }
    trail.retain(|part| !part.is_empty());
    trail
}

/// Draws it into an area of at least 40x6.
pub fn draw(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    match &model.history.timeline {
        None => keys::draw(model, area, canvas),
        Some(timeline) => match &timeline.page {
            None => timeline::draw(timeline, area, canvas),
            Some(page) => page::draw(page, area, canvas),
        },
    }
}

/// What lies under the mouse.
pub fn hit(model: &Model, area: Rect, at: Position) -> Option<Hit> {
    match &model.history.timeline {
        None => keys::hit(model, area, at),
        Some(timeline) => match &timeline.page {
            None => timeline::hit(timeline, area, at),
            Some(page) => page::hit(page, area, at),
        },
    }
}
