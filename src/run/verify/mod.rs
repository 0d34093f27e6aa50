//! The proof of a table: built anew from the archive in a place of its own, and compared with what the warehouse has.
//!
//! Nothing of the workspace is changed. What there is to compare with is built by the same steps as a run takes, from
//! exactly the files and corrections that the loads name.

mod content;
mod difference;
mod files;
mod found;
mod journals;
mod loads;
mod models;
mod order;
mod proof;
mod quarantine;
mod rebuild;
mod scratch;
mod stored;
mod tables;
mod verdict;

use super::journal::run_name;
use super::listener::{Clock, Listener};
use super::lock::Lock;
use crate::error::Result;
use crate::warehouse;
use crate::workspace::Workspace;
use journals::Journals;
use order::chosen;
use proof::Proof;
use scratch::Scratch;

pub use difference::{Difference, Verdict, What};
pub use files::{Files, Kind};
pub use loads::Figure;
pub use models::VerifiedModel;
pub use rebuild::{FileChange, Rebuilt, TableContent, rebuild};
pub use verdict::{Verification, Verified, VerifyRequest};

/// Builds tables anew from the archive, beside the warehouse, and compares the two; the workspace stays as it is.
///
/// Fails only if nothing can be said at all: what is wrong with a table is in its result.
pub fn verify(
    workspace: &Workspace,
    request: &VerifyRequest,
    clock: Clock,
    listener: &dyn Listener,
) -> Result<Verification> {
    let (chosen, chosen_models) = chosen(workspace, request)?;
    let warehouse = warehouse::open(workspace)?;
    // A run would change the table while it is looked at.
    let name = format!("verify-{}", run_name::after(clock(), None));
    let _lock = Lock::take(workspace, &name, request.wait, listener, clock)?;
    let proof = Proof {
        workspace,
        warehouse: warehouse.as_ref(),
        scratch: Scratch::create(workspace, warehouse.as_ref())?,
        journals: Journals::read(workspace)?,
        listener,
    };
    let tables = proof.run(&chosen)?;
    let models = models::verify(workspace, proof.warehouse, &chosen_models, listener)?;
    let whole = request.tables.is_empty();
    let files = whole.then(|| files::look(workspace, proof.warehouse, &proof.journals)).transpose()?;
    Ok(Verification { tables, models, files })
}
