//! What the owner does: keys, choices, typed lines, clicks.

use crate::report::export::ExportFormat;
use crate::tui::core::drawn::Hit;
use crate::tui::core::message;
use crate::tui::core::message::Effect;
use crate::tui::core::shared::{Shared, Tone};
use crate::tui::keys::Action;
use crate::tui::overlay::day;
use crate::tui::overlay::model::{Choice, Overlay, Prompt, Purpose};
use crate::tui::screens::tables::describe::lines;
use crate::tui::screens::tables::model::{Focus, RowFor, TableView, Tables};
use crate::tui::screens::tables::request::{Cell, Job, Order, Sort, Subject};
use crate::tui::screens::tables::update::rows;
use crate::tui::widgets::list::List;

/// A filter counts with every key where there are at most so many rows; in larger tables when Enter ends it.
const AT_ONCE: usize = 200_000;
/// The formats in the order in which they are offered.
const FORMATS: [(&str, ExportFormat); 3] =
    [("CSV", ExportFormat::Csv), ("JSON", ExportFormat::Json), ("Parquet", ExportFormat::Parquet)];

/// Does an action of the owner; whether there was something to do.
pub fn act(tables: &mut Tables, shared: &mut Shared, action: Action) -> bool {
    match action {
        Action::Table => choose_table(tables, shared),
        Action::Sql => ask_line(tables, shared, Purpose::Sql),
        Action::AsOf => ask_line(tables, shared, Purpose::AsOf),
        Action::Filter => ask_line(tables, shared, Purpose::Filter),
        Action::Describe if tables.about.is_some() => tables.about = None,
        Action::Describe => rows::about(tables, shared),
        Action::Export => export(tables, shared, ExportFormat::Csv),
        Action::ExportAs => {
            let items = FORMATS.map(|(name, _)| name.to_owned()).to_vec();
            let choice = Choice { title: "Export as".to_owned(), items, list: List::default(), action };
            shared.overlay = Some(Overlay::Choice(choice));
        }
        action if tables.about.is_some() => in_about(tables, shared, action),
        action if tables.focus == Focus::Tables => in_tables(tables, shared, action),
        action => return in_rows(tables, shared, action),
    }
    true
}

fn ask_line(tables: &mut Tables, shared: &mut Shared, purpose: Purpose) {
    let view = tables.view();
    let text = match purpose {
        Purpose::Sql => match &view.subject {
            Some(Subject::Query(sql)) => sql.clone(),
            _ => String::new(),
        },
        Purpose::AsOf => view.day.map(|day| day.to_string()).unwrap_or_default(),
        _ => view.filter.clone(),
    };
    shared.overlay = Some(Overlay::Prompt(Prompt::new(purpose, &text)));
}

/// The list of tables takes the keys; where there is none, they are offered.
fn choose_table(tables: &mut Tables, shared: &mut Shared) {
    if shared.drawn.beside.is_some() {
        tables.focus = Focus::Tables;
        return;
    }
    let items: Vec<String> = shared.shop.tables.iter().map(|table| table.name.clone()).collect();
    if !items.is_empty() {
        let list = List { selected: tables.list.selected, first: 0 };
        let choice = Choice { title: "Table".to_owned(), items, list, action: Action::Table };
        shared.overlay = Some(Overlay::Choice(choice));
    }
}

/// An item of a choice that this screen opened was taken.
pub fn chosen(tables: &mut Tables, shared: &mut Shared, action: Action, item: usize) {
    match action {
        Action::Table => show(tables, shared, item),
        Action::ExportAs => {
            if let Some((_, format)) = FORMATS.get(item) {
                export(tables, shared, *format);
            }
        }
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
        Action::Left | Action::Right => aside(tables, shared, action),
        Action::Sort => sort(tables, shared),
        Action::Hide => hide(tables, shared),
        Action::Unhide => view.hidden.clear(),
        Action::Freeze => freeze(view),
        Action::Open => open_row(tables, shared),
        Action::Copy => copy(tables, shared),
        Action::CopyRow => copy_row(tables, shared),
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

/// The column before or after; before the first one lies the list of tables.
fn aside(tables: &mut Tables, shared: &mut Shared, action: Action) {
    let wide = shared.drawn.beside.is_some();
    let view = tables.view_mut();
    let shown = view.shown();
    let at = shown.iter().position(|column| *column == view.column).unwrap_or_default();
    if at == 0 && action == Action::Left && wide {
        tables.focus = Focus::Tables;
        return;
    }
    let to = if action == Action::Left { at.saturating_sub(1) } else { (at + 1).min(shown.len().saturating_sub(1)) };
    view.column = shown.get(to).copied().unwrap_or_default();
}

fn sort(tables: &mut Tables, shared: &mut Shared) {
    let view = tables.view_mut();
    let Some(column) = view.columns().get(view.column).map(|column| column.name.clone()) else { return };
    let order = view.sort.as_ref().filter(|sort| sort.column == column).map(|sort| sort.order);
    view.sort = match order {
        None => Some(Sort { column, order: Order::Ascending }),
        Some(Order::Ascending) => Some(Sort { column, order: Order::Descending }),
        Some(Order::Descending) => None,
    };
    rows::restart(tables, shared);
}

/// Hides the column and goes to the next one; the last one that is left stays.
fn hide(tables: &mut Tables, shared: &mut Shared) {
    let view = tables.view_mut();
    let shown = view.shown();
    let Some(at) = shown.iter().position(|column| *column == view.column) else { return };
    let Some(next) = shown.get(at + 1).or_else(|| at.checked_sub(1).and_then(|before| shown.get(before))) else {
        return shared.toast(Tone::Attention, "this is the last column");
    };
    let name = view.columns().get(view.column).map(|column| column.name.clone());
    view.hidden.extend(name);
    if at < view.frozen {
        view.frozen -= 1;
    }
    view.column = *next;
}

/// Keeps the columns up to this one in view, or lets them go if they are kept already.
fn freeze(view: &mut TableView) {
    let shown = view.shown();
    let upto = shown.iter().position(|column| *column == view.column).map_or(0, |at| at + 1);
    view.frozen = if view.frozen == upto { 0 } else { upto };
    view.left = 0;
}

fn open_row(tables: &mut Tables, shared: &mut Shared) {
    whole_row(tables, shared, RowFor::Detail(tables.view().list.selected));
}

fn whole_row(tables: &mut Tables, shared: &mut Shared, what_for: RowFor) {
    let view = tables.view();
    let Some(grid) = view.grid.value().filter(|grid| grid.rows > 0) else { return };
    let job = Job::Row { grid: grid.number, row: view.list.selected };
    let ticket = shared.ask(message::Job::Tables(job));
    tables.row.wait(ticket);
    tables.row_for = Some(what_for);
}

fn copy(tables: &mut Tables, shared: &mut Shared) {
    match tables.view().cell().cloned() {
        Some(Cell::Text(text)) => shared.copy(Some(text)),
        Some(Cell::Long { .. }) => whole_row(tables, shared, RowFor::Copy(tables.view().column)),
        Some(Cell::Null) | None => shared.copy(None),
    }
}

/// The values that are shown with tabs between them; tabs and line breaks in a value become blanks.
fn copy_row(tables: &mut Tables, shared: &mut Shared) {
    let view = tables.view();
    let text = view.row(view.list.selected).map(|cells| {
        let value = |column: &usize| match cells.get(*column) {
            Some(Cell::Text(text) | Cell::Long { head: text, .. }) => text.replace(['\t', '\n', '\r'], " "),
            Some(Cell::Null) | None => String::new(),
        };
        view.shown().iter().map(value).collect::<Vec<_>>().join("\t")
    });
    shared.copy(text);
}

fn export(tables: &mut Tables, shared: &mut Shared, format: ExportFormat) {
    let view = tables.view();
    let Some(spec) = view.spec(tables.epoch).filter(|_| view.grid.value().is_some()) else {
        return shared.toast(Tone::Attention, "there is nothing to export here");
    };
    let shown = view.shown();
    let columns = shown.iter().filter_map(|column| view.columns().get(*column)).map(|column| column.name.clone());
    let job = Job::Export { spec, columns: columns.collect(), format };
    let ticket = shared.ask(message::Job::Tables(job));
    tables.exports.push(ticket);
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

/// A line was typed or is being typed (filter, day, query); `done` when Enter ended it.
pub fn typed(tables: &mut Tables, shared: &mut Shared, prompt: &Prompt, done: bool) {
    let text = prompt.input.value().trim().to_owned();
    match prompt.purpose {
        Purpose::Filter => {
            let view = tables.view_mut();
            let small = view.grid.value().is_some_and(|grid| grid.all <= AT_ONCE);
            if (done || small) && view.filter != text {
                view.filter = text;
                rows::restart(tables, shared);
            }
        }
        Purpose::AsOf if done => on_day(tables, shared, &text),
        Purpose::Sql if done && !text.is_empty() => {
            shared.user.remember(&text);
            rows::close_query(tables, shared);
            tables.about = None;
            tables.focus = Focus::Rows;
            tables.query = Some(TableView::new(Subject::Query(text)));
            rows::reopen(tables, shared);
        }
        _ => {}
    }
}

fn on_day(tables: &mut Tables, shared: &mut Shared, text: &str) {
    let day = match day::typed(text) {
        Ok(day) => day,
        Err(said) => return shared.toast(Tone::Attention, said),
    };
    if tables.view().day != day {
        tables.view_mut().day = day;
        rows::restart(tables, shared);
    }
}

/// Something was clicked.
pub fn click(tables: &mut Tables, shared: &mut Shared, hit: Hit) {
    match hit {
        Hit::Row(row) if tables.about.is_some() => {
            let again = tables.about.as_ref().is_some_and(|about| about.list.selected == row);
            if again {
                return in_about(tables, shared, Action::Open);
            }
            if let Some(about) = tables.about.as_mut() {
                about.list.selected = row;
            }
        }
        Hit::Row(row) => {
            let focused = std::mem::take(&mut tables.focus) == Focus::Rows;
            let view = tables.view_mut();
            if focused && view.list.selected == row {
                return open_row(tables, shared);
            }
            let rows = view.rows();
            view.list.to(row, rows);
        }
        Hit::Column(column) => {
            let view = tables.view_mut();
            if view.column == column {
                return sort(tables, shared);
            }
            view.column = column;
        }
        Hit::Beside(table) => show(tables, shared, table),
        Hit::Tab(_) => {}
    }
}
