//! A table of the warehouse with what belongs to it.

use crate::warehouse::Warehouse;
use crate::workspace::{Pipeline, Workspace};

/// A table with the workspace and the warehouse that it belongs to.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) warehouse: &'a dyn Warehouse,
    pub(super) pipeline: &'a Pipeline,
}
