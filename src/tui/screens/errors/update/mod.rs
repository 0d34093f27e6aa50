//! What happens on the screen Errors.

mod detail;
pub mod edit;
mod table;

use crate::tui::core::drawn::Hit;
use crate::tui::core::message::{Failure, Job as Any, Ticket};
use crate::tui::core::model::{Model, Tone};
use crate::tui::core::update::Ended;
use crate::tui::keys::Action;
use crate::tui::overlay::model::{Overlay, Prompt, Purpose};
use crate::tui::screen::Screen;
use crate::tui::screens::errors::model::{Level, Table};
use crate::tui::screens::errors::request::{By, Found, Job, Mark, What};
use crate::tui::widgets::list::List;

/// The screen comes to the front: what it shows is asked for if need be.
pub fn enter(model: &mut Model) {
    let fresh = model.errors.level().is_some_and(|l| l.groups.is_fresh() && l.table.rows.is_fresh());
    if model.errors.stale || fresh {
        model.errors.stale = false;
        ask(model);
    }
}

/// What it shows may be out of date: a run has ended, or the owner asked for it again.
pub fn refresh(model: &mut Model) {
    model.errors.stale = true;
    if model.screen == Screen::Errors {
        enter(model);
    }
}

/// Asks for what the level in front shows.
fn ask(model: &mut Model) {
    let Some(level) = model.errors.level() else { return };
    let (scope, by) = (level.scope.clone(), level.by);
    if by == By::Row {
        return table::ask(model, scope);
    }
    let ticket = model.ask(Any::Errors(Job::Groups(scope, by)));
    if let Some(level) = model.errors.level_mut() {
        level.groups.wait(ticket);
        // What is seen of the selected group may be out of date too.
        level.table = Table::default();
    }
}

/// Does an action of the owner; whether there was something to do.
pub fn act(model: &mut Model, action: Action) -> bool {
    let height = model.drawn.page();
    let Some(level) = model.errors.level_mut() else { return false };
    match action {
        Action::Group => group(model),
        Action::Filter => {
            let text = level.scope.text.clone();
            model.overlay = Some(Overlay::Prompt(Prompt::new(Purpose::Filter, &text)));
        }
        Action::Open => return open(model),
        Action::Edit => edit::start(model),
        Action::Resend => resend(model),
        Action::Copy => {
            let text = copied(level);
            model.copy(text);
        }
        action => {
            let step = match action {
                Action::NextMatch => Action::Down,
                Action::PreviousMatch => Action::Up,
                action => action,
            };
            let count = level.len();
            let list = level.list_mut();
            let before = *list;
            list.step(step, height, count);
            return *list != before;
        }
    }
    true
}

/// The next way to group.
fn group(model: &mut Model) {
    let Some(level) = model.errors.level_mut() else { return };
    level.by = level.next_by();
    level.list = List::default();
    level.groups.clear();
    level.table = Table::default();
    ask(model);
}

/// Looks into the selected group, or at the whole row.
fn open(model: &mut Model) -> bool {
    let Some(level) = model.errors.level_mut() else { return false };
    if level.by == By::Row {
        let mark = level.table.line(level.table.list.selected).map(|line| line.mark.clone());
        let Some(mark) = mark else { return false };
        model.errors.row = Some(mark.clone());
        model.errors.detail = Some(model.ask(Any::Errors(Job::Row(mark))));
        return true;
    }
    let Some(group) = level.group() else { return false };
    if let What::Quarantined(file) = &group.what {
        let detail = detail::quarantined(file);
        model.errors.row = None;
        model.overlay = Some(Overlay::Detail(detail));
        return true;
    }
    let Some(scope) = level.scope_of(group) else { return false };
    let title = match &group.what {
        What::File(file) => file.file.clone().unwrap_or_else(|| file.report.clone()),
        What::Rule(rule) => rule.clone(),
        What::Column(column) if column.is_empty() => "the row as a whole".to_owned(),
        What::Column(column) => column.clone(),
        What::Quarantined(_) => String::new(),
    };
    let of = match &group.what {
        What::File(file) => file.of,
        _ => None,
    };
    // Its rows may be there already, beside the groups.
    let table = if level.table.scope == scope { std::mem::take(&mut level.table) } else { Table::default() };
    let here = table.rows.value().is_some();
    model.errors.levels.push(Level { title, of, scope: scope.clone(), by: By::Row, table, ..Level::default() });
    if !here {
        table::ask(model, scope);
    }
    true
}

/// Goes one step back within the screen; false if it is at its root.
pub fn back(model: &mut Model) -> bool {
    (model.errors.detail, model.errors.editing) = (None, None);
    if model.errors.levels.len() > 1 {
        model.errors.levels.pop();
        enter(model);
        return true;
    }
    let filtered = model.errors.level().is_some_and(|level| !level.scope.text.is_empty());
    filter(model, "");
    filtered
}

/// A line was typed or is being typed (filter, search, day, query); `done` when Enter ended it.
pub fn typed(model: &mut Model, prompt: &Prompt, _done: bool) {
    if prompt.purpose == Purpose::Filter {
        filter(model, prompt.input.value());
    }
}

fn filter(model: &mut Model, text: &str) {
    let Some(level) = model.errors.level_mut().filter(|level| level.scope.text != text) else { return };
    text.clone_into(&mut level.scope.text);
    level.list = List::default();
    level.table.list = List::default();
    ask(model);
}

/// An item of a choice that this screen opened was taken.
pub fn chosen(_model: &mut Model, _action: Action, _item: usize) {}

/// Something was clicked.
pub fn click(model: &mut Model, hit: Hit) {
    let Some(level) = model.errors.level_mut() else { return };
    let Hit::Row(row) = hit else { return };
    let count = level.len();
    let list = level.list_mut();
    if list.selected == row {
        open(model);
    } else {
        list.to(row, count);
    }
}

/// An ask has ended; one that nothing waits for any more is dropped.
pub fn answer(model: &mut Model, ticket: Ticket, ended: Ended<Found>) {
    let errors = &mut model.errors;
    if errors.writing == Some(ticket) {
        errors.writing = None;
        return written(model, ended);
    }
    if errors.editing == Some(ticket) {
        errors.editing = None;
        return edit::opened(model, ended);
    }
    match ended {
        Ended::Found(Found::Corrected(found)) => return edit::corrected(model, ticket, found),
        Ended::Failed(ref failure) => edit::failed(model, ticket, &failure.message),
        Ended::Cancelled => edit::failed(model, ticket, "it was stopped; nothing was changed"),
        Ended::Found(_) => {}
    }
    let errors = &mut model.errors;
    if errors.detail == Some(ticket) {
        errors.detail = None;
        return detailed(model, ended);
    }
    let Some(level) = errors.levels.iter_mut().find(|l| l.groups.expects(ticket) || l.table.expects(ticket)) else {
        return;
    };
    if !level.groups.expects(ticket) {
        return table::answer(&mut level.table, ticket, ended);
    }
    match ended {
        Ended::Found(Found::Groups(groups)) => level.groups.fill(groups),
        Ended::Found(_) => {}
        Ended::Failed(failure) => level.groups.fail(failure),
        Ended::Cancelled => level.groups.give_up(),
    }
}

fn written(model: &mut Model, ended: Ended<Found>) {
    match ended {
        Ended::Found(Found::Written(written)) => {
            let rows = if written.rows == 1 { "row" } else { "rows" };
            model.toast(Tone::Good, format!("wrote {} · {} {rows}", written.path.display(), written.rows));
        }
        Ended::Failed(Failure { message, .. }) => model.toast(Tone::Bad, message),
        Ended::Found(_) | Ended::Cancelled => {}
    }
}

fn detailed(model: &mut Model, ended: Ended<Found>) {
    match ended {
        Ended::Found(Found::Row(row)) if model.overlay.is_none() && model.screen == Screen::Errors => {
            model.overlay = Some(Overlay::Detail(detail::whole(row)));
        }
        Ended::Failed(Failure { message, .. }) => model.toast(Tone::Bad, message),
        Ended::Found(_) | Ended::Cancelled => {}
    }
}

/// The selection stays within its list.
pub fn clamp(model: &mut Model) {
    if let Some(level) = model.errors.level_mut() {
        let len = level.len();
        level.list_mut().clamp(len);
    }
}

/// A frame was drawn.
pub fn drawn(model: &mut Model) {
    if let (Some(seen), Some(level)) = (model.drawn.list, model.errors.level_mut()) {
        level.list_mut().follow(seen.height, seen.len);
    }
    table::read_on(model);
}

/// Writes a resend request about the file of what is selected.
fn resend(model: &mut Model) {
    let Some(level) = model.errors.level() else { return };
    let line = level.table.line(level.table.list.selected).filter(|_| level.by == By::Row);
    let report = level.scope.report.clone().or_else(|| line.map(|l| l.mark.report.clone()));
    let job = match (report, level.group().map(|g| &g.what)) {
        (Some(report), _) => Job::Resend { report },
        (None, Some(What::File(file))) => Job::Resend { report: file.report.clone() },
        (None, Some(What::Quarantined(file))) => Job::ResendFile { file: file.file.clone() },
        (None, Some(_)) => {
            return model.toast(Tone::Attention, "look inside and choose a row: a request is about one file");
        }
        (None, None) => return model.toast(Tone::Attention, "there is nothing to ask for again"),
    };
    model.errors.writing = Some(model.ask(Any::Errors(job)));
}

fn copied(level: &Level) -> Option<String> {
    if level.by == By::Row {
        let line = level.table.line(level.table.list.selected)?;
        let column = line.column.as_deref().unwrap_or("the row");
        let value = line.value.as_deref().map(|v| format!(" «{v}»")).unwrap_or_default();
        return Some(format!("line {}: {column}{value} {}", line.line, line.rule));
    }
    Some(match &level.group()?.what {
        What::File(file) => file.file.clone().unwrap_or_else(|| file.report.clone()),
        What::Quarantined(file) => format!("{}: {}", file.file, file.reason),
        What::Rule(text) | What::Column(text) => text.clone(),
    })
}

/// What a page or a row is asked for by.
fn first(mark: Option<&Mark>) -> Mark {
    mark.cloned().unwrap_or_default()
}
