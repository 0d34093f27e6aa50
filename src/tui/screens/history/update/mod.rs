//! What happens on the screen History.

mod keys;
mod page;
mod timeline;

use crate::tui::core::drawn::Hit;
use crate::tui::core::message::Ticket;
use crate::tui::core::model::Model;
use crate::tui::core::update::Ended;
use crate::tui::keys::Action;
use crate::tui::overlay::model::{Prompt, Purpose};
use crate::tui::screen::Screen;
use crate::tui::screens::history::request::Found;

/// The screen comes to the front: what it shows is asked for if need be.
pub fn enter(model: &mut Model) {
    if model.shop.table(&model.history.table).is_none() {
        let remembered = model.user.table.as_deref().filter(|name| model.shop.table(name).is_some());
        let first = || model.shop.tables.first().map(|t| t.name.as_str());
        model.history.table = remembered.or_else(first).unwrap_or_default().to_owned();
    }
    if model.history.stale || model.history.keys.is_fresh() {
        again(model);
    }
}

/// What it shows may be out of date: a run has ended, or the owner asked for it again.
pub fn refresh(model: &mut Model) {
    model.history.stale = true;
    if model.screen == Screen::History {
        enter(model);
    }
}

fn again(model: &mut Model) {
    model.history.stale = false;
    keys::ask(model);
    timeline::ask(model);
}

/// Does an action of the owner; whether there was something to do.
pub fn act(model: &mut Model, action: Action) -> bool {
    match (action, &model.history.timeline) {
        (Action::Table, _) => keys::choose_table(model),
        (Action::Filter, _) => keys::search(model),
        (_, None) => return keys::act(model, action),
        (_, Some(timeline)) if timeline.page.is_some() => return page::act(model, action),
        (_, Some(_)) => return timeline::act(model, action),
    }
    true
}

/// Goes one step back within the screen; false if it is at its root.
pub fn back(model: &mut Model) -> bool {
    match &mut model.history.timeline {
        Some(timeline) if timeline.page.is_some() => timeline.page = None,
        Some(_) => timeline::close(model),
        None => return keys::forget_search(model),
    }
    true
}

/// A line was typed or is being typed (filter, search, day, query); `done` when Enter ended it.
pub fn typed(model: &mut Model, prompt: &Prompt, done: bool) {
    match prompt.purpose {
        Purpose::Search => keys::typed(model, prompt.input.value()),
        Purpose::AsOf if done => timeline::typed(model, prompt.input.value()),
        _ => {}
    }
}

/// An item of a choice that this screen opened was taken.
pub fn chosen(model: &mut Model, action: Action, item: usize) {
    if action == Action::Table {
        keys::table_chosen(model, item);
    }
}

/// Something was clicked.
pub fn click(model: &mut Model, hit: Hit) {
    match (&mut model.history.timeline, hit) {
        (Some(timeline), Hit::Row(row)) if timeline.page.is_some() => page::click(timeline, row),
        (Some(_), hit) => timeline::click(model, hit),
        (None, Hit::Row(row)) => keys::click(model, row),
        (None, _) => {}
    }
}

/// An ask has ended; one that nothing waits for any more is dropped.
pub fn answer(model: &mut Model, ticket: Ticket, ended: Ended<Found>) {
    let history = &mut model.history;
    if history.keys.expects(ticket) {
        return keys::answer(model, ended);
    }
    let Some(timeline) = history.timeline.as_mut() else { return };
    if timeline.versions.expects(ticket) {
        timeline::answer(timeline, ended);
    } else if timeline.reading.as_ref().is_some_and(|(reading, _)| *reading == ticket) {
        timeline::read(timeline, ended);
    } else if let Some(page) = timeline.page.as_mut().filter(|page| page.excerpt.expects(ticket)) {
        page::answer(page, ended);
    }
}

/// Selections stay within their lists.
pub fn clamp(model: &mut Model) {
    let history = &mut model.history;
    history.list.clamp(history.keys.value().map_or(0, |k| k.keys.len()));
    if let Some(timeline) = &mut history.timeline {
        timeline.list.clamp(timeline.spans.len());
        if let Some(page) = &mut timeline.page {
            page.list.clamp(page.excerpt.value().map_or(0, |e| e.lines.len()));
        }
    }
}

/// A frame was drawn.
pub fn drawn(model: &mut Model) {
    if let Some(seen) = model.drawn.list {
        let history = &mut model.history;
        let list = match &mut history.timeline {
            None => &mut history.list,
            Some(timeline) => timeline.page.as_mut().map_or(&mut timeline.list, |page| &mut page.list),
        };
        list.follow(seen.height, seen.len);
    }
    timeline::read_on(model);
}
