//! The end of what was asked for.

use unicode_segmentation::UnicodeSegmentation;

use crate::report::text::grouped;
use crate::tui::core::outcome::{Failure, Ticket};
use crate::tui::core::part::Ended;
use crate::tui::core::shared::{Shared, Tone};
use crate::tui::overlay::model::Detail;
use crate::tui::screen::Screen;
use crate::tui::screens::tables::model::{RowFor, TableView, Tables};
use crate::tui::screens::tables::request::{Cell, Found, Page};
use crate::tui::screens::tables::update::rows;

/// An ask has ended; one that nothing waits for any more is dropped.
pub fn answer(tables: &mut Tables, shared: &mut Shared, ticket: Ticket, ended: Ended<Found>) {
    match ended {
        Ended::Found(found) => take(tables, shared, ticket, found),
        Ended::Failed(failure) => failed(tables, shared, ticket, &failure),
        Ended::Cancelled => cancelled(tables, ticket),
    }
}

fn take(tables: &mut Tables, shared: &mut Shared, ticket: Ticket, found: Found) {
    match found {
        Found::Facts(facts) if tables.facts.expects(ticket) => tables.facts.fill(facts),
        Found::Nulls(nulls) => {
            if let Some(about) = tables.about.as_mut().filter(|about| about.nulls.expects(ticket)) {
                about.nulls.fill(nulls);
            }
        }
        Found::Opened(grid) => {
            if let Some(view) = views(tables).find(|view| view.grid.expects(ticket)) {
                view.open(grid);
            }
        }
        Found::Page(page) => {
            if let Some(view) = views(tables).find(|view| waits_for_page(view, ticket)) {
                take_page(view, page);
            }
        }
        Found::Row(row) if tables.row.expects(ticket) => {
            tables.row.clear();
            take_row(tables, shared, row);
        }
        Found::Gone => gone(tables, shared, ticket),
        Found::Exported(written) if exported(tables, ticket) => shared.written(&written),
        Found::Facts(_) | Found::Row(_) | Found::Exported(_) => {}
    }
}

fn views(tables: &mut Tables) -> impl Iterator<Item = &mut TableView> {
    std::iter::once(&mut tables.table).chain(tables.query.as_mut())
}

fn waits_for_page(view: &TableView, ticket: Ticket) -> bool {
    view.asked.is_some_and(|(asked, _)| asked == ticket)
}

fn take_page(view: &mut TableView, page: Page) {
    if view.grid.value().is_none_or(|grid| grid.number != page.grid) {
        view.asked = None;
        return;
    }
    let wanted = view.asked.is_some_and(|(_, start)| page.start == start) && !page.rows.is_empty();
    if wanted {
        view.asked = None;
        view.take(page);
    } else {
        view.grid.fail(Failure {
            message: "the table has fewer rows than expected".to_owned(),
            hint: Some("`shoptui verify` checks it.".to_owned()),
        });
    }
}

/// The worker no longer holds these rows: they are asked for anew.
fn gone(tables: &mut Tables, shared: &mut Shared, ticket: Ticket) {
    if tables.row.expects(ticket) {
        tables.row.give_up();
    }
    let Some(view) = views(tables).find(|view| waits_for_page(view, ticket)) else { return };
    // Other rows are on their way already.
    if view.grid.is_loading() {
        return;
    }
    view.asked = None;
    let front = std::ptr::eq(view, tables.view());
    if front { rows::reopen(tables, shared) } else { tables.stale = true }
}

fn failed(tables: &mut Tables, shared: &mut Shared, ticket: Ticket, failure: &Failure) {
    if exported(tables, ticket) {
        let hint = failure.hint.as_deref().map(|hint| format!("; {hint}")).unwrap_or_default();
        return shared.toast(Tone::Bad, format!("{}{hint}", failure.message));
    }
    if tables.facts.expects(ticket) {
        tables.facts.fail(failure.clone());
    }
    if tables.row.expects(ticket) {
        tables.row.clear();
        shared.toast(Tone::Bad, &failure.message);
    }
    if let Some(about) = tables.about.as_mut().filter(|about| about.nulls.expects(ticket)) {
        about.nulls.fail(failure.clone());
    }
    for view in views(tables) {
        if waits_for_page(view, ticket) || view.grid.expects(ticket) {
            view.grid.fail(failure.clone());
        }
    }
}

fn cancelled(tables: &mut Tables, ticket: Ticket) {
    exported(tables, ticket);
    if tables.facts.expects(ticket) {
        tables.facts.give_up();
    }
    if tables.row.expects(ticket) {
        tables.row.give_up();
    }
    if let Some(about) = tables.about.as_mut().filter(|about| about.nulls.expects(ticket)) {
        about.nulls.give_up();
    }
    for view in views(tables) {
        if waits_for_page(view, ticket) {
            view.asked = None;
        }
        if view.grid.expects(ticket) {
            view.grid.give_up();
        }
    }
}

/// Whether it was a file that was being written; it no longer is.
fn exported(tables: &mut Tables, ticket: Ticket) -> bool {
    let before = tables.exports.len();
    tables.exports.retain(|export| *export != ticket);
    tables.exports.len() < before
}

fn take_row(tables: &mut Tables, shared: &mut Shared, row: Vec<(String, Cell)>) {
    let Some(row_for) = tables.row_for.take() else { return };
    match row_for {
        RowFor::Copy(column) => {
            let text = row.into_iter().nth(column).map(|(_, cell)| cell);
            match text {
                Some(Cell::Long { bytes, .. }) => {
                    shared.toast(Tone::Attention, format!("too long to copy: {bytes} bytes"));
                }
                Some(Cell::Text(text)) => shared.copy(Some(text)),
                Some(Cell::Null) | None => shared.copy(None),
            }
        }
        // What was opened meanwhile has the screen.
        RowFor::Detail(_) if shared.overlay.is_some() || shared.screen != Screen::Tables => {}
        RowFor::Detail(number) => {
            let title = format!("row {}", grouped(number as i128 + 1, 0));
            let nothing = shared.styles.sign("∅", "-");
            let cells = Detail::value_cells(shared.size.0, row.iter().map(|(name, _)| name.as_str()));
            let lines =
                row.into_iter().flat_map(|(name, cell)| in_lines(name, &in_full(cell, nothing), cells)).collect();
            shared.detail(title, lines);
        }
    }
}

/// A value in as many lines as it needs; only the first one has the name.
fn in_lines(name: String, value: &str, cells: u16) -> Vec<(String, String)> {
    let mut lines = vec![(name, String::new())];
    let mut used = 0;
    for grapheme in value.graphemes(true) {
        let wide = crate::tui::widgets::canvas::cells(grapheme, cells);
        if used + wide > cells {
            lines.push((String::new(), String::new()));
            used = 0;
        }
        used += wide;
        if let Some((_, line)) = lines.last_mut() {
            line.push_str(grapheme);
        }
    }
    lines
}

fn in_full(cell: Cell, nothing: &str) -> String {
    match cell {
        Cell::Null => nothing.to_owned(),
        Cell::Text(text) => text,
        Cell::Long { head, bytes } => {
            let all = grouped(bytes as i128, 0);
            let here = grouped(head.len() as i128, 0);
            format!("[the first {here} of {all} bytes] {head}")
        }
    }
}
