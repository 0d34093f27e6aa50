//! Where tables live: the trait that every kind of warehouse keeps, and what goes in and out.
//!
//! A load hands over accepted rows with their hash, and the held keys; how they are merged is the warehouse's own
//! business. Nothing of a load is visible before its one atomic commit, which also carries the watermark, so a load
//! that died is simply done again.

mod delta;
mod figures;
mod guard;
mod inspection;
mod key;
mod load;
mod meta;
mod model;
mod model_sql;
mod rewound;
pub mod rows;
mod search;
mod sums;
#[cfg(test)]
mod tests;
mod traits;

use crate::error::Result;
use crate::workspace::Workspace;

pub use delta::DeltaWarehouse;
pub use figures::LoadFigures;
pub use guard::hush_guarded_panics;
pub use inspection::{FileChecks, Inspection, Look, TableSize, WrongFile};
pub use key::{stored_columns, version_columns};
pub use load::{
    Begin, CommitHistory, Committed, Hold, LoadOutcome, LoadRecord, LoadRequest, Shrink, Source, Start, TotalRecord,
};
pub use meta::{LOAD_COLUMNS, LOAD_TOTALS, LOADS, TOTAL_COLUMNS};
pub use model::{MadeModel, ModelBasis, ModelRecord, TableStamp};
use model_sql::{sql_error, sql_fault};
pub use search::{FoundKey, Keys, Query, search};
pub use sums::against_loads;
pub use traits::{Change, Versions, Warehouse};

/// Opens the warehouse of a workspace.
pub fn open(workspace: &Workspace) -> Result<Box<dyn Warehouse>> {
    Ok(Box::new(DeltaWarehouse::open(workspace.warehouse.local_path(), &workspace.pipelines, &workspace.models)?))
}
