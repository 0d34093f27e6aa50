//! The only writer of the model. Does no I/O: what is to be done goes into the model's outbox as effects.

use chrono::{DateTime, Utc};

use crate::tui::core::drawn::Drawn;
use crate::tui::core::message::{Answer, Effect, Failure, Found, Job, Message, Outcome};
use crate::tui::core::model::{Model, Tone, WorkspaceState};
use crate::tui::core::press;
use crate::tui::core::run;
use crate::tui::core::shop;
use crate::tui::core::undo;
use crate::tui::overlay::update as overlay;
use crate::tui::screen::Screen;
use crate::tui::screens::errors::update as errors;
use crate::tui::screens::history::update as history;
use crate::tui::screens::reports::update as reports;
use crate::tui::screens::runs::update as runs;
use crate::tui::screens::tables::update as tables;
use crate::tui::screens::today::update as today;

/// How an ask ended, for the screen that asked.
#[derive(Debug)]
pub enum Ended<F> {
    /// With this.
    Found(F),
    /// Without.
    Failed(Failure),
    /// Overtaken or stopped.
    Cancelled,
}

/// Opens the workspace: the first thing that is done.
pub fn start(model: &mut Model) -> Vec<Effect> {
    model.ask(Job::Shop(shop::Job::Open));
    model.effects()
}

/// Takes a message and says what is to be done.
pub fn update(model: &mut Model, message: Message, now: DateTime<Utc>) -> Vec<Effect> {
    model.now = now;
    match message {
        Message::Key(key) => press::key(model, &key),
        Message::Mouse(event) => press::mouse(model, event),
        Message::Paste(text) => overlay::paste(model, &text),
        Message::Resize(columns, rows) => model.size = (columns, rows),
        Message::Tick => tick(model),
        Message::Progress(ticket, event) => run::progress(model, ticket, event),
        Message::Moved(ticket, pipeline, bytes) => run::moved(model, ticket, &pipeline, bytes),
        Message::Answer(answer) => answered(model, answer),
        Message::NotCopied(text) => model.effect(Effect::CopyByTerminal(text)),
        Message::Landed => landed(model),
        Message::Terminate => model.effect(Effect::Quit),
    }
    clamp(model);
    model.effects()
}

/// A frame was drawn: windows are as they are seen, and what has come into view is asked for.
pub fn drawn(model: &mut Model, drawn: Drawn) -> Vec<Effect> {
    model.drawn = drawn;
    overlay::drawn(model);
    if model.is_open() {
        match model.screen {
            Screen::Today => today::drawn(model),
            Screen::Runs => runs::drawn(model),
            Screen::Errors => errors::drawn(model),
            Screen::History => history::drawn(model),
            Screen::Reports => reports::drawn(model),
            Screen::Tables => tables::drawn(model),
        }
    }
    model.effects()
}

fn tick(model: &mut Model) {
    let now = model.now;
    model.toasts.retain(|toast| toast.until > now);
    if let Some(until) = model.toasts.iter().map(|toast| toast.until).min() {
        let rest = (until - now).num_milliseconds().max(0).unsigned_abs();
        model.effect(Effect::Wake(rest + 10));
    }
    if model.is_running() {
        model.effect(Effect::Wake(run::TICK));
    }
    today::tick(model);
    runs::tick(model);
}

fn landed(model: &mut Model) {
    if model.is_open() && !model.is_running() {
        today::landed(model);
    }
}

/// Selections stay within their lists.
fn clamp(model: &mut Model) {
    errors::clamp(model);
    history::clamp(model);
    reports::clamp(model);
    tables::clamp(model);
}

/// Shows a screen.
pub fn go(model: &mut Model, screen: Screen) {
    model.screen = screen;
    model.user.screen = Some(screen.name().to_lowercase());
    if model.is_open() {
        enter(model);
    }
}

fn enter(model: &mut Model) {
    match model.screen {
        Screen::Today => today::enter(model),
        Screen::Runs => runs::enter(model),
        Screen::Errors => errors::enter(model),
        Screen::History => history::enter(model),
        Screen::Reports => reports::enter(model),
        Screen::Tables => tables::enter(model),
    }
}

/// What is shown may be out of date on every screen; only the one in front asks again at once.
pub fn refresh_all(model: &mut Model) {
    today::refresh(model);
    runs::refresh(model);
    errors::refresh(model);
    history::refresh(model);
    reports::refresh(model);
    tables::refresh(model);
}

fn answered(model: &mut Model, answer: Answer) {
    let Answer { ticket, outcome } = answer;
    macro_rules! to {
        ($($found:ident => $screen:ident),*) => {
            match outcome {
                Outcome::Finished(Found::Shop(found)) => opened(model, ticket, found),
                $(Outcome::Finished(Found::$found(found)) => $screen::answer(model, ticket, Ended::Found(found)),)*
                Outcome::Failed(failure) => {
                    failed(model, ticket, &failure);
                    $($screen::answer(model, ticket, Ended::Failed(failure.clone()));)*
                }
                Outcome::Cancelled => {
                    undo::given_up(model, ticket);
                    run::ended(model, ticket, None);
                    $($screen::answer(model, ticket, Ended::Cancelled);)*
                }
            }
        };
    }
    to!(Today => today, Runs => runs, Errors => errors, History => history, Reports => reports, Tables => tables);
}

fn opened(model: &mut Model, ticket: crate::tui::core::message::Ticket, found: shop::Found) {
    match found {
        shop::Found::Opened(shop) => {
            model.shop = shop;
            model.door = WorkspaceState::Open;
            enter(model);
            // The title says up to which day files are loaded, on every screen.
            if model.screen != Screen::Today {
                today::enter(model);
            }
        }
        shop::Found::Nothing => model.door = WorkspaceState::Nothing,
        shop::Found::Loaded(result) => run::ended(model, ticket, Some(result)),
        shop::Found::Undoing(found) => undo::ask(model, ticket, &found),
    }
}

fn failed(model: &mut Model, ticket: crate::tui::core::message::Ticket, failure: &Failure) {
    if matches!(model.door, WorkspaceState::Opening | WorkspaceState::Creating) {
        model.door = WorkspaceState::Failed(failure.clone());
    } else if run::never_began(model, ticket) {
        model.toast(Tone::Bad, &failure.message);
    } else if model.running.as_ref().is_some_and(|r| r.ticket == ticket) {
        run::ended(model, ticket, Some(crate::run::RunResult::Failed));
        model.toast(Tone::Bad, &failure.message);
    }
    undo::failed(model, ticket, failure);
}
