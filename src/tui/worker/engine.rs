//! What work needs: the workspace once it is open, the time, rows that are kept between asks.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use crate::error::{Error, ErrorKind, Result};
use crate::run::Clock;
use crate::tui::screens::tables::work::cached::Grids;
use crate::tui::worker::task::Open;

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
