//! Pipelines side by side: each in a thread of its own, after those that it needs.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use chrono::NaiveDate;

use super::job::Job;
use super::pipeline::Ended;
use crate::error::{Error, Result};
use crate::landing;
use crate::run::context::Context;
use crate::run::plan::changes::Plan;
use crate::run::step::At;
use crate::warehouse::{LoadRecord, Warehouse};
use crate::workspace::Pipeline;

/// How the pipelines of a run ended so far.
#[derive(Default)]
struct Board {
    ended: Mutex<BTreeMap<String, Ended>>,
    changed: Condvar,
}

impl Board {
    fn post(&self, pipeline: &str, ended: Ended) {
        self.ended().insert(pipeline.to_owned(), ended);
        self.changed.notify_all();
    }

    /// Waits until a pipeline has ended.
    fn wait(&self, pipeline: &str) -> Ended {
        let mut all = self.ended();
        loop {
            match all.get(pipeline) {
                Some(ended) => return *ended,
                None => all = self.changed.wait(all).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn ended(&self) -> MutexGuard<'_, BTreeMap<String, Ended>> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Posts that a pipeline has ended, also when its thread panics, so that nobody waits for ever.
struct Post<'a>(&'a Board, &'a str, Ended);

impl Drop for Post<'_> {
    fn drop(&mut self) {
        self.0.post(self.1, self.2);
    }
}

/// Does the work of some pipelines, each after those of them that it needs; one that could not be planned has failed.
pub fn run(context: &Context<'_>, warehouse: &dyn Warehouse, plans: Vec<(&Pipeline, Result<Plan>)>) {
    let board = &Board::default();
    let taking_part: Vec<&str> = plans.iter().map(|(pipeline, _)| pipeline.name.as_str()).collect();
    let taking_part = &taking_part;
    std::thread::scope(|scope| {
        for (pipeline, plan) in plans {
            scope.spawn(move || {
                let unknown = Ended { short_of: NaiveDate::from_ymd_opt(1, 1, 1) };
                let mut post = Post(board, &pipeline.name, unknown);
                let ended = |needed: &str| taking_part.contains(&needed).then(|| board.wait(needed));
                // A panic has been reported where it happened; it stops this pipeline alone.
                let work = || {
                    let waits = waits(context, warehouse, pipeline, ended)?;
                    Ok(Job { context, warehouse, pipeline, waits }.run(plan?))
                };
                let done = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|p| Err(Error::panicked(p.as_ref())));
                match done {
                    Ok(ended) => post.2 = ended,
                    Err(error) => {
                        let at = At { pipeline: Some(pipeline.name.clone()), ..At::default() };
                        context.failed(Some(at), &error);
                    }
                }
            });
        }
    });
}

/// Lets the pipelines that refer to some others, directly or through others, follow what became of these.
pub fn follow(context: &Context<'_>, warehouse: &dyn Warehouse, changed: &[&str]) {
    let mut known: Vec<&str> = changed.to_vec();
    let mut plans: Vec<(&Pipeline, Result<Plan>)> = Vec::new();
    // Whoever refers to a pipeline comes after it, at the latest in the last of so many rounds.
    for _ in &context.workspace.pipelines {
        for pipeline in &context.workspace.pipelines {
            // One that has changed itself follows too: what it was checked against has changed beneath its other days.
            let refers = pipeline.refers_to().any(|to| to != pipeline.name && known.contains(&to));
            if refers && plans.iter().all(|(planned, _)| planned.name != pipeline.name) {
                known.push(&pipeline.name);
                plans.push((pipeline, Ok(Plan::default())));
            }
        }
    }
    run(context, warehouse, plans);
}

/// The first day that a pipeline is to wait with, since one that it needs did not get to load it, and why.
fn waits(
    context: &Context<'_>,
    warehouse: &dyn Warehouse,
    pipeline: &Pipeline,
    ended: impl Fn(&str) -> Option<Ended>,
) -> Result<Option<(NaiveDate, String)>> {
    let mut short = None;
    for needed in pipeline.needs() {
        let stopped = ended(needed).and_then(|ended| ended.short_of);
        let Some(day) = stopped.into_iter().chain(quarantined(context, warehouse, needed)?).min() else { continue };
        let reason = format!("{needed} of {day} was not loaded, and {} waits for it", pipeline.name);
        short = short.into_iter().chain([(day, reason)]).min();
    }
    Ok(short)
}

/// The first day of a pipeline whose file is in quarantine, and that nothing came for since.
fn quarantined(context: &Context<'_>, warehouse: &dyn Warehouse, needed: &str) -> Result<Option<NaiveDate>> {
    let pipeline = context.workspace.pipeline(needed)?;
    let last = warehouse.loads(pipeline)?.iter().map(LoadRecord::slot).max();
    let files = landing::quarantined(context.workspace)?;
    let days = files.iter().filter(|file| file.pipeline == needed).filter_map(|file| {
        let (_, slot) = landing::matched(file.came_as(), std::slice::from_ref(pipeline)).ok()?;
        last.as_ref().is_none_or(|last| slot > *last).then_some(slot.date)
    });
    Ok(days.min())
}
