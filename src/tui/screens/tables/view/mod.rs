//! The screen Tables: the tables, their rows or those of a query, their columns.

mod about;
mod layout;
mod list;
mod rows;

use ratatui::layout::Rect;

use crate::tui::core::part::ScreenView;
use crate::tui::core::shared::Shared;
use crate::tui::screens::tables::model::Tables;
use crate::tui::widgets::canvas::Canvas;

use layout::panes;

impl ScreenView for Tables {
    fn trail(&self, _shared: &Shared) -> Vec<String> {
        let mut trail: Vec<String> = match &self.query {
            Some(_) => vec!["query".to_owned()],
            None => self.name().map(str::to_owned).into_iter().collect(),
        };
        if self.about.is_some() {
            trail.push("columns".to_owned());
        }
        trail
    }

    fn draw(&self, shared: &Shared, area: Rect, canvas: &mut Canvas<'_>) {
        let panes = panes(self, area);
        if shared.shop.tables.is_empty() && self.query.is_none() {
            return canvas.note(area, "the workspace has no tables");
        }
        list::draw(self, shared, panes.list, canvas);
        match &self.about {
            Some(about) => about::draw(self, shared, about, &panes, canvas),
            None => rows::draw(self, shared, &panes, canvas),
        }
    }
}
