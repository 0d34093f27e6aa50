//! A table of the warehouse with what belongs to it.

use crate::warehouse::Warehouse;
use crate::workspace::{Pipeline, Workspace};

/// A table with the workspace and the warehouse that it belongs to.
#[derive(Clone, Copy)]
pub struct Table<'a> {
    pub workspace: &'a Workspace,
    pub warehouse: &'a dyn Warehouse,
    pub pipeline: &'a Pipeline,
}
