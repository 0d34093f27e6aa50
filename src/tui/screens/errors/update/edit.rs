//! Corrects a rejected row in place: asked for whole, edited, checked, and its day replayed with it.

use crate::tui::core::message::{Failure, Job as Any, Ticket};
use crate::tui::core::model::{Model, Tone};
use crate::tui::core::run;
use crate::tui::core::update::Ended;
use crate::tui::core::work::Work;
use crate::tui::overlay::form::model::Form;
use crate::tui::overlay::model::Overlay;
use crate::tui::screen::Screen;
use crate::tui::screens::errors::request::{By, Corrected, Editable, Found, Job, Mark};

/// Asks for the selected row, to be edited; of the whole row that is looked at, or of the list.
pub fn start(model: &mut Model) {
    let looked = model.errors.row.clone().filter(|_| matches!(model.overlay, Some(Overlay::Detail(_))));
    let Some(mark) = looked.or_else(|| selected(model)) else {
        return model.toast(Tone::Attention, "look inside and choose a row: rows are corrected one by one");
    };
    model.errors.editing = Some(model.ask(Any::Errors(Job::Edit(mark))));
}

/// The selected row, if rows are listed one by one.
fn selected(model: &Model) -> Option<Mark> {
    let level = model.errors.level().filter(|level| level.by == By::Row)?;
    level.table.line(level.table.list.selected).map(|line| line.mark.clone())
}

/// The row is here: it takes the place of the window in which it was looked at.
pub fn opened(model: &mut Model, ended: Ended<Found>) {
    let free = matches!(model.overlay, None | Some(Overlay::Detail(_))) && model.screen == Screen::Errors;
    match ended {
        Ended::Found(Found::Edit(row)) if free => open(model, row),
        Ended::Failed(Failure { message, .. }) => model.toast(Tone::Bad, message),
        Ended::Found(_) | Ended::Cancelled => {}
    }
}

fn open(model: &mut Model, row: Editable) {
    model.overlay = Some(Overlay::Form(Box::new(Form::new(row))));
}

/// Sends the row off, if anything was typed.
pub fn save(model: &mut Model, mut form: Box<Form>) {
    if form.saving.is_none() {
        form.word = None;
        if form.is_edited() {
            form.saving = run::begin(model, Work::Correct, Any::Errors(Job::Correct(form.edited())));
        } else {
            form.word = Some("nothing was typed: there is nothing to save".to_owned());
        }
    }
    model.overlay = Some(Overlay::Form(form));
}

/// A correction has ended: what is still wrong goes to its fields; a good row is done with.
pub fn corrected(model: &mut Model, ticket: Ticket, found: Corrected) {
    let done = found.result.is_some();
    match found.result {
        Some(result) => run::ended(model, ticket, Some(result)),
        None => {
            run::never_began(model, ticket);
        }
    }
    let Some(form) = form(model, ticket) else {
        if !done {
            model.toast(Tone::Attention, "the row is still wrong; nothing was changed");
        }
        return;
    };
    form.saving = None;
    if done {
        model.overlay = None;
    } else if found.wrong.is_empty() {
        form.word = Some("it is the row as it came; nothing was changed".to_owned());
    } else {
        form.judge(found.wrong);
        form.word = Some("still wrong; nothing was changed".to_owned());
    }
}

/// A correction could not be done: the row stays as it was typed.
pub fn failed(model: &mut Model, ticket: Ticket, why: &str) {
    if let Some(form) = form(model, ticket) {
        form.saving = None;
        form.word = Some(why.to_owned());
    }
}

/// The form that waits for the answer to this ticket.
fn form(model: &mut Model, ticket: Ticket) -> Option<&mut Form> {
    match model.overlay.as_mut() {
        Some(Overlay::Form(form)) if form.saving == Some(ticket) => Some(form),
        _ => None,
    }
}
