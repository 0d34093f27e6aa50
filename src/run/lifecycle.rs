//! What every run has, whatever it does: a lock, a name, a journal, a first and a last event.

use super::context::Context;
use super::event::EventKind;
use super::journal::read::last_run;
use super::journal::run_name;
use super::journal::write::Journal;
use super::listener::{Clock, Listener};
use super::lock::Lock;
use super::outcome::Outcome;
use super::request::Request;
use super::scratch;
use super::step::At;
use crate::error::Result;
use crate::landing;
use crate::report::Report;
use crate::workspace::{self, Workspace};

/// Does some work as a run: under the lock, with a journal.
pub(super) fn in_run(
    workspace: &Workspace,
    request: &Request,
    clock: Clock,
    listener: &dyn Listener,
    work: impl FnOnce(&Context<'_>) -> Result<Vec<Report>>,
) -> Result<Outcome> {
    let started = clock();
    let mut lock = Lock::take(workspace, &run_name::after(started, None), request.wait, listener, clock)?;
    // Another run may have begun, and ended, while this one waited.
    let run = run_name::after(started, last_run(workspace)?.as_deref());
    lock.hold_for(&run, clock)?;
    workspace::mark_format(workspace)?;
    scratch::clear(workspace)?;
    landing::recover(workspace)?;
    let journal = Journal::create(workspace, &run)?;
    let context = Context::new(workspace, request, &journal, started, (clock, listener));
    context.say(EventKind::RunStarted);
    let reports = work(&context).unwrap_or_else(|error| {
        context.failed(None, &error);
        Vec::new()
    });
    let result = context.worst();
    let (seconds, totals) = (context.since(started), Some(journal.totals()));
    let last = context.event(EventKind::RunFinished { result, seconds, totals, lost: None });
    if let Err(error) = journal.finish(last.clone()) {
        // The commits say what was loaded; what the journal lacks does not change it.
        let message = format!("the journal of this run is not whole: {error}; what was loaded is in the tables");
        let at = At::default();
        listener.event(&context.event(EventKind::warning_of(at, message, &error)));
    }
    listener.event(&last);
    Ok(Outcome { run, result, reports })
}
