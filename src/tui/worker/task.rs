//! An ask while it is worked on, and the workspace that it is about.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

use crate::error::Error;
use crate::tui::core::message::Message;
use crate::tui::core::outcome::Ticket;
use crate::warehouse::Warehouse;
use crate::workspace::Workspace;

/// The workspace and its warehouse, once they are open.
pub struct Open {
    pub workspace: Workspace,
    pub warehouse: Box<dyn Warehouse>,
}

/// An ask while it is worked on.
pub struct Task {
    /// Its number.
    pub ticket: Ticket,
    pub cancelled: Arc<AtomicBool>,
    pub messages: Sender<Message>,
}

impl Task {
    pub fn new(ticket: Ticket, cancelled: Arc<AtomicBool>, messages: Sender<Message>) -> Self {
        Self { ticket, cancelled, messages }
    }

    /// Whether nobody waits for it any more; long work looks now and then and ends with [`stopped`].
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Sends a message on the way; if nobody listens any more, that is no error.
    pub fn send(&self, message: Message) {
        let _ = self.messages.send(message);
    }
}

/// The error of work that was stopped; it is answered as cancelled.
pub fn stopped() -> Error {
    Error::stopped()
}
