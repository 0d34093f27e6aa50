//! What a screen does. A screen writes its own model and what all of them share, never another screen.

use ratatui::layout::Rect;

use crate::tui::core::drawn::Hit;
use crate::tui::core::outcome::{Failure, Ticket};
use crate::tui::core::shared::Shared;
use crate::tui::keys::Action;
use crate::tui::overlay::model::Prompt;
use crate::tui::widgets::canvas::Canvas;

/// How an ask ended, for the screen that asked.
#[derive(Debug)]
pub enum Ended<F> {
    /// With this.
    Found(F),
    /// Without.
    Failed(Failure),
    /// Overtaken or stopped.
    Cancelled,
}

/// How a screen is drawn.
pub trait ScreenView {
    /// The trail that leads to what is shown, after the screen's name.
    fn trail(&self, shared: &Shared) -> Vec<String>;

    /// Draws it into an area of at least 40x6.
    fn draw(&self, shared: &Shared, area: Rect, canvas: &mut Canvas<'_>);

    /// Whether an action has something to do now; the footer names no key that has not.
    fn offers(&self, _action: Action) -> bool {
        true
    }
}

/// What happens on a screen.
pub trait ScreenUpdate {
    /// The screen comes to the front: what it shows is asked for if need be.
    fn enter(&mut self, shared: &mut Shared);

    /// What it shows may be out of date: a run has ended, or the owner asked for it again.
    fn refresh(&mut self, shared: &mut Shared);

    /// Does an action of the owner; whether there was something to do.
    fn act(&mut self, shared: &mut Shared, action: Action) -> bool;

    /// Does an action over the window with everything about one thing; whether that was something to do.
    fn act_on_detail(&mut self, _shared: &mut Shared, _action: Action) -> bool {
        false
    }

    /// Goes one step back within the screen; false if it is at its root.
    fn back(&mut self, shared: &mut Shared) -> bool;

    /// A line was typed or is being typed (filter, search, day, query); `done` when Enter ended it.
    fn typed(&mut self, shared: &mut Shared, prompt: &Prompt, done: bool);

    /// Lines that complete the word before the cursor, the whole line each; the most likely first.
    fn complete(&self, _shared: &Shared, _prompt: &Prompt) -> Vec<String> {
        Vec::new()
    }

    /// An item of a choice that this screen opened was taken, or its question answered with yes.
    fn chosen(&mut self, _shared: &mut Shared, _action: Action, _item: usize) {}

    /// Something was clicked: it is selected, or, if it is already, looked into.
    fn click(&mut self, shared: &mut Shared, hit: Hit);

    /// Keeps selections within their lists, after each message.
    fn clamp(&mut self, _shared: &mut Shared) {}

    /// A frame was drawn: windows are as they are seen, and what has come into view is asked for.
    fn drawn(&mut self, shared: &mut Shared);

    /// A moment that was asked for has come.
    fn tick(&mut self, _shared: &mut Shared) {}

    /// The landing zone has changed, while no run goes on.
    fn landed(&mut self, _shared: &mut Shared) {}

    /// A run that was started here said something.
    fn heard(&mut self, _shared: &mut Shared, _run: &str) {}
}

/// What a screen asks for comes back to it.
pub trait Answered {
    type Found;

    /// An ask has ended; one that nothing waits for any more is dropped.
    fn answer(&mut self, shared: &mut Shared, ticket: Ticket, ended: Ended<Self::Found>);
}
