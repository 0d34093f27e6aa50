//! What a run does with one pipeline: the value that it executes, and that previews show.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::changes::{Changes, Compared, Replay, changes};
use super::intake::{Arrival, Left, ReadyKind};
use super::listing::Stored;
use super::reason::ReplayReason;
use super::upstream::Upstream;
use super::waits::{Since, Standing, Wait};
use crate::landing::{ArchivedFile, Slot};
use crate::run::request::Request;
use crate::run::step::Step;
use crate::warehouse::LoadRecord;
use crate::workspace::{Load, Pipeline};

/// What a plan of a pipeline is made from; it stays the same however often it is planned again.
#[derive(Debug, Default)]
pub struct Basis {
    /// The loads of its table.
    pub loads: Vec<LoadRecord>,
    /// What its archive had.
    pub stored: Stored,
    /// The landed files that can be taken, in the order of their slots; those of one slot in the order of receipt.
    pub arrivals: Vec<Arrival>,
    /// The landed files that stay, and why.
    pub left: Vec<Left>,
    /// The days that were asked for and have no file.
    pub absent: Vec<NaiveDate>,
}

/// What a run does with a pipeline.
#[derive(Debug)]
pub struct PipelinePlan {
    pub basis: Basis,
    /// What it waits for, if it does.
    pub wait: Option<Wait>,
    /// The files of the days that wait: by their names those that have landed, without one those of the archive.
    pub waiting: Vec<(Option<String>, NaiveDate)>,
    /// The landed files that a step after the first refuses, since it does not take them.
    pub refused: Vec<Arrival>,
    /// The landed files that are taken before anything is replayed: those of days that are behind.
    pub behind: Vec<Arrival>,
    /// What is replayed, as one change.
    pub replay: Option<Replay>,
    /// What is loaded after all that is loaded, day by day: each slot with the landed files that are taken for it.
    pub ahead: BTreeMap<Slot, Vec<Arrival>>,
    /// The days without a file right before each of these days of a snapshot.
    pub gaps: BTreeMap<NaiveDate, Vec<NaiveDate>>,
    upstream: Upstream,
}

impl PipelinePlan {
    /// Plans from what was found.
    pub fn of(
        request: &Request,
        pipeline: &Pipeline,
        basis: Basis,
        (wait, upstream): (Option<Wait>, Upstream),
    ) -> Self {
        let last = basis.loads.iter().map(LoadRecord::slot).max();
        let holds = |day: NaiveDate| wait.as_ref().is_some_and(|wait| wait.holds(day));
        let waiting = waiting(request, &basis, holds);
        let (refused, taken): (Vec<Arrival>, Vec<Arrival>) = match request.step {
            Some(Step::Check | Step::Load) => (basis.arrivals.clone(), Vec::new()),
            None | Some(Step::Take | Step::Model | Step::Report) => (Vec::new(), basis.arrivals.clone()),
        };
        let is_news = |arrival: &Arrival| arrival.kind != ReadyKind::Again && !holds(arrival.slot.date);
        let refused = refused.into_iter().filter(is_news).collect();
        let taken = taken.into_iter().filter(|arrival| !holds(arrival.slot.date));
        let (behind, after): (Vec<Arrival>, Vec<Arrival>) =
            taken.partition(|arrival| last.as_ref().is_some_and(|last| arrival.slot <= *last));
        let coming = behind.iter().chain(&after).filter(|arrival| is_news(arrival));
        let coming: BTreeSet<Slot> = coming.map(|arrival| arrival.slot.clone()).collect();
        let Changes { replay, ahead } = changes(Compared {
            request,
            load: pipeline.load,
            loads: &basis.loads,
            archive: &basis.stored.archive,
            coming: &coming,
            upstream: &upstream,
            wait: wait.as_ref(),
        });
        let mut ahead: BTreeMap<Slot, Vec<Arrival>> = ahead.into_iter().map(|slot| (slot, Vec::new())).collect();
        for arrival in after {
            ahead.entry(arrival.slot.clone()).or_default().push(arrival);
        }
        let gaps = gaps_before(pipeline, last.map(|last| last.date), ahead.keys());
        Self { basis, wait, waiting, refused, behind, replay, ahead, gaps, upstream }
    }

    /// The same where it turned out to wait for something else, or to refer to other loads, than was expected.
    pub fn given(self, request: &Request, pipeline: &Pipeline, wait: Option<Wait>, upstream: Upstream) -> Self {
        if self.wait == wait && !upstream.refers() {
            return Self { upstream, ..self };
        }
        Self::of(request, pipeline, self.basis, (wait, upstream))
    }

    /// What stands for the loads of the tables that it refers to.
    pub fn upstream(&self) -> &Upstream {
        &self.upstream
    }

    /// The file of a slot that counts, as the archive had it.
    pub fn archived(&self, slot: &Slot) -> Option<&ArchivedFile> {
        self.basis.stored.archive.get(slot).and_then(|files| files.last())
    }

    /// The landed files that are taken, in their order.
    pub fn taken(&self) -> impl Iterator<Item = &Arrival> {
        self.behind.iter().chain(self.ahead.values().flatten())
    }

    /// The slots that are loaded, in a replay or after all that is loaded.
    pub fn slots(&self) -> BTreeSet<&Slot> {
        self.replay.iter().flat_map(|replay| replay.slots.keys()).chain(self.ahead.keys()).collect()
    }

    /// How far its table is once that is done.
    pub fn standing(&self, step: Option<Step>) -> Standing {
        let waiting = self.waiting.iter().map(|(_, day)| *day);
        let short_of = waiting.chain(self.refused.iter().map(|arrival| arrival.slot.date)).min().map(Since::Day);
        let loaded = self.basis.loads.iter().map(LoadRecord::slot);
        let ahead = self.ahead.keys().filter(|_| loads(step)).cloned();
        Standing { short_of, last: loaded.chain(ahead).max() }
    }

    /// From which day on rows that refer to its table are to be checked again, once that is done.
    pub fn moves_from(&self, step: Option<Step>) -> Option<NaiveDate> {
        let as_it_is = |slot: &Slot| {
            let load = self.basis.loads.iter().find(|load| load.slot() == *slot);
            load.is_some_and(|load| !self.upstream.has_moved_since(load))
        };
        let stays = |slot: &Slot, reason: &Option<ReplayReason>| {
            matches!(reason, None | Some(ReplayReason::Asked)) && as_it_is(slot)
        };
        let replayed = self.replay.iter().flat_map(|replay| &replay.slots);
        let replayed = replayed.filter(|(slot, reason)| !stays(slot, reason)).map(|(slot, _)| slot);
        replayed.chain(self.ahead.keys()).filter(|_| loads(step)).map(|slot| slot.date).min()
    }
}

/// Whether a run that is asked for a step loads anything.
fn loads(step: Option<Step>) -> bool {
    matches!(step, None | Some(Step::Load))
}

/// The files of the days that wait.
fn waiting(request: &Request, basis: &Basis, holds: impl Fn(NaiveDate) -> bool) -> Vec<(Option<String>, NaiveDate)> {
    let known: BTreeSet<Slot> = basis.loads.iter().map(LoadRecord::slot).collect();
    let unloaded = basis.stored.archive.keys().filter(|slot| !known.contains(slot) && request.wants(slot));
    let landed = basis.arrivals.iter().map(|arrival| (Some(arrival.file.name.clone()), arrival.slot.date));
    landed.chain(unloaded.map(|slot| (None, slot.date))).filter(|(_, day)| holds(*day)).collect()
}

/// The days without a file right before each of these days of a snapshot, by that day.
fn gaps_before<'a>(
    pipeline: &Pipeline,
    last: Option<NaiveDate>,
    ahead: impl Iterator<Item = &'a Slot>,
) -> BTreeMap<NaiveDate, Vec<NaiveDate>> {
    let mut found = BTreeMap::new();
    if pipeline.load != Load::Snapshot {
        return found;
    }
    let mut before = last;
    for day in ahead.map(|slot| slot.date) {
        let missing: Vec<NaiveDate> = match before {
            Some(before) => before.iter_days().skip(1).take_while(|d| *d < day).collect(),
            None => Vec::new(),
        };
        if !missing.is_empty() {
            found.insert(day, missing);
        }
        before = Some(day);
    }
    found
}
