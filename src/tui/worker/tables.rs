//! What the screen Tables asks for.

use super::{Engine, Task};
use crate::error::Result;
use crate::tui::message::tables::{Found, Job};

/// Does what was asked.
pub fn answer(_engine: &Engine, job: Job, _task: &Task) -> Result<Found> {
    match job {}
}

/// What the screen looks at, kept between its pages.
#[derive(Debug, Default)]
pub struct Grids {}
