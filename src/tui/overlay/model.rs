//! What may lie over a screen: help, the palette, a question, a choice, a detail, a line to type on.

use tui_input::Input;

use crate::tui::keys::Action;
use crate::tui::overlay::form::model::Form;
use crate::tui::widgets::list::List;

/// The widest window.
pub const WIDEST: u16 = 88;

/// What lies over the screen; it gets every key.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// The keys that count.
    Help(List),
    /// Every command by name.
    Palette {
        /// What was typed.
        input: Input,
        /// The commands that fit it.
        list: List,
    },
    /// A question with no as its default.
    Confirm(Confirm),
    /// One of several.
    Choice(Choice),
    /// Everything about one thing.
    Detail(Detail),
    /// A line to type on, at the foot of the screen.
    Prompt(Prompt),
    /// A rejected row that is edited.
    Form(Box<Form>),
}

impl Overlay {
    /// The palette, with every command.
    pub fn palette() -> Self {
        Self::Palette { input: Input::default(), list: List::default() }
    }

    /// Its list, where it has one.
    pub fn list_mut(&mut self) -> Option<&mut List> {
        match self {
            Self::Help(list) | Self::Palette { list, .. } => Some(list),
            Self::Choice(choice) => Some(&mut choice.list),
            Self::Detail(detail) => Some(&mut detail.list),
            Self::Form(form) => Some(&mut form.list),
            Self::Confirm(_) | Self::Prompt(_) => None,
        }
    }
}

/// A question before something that cannot be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    pub question: String,
    /// What follows from a yes, line by line.
    pub consequences: Vec<String>,
    /// What a yes does.
    pub action: Action,
}

/// One of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is chosen.
    pub title: String,
    /// What there is; text from files is allowed.
    pub items: Vec<String>,
    /// The selected one.
    pub list: List,
    /// For which action; the screen takes the number of the item.
    pub action: Action,
}

/// Everything about one thing: names and values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// What it is about.
    pub title: String,
    /// Names and values, uncut; a value without a name continues the one before.
    pub lines: Vec<(String, String)>,
    /// The selected line.
    pub list: List,
}

impl Detail {
    /// The cells that the values of a detail with such names take on a terminal of so many columns.
    pub fn value_cells<'a>(columns: u16, names: impl Iterator<Item = &'a str>) -> u16 {
        let inner = columns.saturating_sub(4).min(WIDEST).saturating_sub(4);
        inner.saturating_sub(Self::name_cells(inner, names) + 2)
    }

    /// The cells that such names take of so many.
    pub fn name_cells<'a>(cells: u16, names: impl Iterator<Item = &'a str>) -> u16 {
        let longest = names.map(|name| name.chars().count()).max().unwrap_or(0);
        u16::try_from(longest).unwrap_or(u16::MAX).min(cells / 3)
    }
}

/// A line to type on.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// What it is for.
    pub purpose: Purpose,
    /// What was typed.
    pub input: Input,
    /// What may complete it.
    pub completions: Vec<String>,
    /// The completion that is in the line, if any.
    pub completing: Option<usize>,
    /// How far back in the history of such lines, from 1.
    pub back: usize,
}

/// What a typed line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Only lines with this text; it counts with every key.
    Filter,
    /// A key or any text in it, on the screen History; it counts with every key.
    Search,
    /// A day, as YYYY-MM-DD; empty for the latest.
    AsOf,
    /// A query over the tables.
    Sql,
}

impl Prompt {
    /// A line that holds this text already.
    pub fn new(purpose: Purpose, text: &str) -> Self {
        let input = Input::new(text.to_owned());
        Self { purpose, input, completions: Vec::new(), completing: None, back: 0 }
    }
}
