//! What happens on the screen Reports.

use crate::tui::keymap::Action;
use crate::tui::message::Ticket;
use crate::tui::message::reports::Found;
use crate::tui::model::{Model, Prompt};
use crate::tui::update::Ended;
use crate::tui::view::Hit;

/// The screen comes to the front: what it shows is asked for if need be.
pub fn enter(_model: &mut Model) {}

/// What it shows may be out of date: a run has ended, or the owner asked for it again.
pub fn refresh(_model: &mut Model) {}

/// Does an action of the owner; whether there was something to do.
pub fn act(_model: &mut Model, _action: Action) -> bool {
    false
}

/// Goes one step back within the screen; false if it is at its root.
pub fn back(_model: &mut Model) -> bool {
    false
}

/// A line was typed or is being typed (filter, search, day, query); `done` when Enter ended it.
pub fn typed(_model: &mut Model, _prompt: &Prompt, _done: bool) {}

/// An item of a choice that this screen opened was taken.
pub fn chosen(_model: &mut Model, _action: Action, _item: usize) {}

/// Something was clicked.
pub fn click(_model: &mut Model, _hit: Hit) {}

/// An ask has ended; one that nothing waits for any more is dropped.
pub fn answer(_model: &mut Model, _ticket: Ticket, _ended: Ended<Found>) {}

/// Brings every window in line with its selection, after each message.
pub fn follow(_model: &mut Model) {}
