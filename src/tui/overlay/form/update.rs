//! Keys while a rejected row is edited: only those of its own scope count, everything else is typed.

use crossterm::event::{KeyCode, KeyEvent};
use tui_input::Input;

use crate::tui::core::shared::Shared;
use crate::tui::keys::{Action, Scope};
use crate::tui::overlay::form::model::Form;
use crate::tui::overlay::line::edit;
use crate::tui::overlay::model::Overlay;

/// A key; the form is put back over the screen unless it is left. To save it is up to the screen.
pub fn key(shared: &mut Shared, mut form: Box<Form>, key: &KeyEvent) -> Option<Action> {
    if form.leaving {
        form.leaving = false;
        if key.code != KeyCode::Char('y') {
            shared.overlay = Some(Overlay::Form(form));
        }
        return None;
    }
    let action = shared.keys.own(Scope::Form, key);
    match action {
        Some(Action::Back) => {
            leave(shared, form);
            return None;
        }
        Some(Action::Save) => {}
        Some(Action::Restore) => {
            if let Some(field) = form.field_mut() {
                field.input = Input::new(field.was.clone());
                field.touched = true;
            }
        }
        Some(action) => {
            let (page, len) = (shared.drawn.overlay.map_or(1, |seen| seen.height), form.fields.len());
            form.list.step(action, page, len);
        }
        None => {
            if let Some(field) = form.field_mut() {
                field.touched |= edit(&mut field.input, key);
            }
        }
    }
    shared.overlay = Some(Overlay::Form(form));
    action.filter(|action| *action == Action::Save)
}

/// Leaves; what was typed is lost only after a question. A correction that goes on is not stopped by it.
pub fn leave(shared: &mut Shared, mut form: Box<Form>) {
    if form.saving.is_none() && form.is_edited() {
        form.leaving = true;
        shared.overlay = Some(Overlay::Form(form));
    }
}

/// The line that pasted text goes into.
pub fn input(form: &mut Form) -> Option<&mut Input> {
    form.leaving = false;
    let field = form.field_mut()?;
    field.touched = true;
    Some(&mut field.input)
}
