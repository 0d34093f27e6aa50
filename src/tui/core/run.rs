//! A run that was started here: begun, heard of, stopped, ended.

use crate::report::text::counted;
use crate::run::{Event, EventKind, RunResult};
use crate::tui::core::message::{Effect, Job};
use crate::tui::core::outcome::Ticket;
use crate::tui::core::running::Running;
use crate::tui::core::shared::{Shared, Tone};
use crate::tui::core::shop;
use crate::tui::core::work::Work;
use crate::tui::keys::{Action, Scope};
use crate::tui::overlay::model::{Confirm, Overlay};
use crate::tui::screen::Screen;

/// How often the clock of a run moves, in milliseconds.
pub const TICK: u64 = 500;

/// Loads everything that is ready.
pub fn start(shared: &mut Shared, accept_shrink: Vec<String>) {
    begin(shared, Work::Load, Job::Shop(shop::Job::Load { accept_shrink }));
}

/// Begins a run, unless one goes on; gives its ask.
pub fn begin(shared: &mut Shared, work: Work, job: Job) -> Option<Ticket> {
    if let Some(running) = shared.running.as_ref().filter(|run| run.result.is_none()) {
        let text = format!("{} already", running.work.goes_on());
        shared.toast(Tone::Attention, text);
        return None;
    }
    if !shared.is_open() {
        return None;
    }
    let ticket = shared.ask(job);
    shared.running = Some(Running::new(ticket, work, shared.now));
    shared.effect(Effect::Wake(TICK));
    Some(ticket)
}

/// Something happened in it; gives its name.
pub fn progress(shared: &mut Shared, ticket: Ticket, event: Event) -> Option<String> {
    let running = shared.running.as_mut().filter(|r| r.ticket == ticket)?;
    let run = event.run.clone();
    running.hear(event);
    Some(run)
}

/// A file of a pipeline is that much further in its check.
pub fn moved(shared: &mut Shared, ticket: Ticket, pipeline: &str, bytes: u64) {
    let now = shared.now;
    if let Some(running) = shared.running.as_mut().filter(|r| r.ticket == ticket) {
        running.moved(pipeline, bytes, now);
    }
}

/// Stops it after the file it is at.
pub fn stop(shared: &mut Shared) {
    if let Some(running) = shared.running.as_mut().filter(|r| r.result.is_none() && !r.stopping) {
        running.stopping = true;
        let ticket = running.ticket;
        shared.effect(Effect::Cancel(ticket));
    }
}

/// It has ended; none if it was stopped before it began.
pub fn ended(shared: &mut Shared, ticket: Ticket, result: Option<RunResult>) {
    let now = shared.now;
    let Some(running) = shared.running.as_mut().filter(|r| r.ticket == ticket && r.result.is_none()) else { return };
    let result = result.unwrap_or(RunResult::Cancelled);
    running.result = Some(result);
    running.ended = Some(now);
    let (tone, text) = end_words(running, result);
    shared.toast(tone, text);
    shared.outdated = true;
}

/// It could not begin: it left no journal, and what it was to do is as it was.
pub fn never_began(shared: &mut Shared, ticket: Ticket) -> bool {
    let is = |run: &Running| run.ticket == ticket && run.run.is_none() && run.work != Work::Load;
    let never = shared.running.as_ref().is_some_and(is);
    if never {
        shared.running = None;
    }
    never
}

fn end_words(running: &Running, result: RunResult) -> (Tone, String) {
    let (tone, text) = match (running.work, result) {
        (Work::Load, RunResult::Done) => (Tone::Good, "load completed"),
        (Work::Load, RunResult::DoneWithRejects) => (Tone::Attention, "load completed with warnings"),
        (Work::Load, RunResult::Cancelled) => (Tone::Attention, "load stopped; what was loaded stays loaded"),
        (Work::Load, RunResult::Failed) => (Tone::Bad, "load failed; see its log on Runs"),
        (Work::Undo, RunResult::Done | RunResult::DoneWithRejects) => {
            let files = match running.sum.undone {
                0 => "nothing was".to_owned(),
                files => counted(files, "file", "files"),
            };
            return (Tone::Good, format!("undone: {files} returned to the landing zone"));
        }
        (Work::Undo, RunResult::Cancelled) => (Tone::Attention, "undo stopped; the next run finishes it"),
        (Work::Undo, RunResult::Failed) => (Tone::Bad, "undo failed; see its log on Runs"),
        (Work::Correct, RunResult::Done | RunResult::DoneWithRejects) => {
            return (Tone::Good, format!("1 row corrected{}", replayed(running)));
        }
        (Work::Correct, RunResult::Cancelled) => (Tone::Attention, "1 row corrected; the next run replays its day"),
        (Work::Correct, RunResult::Failed) => (Tone::Bad, "replay of the corrected row failed; see its log on Runs"),
    };
    (tone, text.to_owned())
}

/// The days that a correction replayed, in words.
fn replayed(running: &Running) -> String {
    let found = running.log.iter().find_map(|event| {
        let EventKind::Replay { at, days, .. } = &event.happening else { return None };
        Some((at.date?, *days))
    });
    match found {
        Some((day, 1)) => format!("; {day} replayed"),
        Some((day, days)) => format!("; {} from {day} on replayed", counted(days, "day", "days")),
        None => String::new(),
    }
}

/// Leaves, after a question if a run goes on.
pub fn quit(shared: &mut Shared) {
    if !shared.is_running() {
        shared.effect(Effect::Quit);
        return;
    }
    let key = shared.keys.key_of(Scope::On(Screen::Today), Action::Cancel);
    let work = shared.running.as_ref().map(|run| run.work).unwrap_or_default();
    let (question, consequence) = match work {
        Work::Load => (
            "A load is running. Stop it and quit?",
            "The current file is finished now or by the next load; nothing is lost.",
        ),
        Work::Undo => ("An undo is running. Stop it and quit?", "The next run finishes it; nothing is lost."),
        Work::Correct => ("A correction is running. Stop it and quit?", "The next run finishes it; nothing is lost."),
    };
    shared.overlay = Some(Overlay::Confirm(Confirm {
        question: question.to_owned(),
        consequences: vec![consequence.to_owned(), format!("To stop it without quitting: {key} on Today.")],
        action: Action::Quit,
    }));
}
