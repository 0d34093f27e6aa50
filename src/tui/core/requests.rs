//! Who asked for what is on its way.

use std::collections::HashMap;

use crate::tui::core::outcome::Ticket;
use crate::tui::screen::Screen;

/// The asks that were not answered yet, each with the screen that it is for; none if it is for the app as a whole.
#[derive(Debug, Default)]
pub struct Requests {
    last: u64,
    open: HashMap<Ticket, Option<Screen>>,
}

impl Requests {
    /// The ticket of a new ask.
    pub fn open(&mut self, screen: Option<Screen>) -> Ticket {
        self.last += 1;
        let ticket = Ticket(self.last);
        self.open.insert(ticket, screen);
        ticket
    }

    /// Who asked under a ticket, which is answered now; none if nothing waits for it.
    pub fn close(&mut self, ticket: Ticket) -> Option<Option<Screen>> {
        self.open.remove(&ticket)
    }
}
