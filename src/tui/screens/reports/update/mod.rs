//! What happens on the screen Reports.

mod export;
mod look;
mod show;

use crate::tui::core::drawn::Hit;
use crate::tui::core::message::Ticket;
use crate::tui::core::model::Model;
use crate::tui::core::update::Ended;
use crate::tui::keys::Action;
use crate::tui::overlay::model::{Prompt, Purpose};
use crate::tui::screen::Screen;
use crate::tui::screens::reports::model::Focus;
use crate::tui::screens::reports::request::Found;

/// The screen comes to the front: what it shows is asked for if need be.
pub fn enter(model: &mut Model) {
    show::want(model);
}

/// What it shows may be out of date: a run has ended, or the owner asked for it again.
pub fn refresh(model: &mut Model) {
    show::forget(model);
    if model.screen == Screen::Reports && model.is_open() {
        show::want(model);
    }
}

/// Does an action of the owner; whether there was something to do.
pub fn act(model: &mut Model, action: Action) -> bool {
    let in_report = look::in_report(model);
    let count = model.shop.reports.len();
    match action {
        _ if count == 0 => return false,
        Action::NextReport => show::switch(model, (model.reports.list.selected + 1) % count),
        Action::PreviousReport => show::switch(model, (model.reports.list.selected + count - 1) % count),
        Action::Up | Action::Down | Action::Top | Action::Bottom if !in_report => {
            let mut list = model.reports.list;
            list.step(action, count, count);
            show::switch(model, list.selected);
        }
        Action::Open if !in_report => model.reports.focus = Focus::Report,
        Action::Open => look::open(model),
        Action::Left | Action::Right => look::sideways(model, action),
        Action::Filter => look::filter(model),
        Action::NextMatch | Action::PreviousMatch => return look::next(model, action),
        Action::Copy => look::copy(model),
        Action::AsOf => show::ask_day(model),
        Action::Shape => look::shape(model),
        Action::Chart => look::form(model),
        Action::Export => export::csv(model),
        Action::ExportAs => export::choose(model),
        action => look::step(model, action),
    }
    true
}

/// Goes one step back within the screen; false if it is at its root.
pub fn back(model: &mut Model) -> bool {
    if !model.reports.look.filter.is_empty() {
        look::narrow(model, "");
        return true;
    }
    let inside = model.drawn.beside.is_some() && model.reports.focus == Focus::Report;
    if inside {
        model.reports.focus = Focus::List;
    }
    inside
}

/// A line was typed or is being typed (filter, search, day, query); `done` when Enter ended it.
pub fn typed(model: &mut Model, prompt: &Prompt, done: bool) {
    match prompt.purpose {
        Purpose::Filter => look::narrow(model, prompt.input.value()),
        Purpose::AsOf if done => show::typed_day(model, prompt.input.value()),
        Purpose::AsOf | Purpose::Search | Purpose::Sql => {}
    }
}

/// An item of a choice that this screen opened was taken.
pub fn chosen(model: &mut Model, action: Action, item: usize) {
    if action == Action::ExportAs {
        export::chosen(model, item);
    }
}

/// Something was clicked.
pub fn click(model: &mut Model, hit: Hit) {
    match hit {
        Hit::Beside(place) => {
            let again = place == model.reports.list.selected;
            model.reports.focus = if again { Focus::Report } else { Focus::List };
            show::switch(model, place);
        }
        Hit::Row(place) => look::click(model, place),
        _ => {}
    }
}

/// An ask has ended; one that nothing waits for any more is dropped.
pub fn answer(model: &mut Model, ticket: Ticket, ended: Ended<Found>) {
    if model.reports.exports.contains(&ticket) {
        export::ended(model, ticket, ended);
    } else if model.reports.front.expects(ticket) {
        show::ended(model, ended);
    }
}

/// Selections stay within their lists.
pub fn clamp(model: &mut Model) {
    let (count, len) = (model.shop.reports.len(), model.reports.look.picked.len());
    model.reports.list.clamp(count);
    look::list(model).clamp(len);
}

/// A frame was drawn.
pub fn drawn(model: &mut Model) {
    if let Some(seen) = model.drawn.beside {
        model.reports.list.follow(seen.height, seen.len);
    }
    if let Some(offset) = model.drawn.column_offset {
        model.reports.look.away = offset;
    }
    if let Some(seen) = model.drawn.list {
        look::list(model).follow(seen.height, seen.len);
    }
}
