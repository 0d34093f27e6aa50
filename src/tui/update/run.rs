//! A run that was started here: begun, heard of, stopped, ended.

use crate::run::{Event, RunResult};
use crate::tui::keymap::{Action, Scope};
use crate::tui::message::{Effect, Job, Ticket, shop};
use crate::tui::model::{Confirm, Model, Overlay, Running, Screen, Tone};

/// How often the clock of a run moves, in milliseconds.
pub const TICK: u64 = 500;

/// Loads everything that is ready.
pub fn start(model: &mut Model, accept_shrink: Vec<String>) {
    if model.is_running() || !model.is_open() {
        return;
    }
    let ticket = model.ask(Job::Shop(shop::Job::Load { accept_shrink }));
    model.running = Some(Running::new(ticket, model.now));
    model.effect(Effect::Wake(TICK));
}

/// Something happened in it.
pub fn progress(model: &mut Model, ticket: Ticket, event: Event) {
    if let Some(running) = model.running.as_mut().filter(|r| r.ticket == ticket) {
        let run = event.run.clone();
        running.hear(event);
        super::runs::hear(model, &run);
    }
}

/// A file of a pipeline is that much further in its check.
pub fn moved(model: &mut Model, ticket: Ticket, pipeline: &str, bytes: u64) {
    let now = model.now;
    if let Some(running) = model.running.as_mut().filter(|r| r.ticket == ticket) {
        running.moved(pipeline, bytes, now);
    }
}

/// Stops it after the file it is at.
pub fn stop(model: &mut Model) {
    if let Some(running) = model.running.as_mut().filter(|r| r.result.is_none() && !r.stopping) {
        running.stopping = true;
        let ticket = running.ticket;
        model.effect(Effect::Cancel(ticket));
    }
}

/// It has ended; none if it was stopped before it began.
pub fn ended(model: &mut Model, ticket: Ticket, result: Option<RunResult>) {
    let now = model.now;
    let Some(running) = model.running.as_mut().filter(|r| r.ticket == ticket && r.result.is_none()) else { return };
    let result = result.unwrap_or(RunResult::Cancelled);
    running.result = Some(result);
    running.ended = Some(now);
    let (tone, text) = match result {
        RunResult::Done => (Tone::Good, "the load is done"),
        RunResult::DoneWithRejects => (Tone::Attention, "the load is done, with something to look at"),
        RunResult::Cancelled => (Tone::Attention, "the load was stopped; what was loaded stays"),
        RunResult::Failed => (Tone::Bad, "the load failed; see its log"),
    };
    model.toast(tone, text);
    super::refresh_all(model);
}

/// Leaves, after a question if a run goes on.
pub fn quit(model: &mut Model) {
    if !model.is_running() {
        model.effect(Effect::Quit);
        return;
    }
    let key = model.keys.key_of(Scope::On(Screen::Today), Action::Cancel);
    model.overlay = Some(Overlay::Confirm(Confirm {
        question: "A load goes on. Stop it and quit?".to_owned(),
        consequences: vec![
            "The file it is at is finished or done again by the next load; nothing is lost.".to_owned(),
            format!("To stop it and stay: {key} on the screen Today."),
        ],
        action: Action::Quit,
    }));
}
