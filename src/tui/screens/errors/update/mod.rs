//! What happens on the screen Errors.

mod detail;
pub mod edit;
mod table;

use crate::tui::core::drawn::Hit;
use crate::tui::core::message::Job as Any;
use crate::tui::core::outcome::{Failure, Ticket};
use crate::tui::core::part::Ended;
use crate::tui::core::part::{Answered, ScreenUpdate};
use crate::tui::core::shared::{Shared, Tone};
use crate::tui::keys::Action;
use crate::tui::overlay::model::{Overlay, Prompt, Purpose};
use crate::tui::screen::Screen;
use crate::tui::screens::errors::model::{Errors, Level, Table};
use crate::tui::screens::errors::request::{By, Found, Job, What};
use crate::tui::widgets::list::List;

impl ScreenUpdate for Errors {
    fn enter(&mut self, shared: &mut Shared) {
        let fresh = self.level().is_some_and(|l| l.groups.is_fresh() && l.table.rows.is_fresh());
        if self.stale || fresh {
            self.stale = false;
            ask(self, shared);
        }
    }

    fn refresh(&mut self, shared: &mut Shared) {
        self.stale = true;
        if shared.screen == Screen::Errors {
            self.enter(shared);
        }
    }

    fn act(&mut self, shared: &mut Shared, action: Action) -> bool {
        let height = shared.drawn.page();
        let Some(level) = self.level_mut() else { return false };
        match action {
            Action::Group => group(self, shared),
            Action::Filter => {
                let text = level.scope.text.clone();
                shared.prompt(Purpose::Filter, &text);
            }
            Action::Open => return open(self, shared),
            Action::Edit => edit::start(self, shared),
            Action::Save => edit::save(shared),
            Action::Resend => resend(self, shared),
            Action::Copy => {
                let text = copied(level);
                shared.copy(text);
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

    fn act_on_detail(&mut self, shared: &mut Shared, action: Action) -> bool {
        let edits = action == Action::Edit && self.row.is_some();
        if edits {
            edit::start(self, shared);
        }
        edits
    }

    fn back(&mut self, shared: &mut Shared) -> bool {
        (self.detail, self.editing) = (None, None);
        if self.levels.len() > 1 {
            self.levels.pop();
            self.enter(shared);
            return true;
        }
        let filtered = self.level().is_some_and(|level| !level.scope.text.is_empty());
        filter(self, shared, "");
        filtered
    }

    fn typed(&mut self, shared: &mut Shared, prompt: &Prompt, _done: bool) {
        if prompt.purpose == Purpose::Filter {
            filter(self, shared, prompt.input.value());
        }
    }

    fn click(&mut self, shared: &mut Shared, hit: Hit) {
        let Some(level) = self.level_mut() else { return };
        let Hit::Row(row) = hit else { return };
        let count = level.len();
        let list = level.list_mut();
        if list.selected == row {
            open(self, shared);
        } else {
            list.to(row, count);
        }
    }

    fn clamp(&mut self, _shared: &mut Shared) {
        if let Some(level) = self.level_mut() {
            let len = level.len();
            level.list_mut().clamp(len);
        }
    }

    fn drawn(&mut self, shared: &mut Shared) {
        if let (Some(seen), Some(level)) = (shared.drawn.list, self.level_mut()) {
            level.list_mut().follow(seen.height, seen.len);
        }
        table::read_on(self, shared);
    }
}

impl Answered for Errors {
    type Found = Found;

    fn answer(&mut self, shared: &mut Shared, ticket: Ticket, ended: Ended<Found>) {
        if self.writing == Some(ticket) {
            self.writing = None;
            return written(shared, ended);
        }
        if self.editing == Some(ticket) {
            self.editing = None;
            return edit::opened(shared, ended);
        }
        match ended {
            Ended::Found(Found::Corrected(found)) => return edit::corrected(shared, ticket, found),
            Ended::Failed(ref failure) => edit::failed(shared, ticket, &failure.message),
            Ended::Cancelled => edit::failed(shared, ticket, "stopped; not saved"),
            Ended::Found(_) => {}
        }
        if self.detail == Some(ticket) {
            self.detail = None;
            return detailed(shared, ended);
        }
        let Some(level) = self.levels.iter_mut().find(|l| l.groups.expects(ticket) || l.table.expects(ticket)) else {
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
}

/// Asks for what the level in front shows.
fn ask(errors: &mut Errors, shared: &mut Shared) {
    let Some(level) = errors.level() else { return };
    let (scope, by) = (level.scope.clone(), level.by);
    if by == By::Row {
        return table::ask(errors, shared, scope);
    }
    let ticket = shared.ask(Any::Errors(Job::Groups(scope, by)));
    if let Some(level) = errors.level_mut() {
        level.groups.wait(ticket);
        // What is seen of the selected group may be out of date too.
        level.table = Table::default();
    }
}

/// The next way to group.
fn group(errors: &mut Errors, shared: &mut Shared) {
    let Some(level) = errors.level_mut() else { return };
    level.by = level.next_by();
    level.list = List::default();
    level.groups.clear();
    level.table = Table::default();
    ask(errors, shared);
}

/// Looks into the selected group, or at the whole row.
fn open(errors: &mut Errors, shared: &mut Shared) -> bool {
    let Some(level) = errors.level_mut() else { return false };
    if level.by == By::Row {
        let mark = level.table.line(level.table.list.selected).map(|line| line.mark.clone());
        let Some(mark) = mark else { return false };
        errors.row = Some(mark.clone());
        errors.detail = Some(shared.ask(Any::Errors(Job::Row(mark))));
        return true;
    }
    let Some(group) = level.group() else { return false };
    if let What::Quarantined(file) = &group.what {
        let detail = detail::quarantined(file);
        errors.row = None;
        shared.overlay = Some(Overlay::Detail(detail));
        return true;
    }
    let Some(scope) = level.scope_of(group) else { return false };
    let title = match &group.what {
        What::File(file) => file.file.clone().unwrap_or_else(|| file.report.clone()),
        What::Rule(rule) => rule.clone(),
        What::Column(column) if column.is_empty() => "the whole row".to_owned(),
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
    errors.levels.push(Level { title, of, scope: scope.clone(), by: By::Row, table, ..Level::default() });
    if !here {
        table::ask(errors, shared, scope);
    }
    true
}

fn filter(errors: &mut Errors, shared: &mut Shared, text: &str) {
    let Some(level) = errors.level_mut().filter(|level| level.scope.text != text) else { return };
    text.clone_into(&mut level.scope.text);
    level.list = List::default();
    level.table.list = List::default();
    ask(errors, shared);
}

fn written(shared: &mut Shared, ended: Ended<Found>) {
    match ended {
        Ended::Found(Found::Written(written)) => shared.written(&written),
        Ended::Failed(Failure { message, .. }) => shared.toast(Tone::Bad, message),
        Ended::Found(_) | Ended::Cancelled => {}
    }
}

fn detailed(shared: &mut Shared, ended: Ended<Found>) {
    match ended {
        Ended::Found(Found::Row(row)) if shared.overlay.is_none() && shared.screen == Screen::Errors => {
            shared.overlay = Some(Overlay::Detail(detail::whole(row)));
        }
        Ended::Failed(Failure { message, .. }) => shared.toast(Tone::Bad, message),
        Ended::Found(_) | Ended::Cancelled => {}
    }
}

/// Writes a resend request about the file of what is selected.
fn resend(errors: &mut Errors, shared: &mut Shared) {
    let Some(level) = errors.level() else { return };
    let line = level.table.line(level.table.list.selected).filter(|_| level.by == By::Row);
    let report = level.scope.report.clone().or_else(|| line.map(|l| l.mark.report.clone()));
    let job = match (report, level.group().map(|g| &g.what)) {
        (Some(report), _) => Job::Resend { report },
        (None, Some(What::File(file))) => Job::Resend { report: file.report.clone() },
        (None, Some(What::Quarantined(file))) => Job::ResendFile { file: file.file.clone() },
        (None, Some(_)) => {
            return shared.toast(Tone::Attention, "open the group and select a row: a resend request is for one file");
        }
        (None, None) => return shared.toast(Tone::Attention, "no rejected rows: nothing to request"),
    };
    errors.writing = Some(shared.ask(Any::Errors(job)));
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
