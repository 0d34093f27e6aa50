//! The screen Errors: groups of rejected rows, and rows one by one.

mod beside;
mod groups;
mod rows;

use ratatui::layout::Rect;

use crate::tui::core::part::ScreenView;
use crate::tui::core::shared::Shared;
use crate::tui::keys::Action;
use crate::tui::screens::errors::model::Errors;
use crate::tui::screens::errors::request::By;
use crate::tui::widgets::canvas::Canvas;

impl ScreenView for Errors {
    fn offers(&self, action: Action) -> bool {
        action != Action::Edit || self.level().is_some_and(|level| level.by == By::Row)
    }

    fn trail(&self, _shared: &Shared) -> Vec<String> {
        self.levels.iter().skip(1).map(|level| level.title.clone()).collect()
    }

    fn draw(&self, _shared: &Shared, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(level) = self.level() else { return };
        if level.by == By::Row {
            return rows::draw(level, area, canvas);
        }
        groups::draw(level, area, canvas);
    }
}
