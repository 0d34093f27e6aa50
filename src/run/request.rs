//! What a run is asked to do.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};

use super::step::Step;
use crate::error::{Error, ErrorKind, Result};
use crate::landing::{self, Slot};
use crate::workspace::{ModelSpec, Pipeline, Workspace, in_order, open_end};

/// What a run is asked to do.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Only these pipelines; all if empty.
    pub pipelines: Vec<String>,
    /// Only these models, and no pipeline unless one is asked for; all if empty.
    pub models: Vec<String>,
    /// Only the pipelines and models of these layers; all if empty.
    pub layers: Vec<String>,
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
        matches!(self.step, None | Some(Step::Report)) && !self.names_models()
    }

    /// Whether models are brought up to date.
    pub(super) fn makes_models(&self) -> bool {
        matches!(self.step, None | Some(Step::Model))
    }

    /// Whether files are taken, checked or loaded.
    pub(super) fn loads_files(&self) -> bool {
        !matches!(self.step, Some(Step::Model | Step::Report))
    }

    /// Whether only some models or layers are asked for.
    pub(super) fn names_models(&self) -> bool {
        !self.models.is_empty() || !self.layers.is_empty()
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
    chosen_models(workspace, request)?;
    if request.pipelines.is_empty() && !request.names_models() {
        return Ok(workspace.pipelines.iter().collect());
    }
    let mut pipelines: Vec<&Pipeline> = Vec::with_capacity(request.pipelines.len());
    let layers = &request.layers;
    let of_layers = workspace.pipelines.iter().filter(|p| p.layer.as_ref().is_some_and(|layer| layers.contains(layer)));
    let named = request.pipelines.iter().map(|name| workspace.pipeline(name)).collect::<Result<Vec<_>>>()?;
    for pipeline in named.into_iter().chain(of_layers) {
        if pipelines.iter().all(|known| known.name != pipeline.name) {
            pipelines.push(pipeline);
        }
    }
    Ok(pipelines)
}

/// The models that a request is about, each after those that it reads; fails where it asks for what there cannot be.
pub(super) fn chosen_models<'a>(workspace: &'a Workspace, request: &Request) -> Result<Vec<&'a ModelSpec>> {
    for name in &request.models {
        workspace.model(name)?;
    }
    for layer in &request.layers {
        workspace.layer(layer)?;
    }
    let is_chosen = |model: &&ModelSpec| {
        !request.names_models()
            || request.models.contains(&model.name)
            || model.layer.as_ref().is_some_and(|layer| request.layers.contains(layer))
    };
    Ok(in_order(&workspace.models).into_iter().filter(is_chosen).collect())
}
