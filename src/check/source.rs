//! What a check is given.

use super::corrections::Corrections;
use super::lookups::Lookups;
use super::scratch::Scratch;
use crate::error::CheckCancelled;
use crate::store::Location;
use crate::workspace::Pipeline;

/// A file that is to be checked, and what the check needs.
pub struct Source<'a> {
    /// Where it is.
    pub file: &'a Location,
    /// The pipeline that it belongs to.
    pub pipeline: &'a Pipeline,
    /// Where its rows are kept if it is large.
    pub scratch: &'a Scratch,
    /// What is to take the place of some of its rows.
    pub corrections: &'a Corrections,
    /// What is known from beyond it.
    pub lookups: &'a Lookups,
    /// Called before each batch.
    pub check_cancelled: CheckCancelled<'a>,
}
