//! A column of which not everything may be read yet, or be good.

use super::super::model::{Column, ColumnType};
use crate::config::{Node, Section};

/// What could be read of a column.
pub(in super::super) struct Draft<'a> {
    /// Its name as written, good or not.
    pub name: Option<&'a str>,
    /// The table that describes it, if it is one.
    pub section: Option<Section<'a>>,
    /// Its other names, as far as they are good.
    pub from: Vec<(&'a str, Node<'a>)>,
    /// What is good of it.
    pub(super) column: Column,
    /// Whether its type is known, with all that belongs to it.
    pub(super) typed: bool,
    /// Whether all that was read so far is good.
    pub(super) good: bool,
}

impl<'a> Draft<'a> {
    pub(super) fn new(name: Option<&'a str>, section: Option<Section<'a>>) -> Self {
        let good = section.is_some();
        let column = Column::new("", ColumnType::String);
        Self { name, section, from: Vec::new(), column, typed: false, good }
    }

    /// The column, if all of it is good.
    pub fn column(&self) -> Option<&Column> {
        self.good.then_some(&self.column)
    }

    /// Its type, if that is good.
    pub(super) fn kind(&self) -> Option<&ColumnType> {
        self.typed.then_some(&self.column.kind)
    }

    /// The value of one of its keys.
    pub fn node(&self, key: &str) -> Option<Node<'a>> {
        self.section.as_ref()?.get(key)
    }
}
