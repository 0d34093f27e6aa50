//! A rejected row while it is edited: a line a column.

use tui_input::Input;

use crate::check::Reason;
use crate::tui::core::outcome::Ticket;
use crate::tui::overlay::line::LONGEST;
use crate::tui::screens::errors::request::{Editable, Edited};
use crate::tui::widgets::list::List;

/// A rejected row while it is edited.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// The row as it came.
    pub row: Editable,
    /// One for each column.
    pub fields: Vec<Field>,
    /// The selected one.
    pub list: List,
    /// What is wrong with the whole row.
    pub wrong: Vec<Reason>,
    /// What became of the last try to save it.
    pub word: Option<String>,
    /// The correction that goes on.
    pub saving: Option<Ticket>,
    /// Whether it was asked if what was typed may be lost.
    pub leaving: bool,
}

/// A value of a row.
#[derive(Debug, Clone, Default)]
pub struct Field {
    /// Its column.
    pub name: String,
    /// As it came.
    pub was: String,
    /// As it is now; a value that is too long to be edited is not in it.
    pub input: Input,
    /// What is wrong with it, or was before it was touched.
    pub wrong: Vec<Reason>,
    /// Whether it was typed on since that was told.
    pub touched: bool,
}

impl Form {
    /// A row that is to be edited; the first field with a fault is selected.
    pub fn new(row: Editable) -> Self {
        let field = |(name, was): &(String, String)| Field {
            name: name.clone(),
            was: was.clone(),
            input: Input::new(if was.len() > LONGEST { String::new() } else { was.clone() }),
            wrong: Vec::new(),
            touched: false,
        };
        let mut form = Self { fields: row.row.values.iter().map(field).collect(), ..Self::default() };
        form.judge(row.row.reasons.clone());
        form.row = row;
        form
    }

    /// Takes what is wrong with it; the first field with a fault is selected.
    pub fn judge(&mut self, reasons: Vec<Reason>) {
        self.wrong.clear();
        for field in &mut self.fields {
            field.wrong.clear();
            field.touched = false;
        }
        for reason in reasons {
            let own = |field: &&mut Field| Some(&field.name) == reason.column.as_ref();
            match self.fields.iter_mut().find(own) {
                Some(field) => field.wrong.push(reason),
                None => self.wrong.push(reason),
            }
        }
        if let Some(first) = self.fields.iter().position(|field| !field.wrong.is_empty()) {
            self.list.to(first, self.fields.len());
        }
    }

    /// The selected field.
    pub fn field(&self) -> Option<&Field> {
        self.fields.get(self.list.selected)
    }

    /// The selected field, to be typed on; none while it is saved, or if its value is too long.
    pub fn field_mut(&mut self) -> Option<&mut Field> {
        let free = self.saving.is_none();
        self.fields.get_mut(self.list.selected).filter(|field| free && !field.is_locked())
    }

    /// Whether anything was typed.
    pub fn is_edited(&self) -> bool {
        self.fields.iter().any(Field::is_edited)
    }

    /// The row as it is to be saved.
    pub fn edited(&self) -> Edited {
        Edited {
            pipeline: self.row.pipeline.clone(),
            report: self.row.report.clone(),
            at: self.row.at,
            values: self.fields.iter().map(|field| field.value().to_owned()).collect(),
        }
    }
}

impl Field {
    /// Whether it is too long to be edited.
    pub fn is_locked(&self) -> bool {
        self.was.len() > LONGEST
    }

    /// Whether it is another value than came.
    pub fn is_edited(&self) -> bool {
        self.value() != self.was
    }

    /// As it is now; what was not edited is as it came, to the byte.
    pub fn value(&self) -> &str {
        if self.is_locked() { &self.was } else { self.input.value() }
    }
}
