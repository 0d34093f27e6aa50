//! Draws the model. Borrows it, changes nothing, and knows of no frames: only of text and numbers.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::core::frame;
use crate::tui::core::model::{Model, WorkspaceState};
use crate::tui::core::page;
use crate::tui::overlay::model::Overlay;
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

/// What lies under the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// A tab of the title line.
    Tab(Screen),
    /// A line of the list that has the focus, from 0 over the whole list.
    Row(usize),
    /// A line of another list of the screen: its number among the screen's lists, and the line.
    Other(usize, usize),
    /// A column, from 0 over all columns.
    Column(usize),
}

/// Draws everything; gives where the cursor is, if a line is being typed.
pub fn draw(model: &Model, buffer: &mut Buffer) -> Option<Position> {
    let mut canvas = Canvas::new(buffer, &model.look);
    let area = canvas.area();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        canvas.note(area, &format!("{}x{} is too small; {}x{} is enough", area.width, area.height, LEAST.0, LEAST.1));
        return None;
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
    overlay::draw(model, &parts, &mut canvas)
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

/// What lies under the mouse.
pub fn hit(model: &Model, column: u16, row: u16) -> Option<Hit> {
    let at = Position::new(column, row);
    let parts = frame::parts(body_of(model));
    if let Some(overlay) = &model.overlay
        && !matches!(overlay, Overlay::Prompt(_))
    {
        return overlay::hit(model, &parts, at);
    }
    if let Some(screen) = frame::tab(model, &parts, at) {
        return Some(Hit::Tab(screen));
    }
    if !model.is_open() || !parts.body.contains(at) {
        return None;
    }
    match model.screen {
        Screen::Today => today::hit(model, parts.body, at),
        Screen::Runs => runs::hit(model, parts.body, at),
        Screen::Errors => errors::hit(model, parts.body, at),
        Screen::History => history::hit(model, parts.body, at),
        Screen::Reports => reports::hit(model, parts.body, at),
        Screen::Tables => tables::hit(model, parts.body, at),
    }
}

/// The area of the screen in front, under the title and above the footer.
pub fn body(model: &Model) -> Rect {
    frame::parts(body_of(model)).body
}

/// How many lines the list of the overlay shows.
pub fn overlay_height(model: &Model) -> usize {
    overlay::height(model, &frame::parts(body_of(model)))
}

/// How many lines the help page has.
pub fn help_lines(model: &Model) -> usize {
    page::help(model).len()
}

fn body_of(model: &Model) -> Rect {
    Rect::new(0, 0, model.size.0, model.size.1)
}
