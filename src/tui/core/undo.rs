//! Undo: what it would take back is looked at, shown with a question, and taken back after a yes.

use crate::run::{self as engine, Undo};
use crate::tui::core::message::{Failure, Job, Ticket};
use crate::tui::core::model::{Model, Tone};
use crate::tui::core::run;
use crate::tui::core::shop;
use crate::tui::core::work::Work;
use crate::tui::keys::Action;
use crate::tui::overlay::model::{Confirm, Overlay};
use crate::tui::screen::Screen;

/// So many files of a pipeline are named in the question.
const NAMED: usize = 3;

/// Looks at what would be taken back of a run, or of the last one that brought anything.
pub fn look(model: &mut Model, run: Option<String>) {
    if let Some(running) = model.running.as_ref().filter(|run| run.result.is_none()) {
        let text = running.work.goes_on();
        return model.toast(Tone::Attention, text);
    }
    model.undo.look = Some(model.ask(Job::Shop(shop::Job::Undoing { run })));
}

/// What would be taken back is known: the owner is asked, if the screen that wanted it is still in front.
pub fn ask(model: &mut Model, ticket: Ticket, undo: &Undo) {
    let front = model.overlay.is_none() && matches!(model.screen, Screen::Today | Screen::Runs);
    if !is_awaited(model, ticket) || !front || model.is_running() {
        return;
    }
    // Of one run alone, since no pipeline was named.
    model.undo.run = undo.pipelines.first().map(|part| part.run.clone());
    let run = model.undo.run.clone().unwrap_or_default();
    let mut consequences = Vec::new();
    for (part, (_, files)) in undo.pipelines.iter().zip(engine::taken_back(undo)) {
        let what = match part.days {
            0 => format!("{} versions change", part.versions),
            days => engine::replays(days, part.versions, ""),
        };
        consequences.push(format!("{}: {what}", part.pipeline));
        let more = files.len().saturating_sub(NAMED);
        consequences.extend(files.into_iter().take(NAMED));
        if more > 0 {
            consequences.push(format!("and {more} more files"));
        }
    }
    let question = format!("Take back what the run {run} brought?");
    model.overlay = Some(Overlay::Confirm(Confirm { question, consequences, action: Action::Undo }));
}

/// The look ended without anything to take back.
pub fn failed(model: &mut Model, ticket: Ticket, failure: &Failure) {
    if is_awaited(model, ticket) {
        model.toast(Tone::Attention, &failure.message);
    }
}

/// The look was overtaken.
pub fn given_up(model: &mut Model, ticket: Ticket) {
    is_awaited(model, ticket);
}

/// The owner said yes.
pub fn start(model: &mut Model) {
    if let Some(run) = model.undo.run.take() {
        run::begin(model, Work::Undo, Job::Shop(shop::Job::Undo { run }));
    }
}

fn is_awaited(model: &mut Model, ticket: Ticket) -> bool {
    let awaited = model.undo.look == Some(ticket);
    if awaited {
        model.undo.look = None;
    }
    awaited
}
