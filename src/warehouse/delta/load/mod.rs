//! One load: what it writes, and what that comes to; which versions end is the business of its kind.
//!
//! Everything is done a part of the rows at a time: a small file has one part, a large one as many as keep memory
//! bounded.

mod compared;
mod found;
mod opening;
mod writing;

use crate::error::Result;
use crate::warehouse::load::LoadRequest;

pub use found::{Found, Loaded};

/// Plans a load and writes its files.
pub(super) fn load(found: &Found<'_>, request: &LoadRequest<'_>) -> Result<Loaded> {
    if found.pipeline.load.compares() { compared::load(found, request) } else { opening::load(found, request) }
}
