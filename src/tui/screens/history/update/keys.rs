//! The keys of a table, and the search among them.

use crate::tui::core::message::Job as Any;
use crate::tui::core::model::Model;
use crate::tui::core::update::Ended;
use crate::tui::keys::Action;
use crate::tui::overlay::model::{Choice, Overlay, Prompt, Purpose};
use crate::tui::screens::history::model::{MOST_KEYS, Timeline};
use crate::tui::screens::history::request::{Found, Job};
use crate::tui::widgets::list::List;

/// Asks for the keys that have what is searched for, from the beginning.
pub fn ask(model: &mut Model) {
    model.history.goes_on = false;
    ask_from(model, 0);
}

fn ask_from(model: &mut Model, from: usize) {
    let history = &model.history;
    if history.table.is_empty() {
        return;
    }
    let known = if from == 0 { 0 } else { history.keys.value().map_or(0, |k| k.keys.len()) };
    let job = Job::Keys { table: history.table.clone(), text: history.search.clone(), from, known };
    let ticket = model.ask(Any::History(job));
    model.history.keys.wait(ticket);
}

/// Takes keys; where the table was not looked through yet, it goes on.
pub fn answer(model: &mut Model, ended: Ended<Found>) {
    let history = &mut model.history;
    match ended {
        Ended::Found(Found::Keys(mut found)) => {
            let rest = found.rest;
            if let Some(known) = history.keys.value().filter(|_| history.goes_on) {
                let new = std::mem::take(&mut found.keys);
                found.keys.clone_from(&known.keys);
                // A key may have versions in several parts.
                found.keys.extend(new.into_iter().filter(|k| known.keys.iter().all(|other| other.key != k.key)));
            }
            found.cut |= rest.is_some() && found.keys.len() >= MOST_KEYS;
            let more = rest.filter(|_| !found.cut);
            history.keys.fill(found);
            if let Some(from) = more {
                history.goes_on = true;
                ask_from(model, from);
            }
        }
        Ended::Found(_) => {}
        Ended::Failed(failure) => history.keys.fail(failure),
        Ended::Cancelled => history.keys.give_up(),
    }
}

/// Does an action in the list of keys.
pub fn act(model: &mut Model, action: Action) -> bool {
    let page = model.drawn.page();
    let history = &mut model.history;
    let keys = history.keys.value().map(|k| k.keys.as_slice()).unwrap_or_default();
    match action {
        Action::Open => return open(model),
        Action::Copy => {
            let key = keys.get(history.list.selected).map(|k| k.key.join(", "));
            model.copy(key);
        }
        Action::NextMatch => history.list.by(1, keys.len()),
        Action::PreviousMatch => history.list.by(-1, keys.len()),
        action => {
            let before = history.list.selected;
            history.list.step(action, page, keys.len());
            return history.list.selected != before;
        }
    }
    true
}

/// Looks into the selected key.
fn open(model: &mut Model) -> bool {
    let history = &mut model.history;
    let found = history.keys.value().and_then(|k| k.keys.get(history.list.selected));
    let Some(found) = found else { return false };
    let name: Vec<&str> = found.values.iter().flatten().map(String::as_str).collect();
    history.timeline = Some(Timeline::new(found.key.clone(), name.join(" · ")));
    crate::tui::screens::history::update::timeline::ask(model);
    true
}

/// A click selects; one on the selected key looks into it.
pub fn click(model: &mut Model, row: usize) {
    if model.history.list.selected == row {
        open(model);
    } else {
        let keys = model.history.keys.value().map_or(0, |k| k.keys.len());
        model.history.list.to(row, keys);
    }
}

/// Opens the line that is typed on, from wherever the owner is.
pub fn search(model: &mut Model) {
    crate::tui::screens::history::update::timeline::close(model);
    model.overlay = Some(Overlay::Prompt(Prompt::new(Purpose::Search, &model.history.search)));
}

/// Every letter counts at once.
pub fn typed(model: &mut Model, text: &str) {
    let text = text.trim();
    if text != model.history.search {
        text.clone_into(&mut model.history.search);
        model.history.list = List::default();
        ask(model);
    }
}

/// Shows all keys again; false if all are shown.
pub fn forget_search(model: &mut Model) -> bool {
    let searched = !model.history.search.is_empty();
    typed(model, "");
    searched
}

/// Offers the tables.
pub fn choose_table(model: &mut Model) {
    let items: Vec<String> = model.shop.tables.iter().map(|t| t.name.clone()).collect();
    let selected = items.iter().position(|name| *name == model.history.table).unwrap_or_default();
    let (title, action) = ("Table".to_owned(), Action::Table);
    let list = List { selected, first: 0 };
    model.overlay = Some(Overlay::Choice(Choice { title, items, list, action }));
}

/// Shows another table.
pub fn table_chosen(model: &mut Model, item: usize) {
    let Some(table) = model.shop.tables.get(item).map(|t| t.name.clone()) else { return };
    crate::tui::screens::history::update::timeline::close(model);
    model.user.table = Some(table.clone());
    let history = &mut model.history;
    if history.table != table {
        history.table = table;
        history.search.clear();
        history.keys.clear();
        history.list = List::default();
        ask(model);
    }
}
