//! The selected row: looked at whole, and copied.

use crate::tui::core::message;
use crate::tui::core::shared::Shared;
use crate::tui::screens::tables::model::{RowFor, Tables};
use crate::tui::screens::tables::request::{Cell, Job};

pub fn open(tables: &mut Tables, shared: &mut Shared) {
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

pub fn copy(tables: &mut Tables, shared: &mut Shared) {
    match tables.view().cell().cloned() {
        Some(Cell::Text(text)) => shared.copy(Some(text)),
        Some(Cell::Long { .. }) => whole_row(tables, shared, RowFor::Copy(tables.view().column)),
        Some(Cell::Null) | None => shared.copy(None),
    }
}

/// The values that are shown with tabs between them; tabs and line breaks in a value become blanks.
pub fn copy_row(tables: &mut Tables, shared: &mut Shared) {
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
