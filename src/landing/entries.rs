//! What lies in the landing zone, by the names under which it came.

use super::hidden::claimed;
use crate::error::Result;
use crate::store::{Entry, Store};

/// What lies in the landing zone and is not hidden, in the order of its own names; a claimed file is not hidden.
pub(super) fn landed(zone: &Store) -> Result<Vec<(String, Entry)>> {
    let own = |entry: Entry| {
        let name = claimed(entry.shown()).map_or_else(|| entry.shown(), |claimed| claimed.name).to_owned();
        (name, entry)
    };
    let mut found: Vec<(String, Entry)> = zone.list()?.into_iter().map(own).collect();
    found.retain(|(name, _)| !name.starts_with('.'));
    found.sort_by(|(a, one), (b, other)| (a, one.location.as_ref().ok()).cmp(&(b, other.location.as_ref().ok())));
    Ok(found)
}
