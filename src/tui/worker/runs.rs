//! What the screen Runs asks for.

use super::{Engine, Task};
use crate::error::Result;
use crate::tui::message::runs::{Found, Job};

/// Does what was asked.
pub fn answer(_engine: &Engine, job: Job, _task: &Task) -> Result<Found> {
    match job {}
}
