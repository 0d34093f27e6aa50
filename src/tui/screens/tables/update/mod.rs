//! What happens on the screen Tables.

mod act;
mod answer;
mod complete;
mod sheet;

use crate::tui::core::message::Job;
use crate::tui::core::model::Model;
use crate::tui::screen::Screen;
use crate::tui::screens::tables::describe::lines;
use crate::tui::screens::tables::model::Focus;
use crate::tui::screens::tables::request as tables;

pub use act::{act, back, chosen, click, typed};
pub use answer::answer;
pub use complete::complete;

/// The screen comes to the front: what it shows is asked for if need be.
pub fn enter(model: &mut Model) {
    let stale = std::mem::take(&mut model.tables.stale);
    if stale || model.tables.facts.is_fresh() {
        ask_facts(model);
    }
    let wanted = wanted_table(model).filter(|name| model.tables.name() != Some(name));
    match wanted {
        Some(name) if model.tables.query.is_none() => sheet::show_table(model, &name),
        _ if stale || model.tables.sheet().grid.is_fresh() => sheet::reopen(model),
        _ => {}
    }
    if stale && model.tables.about.is_some() {
        sheet::about(model);
    }
}

/// What it shows may be out of date: a run has ended, or the owner asked for it again.
pub fn refresh(model: &mut Model) {
    model.tables.epoch += 1;
    model.tables.stale = true;
    let tables = &mut model.tables;
    // What is not in front is asked for when it comes there.
    let under = tables.query.is_some().then_some(&mut tables.table);
    tables.kept.iter_mut().chain(under).for_each(|sheet| sheet.grid.clear());
    if model.screen == Screen::Tables && model.is_open() {
        enter(model);
    }
}

/// Selections stay within their lists.
pub fn clamp(model: &mut Model) {
    let lines = lines(model).len();
    let tables = &mut model.tables;
    tables.list.clamp(model.shop.tables.len());
    if let Some(about) = tables.about.as_mut() {
        about.list.clamp(lines);
    }
    let sheet = tables.sheet_mut();
    if sheet.grid.value().is_some() {
        sheet.list.clamp(sheet.rows());
    }
}

/// A frame was drawn: rows that have come into view are asked for.
pub fn drawn(model: &mut Model) {
    let tables = &mut model.tables;
    match model.drawn.beside {
        Some(seen) => tables.list.follow(seen.height, seen.len),
        None => tables.focus = Focus::Rows,
    }
    if let Some(offset) = model.drawn.column_offset {
        tables.sheet_mut().left = offset;
    }
    let Some(seen) = model.drawn.list else { return };
    match tables.about.as_mut() {
        Some(about) => about.list.follow(seen.height, seen.len),
        None => {
            tables.sheet_mut().list.follow(seen.height, seen.len);
            sheet::ask_page(model, seen.height);
        }
    }
}

fn ask_facts(model: &mut Model) {
    let ticket = model.ask(Job::Tables(tables::Job::Facts));
    model.tables.facts.wait(ticket);
}

/// The table that was looked at last, here or on another screen; the first one if there is none.
fn wanted_table(model: &Model) -> Option<String> {
    let known = model.user.table.as_deref().filter(|name| model.shop.table(name).is_some());
    known.or_else(|| model.shop.tables.first().map(|table| table.name.as_str())).map(str::to_owned)
}
