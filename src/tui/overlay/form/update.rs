//! Keys while a rejected row is edited: only those of its own scope count, everything else is typed.

use crossterm::event::{KeyCode, KeyEvent};
use tui_input::Input;

use crate::tui::core::model::Model;
use crate::tui::keys::{Action, Scope};
use crate::tui::overlay::form::model::Form;
use crate::tui::overlay::model::Overlay;
use crate::tui::overlay::update::edit;
use crate::tui::screens::errors::update::edit as errors;

/// A key; the form is put back over the screen unless it is left.
pub fn key(model: &mut Model, mut form: Box<Form>, key: &KeyEvent) {
    if form.leaving {
        form.leaving = false;
        if key.code != KeyCode::Char('y') {
            model.overlay = Some(Overlay::Form(form));
        }
        return;
    }
    let action = model.keys.own(Scope::Form, key);
    match action {
        Some(Action::Save) => return errors::save(model, form),
        Some(Action::Back) => return leave(model, form),
        Some(Action::Restore) => {
            if let Some(field) = form.field_mut() {
                field.input = Input::new(field.was.clone());
                field.touched = true;
            }
        }
        Some(action) => {
            let (page, len) = (model.drawn.overlay.map_or(1, |seen| seen.height), form.fields.len());
            form.list.step(action, page, len);
        }
        None => {
            if let Some(field) = form.field_mut() {
                field.touched |= edit(&mut field.input, key);
            }
        }
    }
    model.overlay = Some(Overlay::Form(form));
}

/// Leaves; what was typed is lost only after a question. A correction that goes on is not stopped by it.
pub fn leave(model: &mut Model, mut form: Box<Form>) {
    if form.saving.is_none() && form.is_edited() {
        form.leaving = true;
        model.overlay = Some(Overlay::Form(form));
    }
}

/// The line that pasted text goes into.
pub fn input(form: &mut Form) -> Option<&mut Input> {
    form.leaving = false;
    let field = form.field_mut()?;
    field.touched = true;
    Some(&mut field.input)
}
