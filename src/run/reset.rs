//! Back to the beginning: every table dropped, the archived files in the landing zone again.
//!
//! A reset that is killed is finished by doing it again, and a run after it loads what was not put back yet from the
//! archive: tables go whole and first, and what is only derived goes last.

use std::time::Duration;

use super::listener::{Clock, Listener};
use super::lock::Lock;
use crate::error::Result;
use crate::landing;
use crate::warehouse;
use crate::workspace::Workspace;

/// Drops every table and puts the archived files back into the landing zone; gives how many these are.
///
/// Journals and quarantine stay.
pub fn reset(workspace: &Workspace, clock: Clock, listener: &dyn Listener) -> Result<u64> {
    let name = format!("reset-{}", clock().format("%Y%m%dT%H%M%S%3fZ"));
    let _lock = Lock::take(workspace, &name, Duration::from_secs(10), listener, clock)?;
    landing::recover(workspace)?;
    warehouse::open(workspace)?.reset()?;
    let mut back = 0;
    for pipeline in &workspace.pipelines {
        // The last of a slot first: those that came before it make room for themselves.
        for file in landing::archive(workspace, pipeline)?.into_values().flat_map(|files| files.into_iter().rev()) {
            landing::put_back(workspace, &file)?;
            back += 1;
        }
    }
    workspace.error_reports().remove_all()?;
    workspace.exports().remove_all()?;
    Ok(back)
}
