//! The screen Runs: every run, and the log of one.

pub mod ended;
mod list;
mod log;

use ratatui::layout::Rect;

use crate::tui::core::part::ScreenView;
use crate::tui::core::shared::Shared;
use crate::tui::screens::runs::model::Runs;
use crate::tui::widgets::canvas::Canvas;

impl ScreenView for Runs {
    fn trail(&self, shared: &Shared) -> Vec<String> {
        match &self.log {
            Some(log) => {
                let started = self.named(&log.run).and_then(|run| run.started);
                vec![started.map_or_else(|| log.run.clone(), |time| shared.styles.zone.moment(time))]
            }
            None if self.filter.is_empty() => Vec::new(),
            None => vec![format!("runs with “{}”", self.filter)],
        }
    }

    fn draw(&self, shared: &Shared, area: Rect, canvas: &mut Canvas<'_>) {
        match &self.log {
            Some(open) => log::draw(shared, open, area, canvas),
            None => list::draw(self, area, canvas),
        }
    }
}
