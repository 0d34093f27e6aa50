//! Draws the model. Borrows it, changes nothing, and knows of no frames: only of text and numbers.

use ratatui::buffer::Buffer;

use crate::tui::core::drawn::Drawn;
use crate::tui::core::frame;
use crate::tui::core::model::Model;
use crate::tui::core::page;
use crate::tui::core::shared::WorkspaceState;
use crate::tui::overlay::view as overlay;
use crate::tui::widgets::canvas::Canvas;

/// The least size at which anything is shown.
pub const LEAST: (u16, u16) = (40, 10);

/// Draws everything; gives what is seen and can be clicked.
pub fn draw(model: &Model, buffer: &mut Buffer) -> Drawn {
    let (front, shared) = (model.front(), &model.shared);
    let mut canvas = Canvas::new(buffer, &shared.styles);
    let area = canvas.area();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        canvas.note(area, &format!("{}x{} is too small; {}x{} is enough", area.width, area.height, LEAST.0, LEAST.1));
        return canvas.drawn;
    }
    let parts = frame::parts(area);
    frame::draw(front, shared, &parts, &mut canvas);
    match &shared.state {
        WorkspaceState::Opening => canvas.note(parts.body, "opening the workspace"),
        WorkspaceState::Creating => canvas.note(parts.body, "creating the workspace"),
        WorkspaceState::Nothing => page::first_run(shared, parts.body, &mut canvas),
        WorkspaceState::Failed(failure) => canvas.failure(parts.body, failure),
        WorkspaceState::Open => front.draw(shared, parts.body, &mut canvas),
    }
    frame::toasts(shared, &parts, &mut canvas);
    canvas.drawn.cursor = overlay::draw(shared, &parts, &mut canvas);
    canvas.drawn
}
