//! Does what the screens ask for, away from the thread that draws. Every ask is answered, also when its work panics.

pub mod engine;
pub mod load;
mod shop;
pub mod task;
mod watch;

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};
use crate::run::Clock;
use crate::tui::core::message::{Answer, Ask, Found, Job, Message, Outcome};
use crate::tui::core::outcome::{Failure, Ticket};
use crate::tui::screen::screens;
use crate::tui::worker::engine::Engine;
use crate::tui::worker::task::Task;

/// How many asks are worked on at once, beside a run: a slow report does not hold up a list of keys.
const THREADS: usize = 2;

/// The threads that work.
pub struct Worker {
    shared: Arc<Shared>,
}

struct Shared {
    engine: Engine,
    messages: Sender<Message>,
    queue: Mutex<Queue>,
    filled: Condvar,
}

#[derive(Default)]
struct Queue {
    asks: VecDeque<Ask>,
    /// Asks that wait or are worked on, with the flag that stops them and their group.
    open: HashMap<Ticket, (Arc<AtomicBool>, Option<&'static str>)>,
    /// Whether a load goes on.
    loading: bool,
}

impl Worker {
    /// Starts the threads; answers and news of runs are sent as messages.
    pub fn start(dir: PathBuf, clock: Clock, messages: Sender<Message>) -> Self {
        let worker = Self::idle(dir, clock, messages);
        worker.work();
        worker
    }

    /// Takes asks, of which none is worked on yet.
    fn idle(dir: PathBuf, clock: Clock, messages: Sender<Message>) -> Self {
        let engine = Engine::new(dir, clock);
        Self { shared: Arc::new(Shared { engine, messages, queue: Mutex::default(), filled: Condvar::new() }) }
    }

    fn work(&self) {
        for _ in 0..THREADS {
            let shared = Arc::clone(&self.shared);
            std::thread::spawn(move || shared.work());
        }
    }

    /// Takes an ask; what it overtakes is stopped.
    pub fn ask(&self, ask: Ask) {
        let supersede_group = ask.job.supersede_group();
        let mut queue = self.shared.queue();
        if supersede_group.is_some() {
            queue
                .open
                .values()
                .filter(|(_, l)| *l == supersede_group)
                .for_each(|(flag, _)| flag.store(true, Ordering::Relaxed));
        }
        queue.open.insert(ask.ticket, (Arc::default(), supersede_group));
        if load::is_load(&ask.job) {
            queue.loading = true;
            drop(queue);
            let shared = Arc::clone(&self.shared);
            std::thread::spawn(move || {
                shared.answer(ask);
                shared.queue().loading = false;
                shared.filled.notify_all();
            });
        } else {
            queue.asks.push_back(ask);
            drop(queue);
            self.shared.filled.notify_all();
        }
    }

    /// Stops what was asked under this ticket at its next batch.
    pub fn cancel(&self, ticket: Ticket) {
        if let Some((flag, _)) = self.shared.queue().open.get(&ticket) {
            flag.store(true, Ordering::Relaxed);
        }
    }

    /// Stops a load that goes on and waits until it has, but not longer than that.
    pub fn stop(&self, longest: Duration) {
        let queue = self.shared.queue();
        queue.open.values().for_each(|(flag, _)| flag.store(true, Ordering::Relaxed));
        // A load that is killed is simply done again: there is nothing to be afraid of.
        let _ = self.shared.filled.wait_timeout_while(queue, longest, |queue| queue.loading);
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        loop {
            let mut queue = self.queue();
            let ask = loop {
                match queue.asks.pop_front() {
                    Some(ask) => break ask,
                    None => queue = self.filled.wait(queue).unwrap_or_else(PoisonError::into_inner),
                }
            };
            drop(queue);
            self.answer(ask);
        }
    }

    fn answer(&self, ask: Ask) {
        let Ask { ticket, job } = ask;
        let cancelled = self.queue().open.get(&ticket).map(|(flag, _)| Arc::clone(flag)).unwrap_or_default();
        let task = Task::new(ticket, cancelled, self.messages.clone());
        tracing::debug!(?ticket, ?job, "asked");
        let outcome = if task.is_cancelled() { Outcome::Cancelled } else { self.outcome(job, &task) };
        match &outcome {
            Outcome::Failed(failure) => tracing::warn!(?ticket, ?failure, "answered"),
            Outcome::Finished(_) => tracing::debug!(?ticket, "answered"),
            Outcome::Cancelled => tracing::debug!(?ticket, "overtaken"),
        }
        self.queue().open.remove(&ticket);
        task.send(Message::Answer(Answer { ticket, outcome }));
    }

    fn outcome(&self, job: Job, task: &Task) -> Outcome {
        outcome(&self.engine, job, task)
    }
}

fn outcome(engine: &Engine, job: Job, task: &Task) -> Outcome {
    safely(task, || found(engine, job, task))
}

/// Does some work; a panic of it is one more way to fail.
fn safely(task: &Task, work: impl FnOnce() -> Result<Found>) -> Outcome {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(found)) => Outcome::Finished(found),
        Ok(Err(error)) if error.kind == ErrorKind::Cancelled => Outcome::Cancelled,
        Ok(Err(error)) => {
            tracing::warn!(ticket = ?task.ticket, causes = ?error.causes(), "failed");
            Outcome::Failed(Failure::from(error))
        }
        Err(panic) => Outcome::Failed(Failure::from(Error::panicked(panic.as_ref()))),
    }
}

/// Answers an ask on the spot.
#[cfg(test)]
pub fn answered(engine: &Engine, ask: Ask) -> Answer {
    let task = Task::new(ask.ticket, Arc::default(), std::sync::mpsc::channel().0);
    Answer { ticket: ask.ticket, outcome: outcome(engine, ask.job, &task) }
}

macro_rules! work {
    ($($name:ident $folder:ident,)*) => {
        fn found(engine: &Engine, job: Job, task: &Task) -> Result<Found> {
            match job {
                Job::Shop(job) => shop::answer(engine, job, task).map(Found::Shop),
                $(Job::$name(job) => crate::tui::screens::$folder::work::answer(engine, job, task).map(Found::$name)),*
            }
        }
    };
}
screens!(work);

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail on the spot")]
mod tests;
