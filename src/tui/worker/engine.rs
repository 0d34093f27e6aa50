//! What work needs: the open workspace, and the ask that is worked on.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, PoisonError, RwLock};

use crate::error::{Error, ErrorKind, Result};
use crate::run::Clock;
use crate::tui::core::message::Message;
use crate::tui::core::outcome::Ticket;
use crate::tui::screens::tables::work::Grids;
use crate::warehouse::Warehouse;
use crate::workspace::Workspace;

/// The workspace and its warehouse, once they are open.
pub struct Open {
    pub workspace: Workspace,
    pub warehouse: Box<dyn Warehouse>,
}

/// What the work needs.
pub struct Engine {
    pub dir: PathBuf,
    /// Tells the time.
    pub clock: Clock,
    /// Who corrects rows; the user of this process if none.
    pub user: Option<String>,
    open: RwLock<Option<Arc<Open>>>,
    /// The table or the result that the screen Tables looks at.
    pub grids: Grids,
}

impl Engine {
    /// Nothing is open yet.
    pub fn new(dir: PathBuf, clock: Clock) -> Self {
        Self { dir, clock, user: None, open: RwLock::default(), grids: Grids::default() }
    }

    /// Lets work find this workspace from now on.
    pub fn opened(&self, open: Open) {
        *self.open.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(open));
    }

    /// The open workspace.
    pub fn open(&self) -> Result<Arc<Open>> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.clone().ok_or_else(|| Error::new(ErrorKind::NotFound, "the workspace is not open"))
    }
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
