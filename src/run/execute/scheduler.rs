//! Pipelines side by side: each in a thread of its own, after those that it needs.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::job::Job;
use super::pipeline;
use crate::error::Error;
use crate::run::context::Context;
use crate::run::plan::planner::{Ground, Planned, plan};
use crate::run::plan::upstream::Upstream;
use crate::run::plan::waits::{Since, Standing, wait_of};
use crate::warehouse::{LoadRecord, Warehouse};
use crate::workspace::Pipeline;

/// Where the pipelines of a run stopped so far; none if they got to load everything.
#[derive(Default)]
struct Board {
    ended: Mutex<BTreeMap<String, Option<Since>>>,
    changed: Condvar,
}

impl Board {
    fn post(&self, pipeline: &str, short_of: Option<Since>) {
        self.ended().insert(pipeline.to_owned(), short_of);
        self.changed.notify_all();
    }

    /// Waits until a pipeline has ended.
    fn wait(&self, pipeline: &str) -> Option<Since> {
        let mut all = self.ended();
        loop {
            match all.get(pipeline) {
                Some(short_of) => return *short_of,
                None => all = self.changed.wait(all).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn ended(&self) -> MutexGuard<'_, BTreeMap<String, Option<Since>>> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Posts that a pipeline has ended, also when its thread panics, so that nobody waits for ever.
struct Post<'a>(&'a Board, &'a str, Option<Since>);

impl Drop for Post<'_> {
    fn drop(&mut self) {
        self.0.post(self.1, self.2);
    }
}

/// Does what is planned for some pipelines, each after those of them that it needs; one that could not be planned has
/// failed.
pub fn run(context: &Context<'_>, warehouse: &dyn Warehouse, plans: Vec<Planned<'_>>) {
    let board = &Board::default();
    let taking_part: Vec<&str> = plans.iter().map(|(pipeline, _)| pipeline.name.as_str()).collect();
    let taking_part = &taking_part;
    std::thread::scope(|scope| {
        for (pipeline, plan) in plans {
            scope.spawn(move || {
                let mut post = Post(board, &pipeline.name, Some(Since::Beginning));
                let job = Job { context, warehouse, pipeline };
                // What it was expected to find is known by now.
                let work = || {
                    let wait = wait_of(context.workspace, pipeline, |needed| {
                        let short_of = taking_part.contains(&needed.name.as_str()).then(|| board.wait(&needed.name));
                        let last = warehouse.loads(needed)?.iter().map(LoadRecord::slot).max();
                        Ok(Standing { short_of: short_of.flatten(), last })
                    })?;
                    let upstream = Upstream::of(context.workspace, warehouse, pipeline)?;
                    let plan = plan?.given(context.request, pipeline, wait, upstream);
                    Ok(pipeline::run(&job, plan))
                };
                // A panic has been reported where it happened; it stops this pipeline alone.
                let done = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|p| Err(Error::panicked(p.as_ref())));
                match done {
                    Ok(short_of) => post.2 = short_of,
                    Err(error) => context.failed(Some(job.at(None, None, None)), &error),
                }
            });
        }
    });
}

/// Lets the pipelines that refer to some others, directly or through others, follow what became of these.
pub fn follow(context: &Context<'_>, warehouse: &dyn Warehouse, changed: &[&str]) {
    let mut known: Vec<&str> = changed.to_vec();
    let mut following: Vec<&Pipeline> = Vec::new();
    // Whoever refers to a pipeline comes after it, at the latest in the last of so many rounds.
    for _ in &context.workspace.pipelines {
        for pipeline in &context.workspace.pipelines {
            // One that has changed itself follows too: what it was checked against has changed beneath its other days.
            let refers = pipeline.refers_to().any(|to| to != pipeline.name && known.contains(&to));
            if refers && following.iter().all(|planned| planned.name != pipeline.name) {
                known.push(&pipeline.name);
                following.push(pipeline);
            }
        }
    }
    let ground = Ground { workspace: context.workspace, warehouse, request: context.request };
    run(context, warehouse, plan(ground, &following, None));
}
