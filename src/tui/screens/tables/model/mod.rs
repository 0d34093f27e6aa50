//! What the screen Tables shows.

mod table_view;

use crate::tui::core::outcome::Ticket;
use crate::tui::screens::tables::request::{Cell, Fact, Subject};
use crate::tui::widgets::list::List;
use crate::tui::widgets::loadable::Loadable;

pub use table_view::TableView;

/// The screen Tables.
#[derive(Debug, Default)]
pub struct Tables {
    /// How large every table is.
    pub facts: Loadable<Vec<Fact>>,
    /// The tables, where there is room for their list.
    pub list: List,
    /// What the keys move in.
    pub focus: Focus,
    pub table: TableView,
    /// The result of a query, over the table.
    pub query: Option<TableView>,
    /// How other tables were looked at.
    pub kept: Vec<TableView>,
    /// The columns, in place of the rows.
    pub about: Option<About>,
    /// The row that was asked for in full.
    pub row: Loadable<Vec<(String, Cell)>>,
    pub row_for: Option<RowFor>,
    /// Files that are being written.
    pub exports: Vec<Ticket>,
    /// Goes up when the tables may have changed.
    pub epoch: u64,
    /// Whether they may have changed since they were looked at.
    pub stale: bool,
}

/// What the keys move in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    #[default]
    Rows,
    /// The list of tables.
    Tables,
}

/// What a row is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFor {
    /// To be shown, as the row of this number.
    Detail(usize),
    /// To copy the value of a column.
    Copy(usize),
}

/// The columns of what is looked at.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// The selected column.
    pub list: List,
    /// How many nulls they have.
    pub nulls: Loadable<Vec<(String, Option<u64>)>>,
}

impl Tables {
    /// What is looked at: the result of a query, or the table.
    pub fn view(&self) -> &TableView {
        self.query.as_ref().unwrap_or(&self.table)
    }

    /// The same, to be changed.
    pub fn view_mut(&mut self) -> &mut TableView {
        self.query.as_mut().unwrap_or(&mut self.table)
    }

    /// The table that is looked at, or that lies under the query.
    pub fn name(&self) -> Option<&str> {
        match &self.table.subject {
            Some(Subject::Table(name)) => Some(name),
            _ => None,
        }
    }

    /// How large a table is.
    pub fn fact(&self, table: &str) -> Option<&Fact> {
        self.facts.value()?.iter().find(|fact| fact.table == table)
    }
}
