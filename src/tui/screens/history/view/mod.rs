//! The screen History: keys and their lives.

mod axis;
mod bars;
mod keys;
mod page;
mod pane;
mod parts;
mod timeline;

use ratatui::layout::Rect;

use crate::tui::core::part::ScreenView;
use crate::tui::core::shared::Shared;
use crate::tui::screens::history::model::History;
use crate::tui::widgets::canvas::Canvas;

impl ScreenView for History {
    fn trail(&self, _shared: &Shared) -> Vec<String> {
        let mut trail = vec![self.table.clone()];
        if let Some(timeline) = &self.timeline {
            trail.push(timeline.key_text());
            trail.extend(timeline.page.as_ref().map(|page| page.file.clone()));
        }
        trail.retain(|part| !part.is_empty());
        trail
    }

    fn draw(&self, shared: &Shared, area: Rect, canvas: &mut Canvas<'_>) {
        match &self.timeline {
            None => keys::draw(self, shared, area, canvas),
            Some(timeline) => match &timeline.page {
                None => timeline::draw(timeline, area, canvas),
                Some(page) => page::draw(page, area, canvas),
            },
        }
    }
}
