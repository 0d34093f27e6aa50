//! What the screen Runs asks for: every run, and the log of one.

use crate::error::Result;
use crate::run::{self, Lock};
use crate::tui::screens::runs::request::{Found, Job, Line, RunList, Tail};
use crate::tui::worker::engine::Engine;
use crate::tui::worker::task::{Task, stopped};

/// So many lines are made between two looks at whether they are still wanted.
const TOGETHER: usize = 4_096;

/// Does what was asked.
pub fn answer(engine: &Engine, job: Job, task: &Task) -> Result<Found> {
    let workspace = &engine.open()?.workspace;
    match job {
        Job::List => {
            let mut runs = Vec::new();
            for name in run::run_names(workspace)? {
                if task.is_cancelled() {
                    return Err(stopped());
                }
                runs.push(run::summary(workspace, &name)?);
            }
            // Whether the lock is held says something only where the latest run has not ended.
            let open = runs.first().is_some_and(|run| run.result.is_none());
            Ok(Found::List(RunList { live: if open { Lock::run(workspace)? } else { None }, runs }))
        }
        Job::Log { run, from } => {
            // First whether it goes on, then what it says: so the last lines of a run that ends now are not missed.
            let live = Lock::run(workspace)?.as_ref() == Some(&run);
            let (events, next) = run::read_on(workspace, &run, from)?;
            let mut lines = Vec::with_capacity(events.len());
            for event in events {
                if lines.len() % TOGETHER == 0 && task.is_cancelled() {
                    return Err(stopped());
                }
                lines.push(Line::new(event));
            }
            let live = live && !lines.last().is_some_and(|line| run::ends(&line.event));
            Ok(Found::Log(Tail { lines, next, live }))
        }
    }
}
