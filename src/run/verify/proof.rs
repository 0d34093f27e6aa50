//! What the proof of every table needs.

use super::journals::Journals;
use super::scratch::Scratch;
use crate::error::{Error, Result};
use crate::run::listener::Listener;
use crate::warehouse::Warehouse;
use crate::workspace::Workspace;

/// What the proof of every table needs.
pub(super) struct Proof<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) warehouse: &'a dyn Warehouse,
    pub(super) scratch: Scratch,
    pub(super) journals: Journals,
    pub(super) listener: &'a dyn Listener,
}

impl Proof<'_> {
    /// An error once the proof is to stop.
    pub(super) fn check_cancelled(&self) -> Result<()> {
        if self.listener.cancelled() { Err(Error::stopped()) } else { Ok(()) }
    }
}
