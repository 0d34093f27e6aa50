//! What a run is asked to do.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};

use super::step::Step;
use crate::error::{Error, ErrorKind, Result};
use crate::landing::{self, Slot};
use crate::workspace::{Pipeline, Workspace, open_end};

/// What a run is asked to do.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Only these pipelines; all if empty.
    pub pipelines: Vec<String>,
    /// Only these days; all if empty.
    pub dates: Vec<NaiveDate>,
    /// No day before this.
    pub from: Option<NaiveDate>,
    /// No day after this.
    pub to: Option<NaiveDate>,
    /// Only this step; all if none.
    pub step: Option<Step>,
    /// Pipelines whose snapshots may close more than `max_shrink`.
    pub accept_shrink: Vec<String>,
    /// How long to wait for another run to end.
    pub wait: Duration,
    /// So many bytes of a file's text are checked and loaded together; 512 MiB if none.
    pub part_bytes: Option<u64>,
}

impl Request {
    /// Whether the reports are made again at the end.
    pub(super) fn makes_reports(&self) -> bool {
        matches!(self.step, None | Some(Step::Report))
    }

    /// Whether a slot is among what is asked for.
    pub(super) fn wants(&self, slot: &Slot) -> bool {
        let day = slot.date;
        (self.dates.is_empty() || self.dates.contains(&day))
            && self.from.is_none_or(|from| day >= from)
            && self.to.is_none_or(|to| day <= to)
    }

    /// The day of files whose names say none, if a run that began then takes them: the one that is asked for, else the
    /// day that it is in the workspace.
    pub(super) fn day_of_run(&self, workspace: &Workspace, started: DateTime<Utc>) -> NaiveDate {
        match self.dates.first() {
            Some(day) if self.dates.iter().all(|other| other == day) => *day,
            _ => workspace.day(started),
        }
    }

    /// Whether days are asked for by name: then they are done again, though nothing about them is new.
    pub(super) fn names_days(&self) -> bool {
        !self.dates.is_empty() || self.from.is_some() || self.to.is_some()
    }

    /// The days that are asked for and not among these.
    pub(super) fn absent(&self, have: &BTreeSet<NaiveDate>) -> Vec<NaiveDate> {
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

/// The pipelines that a request is about; fails where it asks for what there cannot be.
pub(super) fn chosen<'a>(workspace: &'a Workspace, request: &Request) -> Result<Vec<&'a Pipeline>> {
    for name in &request.accept_shrink {
        workspace.pipeline(name)?;
    }
    for day in &request.dates {
        landing::day_of_file(*day).map_err(|why| Error::new(ErrorKind::Usage, why))?;
    }
    if request.pipelines.is_empty() {
        return Ok(workspace.pipelines.iter().collect());
    }
    let mut pipelines: Vec<&Pipeline> = Vec::with_capacity(request.pipelines.len());
    for name in &request.pipelines {
        let pipeline = workspace.pipeline(name)?;
        if pipelines.iter().all(|known| known.name != pipeline.name) {
            pipelines.push(pipeline);
        }
    }
    Ok(pipelines)
}
