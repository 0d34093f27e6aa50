//! Tables made of tables: which of them are out of date and why, and the files that their rows are written to.

mod export;
mod lineage;
mod state;

pub use export::{exports_are_current, write_exports};
pub use lineage::{Lineage, LineageKind, LineageNode, lineage};
pub use state::{ModelState, ModelStatus, states};
