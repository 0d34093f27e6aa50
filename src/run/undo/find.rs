//! What an undo would take back, by the commits of the tables.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::note::begun;
use super::order::{self, Order};
use super::what::{Undo, UndoRequest, UndoneFile, UndonePipeline};
use crate::error::{Error, ErrorKind, Result};
use crate::landing::Slot;
use crate::run::plan::changes::replayed_from;
use crate::warehouse::{LoadRecord, Warehouse};
use crate::workspace::{Pipeline, Workspace};

/// What an undo would take back; an error of kind `NotFound` if there is nothing.
///
/// An undo that broke off and is asked for once more is gone on with: the tables may no longer show what it takes back,
/// and would give the run before instead.
pub fn undoing(workspace: &Workspace, warehouse: &dyn Warehouse, request: &UndoRequest) -> Result<Undo> {
    if let Some(begun) = begun(workspace)?.filter(|begun| begun.answers(request)) {
        return Ok(begun);
    }
    let all: Vec<&Pipeline> = match request.pipelines.as_slice() {
        [] => workspace.pipelines.iter().collect(),
        names => names.iter().map(|name| workspace.pipeline(name)).collect::<Result<_>>()?,
    };
    let mut records = Vec::with_capacity(all.len());
    for pipeline in all {
        let loads = warehouse.loads(pipeline)?;
        let order = Order::of(&warehouse.past(pipeline)?, &loads);
        records.push((pipeline, loads, order));
    }
    let of_all = order::last(records.iter().map(|(_, _, order)| order));
    let mut pipelines = Vec::new();
    for (pipeline, loads, order) in &records {
        let of_own = if request.pipelines.is_empty() { of_all } else { order.last() };
        let Some(run) = request.run.as_deref().or(of_own).map(str::to_owned) else { continue };
        let mut slots: Vec<Slot> = loads.iter().filter(|load| load.run == run).map(LoadRecord::slot).collect();
        if !request.pipelines.is_empty() {
            slots = slots.pop().into_iter().collect();
        }
        if !slots.is_empty() {
            pipelines.push(part(warehouse, pipeline, loads, run, &slots)?);
        }
    }
    if pipelines.is_empty() {
        let message = match &request.run {
            Some(run) => format!("run `{run}` loaded nothing that can be undone"),
            None => "there is nothing to undo".to_owned(),
        };
        return Err(Error::new(ErrorKind::NotFound, message).hint("`shoptui runs` lists all runs."));
    }
    Ok(Undo { pipelines })
}

fn part(
    warehouse: &dyn Warehouse,
    pipeline: &Pipeline,
    loads: &[LoadRecord],
    run: String,
    slots: &[Slot],
) -> Result<UndonePipeline> {
    let without = without(warehouse, pipeline, loads, &run, slots)?;
    let known: BTreeMap<Slot, &LoadRecord> = loads.iter().map(|load| (load.slot(), load)).collect();
    let files = slots.iter().filter_map(|slot| {
        let (load, then) = (known.get(slot)?, without.counts.get(slot));
        let corrections = then.is_some_and(|then| then.kept_as() == load.kept_as());
        let then = then.map(|then| then.kept_as().to_owned());
        Some(UndoneFile { slot: slot.clone(), file: load.file.clone(), then, corrections })
    });
    let days: BTreeSet<NaiveDate> = without.replayed().map(|load| load.date).collect();
    let (days, versions) = (days.len() as u64, warehouse.count_rewound(pipeline, without.from)?);
    Ok(UndonePipeline { pipeline: pipeline.name.clone(), run, files: files.collect(), days, versions })
}

/// What a table is made of once an undo is done: both its preview and the undo itself go by it.
pub(super) struct Without {
    /// The first day that changes.
    pub(super) from: NaiveDate,
    /// The load of each slot that counts then.
    pub(super) counts: BTreeMap<Slot, LoadRecord>,
}

impl Without {
    /// The loads that are done again, in the order of their slots.
    pub(super) fn replayed(&self) -> impl Iterator<Item = &LoadRecord> {
        self.counts.values().filter(|load| load.date >= self.from)
    }
}

/// What a table is made of without what a run brought for some slots.
pub(super) fn without(
    warehouse: &dyn Warehouse,
    pipeline: &Pipeline,
    loads: &[LoadRecord],
    run: &str,
    slots: &[Slot],
) -> Result<Without> {
    let nothing = || Error::new(ErrorKind::NotFound, "there is nothing to undo");
    let from = slots.iter().map(|slot| slot.date).min().ok_or_else(nothing)?;
    let others = loads.iter().filter(|load| !slots.contains(&load.slot()));
    let mut counts: BTreeMap<Slot, LoadRecord> = others.map(|load| (load.slot(), load.clone())).collect();
    counts.extend(before(warehouse, pipeline, run, slots)?);
    Ok(Without { from: replayed_from(pipeline.load, from, loads), counts })
}

/// What counted for some slots before a run brought what it brought.
fn before(
    warehouse: &dyn Warehouse,
    pipeline: &Pipeline,
    run: &str,
    slots: &[Slot],
) -> Result<BTreeMap<Slot, LoadRecord>> {
    let mut state: BTreeMap<Slot, LoadRecord> = BTreeMap::new();
    let mut found: BTreeMap<Slot, Option<LoadRecord>> = BTreeMap::new();
    for past in warehouse.past(pipeline)? {
        for load in past.loads.iter().filter(|load| load.run == run && slots.contains(&load.slot())) {
            found.entry(load.slot()).or_insert_with(|| state.get(&load.slot()).cloned());
        }
        state.retain(|slot, _| past.before.is_none_or(|day| slot.date < day));
        state.extend(past.loads.into_iter().map(|load| (load.slot(), load)));
    }
    Ok(found.into_iter().filter_map(|(slot, load)| Some((slot, load?))).collect())
}
