//! Undo: the files that a run brought go back into the landing zone, and their tables to what they are without them.
//!
//! A table is a function of its files, so an undo is a replay without some of them. What is to be done is noted before
//! anything is touched: an undo that is killed is finished by whoever takes the workspace next.

pub mod find;
mod note;
mod order;
pub mod take_back;
pub mod what;

use super::execute::bring_along;
use super::lifecycle::in_run;
use super::listener::{Clock, Listener};
use super::outcome::Outcome;
use super::scratch;
use crate::error::Result;
use crate::warehouse;
use crate::workspace::Workspace;
use find::undoing;
use what::UndoRequest;

/// Takes back what a run brought, and keeps a journal of it; the last run that brought anything, unless told.
pub fn undo(workspace: &Workspace, request: &UndoRequest, clock: Clock, listener: &dyn Listener) -> Result<Outcome> {
    let warehouse = warehouse::open(workspace)?;
    undoing(workspace, warehouse.as_ref(), request)?;
    let as_request = request.as_request();
    in_run(workspace, &as_request, clock, listener, |context| {
        scratch::clear_archives(workspace, &[]);
        if !note::is_begun(workspace, request)? {
            take_back::finish(context, warehouse.as_ref())?;
        }
        // What is there to take back may have changed while another run went on.
        take_back::run(context, warehouse.as_ref(), &undoing(workspace, warehouse.as_ref(), request)?)?;
        bring_along(context, warehouse.as_ref())
    })
}
