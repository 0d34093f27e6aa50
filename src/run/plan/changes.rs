//! What there is to do: which files are taken, which days are replayed, which files come after all that is loaded, and
//! which are left where they are.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::intake::{Arrival, Left};
use super::upstream::Upstream;
use crate::landing::{Archive, Slot};
use crate::run::Request;
use crate::warehouse::LoadRecord;
use crate::workspace::open_end;

/// What there is to do for a pipeline.
#[derive(Debug, Default)]
pub(in crate::run) struct Plan {
    /// The landed files to take, in the order of their slots; those of one slot in the order of receipt.
    pub(in crate::run) arrivals: Vec<Arrival>,
    /// The files that stay, and why.
    pub(in crate::run) stays: Vec<Left>,
    pub(in crate::run) todo: Todo,
    /// Why days are replayed.
    pub(in crate::run) because: BTreeSet<ReplayReason>,
    /// The days that were asked for and have no file.
    pub(in crate::run) absent: Vec<NaiveDate>,
}

/// What is to be done to a table, by the slots of its files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::run) struct Todo {
    /// The slots to be loaded again as one change, if any lies behind the last that is loaded.
    pub(in crate::run) replay: Option<Replay>,
    /// The slots after the last that is loaded.
    pub(in crate::run) ahead: BTreeSet<Slot>,
}

/// A rewind, and what is replayed after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::run) struct Replay {
    /// The table goes back to what it was before this day.
    pub(in crate::run) from: NaiveDate,
    /// Every slot of that day and later that has a file, in their order.
    pub(in crate::run) slots: BTreeSet<Slot>,
    /// Those of them whose file is another, or is to be done again.
    pub(in crate::run) changed: BTreeSet<Slot>,
}

/// Why a day is done again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplayReason {
    /// A file came for a day before the last loaded one.
    Late,
    /// Another file came for a day that has one.
    Resent,
    /// Rows of its file were corrected.
    Corrected,
    /// A table that its rows refer to has changed.
    Reference,
    /// It was asked for.
    Asked,
    /// A file before it was taken back.
    Undone,
}

/// What is to be done, given the slots that are to be loaded or loaded again.
pub(in crate::run) fn todo(records: &[LoadRecord], changed: BTreeSet<Slot>) -> Todo {
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
pub(in crate::run) fn changed(
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

impl Request {
    /// Whether a slot is among what is asked for.
    pub(in crate::run) fn wants(&self, slot: &Slot) -> bool {
        let day = slot.date;
        (self.dates.is_empty() || self.dates.contains(&day))
            && self.from.is_none_or(|from| day >= from)
            && self.to.is_none_or(|to| day <= to)
    }

    /// Whether days are asked for by name: then they are done again, though nothing about them is new.
    pub(in crate::run) fn names_days(&self) -> bool {
        !self.dates.is_empty() || self.from.is_some() || self.to.is_some()
    }

    /// The days that are asked for and not among these.
    pub(in crate::run) fn absent(&self, have: &BTreeSet<NaiveDate>) -> Vec<NaiveDate> {
        let asked: Vec<NaiveDate> = if self.names_days() && self.dates.is_empty() {
            let first = self.from.or(have.first().copied());
            let last = self.to.or(have.last().copied());
            match (first, last) {
                (Some(first), Some(last)) => {
                    let first = first.max(NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or(first));
                    first.iter_days().take_while(|day| *day <= last && *day < open_end()).collect()
                }
                _ => Vec::new(),
            }
        } else {
            self.dates.iter().copied().collect::<BTreeSet<_>>().into_iter().collect()
        };
        asked.into_iter().filter(|day| !have.contains(day)).collect()
    }
}
