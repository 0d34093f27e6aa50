//! A table of the warehouse with what belongs to it.

use crate::warehouse::Warehouse;
use crate::workspace::{Pipeline, Workspace};

/// A table with the workspace and the warehouse that it belongs to.
#[derive(Clone, Copy)]
pub(in crate::run) struct Table<'a> {
    pub(in crate::run) workspace: &'a Workspace,
    pub(in crate::run) warehouse: &'a dyn Warehouse,
    pub(in crate::run) pipeline: &'a Pipeline,
}
