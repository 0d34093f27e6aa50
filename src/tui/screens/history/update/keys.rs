//! The keys of a table, and the search among them.

use crate::tui::core::message::Job as Any;
use crate::tui::core::part::Ended;
use crate::tui::core::shared::Shared;
use crate::tui::keys::Action;
use crate::tui::overlay::model::Purpose;
use crate::tui::screens::history::model::{History, MOST_KEYS, Timeline};
use crate::tui::screens::history::request::{Found, Job};
use crate::tui::widgets::list::List;

/// Asks for the keys that have what is searched for, from the beginning.
pub fn ask(history: &mut History, shared: &mut Shared) {
    history.goes_on = false;
    ask_from(history, shared, 0);
}

fn ask_from(history: &mut History, shared: &mut Shared, from: usize) {
    if history.table.is_empty() || shared.shop.has_no_key(&history.table) {
        return;
    }
    let known = if from == 0 { 0 } else { history.keys.value().map_or(0, |k| k.keys.len()) };
    let job = Job::Keys { table: history.table.clone(), text: history.search.clone(), from, known };
    let ticket = shared.ask(Any::History(job));
    history.keys.wait(ticket);
}

/// Takes keys; where the table was not looked through yet, it goes on.
pub fn answer(history: &mut History, shared: &mut Shared, ended: Ended<Found>) {
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
                ask_from(history, shared, from);
            }
        }
        Ended::Found(_) => {}
        Ended::Failed(failure) => history.keys.fail(failure),
        Ended::Cancelled => history.keys.give_up(),
    }
}

/// Does an action in the list of keys.
pub fn act(history: &mut History, shared: &mut Shared, action: Action) -> bool {
    let page = shared.drawn.page();
    let keys = history.keys.value().map(|k| k.keys.as_slice()).unwrap_or_default();
    match action {
        Action::Open => return open(history, shared),
        Action::Copy => {
            let key = keys.get(history.list.selected).map(|k| k.key.join(", "));
            shared.copy(key);
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
fn open(history: &mut History, shared: &mut Shared) -> bool {
    let found = history.keys.value().and_then(|k| k.keys.get(history.list.selected));
    let Some(found) = found else { return false };
    let name: Vec<&str> = found.values.iter().flatten().map(String::as_str).collect();
    history.timeline = Some(Timeline::new(found.key.clone(), name.join(" · ")));
    crate::tui::screens::history::update::timeline::ask(history, shared);
    true
}

/// A click selects; one on the selected key looks into it.
pub fn click(history: &mut History, shared: &mut Shared, row: usize) {
    if history.list.selected == row {
        open(history, shared);
    } else {
        let keys = history.keys.value().map_or(0, |k| k.keys.len());
        history.list.to(row, keys);
    }
}

/// Opens the line that is typed on, from wherever the owner is.
pub fn search(history: &mut History, shared: &mut Shared) {
    crate::tui::screens::history::update::timeline::close(history, shared);
    shared.prompt(Purpose::Search, &history.search);
}

/// Every letter counts at once.
pub fn typed(history: &mut History, shared: &mut Shared, text: &str) {
    let text = text.trim();
    if text != history.search {
        text.clone_into(&mut history.search);
        history.list = List::default();
        ask(history, shared);
    }
}

/// Shows all keys again; false if all are shown.
pub fn forget_search(history: &mut History, shared: &mut Shared) -> bool {
    let searched = !history.search.is_empty();
    typed(history, shared, "");
    searched
}

/// Offers the tables.
pub fn choose_table(history: &mut History, shared: &mut Shared) {
    let items: Vec<String> = shared.shop.tables.iter().map(|t| t.name.clone()).collect();
    let selected = items.iter().position(|name| *name == history.table).unwrap_or_default();
    shared.choice("Table", items, selected, Action::Table);
}

/// Shows another table.
pub fn table_chosen(history: &mut History, shared: &mut Shared, item: usize) {
    let Some(table) = shared.shop.tables.get(item).map(|t| t.name.clone()) else { return };
    crate::tui::screens::history::update::timeline::close(history, shared);
    shared.user.table = Some(table.clone());
    if history.table != table {
        history.table = table;
        history.search.clear();
        history.keys.clear();
        history.list = List::default();
        ask(history, shared);
    }
}
