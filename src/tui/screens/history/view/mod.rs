//! The screen History: keys and their lives.

mod axis;
mod bars;
mod keys;
mod page;
mod pane;
mod timeline;

use ratatui::layout::Rect;

use crate::tui::core::model::Model;
use crate::tui::widgets::canvas::Canvas;

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
