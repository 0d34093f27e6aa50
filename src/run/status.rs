//! How a workspace stands: what the next run takes and leaves, the steps of each day, and the tables.

use std::collections::{BTreeMap, BTreeSet};
use std::time::SystemTime;

use chrono::NaiveDate;
use serde::Serialize;

use super::execute::checked;
use super::plan::intake::{self, Left, ReadyKind};
use super::plan::listing::{Stored, Zone};
use super::plan::pipeline::{Basis, PipelinePlan};
use super::plan::planner::{Ground, plan};
use super::plan::preview::Preview;
use super::plan::preview::look;
use super::request::Request;
use crate::error::Result;
use crate::landing::{self, FileState, Moment, Quarantined, Slot};
use crate::model::{ModelStatus, states};
use crate::warehouse::{LoadRecord, Warehouse};
use crate::workspace::{Pipeline, Workspace};

/// How a workspace stands.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    /// The files that the next run takes.
    pub ready: Vec<Ready>,
    /// The files that it leaves, and why.
    pub left: Vec<Left>,
    /// What it does with each pipeline.
    pub next: Vec<Preview>,
    /// The steps of each day and pipeline, the latest day first.
    pub days: Vec<DayStatus>,
    /// Each table.
    pub tables: Vec<TableStatus>,
    /// Each model, after those that it reads.
    pub models: Vec<ModelStatus>,
    /// Files that cannot be read as rows.
    pub quarantined: usize,
}

/// A file that the next run takes.
#[derive(Debug, Clone, Serialize)]
pub struct Ready {
    /// Its name.
    pub file: String,
    /// Its pipeline.
    pub pipeline: String,
    /// Its date.
    pub date: NaiveDate,
    /// Its name in the archive, if it is there already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived: Option<String>,
    /// Its size in bytes; none if it is in the archive already, taken by a run that did not get to load it.
    pub bytes: Option<u64>,
    /// What is new about it.
    pub kind: ReadyKind,
}

/// The steps of the files of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayStatus {
    /// The day.
    pub date: NaiveDate,
    /// The pipeline.
    pub pipeline: String,
    /// Landing zone to archive.
    pub take: StepState,
    /// Archive to checked rows.
    pub check: StepState,
    /// Checked rows to the table.
    pub load: StepState,
}

/// How far a step of a day is; of several files, the one that is least far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// There is no file for it.
    Missing,
    /// It is quarantined: it cannot be read as rows.
    Failed,
    /// It is to be done.
    Waiting,
    /// It is done, and rows were rejected.
    Rejects,
    /// It is done.
    Done,
}

/// How a table stands.
#[derive(Debug, Clone, Serialize)]
pub struct TableStatus {
    /// Its name.
    pub table: String,
    /// The files loaded into it.
    pub files: usize,
    /// The date of the last one.
    pub last: Option<NaiveDate>,
    /// All versions.
    pub versions: u64,
    /// Open versions.
    pub current: u64,
    /// Rows rejected on the way, over all files.
    pub rejected: u64,
}

/// Looks at the landing zone and the tables.
pub fn status(workspace: &Workspace, warehouse: &dyn Warehouse, now: SystemTime) -> Result<Status> {
    let zone = Zone::now(workspace, Moment::of(workspace, now))?;
    let unknown = zone.files.iter().filter_map(|file| match &file.state {
        FileState::Unknown { reason } => Some(intake::unknown(file, reason)),
        FileState::Ready { .. } | FileState::Growing { .. } | FileState::Sidecar => None,
    });
    let quarantined = landing::quarantined(workspace)?;
    let request = Request::default();
    let mut status = Status {
        ready: Vec::new(),
        left: unknown.collect(),
        next: Vec::new(),
        days: Vec::new(),
        tables: Vec::new(),
        models: states(workspace, warehouse)?,
        quarantined: quarantined.len(),
    };
    let pipelines: Vec<&Pipeline> = workspace.pipelines.iter().collect();
    for (pipeline, plan) in plan(Ground { workspace, warehouse, request: &request }, &pipelines, Some(&zone)) {
        let plan = plan?;
        let loads = &plan.basis.loads;
        status.ready.extend(ready(pipeline, &plan));
        status.days.extend(days(workspace, pipeline, &plan, &quarantined)?);
        let next = look(warehouse, pipeline, &plan, None)?;
        status.left.extend(next.left.iter().cloned());
        status.next.push(next);
        let opened: u64 = loads.iter().map(|l| l.opened).sum();
        status.tables.push(TableStatus {
            table: pipeline.name.clone(),
            files: loads.len(),
            last: loads.iter().map(|l| l.date).max(),
            versions: opened,
            current: opened.saturating_sub(loads.iter().map(|l| l.closed).sum()),
            rejected: loads.iter().map(|l| l.rejected).sum(),
        });
    }
    status.days.sort_by_key(|day| std::cmp::Reverse(day.date));
    Ok(status)
}

fn ready(pipeline: &Pipeline, plan: &PipelinePlan) -> Vec<Ready> {
    let arrivals = &plan.basis.arrivals;
    let landed = arrivals.iter().map(|arrival| Ready {
        file: arrival.file.name.clone(),
        pipeline: pipeline.name.clone(),
        date: arrival.slot.date,
        archived: None,
        bytes: Some(arrival.file.size),
        kind: arrival.kind,
    });
    let replayed = plan.replay.iter().flat_map(|replay| replay.changed().map(|(slot, _)| slot));
    let changed = replayed.chain(plan.ahead.keys());
    let archived = changed.filter(|slot| arrivals.iter().all(|a| a.slot != **slot || a.kind == ReadyKind::Again));
    let archived = archived.filter_map(|slot| plan.archived(slot)).map(|file| Ready {
        file: file.name.clone(),
        pipeline: pipeline.name.clone(),
        date: file.slot.date,
        archived: Some(file.archived.clone()),
        bytes: None,
        kind: ReadyKind::Taken,
    });
    let mut all: Vec<Ready> = landed.chain(archived).collect();
    all.sort_by(|a, b| (a.date, &a.file).cmp(&(b.date, &b.file)));
    all
}

/// The steps of a pipeline's days between its first file and its last.
fn days(
    workspace: &Workspace,
    pipeline: &Pipeline,
    plan: &PipelinePlan,
    quarantined: &[Quarantined],
) -> Result<Vec<DayStatus>> {
    let Basis { loads, stored: Stored { archive, .. }, arrivals, .. } = &plan.basis;
    let mut steps: BTreeMap<Slot, [StepState; 3]> = BTreeMap::new();
    for file in quarantined.iter().filter(|file| file.pipeline == pipeline.name) {
        if let Some(slot) = file.slot(std::slice::from_ref(pipeline)) {
            steps.insert(slot, [StepState::Done, StepState::Failed, StepState::Waiting]);
        }
    }
    let loaded: BTreeSet<Slot> = loads.iter().map(LoadRecord::slot).collect();
    for file in landing::counting(archive).filter(|file| !loaded.contains(&file.slot)) {
        let checked = checked::is_checked(workspace, pipeline, file)?;
        let check = if checked { StepState::Done } else { StepState::Waiting };
        steps.insert(file.slot.clone(), [StepState::Done, check, StepState::Waiting]);
    }
    for load in loads {
        let check = if load.rejected > 0 { StepState::Rejects } else { StepState::Done };
        steps.insert(load.slot(), [StepState::Done, check, StepState::Done]);
    }
    let replayed = plan.replay.iter().flat_map(|replay| replay.changed().map(|(slot, _)| slot));
    for slot in replayed.filter(|slot| archive.contains_key(slot)) {
        steps.entry(slot.clone()).and_modify(|steps| steps[2] = StepState::Waiting);
    }
    for arrival in arrivals.iter().filter(|arrival| arrival.kind != ReadyKind::Again) {
        steps.insert(arrival.slot.clone(), [StepState::Waiting; 3]);
    }
    let mut days: BTreeMap<NaiveDate, [StepState; 3]> = BTreeMap::new();
    for (slot, of_slot) in steps {
        let day = days.entry(slot.date).or_insert(of_slot);
        day.iter_mut().zip(of_slot).for_each(|(least, step)| *least = (*least).min(step));
    }
    let (first, last) = (days.keys().next().copied(), days.keys().next_back().copied());
    let (Some(first), Some(last)) = (first, last) else { return Ok(Vec::new()) };
    let every = first.iter_days().take_while(|day| *day <= last);
    Ok(every
        .map(|date| {
            let [take, check, load] = days.get(&date).copied().unwrap_or([StepState::Missing; 3]);
            DayStatus { date, pipeline: pipeline.name.clone(), take, check, load }
        })
        .collect())
}
