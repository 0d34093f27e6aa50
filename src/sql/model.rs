//! The SQL of a model: one SELECT, which tables it reads, and that it says the same whenever it is run.

use std::ops::ControlFlow;
use std::ptr;

use sqlparser::ast::{Expr, ObjectName, ObjectNamePart, Query, Spanned, Statement, TableFactor, Visit, Visitor};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::ParserError;
use sqlparser::tokenizer::{Location, Tokenizer, TokenizerError};

use super::refused::{Refused, refused};
use super::{first, only_reads, parser, size};

const SELECT: &str = "Write one SELECT over tables and other models; it may begin with WITH.";
/// Functions that say something else each time.
const UNSTEADY: [&str; 11] = [
    "now",
    "current_date",
    "current_time",
    "current_timestamp",
    "localtime",
    "localtimestamp",
    "getdate",
    "today",
    "random",
    "rand",
    "uuid",
];
const STEADY: &str = "A model says the same whenever it is computed: take the day from a table, such as MAX(day).";

/// A table that a query reads, and where it is named first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableName {
    pub name: String,
    pub line: u64,
    pub column: u64,
}

/// The tables that a query reads, each once, in the order in which they are named.
///
/// Refuses what is no single SELECT that can be parsed, and what says something else each time it is run.
pub(crate) fn tables_of(sql: &str) -> Result<Vec<TableName>, Refused> {
    only_reads(sql)?;
    let tokens = Tokenizer::new(&GenericDialect, sql).tokenize_with_location().map_err(unread)?;
    size::tokens(&tokens)?;
    let start = first(&tokens);
    let end = tokens.last().map_or(start, |token| token.span.end);
    let statements = parser(tokens).parse_statements().map_err(|error| unparsed(&error, end))?;
    let [Statement::Query(query)] = statements.as_slice() else { return Err(refused("is no SELECT", SELECT, start)) };
    let mut tables = Tables { start, scopes: Vec::new(), found: Vec::new() };
    match query.visit(&mut tables) {
        ControlFlow::Break(refused) => Err(refused),
        ControlFlow::Continue(()) => Ok(tables.found),
    }
}

fn unread(TokenizerError { message, location }: TokenizerError) -> Refused {
    refused(message.to_lowercase(), SELECT, location)
}

/// The parser's words, and its place in them.
fn unparsed(error: &ParserError, end: Location) -> Refused {
    let text = match error {
        ParserError::TokenizerError(text) | ParserError::ParserError(text) => text.as_str(),
        ParserError::RecursionLimitExceeded => return size::nested(end),
    };
    let (words, place) = text.rsplit_once(" at Line: ").unwrap_or((text, ""));
    let at = place
        .split_once(", Column: ")
        .and_then(|(line, column)| Some(Location { line: line.parse().ok()?, column: column.trim().parse().ok()? }));
    let words =
        words.replace("Expected: ", "expected ").replace("found: EOF", "found the end").replace("found: ", "found ");
    refused(words, SELECT, at.filter(|at| at.line > 0).unwrap_or(end))
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

    fn unsteady(&self, name: &str, at: Location) -> ControlFlow<Refused> {
        if !UNSTEADY.contains(&name.to_lowercase().as_str()) {
            return ControlFlow::Continue(());
        }
        let at = if at.line == 0 { self.start } else { at };
        ControlFlow::Break(refused(format!("`{name}` says something else each time"), STEADY, at))
    }
}

impl Visitor for Tables {
    type Break = Refused;

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Refused> {
        let parts = query.with.iter().flat_map(|with| &with.cte_tables);
        let parts = parts.map(|part| (part.alias.name.value.clone(), ptr::from_ref(part.query.as_ref()))).collect();
        let recursive = query.with.as_ref().is_some_and(|with| with.recursive);
        self.scopes.push(Scope { visible: if recursive { usize::MAX } else { 0 }, parts });
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, query: &Query) -> ControlFlow<Refused> {
        self.scopes.pop();
        // A part of a WITH is known from its end on.
        if let Some((scope, at)) = self.part(query) {
            scope.visible = scope.visible.max(at + 1);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<Refused> {
        if let TableFactor::Table { name, .. } = factor {
            let text = table_name(name);
            if !self.is_part(&text) && self.found.iter().all(|table| table.name != text) {
                let at = name.span().start;
                let at = if at.line == 0 { self.start } else { at };
                self.found.push(TableName { name: text, line: at.line, column: at.column });
            }
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Refused> {
        match expr {
            Expr::Function(function) => self.unsteady(&table_name(&function.name), function.name.span().start),
            Expr::Identifier(word)
                if word.quote_style.is_none() && word.value.to_lowercase().starts_with("current_") =>
            {
                self.unsteady(&word.value, word.span.start)
            }
            _ => ControlFlow::Continue(()),
        }
    }
}

/// A name without its quotes.
fn table_name(name: &ObjectName) -> String {
    match name.0.as_slice() {
        [ObjectNamePart::Identifier(word)] => word.value.clone(),
        _ => name.to_string(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sql: &str, expected: &[&str]) {
        let found: Vec<String> = tables_of(sql).unwrap().into_iter().map(|table| table.name).collect();
        assert_eq!(found, expected, "{sql}");
    }

    #[track_caller]
    fn wrong(sql: &str, words: &str, at: (u64, u64)) {
        let refused = tables_of(sql).unwrap_err();
        assert_eq!((refused.message.as_str(), (refused.line, refused.column)), (words, at), "{sql}");
    }

    #[test]
    fn tables_are_found_wherever_they_stand() {
        check("SELECT 1", &[]);
        check("SELECT * FROM b JOIN a USING (x) LEFT JOIN b AS c ON a.x = c.x", &["b", "a"]);
        check("SELECT (SELECT MAX(x) FROM c) FROM (SELECT * FROM a UNION ALL SELECT * FROM b)", &["c", "a", "b"]);
        check("SELECT * FROM a WHERE x IN (SELECT x FROM b) AND EXISTS (SELECT 1 FROM \"C\")", &["a", "b", "C"]);
    }

    #[test]
    fn parts_of_a_with_are_no_tables() {
        check("WITH p AS (SELECT * FROM a), q AS (SELECT * FROM p, b) SELECT * FROM q", &["a", "b"]);
        // Its own name means the table until it is made.
        check("WITH a AS (SELECT * FROM a) SELECT * FROM a", &["a"]);
        check("WITH p AS (SELECT * FROM q), q AS (SELECT * FROM a) SELECT * FROM p", &["q", "a"]);
        // A part is known where its WITH is, and nowhere else.
        check("SELECT * FROM (WITH p AS (SELECT * FROM a) SELECT * FROM p) JOIN p ON true", &["a", "p"]);
        check("WITH p AS (SELECT 1) SELECT * FROM a WHERE x IN (SELECT x FROM p)", &["a"]);
        check("WITH p AS (WITH q AS (SELECT * FROM a) SELECT * FROM q) SELECT * FROM p, q", &["a", "q"]);
    }

    #[test]
    fn what_cannot_be_a_model_is_told_with_its_place() {
        wrong("SELECT *\nFROM a\nWHERE", "expected an expression, found the end", (3, 6));
        wrong("SELECT a,\n  b c d FROM t", "expected end of statement, found d", (2, 7));
        wrong("SELECT 'no end", "unterminated string literal", (1, 8));
        wrong("SHOW TABLES", "is no SELECT", (1, 1));
        wrong("-- only words\n", "is no SELECT", (1, 1));
        wrong("SELECT a,\n NOW() FROM t", "`NOW` says something else each time", (2, 2));
        wrong("SELECT * FROM t WHERE day = current_date", "`current_date` says something else each time", (1, 29));
        assert!(tables_of("DROP TABLE t").unwrap_err().message.contains("cannot begin with"));
    }
}
