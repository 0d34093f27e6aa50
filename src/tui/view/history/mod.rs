//! The screen History: keys and their lives.

mod axis;
mod bars;
mod keys;
mod life;
mod page;
mod pane;

use ratatui::layout::{Position, Rect};

use super::{Canvas, Hit};
use crate::tui::model::Model;

pub use keys::height as keys_height;
pub use life::spans_height;
pub use page::height as page_height;

/// The trail that leads to what is shown, after the screen's name.
pub fn trail(model: &Model) -> Vec<String> {
    let history = &model.history;
    let mut trail = vec![history.table.clone()];
    if let Some(life) = &history.life {
        trail.push(life.key_text());
        trail.extend(life.page.as_ref().map(|page| page.file.clone()));
    }
    trail.retain(|part| !part.is_empty());
    trail
}

/// Draws it into an area of at least 40x6.
pub fn draw(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    match &model.history.life {
        None => keys::draw(model, area, canvas),
        Some(life) => match &life.page {
            None => life::draw(life, area, canvas),
            Some(page) => page::draw(page, area, canvas),
        },
    }
}

/// What lies under the mouse.
pub fn hit(model: &Model, area: Rect, at: Position) -> Option<Hit> {
    match &model.history.life {
        None => keys::hit(model, area, at),
        Some(life) => match &life.page {
            None => life::hit(life, area, at),
            Some(page) => page::hit(page, area, at),
        },
    }
}
