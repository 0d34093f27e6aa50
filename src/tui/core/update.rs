//! The only writer of the model. Does no I/O: what is to be done goes into the outbox as effects.

use chrono::{DateTime, Utc};

use crate::run::RunResult;
use crate::tui::core::drawn::Drawn;
use crate::tui::core::message::{Answer, Effect, Found, Job, Message, Outcome};
use crate::tui::core::model::Model;
use crate::tui::core::outcome::{Failure, Ticket};
use crate::tui::core::press;
use crate::tui::core::run;
use crate::tui::core::shared::{Shared, Tone, WorkspaceState};
use crate::tui::core::shop;
use crate::tui::core::undo;
use crate::tui::overlay::update as overlay;
use crate::tui::screen::Screen;

/// Opens the workspace: the first thing that is done.
pub fn start(model: &mut Model) -> Vec<Effect> {
    model.shared.ask(Job::Shop(shop::Job::Open));
    model.shared.effects()
}

/// Takes a message and says what is to be done.
pub fn update(model: &mut Model, message: Message, now: DateTime<Utc>) -> Vec<Effect> {
    model.shared.now = now;
    match message {
        Message::Key(key) => press::key(model, &key),
        Message::Mouse(event) => press::mouse(model, event),
        Message::Paste(text) => overlay::paste(model, &text),
        Message::Resize(columns, rows) => model.shared.size = (columns, rows),
        Message::Tick => tick(model),
        Message::Progress(ticket, event) => {
            if let Some(name) = run::progress(&mut model.shared, ticket, event) {
                model.each(|screen, shared| screen.heard(shared, &name));
            }
        }
        Message::Moved(ticket, pipeline, bytes) => run::moved(&mut model.shared, ticket, &pipeline, bytes),
        Message::Answer(answer) => answered(model, answer),
        Message::NotCopied(text) => model.shared.effect(Effect::CopyByTerminal(text)),
        Message::Landed if model.shared.is_open() && !model.shared.is_running() => {
            model.each(|screen, shared| screen.landed(shared));
        }
        Message::Landed => {}
        Message::Terminate => model.shared.effect(Effect::Quit),
    }
    if std::mem::take(&mut model.shared.outdated) {
        model.each(|screen, shared| screen.refresh(shared));
    }
    model.each(|screen, shared| screen.clamp(shared));
    model.shared.effects()
}

/// A frame was drawn: windows are as they are seen, and what has come into view is asked for.
pub fn drawn(model: &mut Model, drawn: Drawn) -> Vec<Effect> {
    model.shared.drawn = drawn;
    overlay::drawn(&mut model.shared);
    if model.shared.is_open() {
        let (front, shared) = model.front_mut();
        front.drawn(shared);
    }
    model.shared.effects()
}

fn tick(model: &mut Model) {
    let shared = &mut model.shared;
    let now = shared.now;
    shared.toasts.retain(|toast| toast.until > now);
    if let Some(until) = shared.toasts.iter().map(|toast| toast.until).min() {
        let rest = (until - now).num_milliseconds().max(0).unsigned_abs();
        shared.effect(Effect::Wake(rest + 10));
    }
    if shared.is_running() {
        shared.effect(Effect::Wake(run::TICK));
    }
    model.each(|screen, shared| screen.tick(shared));
}

/// An answer goes to who asked; the run and the undo are known by their tickets.
fn answered(model: &mut Model, answer: Answer) {
    let Answer { ticket, outcome } = answer;
    let asker = model.shared.requests.close(ticket);
    match outcome {
        Outcome::Finished(Found::Shop(found)) => return finished(model, ticket, found),
        Outcome::Finished(_) => {}
        Outcome::Failed(ref failure) => failed(&mut model.shared, ticket, asker == Some(None), failure),
        Outcome::Cancelled => {
            undo::given_up(&mut model.shared, ticket);
            run::ended(&mut model.shared, ticket, None);
        }
    }
    if let Some(Some(screen)) = asker {
        model.answer(screen, ticket, outcome);
    }
}

fn finished(model: &mut Model, ticket: Ticket, found: shop::Found) {
    match found {
        shop::Found::Opened(shop) => {
            model.shared.shop = shop;
            model.shared.state = WorkspaceState::Open;
            let (front, shared) = model.front_mut();
            front.enter(shared);
            // The title says up to which day files are loaded, on every screen.
            if model.shared.screen != Screen::Today {
                let (today, shared) = model.screen_mut(Screen::Today);
                today.enter(shared);
            }
        }
        shop::Found::Nothing => model.shared.state = WorkspaceState::Nothing,
        shop::Found::Loaded(result) => run::ended(&mut model.shared, ticket, Some(result)),
        shop::Found::Undoing(found) => undo::ask(&mut model.shared, ticket, &found),
    }
}

fn failed(shared: &mut Shared, ticket: Ticket, is_own: bool, failure: &Failure) {
    if is_own && matches!(shared.state, WorkspaceState::Opening | WorkspaceState::Creating) {
        shared.state = WorkspaceState::Failed(failure.clone());
    } else if run::never_began(shared, ticket) {
        shared.toast(Tone::Bad, &failure.message);
    } else if shared.running.as_ref().is_some_and(|r| r.ticket == ticket) {
        run::ended(shared, ticket, Some(RunResult::Failed));
        shared.toast(Tone::Bad, &failure.message);
    }
    undo::failed(shared, ticket, failure);
}
