//! What a load finds, and what it comes to.

use std::path::Path;

use crate::warehouse::delta::commit::FileActions;
use crate::warehouse::delta::file::DataFile;
use crate::warehouse::delta::write::Names;
use crate::warehouse::load::{Hold, LoadRecord};
use crate::workspace::Pipeline;

/// A table as a load finds it.
pub struct Found<'a> {
    pub folder: &'a Path,
    pub pipeline: &'a Pipeline,
    /// The data files of open versions.
    pub open: &'a [DataFile],
    /// How many versions the days before left that a rewind could not bring back, since no history is kept of them.
    pub lost: u64,
    /// The names of the files of the change.
    pub names: &'a Names,
}

/// What a load came to; its files are written, and nothing of them is visible.
pub enum Loaded {
    FileActions(Box<(FileActions, LoadRecord)>),
    Held(Hold),
}
