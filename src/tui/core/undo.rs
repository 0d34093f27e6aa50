//! Undo: what it would take back is looked at, shown with a question, and taken back after a yes.

use crate::report::text::counted;
use crate::run::{self as engine, Undo};
use crate::tui::core::message::Job;
use crate::tui::core::outcome::{Failure, Ticket};
use crate::tui::core::run;
use crate::tui::core::shared::{Shared, Tone};
use crate::tui::core::shop;
use crate::tui::core::work::Work;
use crate::tui::keys::Action;
use crate::tui::screen::Screen;

/// So many files of a pipeline are named in the question.
const NAMED: usize = 3;

/// Looks at what would be taken back of a run, or of the last one that brought anything.
pub fn look(shared: &mut Shared, run: Option<String>) {
    if let Some(running) = shared.running.as_ref().filter(|run| run.result.is_none()) {
        let text = running.work.goes_on();
        return shared.toast(Tone::Attention, text);
    }
    shared.undo.look = Some(shared.ask(Job::Shop(shop::Job::Undoing { run })));
}

/// What would be taken back is known: the owner is asked, if the screen that wanted it is still in front.
pub fn ask(shared: &mut Shared, ticket: Ticket, undo: &Undo) {
    let front = shared.overlay.is_none() && matches!(shared.screen, Screen::Today | Screen::Runs);
    if !is_awaited(shared, ticket) || !front || shared.is_running() {
        return;
    }
    // Of one run alone, since no pipeline was named.
    shared.undo.run = undo.pipelines.first().map(|part| part.run.clone());
    let run = shared.undo.run.clone().unwrap_or_default();
    let mut consequences = Vec::new();
    for (part, (_, files)) in undo.pipelines.iter().zip(engine::taken_back(undo)) {
        let what = match part.days {
            0 => engine::rows_change(part.versions),
            days => engine::replays(days, part.versions, ""),
        };
        consequences.push(format!("{}: {what}", part.pipeline));
        let more = files.len().saturating_sub(NAMED);
        consequences.extend(files.into_iter().take(NAMED));
        if more > 0 {
            consequences.push(format!("and {}", counted(more as u64, "more file", "more files")));
        }
    }
    let question = format!("Undo the run {run}?");
    shared.confirm(question, consequences, Action::Undo);
}

/// The look ended without anything to take back.
pub fn failed(shared: &mut Shared, ticket: Ticket, failure: &Failure) {
    if is_awaited(shared, ticket) {
        shared.toast(Tone::Attention, &failure.message);
    }
}

/// The look was overtaken.
pub fn given_up(shared: &mut Shared, ticket: Ticket) {
    is_awaited(shared, ticket);
}

/// The owner said yes.
pub fn start(shared: &mut Shared) {
    if let Some(run) = shared.undo.run.take() {
        run::begin(shared, Work::Undo, Job::Shop(shop::Job::Undo { run }));
    }
}

fn is_awaited(shared: &mut Shared, ticket: Ticket) -> bool {
    let awaited = shared.undo.look == Some(ticket);
    if awaited {
        shared.undo.look = None;
    }
    awaited
}
