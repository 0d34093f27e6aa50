//! Rows one by one: how many there are, and the pages that are seen.

use crate::tui::core::message::Job as Any;
use crate::tui::core::outcome::Ticket;
use crate::tui::core::part::Ended;
use crate::tui::core::shared::Shared;
use crate::tui::screens::errors::model::{Errors, Table};
use crate::tui::screens::errors::request::{By, Found, Job, Mark, Scope};

/// Asks for rows; those of another scope go at once, those of the same stay until the new ones are here.
pub fn ask(errors: &mut Errors, shared: &mut Shared, scope: Scope) {
    let ticket = shared.ask(Any::Errors(Job::Rows(scope.clone())));
    let Some(level) = errors.level_mut() else { return };
    if level.table.scope.report != scope.report || level.table.scope.rule != scope.rule {
        level.table = Table::default();
    }
    level.table.scope = scope;
    level.table.rows.wait(ticket);
}

impl Table {
    /// Whether an answer to this ticket is for it.
    pub fn expects(&self, ticket: Ticket) -> bool {
        self.rows.expects(ticket) || self.paging.as_ref().is_some_and(|(paging, _)| *paging == ticket)
    }
}

/// Takes rows or a page of them.
pub fn answer(table: &mut Table, ticket: Ticket, ended: Ended<Found>) {
    if table.rows.expects(ticket) {
        return match ended {
            Ended::Found(Found::Rows(rows)) => table.take(rows),
            Ended::Found(_) => {}
            Ended::Failed(failure) => table.rows.fail(failure),
            Ended::Cancelled => table.rows.give_up(),
        };
    }
    let Some((_, number)) = table.paging.take() else { return };
    match ended {
        Ended::Found(Found::Page(lines)) => table.take_page(number, lines),
        // It stays blank; asking again and again would not help.
        Ended::Failed(failure) => {
            table.take_page(number, Vec::new());
            table.rows.fail(failure);
        }
        Ended::Found(_) | Ended::Cancelled => {}
    }
}

/// Asks for what is seen and not here yet: the rows beside the selected group, or a page.
pub fn read_on(errors: &mut Errors, shared: &mut Shared) {
    let Some(level) = errors.level() else { return };
    if level.by != By::Row {
        let beside = shared.drawn.beside.is_some() && !level.groups.is_loading();
        let scope = level.group().and_then(|group| level.scope_of(group)).filter(|_| beside);
        match scope {
            Some(scope) if scope != level.table.scope => ask(errors, shared, scope),
            Some(_) => {}
            None => {
                if let Some(level) = errors.level_mut() {
                    level.table = Table::default();
                }
            }
        }
        return;
    }
    let table = &level.table;
    if table.rows.is_loading() || table.paging.is_some() {
        return;
    }
    let Some(seen) = shared.drawn.list else { return };
    let window = table.list.window(seen.height, table.len());
    let Some(number) = table.missing(&window) else { return };
    let mark = first(table.rows.value().and_then(|rows| rows.marks.get(number)));
    let job = Job::Page { scope: table.scope.clone(), mark };
    let ticket = shared.ask(Any::Errors(job));
    if let Some(level) = errors.level_mut() {
        level.table.paging = Some((ticket, number));
    }
}

/// What a page or a row is asked for by.
pub fn first(mark: Option<&Mark>) -> Mark {
    mark.cloned().unwrap_or_default()
}
