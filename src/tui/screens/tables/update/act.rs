//! What the owner does: keys, choices, clicks, each handed to where it is meant.

use crate::tui::core::drawn::Hit;
use crate::tui::core::message::Effect;
use crate::tui::core::shared::Shared;
use crate::tui::keys::Action;
use crate::tui::overlay::model::Purpose;
use crate::tui::screens::tables::describe::lines;
use crate::tui::screens::tables::model::{Focus, Tables};
use crate::tui::screens::tables::update::typed::ask_line;
use crate::tui::screens::tables::update::{columns, export, row, rows};

/// Does an action of the owner; whether there was something to do.
pub fn act(tables: &mut Tables, shared: &mut Shared, action: Action) -> bool {
    match action {
        Action::Table => choose_table(tables, shared),
        Action::Sql => ask_line(tables, shared, Purpose::Sql),
        Action::AsOf => ask_line(tables, shared, Purpose::AsOf),
        Action::Filter => ask_line(tables, shared, Purpose::Filter),
        Action::Describe if tables.about.is_some() => tables.about = None,
        Action::Describe => rows::about(tables, shared),
        Action::Export => export::csv(tables, shared),
        Action::ExportAs => export::choose(shared),
        action if tables.about.is_some() => in_about(tables, shared, action),
        action if tables.focus == Focus::Tables => in_tables(tables, shared, action),
        action => return in_rows(tables, shared, action),
    }
    true
}

/// The list of tables takes the keys; where there is none, they are offered.
fn choose_table(tables: &mut Tables, shared: &mut Shared) {
    if shared.drawn.beside.is_some() {
        tables.focus = Focus::Tables;
        return;
    }
    let items: Vec<String> = shared.shop.tables.iter().map(|table| table.name.clone()).collect();
    if !items.is_empty() {
        shared.choice("Table", items, tables.list.selected, Action::Table);
    }
}

/// An item of a choice that this screen opened was taken.
pub fn chosen(tables: &mut Tables, shared: &mut Shared, action: Action, item: usize) {
    match action {
        Action::Table => show(tables, shared, item),
        Action::ExportAs => export::chosen(tables, shared, item),
        _ => {}
    }
}

fn show(tables: &mut Tables, shared: &mut Shared, table: usize) {
    if let Some(name) = shared.shop.tables.get(table).map(|table| table.name.clone()) {
        rows::show_table(tables, shared, &name);
    }
}

fn in_about(tables: &mut Tables, shared: &mut Shared, action: Action) {
    let page = shared.drawn.page();
    let lines = lines(tables, shared);
    let Some(about) = tables.about.as_mut() else { return };
    match action {
        Action::Open => {
            let name = lines.get(about.list.selected).map(|line| line.name.clone());
            tables.about = None;
            let view = tables.view_mut();
            if let Some(column) = view.columns().iter().position(|column| Some(&column.name) == name.as_ref()) {
                view.hidden.retain(|hidden| Some(hidden) != name.as_ref());
                view.column = column;
            }
        }
        Action::Copy => {
            let name = lines.get(about.list.selected).map(|line| line.name.clone());
            shared.copy(name);
        }
        action => about.list.step(action, page, lines.len()),
    }
}

fn in_tables(tables: &mut Tables, shared: &mut Shared, action: Action) {
    let len = shared.shop.tables.len();
    let before = tables.list.selected;
    match action {
        Action::Open | Action::Right => {
            tables.focus = Focus::Rows;
            show(tables, shared, before);
        }
        Action::Copy => {
            let name = shared.shop.tables.get(before).map(|table| table.name.clone());
            shared.copy(name);
        }
        action => {
            let room = shared.drawn.beside.map_or(1, |seen| seen.height);
            tables.list.step(action, room, len);
            if tables.list.selected != before {
                show(tables, shared, tables.list.selected);
            }
        }
    }
}

fn in_rows(tables: &mut Tables, shared: &mut Shared, action: Action) -> bool {
    let page = shared.drawn.page();
    let view = tables.view_mut();
    let rows = view.rows();
    match action {
        Action::Left | Action::Right => columns::aside(tables, shared, action),
        Action::Sort => columns::sort(tables, shared),
        Action::Hide => columns::hide(tables, shared),
        Action::Unhide => view.hidden.clear(),
        Action::Freeze => columns::freeze(view),
        Action::Open => row::open(tables, shared),
        Action::Copy => row::copy(tables, shared),
        Action::CopyRow => row::copy_row(tables, shared),
        Action::NextMatch => view.list.by(1, rows),
        Action::PreviousMatch => view.list.by(-1, rows),
        Action::Up
        | Action::Down
        | Action::HalfUp
        | Action::HalfDown
        | Action::PageUp
        | Action::PageDown
        | Action::Top
        | Action::Bottom => view.list.step(action, page, rows),
        _ => return false,
    }
    true
}

/// Goes one step back within the screen; false if it is at its root.
pub fn back(tables: &mut Tables, shared: &mut Shared) -> bool {
    if tables.about.take().is_some() {
        return true;
    }
    if tables.focus == Focus::Tables {
        tables.focus = Focus::Rows;
        return true;
    }
    let query = tables.query.is_some();
    let view = tables.view_mut();
    if query && let Some(ticket) = view.grid.waits_for() {
        view.grid.give_up();
        shared.effect(Effect::Cancel(ticket));
        return true;
    }
    if !view.filter.is_empty() {
        view.filter.clear();
        rows::restart(tables, shared);
        return true;
    }
    if query {
        rows::back_to_table(tables, shared);
        return true;
    }
    if view.day.take().is_some() {
        rows::restart(tables, shared);
        return true;
    }
    false
}

/// Something was clicked.
pub fn click(tables: &mut Tables, shared: &mut Shared, hit: Hit) {
    match hit {
        Hit::Row(at) if tables.about.is_some() => {
            let again = tables.about.as_ref().is_some_and(|about| about.list.selected == at);
            if again {
                return in_about(tables, shared, Action::Open);
            }
            if let Some(about) = tables.about.as_mut() {
                about.list.selected = at;
            }
        }
        Hit::Row(at) => {
            let focused = std::mem::take(&mut tables.focus) == Focus::Rows;
            let view = tables.view_mut();
            if focused && view.list.selected == at {
                return row::open(tables, shared);
            }
            let rows = view.rows();
            view.list.to(at, rows);
        }
        Hit::Column(column) => {
            let view = tables.view_mut();
            if view.column == column {
                return columns::sort(tables, shared);
            }
            view.column = column;
        }
        Hit::Beside(table) => show(tables, shared, table),
        Hit::Tab(_) => {}
    }
}
