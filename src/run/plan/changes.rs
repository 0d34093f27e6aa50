//! What is to be loaded, or loaded again: the loads of a table against the files that there are, or will be.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::reason::ReplayReason;
use super::upstream::Upstream;
use super::waits::Wait;
use crate::landing::{Archive, Slot};
use crate::run::request::Request;
use crate::warehouse::LoadRecord;
use crate::workspace::Load;

/// What the loads of a table are compared with.
#[derive(Clone, Copy)]
pub struct Compared<'a> {
    pub request: &'a Request,
    pub load: Load,
    pub loads: &'a [LoadRecord],
    pub archive: &'a Archive,
    /// The slots for which another file is taken first.
    pub coming: &'a BTreeSet<Slot>,
    pub upstream: &'a Upstream,
    pub wait: Option<&'a Wait>,
}

/// What is to be done to a table, by the slots of its files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
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
    /// Every slot of that day and later that has a file, and why it is another; none if it is as it was loaded.
    pub slots: BTreeMap<Slot, Option<ReplayReason>>,
}

impl Replay {
    /// The slots whose file is another, or is to be done again, and why.
    pub fn changed(&self) -> impl Iterator<Item = (&Slot, ReplayReason)> {
        self.slots.iter().filter_map(|(slot, reason)| Some((slot, (*reason)?)))
    }

    /// Why it is done, each reason once.
    pub fn because(&self) -> Vec<ReplayReason> {
        self.changed().map(|(_, reason)| reason).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// How many days it has.
    pub fn days(&self) -> u64 {
        self.slots.keys().map(|slot| slot.date).collect::<BTreeSet<_>>().len() as u64
    }
}

/// Compares the loads of a table with its files.
pub fn changes(compared: Compared<'_>) -> Changes {
    let Compared { request, load, loads, archive, coming, wait, .. } = compared;
    let known: BTreeMap<Slot, &LoadRecord> = loads.iter().map(|load| (load.slot(), load)).collect();
    let last = known.keys().next_back();
    let (mut behind, mut ahead) = (BTreeMap::new(), BTreeSet::new());
    let slots: BTreeSet<&Slot> = archive.keys().chain(coming).collect();
    let held = |slot: &Slot| wait.is_some_and(|wait| wait.holds(slot.date));
    for slot in slots.into_iter().filter(|slot| request.wants(slot) && !held(slot)) {
        let reason = match known.get(slot) {
            Some(load) => reason(compared, slot, load),
            None if last.is_some_and(|last| slot < last) => Some(ReplayReason::Late),
            None => {
                ahead.insert(slot.clone());
                None
            }
        };
        behind.extend(reason.map(|reason| (slot.clone(), Some(reason))));
    }
    let replay = behind.keys().next().map(|slot| replayed_from(load, slot.date, loads)).map(|from| {
        let loaded = known.keys().filter(|slot| slot.date >= from).map(|slot| (slot.clone(), None));
        Replay { from, slots: loaded.chain(behind).collect() }
    });
    Changes { replay, ahead }
}

/// The day on which a replay begins because of a change on a day: where no history is kept, a rewind cannot bring back
/// the rows of the day before, so that one is loaded again.
pub fn replayed_from(load: Load, day: NaiveDate, loads: &[LoadRecord]) -> NaiveDate {
    let before = loads.iter().map(|load| load.date).filter(|date| *date < day).max();
    before.filter(|_| !load.keeps_history()).unwrap_or(day)
}

/// Why a slot that is loaded is loaded again; none if it is not.
fn reason(compared: Compared<'_>, slot: &Slot, load: &LoadRecord) -> Option<ReplayReason> {
    let Compared { request, archive, coming, upstream, .. } = compared;
    let file = archive.get(slot).and_then(|files| files.last());
    if coming.contains(slot) || file.is_some_and(|file| load.kept_as() != file.archived) {
        return Some(ReplayReason::Resent);
    }
    let file = file?;
    if load.corrections != file.correction_names() {
        Some(ReplayReason::Corrected)
    } else if load.upstream_fingerprint.is_some() && upstream.has_moved_since(load) {
        // A load from before its pipeline referred to any table stays as it is.
        Some(ReplayReason::Reference)
    } else {
        request.names_days().then_some(ReplayReason::Asked)
    }
}
