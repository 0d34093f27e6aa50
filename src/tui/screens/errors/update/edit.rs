//! Corrects a rejected row in place: asked for whole, edited, checked, and its day replayed with it.

use crate::tui::core::message::Job as Any;
use crate::tui::core::outcome::{Failure, Ticket};
use crate::tui::core::part::Ended;
use crate::tui::core::run;
use crate::tui::core::shared::{Shared, Tone};
use crate::tui::core::work::Work;
use crate::tui::overlay::form::model::Form;
use crate::tui::overlay::model::Overlay;
use crate::tui::screen::Screen;
use crate::tui::screens::errors::model::Errors;
use crate::tui::screens::errors::request::{By, Corrected, Editable, Found, Job, Mark};

/// Asks for the selected row, to be edited; of the whole row that is looked at, or of the list.
pub fn start(errors: &mut Errors, shared: &mut Shared) {
    let looked = errors.row.clone().filter(|_| matches!(shared.overlay, Some(Overlay::Detail(_))));
    let Some(mark) = looked.or_else(|| selected(errors)) else {
        return shared.toast(Tone::Attention, "open the group and select a row: rows are corrected one by one");
    };
    errors.editing = Some(shared.ask(Any::Errors(Job::Edit(mark))));
}

/// The selected row, if rows are listed one by one.
fn selected(errors: &Errors) -> Option<Mark> {
    let level = errors.level().filter(|level| level.by == By::Row)?;
    level.table.line(level.table.list.selected).map(|line| line.mark.clone())
}

/// The row is here: it takes the place of the window in which it was looked at.
pub fn opened(shared: &mut Shared, ended: Ended<Found>) {
    let free = matches!(shared.overlay, None | Some(Overlay::Detail(_))) && shared.screen == Screen::Errors;
    match ended {
        Ended::Found(Found::Edit(row)) if free => open(shared, row),
        Ended::Failed(Failure { message, .. }) => shared.toast(Tone::Bad, message),
        Ended::Found(_) | Ended::Cancelled => {}
    }
}

fn open(shared: &mut Shared, row: Editable) {
    shared.overlay = Some(Overlay::Form(Box::new(Form::new(row))));
}

/// Sends the row off, if anything was typed.
pub fn save(shared: &mut Shared) {
    let Some(Overlay::Form(mut form)) = shared.overlay.take_if(|overlay| matches!(overlay, Overlay::Form(_))) else {
        return;
    };
    if form.saving.is_none() {
        form.word = None;
        if form.is_edited() {
            form.saving = run::begin(shared, Work::Correct, Any::Errors(Job::Correct(form.edited())));
        } else {
            form.word = Some("no changes to save".to_owned());
        }
    }
    shared.overlay = Some(Overlay::Form(form));
}

/// A correction has ended: what is still wrong goes to its fields; a good row is done with.
pub fn corrected(shared: &mut Shared, ticket: Ticket, found: Corrected) {
    let done = found.result.is_some();
    match found.result {
        Some(result) => run::ended(shared, ticket, Some(result)),
        None => {
            run::never_began(shared, ticket);
        }
    }
    let Some(form) = form(shared, ticket) else {
        if !done {
            shared.toast(Tone::Attention, "the row is still wrong; not saved");
        }
        return;
    };
    form.saving = None;
    if done {
        shared.overlay = None;
    } else if found.wrong.is_empty() {
        form.word = Some("the row is as it came; nothing to save".to_owned());
    } else {
        form.judge(found.wrong);
        form.word = Some("still wrong; not saved".to_owned());
    }
}

/// A correction could not be done: the row stays as it was typed.
pub fn failed(shared: &mut Shared, ticket: Ticket, why: &str) {
    if let Some(form) = form(shared, ticket) {
        form.saving = None;
        form.word = Some(why.to_owned());
    }
}

/// The form that waits for the answer to this ticket.
fn form(shared: &mut Shared, ticket: Ticket) -> Option<&mut Form> {
    match shared.overlay.as_mut() {
        Some(Overlay::Form(form)) if form.saving == Some(ticket) => Some(form),
        _ => None,
    }
}
