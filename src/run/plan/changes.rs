//! What there is to do: which files are taken, which days are replayed, which files come after all that is loaded, and
//! which are left where they are.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::intake::{Arrival, Left};
use super::reason::ReplayReason;
use super::upstream::Upstream;
use crate::landing::{Archive, Slot};
use crate::run::request::Request;
use crate::warehouse::LoadRecord;

/// What there is to do for a pipeline.
#[derive(Debug, Default)]
pub struct Plan {
    /// The landed files to take, in the order of their slots; those of one slot in the order of receipt.
    pub arrivals: Vec<Arrival>,
    /// The files that stay, and why.
    pub stays: Vec<Left>,
    pub todo: Todo,
    /// Why days are replayed.
    pub because: BTreeSet<ReplayReason>,
    /// The days that were asked for and have no file.
    pub absent: Vec<NaiveDate>,
}

/// What is to be done to a table, by the slots of its files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Todo {
    /// The slots to be loaded again as one change, if any lies behind the last that is loaded.
    pub replay: Option<Replay>,
    /// The slots after the last that is loaded.
    pub ahead: BTreeSet<Slot>,
}

/// A rewind, and what is replayed after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// The table goes back to what it was before this day.
    pub from: NaiveDate,
    /// Every slot of that day and later that has a file, in their order.
    pub slots: BTreeSet<Slot>,
    /// Those of them whose file is another, or is to be done again.
    pub changed: BTreeSet<Slot>,
}

/// What is to be done, given the slots that are to be loaded or loaded again.
pub fn todo(records: &[LoadRecord], changed: BTreeSet<Slot>) -> Todo {
    let last = records.iter().map(LoadRecord::slot).max();
    let (behind, ahead): (BTreeSet<Slot>, BTreeSet<Slot>) =
        changed.into_iter().partition(|slot| last.as_ref().is_some_and(|last| slot <= last));
    let replay = behind.first().map(|first| first.date).map(|from| {
        let loaded = records.iter().map(LoadRecord::slot).filter(|slot| slot.date >= from);
        Replay { from, slots: loaded.chain(behind.iter().cloned()).collect(), changed: behind.clone() }
    });
    Todo { replay, ahead }
}

/// The slots of the archive that are to be loaded or loaded again, and why; slots that were never loaded have no why.
pub fn changed(
    request: &Request,
    records: &[LoadRecord],
    archive: &Archive,
    against: &Upstream,
) -> BTreeMap<Slot, Option<ReplayReason>> {
    let known: BTreeMap<Slot, &LoadRecord> = records.iter().map(|r| (r.slot(), r)).collect();
    let last = known.keys().next_back();
    let mut found = BTreeMap::new();
    for (slot, files) in archive.iter().filter(|(slot, _)| request.wants(slot)) {
        let Some(file) = files.last() else { continue };
        let because = match known.get(slot) {
            None if last.is_some_and(|last| slot < last) => Some(ReplayReason::Late),
            None => None,
            Some(record) if record.kept_as() != file.archived => Some(ReplayReason::Resent),
            Some(record) if record.corrections != file.correction_names() => Some(ReplayReason::Corrected),
            // A load from before its pipeline referred to any table stays as it is.
            Some(record) if record.against.is_some() && record.against != against.on(slot.date) => {
                Some(ReplayReason::Reference)
            }
            Some(_) if request.names_days() => Some(ReplayReason::Asked),
            Some(_) => continue,
        };
        found.insert(slot.clone(), because);
    }
    found
}
