//! Draws the model. Borrows it, changes nothing, and knows of no frames: only of text and numbers.

use ratatui::buffer::Buffer;

use crate::tui::core::drawn::Drawn;
use crate::tui::core::frame;
use crate::tui::core::model::{Model, WorkspaceState};
use crate::tui::core::page;
use crate::tui::overlay::view as overlay;
use crate::tui::screen::Screen;
use crate::tui::screens::errors::view as errors;
use crate::tui::screens::history::view as history;
use crate::tui::screens::reports::view as reports;
use crate::tui::screens::runs::view as runs;
use crate::tui::screens::tables::view as tables;
use crate::tui::screens::today::view as today;
use crate::tui::widgets::canvas::Canvas;

/// The least size at which anything is shown.
pub const LEAST: (u16, u16) = (40, 10);

/// Draws everything; gives what is seen and can be clicked.
pub fn draw(model: &Model, buffer: &mut Buffer) -> Drawn {
    let mut canvas = Canvas::new(buffer, &model.look);
    let area = canvas.area();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        canvas.note(area, &format!("{}x{} is too small; {}x{} is enough", area.width, area.height, LEAST.0, LEAST.1));
        return canvas.drawn;
    }
    let parts = frame::parts(area);
    frame::draw(model, &parts, &mut canvas);
    match &model.door {
        WorkspaceState::Opening => canvas.note(parts.body, "opening the workspace"),
        WorkspaceState::Creating => canvas.note(parts.body, "creating the workspace"),
        WorkspaceState::Nothing => page::first_run(model, parts.body, &mut canvas),
        WorkspaceState::Failed(failure) => canvas.failure(parts.body, failure),
        WorkspaceState::Open => match model.screen {
            Screen::Today => today::draw(model, parts.body, &mut canvas),
            Screen::Runs => runs::draw(model, parts.body, &mut canvas),
            Screen::Errors => errors::draw(model, parts.body, &mut canvas),
            Screen::History => history::draw(model, parts.body, &mut canvas),
            Screen::Reports => reports::draw(model, parts.body, &mut canvas),
            Screen::Tables => tables::draw(model, parts.body, &mut canvas),
        },
    }
    frame::toasts(model, &parts, &mut canvas);
    canvas.drawn.cursor = overlay::draw(model, &parts, &mut canvas);
    canvas.drawn
}

/// The trail of the screen in front.
pub fn trail(model: &Model) -> Vec<String> {
    match model.screen {
        Screen::Today => today::trail(model),
        Screen::Runs => runs::trail(model),
        Screen::Errors => errors::trail(model),
        Screen::History => history::trail(model),
        Screen::Reports => reports::trail(model),
        Screen::Tables => tables::trail(model),
    }
}
