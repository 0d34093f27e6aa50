//! What the proof of a table finds on its way.

use super::difference::Difference;

/// What the proof of a table found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) differences: Vec<Difference>,
    pub(super) notes: Vec<String>,
}
