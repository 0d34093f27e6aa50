//! What happens on the screen Runs.

mod log;

use crate::tui::core::drawn::Hit;
use crate::tui::core::message;
use crate::tui::core::message::Ticket;
use crate::tui::core::model::Model;
use crate::tui::core::undo;
use crate::tui::core::update::Ended;
use crate::tui::keys::Action;
use crate::tui::overlay::model::{Overlay, Prompt, Purpose};
use crate::tui::screen::Screen;
use crate::tui::screens::runs::model::Log;
use crate::tui::screens::runs::request::{Found, Job};

pub use log::{hear, tick};

/// The screen comes to the front: what it shows is asked for if need be.
pub fn enter(model: &mut Model) {
    let runs = &model.runs;
    if !runs.all.is_loading() && (runs.all.is_fresh() || runs.stale) {
        ask(model);
    }
    log::read_on(model);
}

/// What it shows may be out of date: a run has ended, or the owner asked for it again.
pub fn refresh(model: &mut Model) {
    model.runs.stale = true;
    if model.screen == Screen::Runs && model.is_open() {
        ask(model);
        log::read_on(model);
    }
}

fn ask(model: &mut Model) {
    let ticket = model.ask(message::Job::Runs(Job::List));
    model.runs.all.wait(ticket);
}

/// Does an action of the owner; whether there was something to do.
pub fn act(model: &mut Model, action: Action) -> bool {
    if action == Action::Undo {
        let open = model.runs.log.as_ref().map(|log| log.run.clone());
        let selected = || model.runs.run(model.runs.list.selected).map(|run| run.run.clone());
        let run = open.or_else(selected);
        undo::look(model, run);
        return true;
    }
    if model.runs.log.is_some() {
        return log::act(model, action);
    }
    let page = model.drawn.page();
    let len = model.runs.shown.len();
    match action {
        Action::Open => open(model),
        Action::Copy => {
            let name = model.runs.run(model.runs.list.selected).map(|run| run.run.clone());
            model.copy(name);
        }
        Action::Filter => model.overlay = Some(Overlay::Prompt(Prompt::new(Purpose::Filter, &model.runs.filter))),
        Action::NextMatch if len > 0 => model.runs.list.selected = (model.runs.list.selected + 1) % len,
        Action::PreviousMatch if len > 0 => model.runs.list.selected = (model.runs.list.selected + len - 1) % len,
        action => {
            let before = model.runs.list;
            model.runs.list.step(action, page, len);
            return model.runs.list != before;
        }
    }
    true
}

/// Opens the log of the selected run.
fn open(model: &mut Model) {
    let Some(run) = model.runs.run(model.runs.list.selected).map(|run| run.run.clone()) else { return };
    model.runs.log = Some(Log::new(run));
    log::read_on(model);
}

/// Goes one step back within the screen; false if it is at its root.
pub fn back(model: &mut Model) -> bool {
    let runs = &mut model.runs;
    match runs.log.as_mut() {
        Some(log) if !log.filter.is_empty() => log.filter(""),
        Some(_) => runs.log = None,
        None if !runs.filter.is_empty() => runs.filter(""),
        None => return false,
    }
    true
}

/// A line was typed or is being typed (filter, search, day, query); `done` when Enter ended it.
pub fn typed(model: &mut Model, prompt: &Prompt, _done: bool) {
    let text = prompt.input.value();
    match model.runs.log.as_mut() {
        Some(log) => log.filter(text),
        None => model.runs.filter(text),
    }
}

/// An item of a choice that this screen opened was taken.
pub fn chosen(model: &mut Model, action: Action, _item: usize) {
    if action == Action::Undo {
        undo::start(model);
    }
}

/// Something was clicked: it is selected, or, if it is already, opened.
pub fn click(model: &mut Model, hit: Hit) {
    let Hit::Row(row) = hit else { return };
    if model.runs.log.is_some() {
        log::click(model, row);
    } else if row == model.runs.list.selected {
        open(model);
    } else {
        model.runs.list.to(row, model.runs.shown.len());
    }
}

/// An ask has ended; one that nothing waits for any more is dropped.
pub fn answer(model: &mut Model, ticket: Ticket, ended: Ended<Found>) {
    if !model.runs.all.expects(ticket) {
        return log::answer(model, ticket, ended);
    }
    match ended {
        Ended::Found(Found::List(all)) => model.runs.fill(all),
        Ended::Failed(failure) => model.runs.all.fail(failure),
        _ => model.runs.all.give_up(),
    }
}

/// A frame was drawn.
pub fn drawn(model: &mut Model) {
    let Some(seen) = model.drawn.list else { return };
    let runs = &mut model.runs;
    let list = runs.log.as_mut().map_or(&mut runs.list, |log| &mut log.list);
    list.follow(seen.height, seen.len);
}
