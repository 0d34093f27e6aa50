//! Which tables a query reads: the names in its FROMs that are no parts of a WITH.

use std::ops::ControlFlow;
use std::ptr;

use sqlparser::ast::{ObjectName, ObjectNamePart, Query, Spanned, TableFactor, Visit, Visitor};
use sqlparser::tokenizer::Location;

use super::refused::{Refused, refused};

/// A table that a query reads, and where it is named first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableName {
    pub name: String,
    pub line: u64,
    pub column: u64,
}

/// The tables that a query reads, each once, in the order in which they are named; `start` is where it begins.
///
/// Refuses a part of a WITH that is called like one of them: the engine would read the table for both.
pub(super) fn tables(query: &Query, start: Location) -> Result<Vec<TableName>, Refused> {
    let mut tables = Tables { start, scopes: Vec::new(), parts: Vec::new(), found: Vec::new() };
    let _ = query.visit(&mut tables);
    let Tables { parts, found, .. } = tables;
    match parts.into_iter().find(|(part, _)| found.iter().any(|table| table.name == *part)) {
        Some((part, at)) => {
            let message = format!("`{part}` is both a part of WITH and a table that is read");
            Err(refused(message, "Give the part of WITH a name that no table has.", at))
        }
        None => Ok(found),
    }
}

/// The parts of a WITH, and how many of them what is read now may name.
struct Scope {
    parts: Vec<(String, *const Query)>,
    visible: usize,
}

/// Goes through a query for the tables that it names.
struct Tables {
    start: Location,
    scopes: Vec<Scope>,
    /// The parts of every WITH.
    parts: Vec<(String, Location)>,
    found: Vec<TableName>,
}

impl Tables {
    fn is_part(&self, name: &str) -> bool {
        self.scopes.iter().any(|scope| scope.parts.iter().take(scope.visible).any(|(part, _)| part == name))
    }

    /// The place of a query among the parts of a scope.
    fn part(&mut self, query: &Query) -> Option<(&mut Scope, usize)> {
        let has = |scope: &&mut Scope| scope.parts.iter().any(|(_, part)| ptr::eq(*part, query));
        let scope = self.scopes.iter_mut().rev().find(has)?;
        let at = scope.parts.iter().position(|(_, part)| ptr::eq(*part, query))?;
        Some((scope, at))
    }
}

impl Visitor for Tables {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let parts = || query.with.iter().flat_map(|with| &with.cte_tables);
        self.parts.extend(parts().map(|part| (part.alias.name.value.clone(), part.alias.name.span.start)));
        let parts = parts().map(|part| (part.alias.name.value.clone(), ptr::from_ref(part.query.as_ref()))).collect();
        let recursive = query.with.as_ref().is_some_and(|with| with.recursive);
        self.scopes.push(Scope { visible: if recursive { usize::MAX } else { 0 }, parts });
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        self.scopes.pop();
        // A part of a WITH is known from its end on.
        if let Some((scope, at)) = self.part(query) {
            scope.visible = scope.visible.max(at + 1);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        if let TableFactor::Table { name, .. } = factor {
            let text = plain_name(name);
            if !self.is_part(&text) && self.found.iter().all(|table| table.name != text) {
                let at = name.span().start;
                let at = if at.line == 0 { self.start } else { at };
                self.found.push(TableName { name: text, line: at.line, column: at.column });
            }
        }
        ControlFlow::Continue(())
    }
}

/// A name without its quotes.
pub(super) fn plain_name(name: &ObjectName) -> String {
    match name.0.as_slice() {
        [ObjectNamePart::Identifier(word)] => word.value.clone(),
        _ => name.to_string(),
    }
}
