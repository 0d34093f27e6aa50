//! One load: what it writes, and what that comes to; which versions end is the business of its kind.
//!
//! Everything is done a part of the rows at a time: a small file has one part, a large one as many as keep memory
//! bounded.

mod compared;
mod opening;
mod writing;

use std::path::Path;

use super::commit::FileActions;
use super::file::DataFile;
use super::write::Names;
use crate::error::Result;
use crate::warehouse::load::{Hold, LoadRecord, LoadRequest};
use crate::workspace::Pipeline;

/// A table as a load finds it.
pub(super) struct Found<'a> {
    pub(super) folder: &'a Path,
    pub(super) pipeline: &'a Pipeline,
    /// The data files of open versions.
    pub(super) open: &'a [DataFile],
    /// How many versions the days before left that a rewind could not bring back, since no history is kept of them.
    pub(super) lost: u64,
    /// The names of the files of the change.
    pub(super) names: &'a Names,
}

/// What a load came to; its files are written, and nothing of them is visible.
pub(super) enum Loaded {
    FileActions(Box<(FileActions, LoadRecord)>),
    Held(Hold),
}

/// Plans a load and writes its files.
pub(super) fn load(found: &Found<'_>, request: &LoadRequest<'_>) -> Result<Loaded> {
    if found.pipeline.load.compares() { compared::load(found, request) } else { opening::load(found, request) }
}
