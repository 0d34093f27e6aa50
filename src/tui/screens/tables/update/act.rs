//! What the owner does: keys, choices, typed lines, clicks.

use chrono::NaiveDate;

use crate::report::export::ExportFormat;
use crate::tui::core::drawn::Hit;
use crate::tui::core::message;
use crate::tui::core::message::Effect;
use crate::tui::core::model::{Model, Tone};
use crate::tui::keys::Action;
use crate::tui::overlay::model::{Choice, Overlay, Prompt, Purpose};
use crate::tui::screens::tables::describe::lines;
use crate::tui::screens::tables::model::{Focus, RowFor, Sheet};
use crate::tui::screens::tables::request::{Cell, Job, Order, Sort, Subject};
use crate::tui::screens::tables::update::sheet;
use crate::tui::widgets::list::List;

/// A filter counts with every key where there are at most so many rows; in larger tables when Enter ends it.
const AT_ONCE: usize = 200_000;
/// The formats in the order in which they are offered.
const FORMATS: [(&str, ExportFormat); 3] =
    [("CSV", ExportFormat::Csv), ("JSON", ExportFormat::Json), ("Parquet", ExportFormat::Parquet)];

/// Does an action of the owner; whether there was something to do.
pub fn act(model: &mut Model, action: Action) -> bool {
    match action {
        Action::Table => choose_table(model),
        Action::Sql => ask_line(model, Purpose::Sql),
        Action::AsOf => ask_line(model, Purpose::AsOf),
        Action::Filter => ask_line(model, Purpose::Filter),
        Action::Describe if model.tables.about.is_some() => model.tables.about = None,
        Action::Describe => sheet::about(model),
        Action::Export => export(model, ExportFormat::Csv),
        Action::ExportAs => {
            let items = FORMATS.map(|(name, _)| name.to_owned()).to_vec();
            let choice = Choice { title: "Export as".to_owned(), items, list: List::default(), action };
            model.overlay = Some(Overlay::Choice(choice));
        }
        action if model.tables.about.is_some() => in_about(model, action),
        action if model.tables.focus == Focus::Tables => in_tables(model, action),
        action => return in_rows(model, action),
    }
    true
}

fn ask_line(model: &mut Model, purpose: Purpose) {
    let sheet = model.tables.sheet();
    let text = match purpose {
        Purpose::Sql => match &sheet.subject {
            Some(Subject::Query(sql)) => sql.clone(),
            _ => String::new(),
        },
        Purpose::AsOf => sheet.day.map(|day| day.to_string()).unwrap_or_default(),
        _ => sheet.filter.clone(),
    };
    model.overlay = Some(Overlay::Prompt(Prompt::new(purpose, &text)));
}

/// The list of tables takes the keys; where there is none, they are offered.
fn choose_table(model: &mut Model) {
    if model.drawn.beside.is_some() {
        model.tables.focus = Focus::Tables;
        return;
    }
    let items: Vec<String> = model.shop.tables.iter().map(|table| table.name.clone()).collect();
    if !items.is_empty() {
        let list = List { selected: model.tables.list.selected, first: 0 };
        let choice = Choice { title: "Table".to_owned(), items, list, action: Action::Table };
        model.overlay = Some(Overlay::Choice(choice));
    }
}

/// An item of a choice that this screen opened was taken.
pub fn chosen(model: &mut Model, action: Action, item: usize) {
    match action {
        Action::Table => show(model, item),
        Action::ExportAs => {
            if let Some((_, format)) = FORMATS.get(item) {
                export(model, *format);
            }
        }
        _ => {}
    }
}

fn show(model: &mut Model, table: usize) {
    if let Some(name) = model.shop.tables.get(table).map(|table| table.name.clone()) {
        sheet::show_table(model, &name);
    }
}

fn in_about(model: &mut Model, action: Action) {
    let page = model.drawn.page();
    let lines = lines(model);
    let Some(about) = model.tables.about.as_mut() else { return };
    match action {
        Action::Open => {
            let name = lines.get(about.list.selected).map(|line| line.name.clone());
            model.tables.about = None;
            let sheet = model.tables.sheet_mut();
            if let Some(column) = sheet.columns().iter().position(|column| Some(&column.name) == name.as_ref()) {
                sheet.hidden.retain(|hidden| Some(hidden) != name.as_ref());
                sheet.column = column;
            }
        }
        Action::Copy => {
            let name = lines.get(about.list.selected).map(|line| line.name.clone());
            model.copy(name);
        }
        action => about.list.step(action, page, lines.len()),
    }
}

fn in_tables(model: &mut Model, action: Action) {
    let len = model.shop.tables.len();
    let before = model.tables.list.selected;
    match action {
        Action::Open | Action::Right => {
            model.tables.focus = Focus::Rows;
            show(model, before);
        }
        Action::Copy => {
            let name = model.shop.tables.get(before).map(|table| table.name.clone());
            model.copy(name);
        }
        action => {
            let room = model.drawn.beside.map_or(1, |seen| seen.height);
            model.tables.list.step(action, room, len);
            if model.tables.list.selected != before {
                show(model, model.tables.list.selected);
            }
        }
    }
}

fn in_rows(model: &mut Model, action: Action) -> bool {
    let page = model.drawn.page();
    let sheet = model.tables.sheet_mut();
    let rows = sheet.rows();
    match action {
        Action::Left | Action::Right => aside(model, action),
        Action::Sort => sort(model),
        Action::Hide => hide(model),
        Action::Unhide => sheet.hidden.clear(),
        Action::Freeze => freeze(sheet),
        Action::Open => open_row(model),
        Action::Copy => copy(model),
        Action::CopyRow => copy_row(model),
        Action::NextMatch => sheet.list.by(1, rows),
        Action::PreviousMatch => sheet.list.by(-1, rows),
        Action::Up
        | Action::Down
        | Action::HalfUp
        | Action::HalfDown
        | Action::PageUp
        | Action::PageDown
        | Action::Top
        | Action::Bottom => sheet.list.step(action, page, rows),
        _ => return false,
    }
    true
}

/// The column before or after; before the first one lies the list of tables.
fn aside(model: &mut Model, action: Action) {
    let wide = model.drawn.beside.is_some();
    let sheet = model.tables.sheet_mut();
    let shown = sheet.shown();
    let at = shown.iter().position(|column| *column == sheet.column).unwrap_or_default();
    if at == 0 && action == Action::Left && wide {
        model.tables.focus = Focus::Tables;
        return;
    }
    let to = if action == Action::Left { at.saturating_sub(1) } else { (at + 1).min(shown.len().saturating_sub(1)) };
    sheet.column = shown.get(to).copied().unwrap_or_default();
}

fn sort(model: &mut Model) {
    let sheet = model.tables.sheet_mut();
    let Some(column) = sheet.columns().get(sheet.column).map(|column| column.name.clone()) else { return };
    let order = sheet.sort.as_ref().filter(|sort| sort.column == column).map(|sort| sort.order);
    sheet.sort = match order {
        None => Some(Sort { column, order: Order::Ascending }),
        Some(Order::Ascending) => Some(Sort { column, order: Order::Descending }),
        Some(Order::Descending) => None,
    };
    sheet::restart(model);
}

/// Hides the column and goes to the next one; the last one that is left stays.
fn hide(model: &mut Model) {
    let sheet = model.tables.sheet_mut();
    let shown = sheet.shown();
    let Some(at) = shown.iter().position(|column| *column == sheet.column) else { return };
    let Some(next) = shown.get(at + 1).or_else(|| at.checked_sub(1).and_then(|before| shown.get(before))) else {
        return model.toast(Tone::Attention, "this is the last column");
    };
    let name = sheet.columns().get(sheet.column).map(|column| column.name.clone());
    sheet.hidden.extend(name);
    if at < sheet.frozen {
        sheet.frozen -= 1;
    }
    sheet.column = *next;
}

/// Keeps the columns up to this one in view, or lets them go if they are kept already.
fn freeze(sheet: &mut Sheet) {
    let shown = sheet.shown();
    let upto = shown.iter().position(|column| *column == sheet.column).map_or(0, |at| at + 1);
    sheet.frozen = if sheet.frozen == upto { 0 } else { upto };
    sheet.left = 0;
}

fn open_row(model: &mut Model) {
    whole_row(model, RowFor::Detail(model.tables.sheet().list.selected));
}

fn whole_row(model: &mut Model, what_for: RowFor) {
    let sheet = model.tables.sheet();
    let Some(grid) = sheet.grid.value().filter(|grid| grid.rows > 0) else { return };
    let job = Job::Row { grid: grid.number, row: sheet.list.selected };
    let ticket = model.ask(message::Job::Tables(job));
    model.tables.row.wait(ticket);
    model.tables.row_for = Some(what_for);
}

fn copy(model: &mut Model) {
    match model.tables.sheet().cell().cloned() {
        Some(Cell::Text(text)) => model.copy(Some(text)),
        Some(Cell::Long { .. }) => whole_row(model, RowFor::Copy(model.tables.sheet().column)),
        Some(Cell::Null) | None => model.copy(None),
    }
}

/// The values that are shown with tabs between them; tabs and line breaks in a value become blanks.
fn copy_row(model: &mut Model) {
    let sheet = model.tables.sheet();
    let text = sheet.row(sheet.list.selected).map(|cells| {
        let value = |column: &usize| match cells.get(*column) {
            Some(Cell::Text(text) | Cell::Long { head: text, .. }) => text.replace(['\t', '\n', '\r'], " "),
            Some(Cell::Null) | None => String::new(),
        };
        sheet.shown().iter().map(value).collect::<Vec<_>>().join("\t")
    });
    model.copy(text);
}

fn export(model: &mut Model, format: ExportFormat) {
    let sheet = model.tables.sheet();
    let Some(spec) = sheet.spec(model.tables.epoch).filter(|_| sheet.grid.value().is_some()) else {
        return model.toast(Tone::Attention, "there is nothing to export here");
    };
    let shown = sheet.shown();
    let columns = shown.iter().filter_map(|column| sheet.columns().get(*column)).map(|column| column.name.clone());
    let job = Job::Export { spec, columns: columns.collect(), format };
    let ticket = model.ask(message::Job::Tables(job));
    model.tables.exports.push(ticket);
}

/// Goes one step back within the screen; false if it is at its root.
pub fn back(model: &mut Model) -> bool {
    if model.tables.about.take().is_some() {
        return true;
    }
    if model.tables.focus == Focus::Tables {
        model.tables.focus = Focus::Rows;
        return true;
    }
    let query = model.tables.query.is_some();
    let sheet = model.tables.sheet_mut();
    if query && let Some(ticket) = sheet.grid.waits_for() {
        sheet.grid.give_up();
        model.effect(Effect::Cancel(ticket));
        return true;
    }
    if !sheet.filter.is_empty() {
        sheet.filter.clear();
        sheet::restart(model);
        return true;
    }
    if query {
        sheet::back_to_table(model);
        return true;
    }
    if sheet.day.take().is_some() {
        sheet::restart(model);
        return true;
    }
    false
}

/// A line was typed or is being typed (filter, day, query); `done` when Enter ended it.
pub fn typed(model: &mut Model, prompt: &Prompt, done: bool) {
    let text = prompt.input.value().trim().to_owned();
    match prompt.purpose {
        Purpose::Filter => {
            let sheet = model.tables.sheet_mut();
            let small = sheet.grid.value().is_some_and(|grid| grid.all <= AT_ONCE);
            if (done || small) && sheet.filter != text {
                sheet.filter = text;
                sheet::restart(model);
            }
        }
        Purpose::AsOf if done => on_day(model, &text),
        Purpose::Sql if done && !text.is_empty() => {
            model.user.remember(&text);
            sheet::close_query(model);
            model.tables.about = None;
            model.tables.focus = Focus::Rows;
            model.tables.query = Some(Sheet::new(Subject::Query(text)));
            sheet::reopen(model);
        }
        _ => {}
    }
}

fn on_day(model: &mut Model, text: &str) {
    let day = if text.is_empty() { None } else { text.parse::<NaiveDate>().ok() };
    if day.is_none() && !text.is_empty() {
        return model.toast(Tone::Attention, format!("not a day: {text}; write it as 2024-10-15"));
    }
    if model.tables.sheet().day != day {
        model.tables.sheet_mut().day = day;
        sheet::restart(model);
    }
}

/// Something was clicked.
pub fn click(model: &mut Model, hit: Hit) {
    match hit {
        Hit::Row(row) if model.tables.about.is_some() => {
            let again = model.tables.about.as_ref().is_some_and(|about| about.list.selected == row);
            if again {
                return in_about(model, Action::Open);
            }
            if let Some(about) = model.tables.about.as_mut() {
                about.list.selected = row;
            }
        }
        Hit::Row(row) => {
            let focused = std::mem::take(&mut model.tables.focus) == Focus::Rows;
            let sheet = model.tables.sheet_mut();
            if focused && sheet.list.selected == row {
                return open_row(model);
            }
            let rows = sheet.rows();
            sheet.list.to(row, rows);
        }
        Hit::Column(column) => {
            let sheet = model.tables.sheet_mut();
            if sheet.column == column {
                return sort(model);
            }
            sheet.column = column;
        }
        Hit::Beside(table) => show(model, table),
        Hit::Tab(_) => {}
    }
}
