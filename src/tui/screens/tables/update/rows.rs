//! Rows that are looked at: opened, opened anew, a page more.

use crate::tui::core::message;
use crate::tui::core::message::Effect;
use crate::tui::core::shared::Shared;
use crate::tui::screens::tables::model::{About, TableView, Tables};
use crate::tui::screens::tables::request::{Job, PAGE, Subject};

/// Looks at a table, as it was looked at before.
pub fn show_table(tables: &mut Tables, shared: &mut Shared, name: &str) {
    close_query(tables, shared);
    if let Some(at) = shared.shop.tables.iter().position(|table| table.name == name) {
        tables.list.selected = at;
    }
    shared.user.table = Some(name.to_owned());
    if tables.name() == Some(name) {
        return back_to_table(tables, shared);
    }
    let subject = Some(Subject::Table(name.to_owned()));
    let at = tables.kept.iter().position(|view| view.subject == subject);
    let next = at.map(|at| tables.kept.remove(at));
    let next = next.unwrap_or_else(|| TableView { subject, ..TableView::default() });
    let mut before = std::mem::replace(&mut tables.table, next);
    if before.subject.is_some() {
        // Whatever is on its way for it will be dropped.
        before.asked = None;
        before.grid.give_up();
        tables.kept.push(before);
    }
    if tables.about.is_some() {
        about(tables, shared);
    }
    reopen(tables, shared);
}

/// Leaves the result of a query.
pub fn close_query(tables: &mut Tables, shared: &mut Shared) {
    if let Some(query) = tables.query.take() {
        if let Some(ticket) = query.grid.waits_for() {
            shared.effect(Effect::Cancel(ticket));
        }
        tables.about = None;
    }
}

/// Leaves the result of a query for the table under it.
pub fn back_to_table(tables: &mut Tables, shared: &mut Shared) {
    close_query(tables, shared);
    if tables.table.grid.is_fresh() {
        reopen(tables, shared);
    }
}

/// Asks for the rows in front, as they are wanted now.
pub fn reopen(tables: &mut Tables, shared: &mut Shared) {
    let view = tables.view();
    let Some(spec) = view.spec(tables.epoch) else { return };
    let around = view.list.selected;
    let ticket = shared.ask(message::Job::Tables(Job::Open { spec, around }));
    tables.view_mut().grid.wait(ticket);
}

/// Asks for the rows in front from the first one on, since they are others now.
pub fn restart(tables: &mut Tables, shared: &mut Shared) {
    tables.view_mut().list = Default::default();
    reopen(tables, shared);
}

/// Asks for the columns of the table in front.
pub fn about(tables: &mut Tables, shared: &mut Shared) {
    tables.about = Some(About::default());
    if tables.query.is_some() {
        return;
    }
    if let Some(table) = tables.name().map(str::to_owned) {
        let ticket = shared.ask(message::Job::Tables(Job::Nulls { table }));
        if let Some(about) = tables.about.as_mut() {
            about.nulls.wait(ticket);
        }
    }
}

/// Asks for a page that is seen or soon will be, one at a time; a newer ask overtakes the one before.
pub fn ask_page(tables: &mut Tables, shared: &mut Shared, height: usize) {
    let view = tables.view();
    let Some(grid) = view.grid.value() else { return };
    // A page that failed counts as asked for: only going elsewhere and back asks for it again.
    let Some(start) = view.missing(height).filter(|start| view.asked.is_none_or(|(_, asked)| asked != *start)) else {
        return;
    };
    let rows = start..start.saturating_add(PAGE).min(grid.rows);
    let job = Job::Page { grid: grid.number, rows };
    let ticket = shared.ask(message::Job::Tables(job));
    tables.view_mut().asked = Some((ticket, start));
}
