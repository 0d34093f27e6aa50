//! SQL that is to be run: it only reads tables, and it is no larger than what can be run.
//!
//! Both are told from the parsed statement, by the parser of the engine that runs it: no first word and no comment says
//! what a statement does. What cannot be parsed passes here, and fails where it is run.

mod model;
mod refused;
mod size;
mod tables;

use std::ops::ControlFlow;

use sqlparser::ast::{ObjectName, Query, Select, Spanned, Statement, TableFactor, Visit, Visitor};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::{Parser, ParserError, ParserOptions};
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer};

use refused::refused;
use size::Size;

pub(crate) use model::tables_of;
pub(crate) use refused::Refused;
pub(crate) use tables::TableName;

/// What to do about a condition that asks other rows.
pub(crate) const ONE_ROW: &str = "A condition sees one row: no aggregates, windows or subqueries. A report with `check = true` can look at whole tables.";
const BEGIN: &str = "Begin with SELECT or WITH; tables are changed by loading files.";
const TABLES: &str = "Select from the tables of the workspace; a file becomes one by a pipeline that loads it.";

/// Refuses a statement that would not only read tables, or is too large.
pub(crate) fn only_reads(sql: &str) -> Result<(), Refused> {
    let Some(tokens) = tokens(sql)? else { return Ok(()) };
    let start = first(&tokens);
    let statements = match parser(tokens).parse_statements() {
        Ok(statements) => statements,
        Err(error) => return unparsed(&error, start),
    };
    if statements.len() > 1 {
        return Err(refused("more than one statement", "Write one query at a time.", start));
    }
    look(&statements, Reader { start, queries: Queries::Allowed, size: Size::default() })?;
    match statements.as_slice() {
        [Statement::Query(query)] => tables::tables(query, start).map(|_| ()),
        _ => Ok(()),
    }
}

/// The names of the tables that a query reads; none if it is no query, or none that can be parsed.
pub(crate) fn reads(sql: &str) -> Option<Vec<String>> {
    let tokens = tokens(sql).ok()??;
    let start = first(&tokens);
    let statements = parser(tokens).parse_statements().ok()?;
    let [Statement::Query(query)] = statements.as_slice() else { return None };
    Some(tables::tables(query, start).ok()?.into_iter().map(|table| table.name).collect())
}

/// Refuses a condition over one row that asks other rows, or is too large.
pub(crate) fn one_row(sql: &str) -> Result<(), Refused> {
    let Some(tokens) = tokens(sql)? else { return Ok(()) };
    let start = first(&tokens);
    match parser(tokens).parse_select_item() {
        Ok(item) => look(&item, Reader { start, queries: Queries::Refused, size: Size::default() }),
        Err(error) => unparsed(&error, start),
    }
}

/// Where a name first stands in a text, as line and column from 1.
pub(crate) fn place_of(sql: &str, name: &str) -> Option<(u64, u64)> {
    let tokens = tokens(sql).ok()??;
    let is_name = |token: &&TokenWithSpan| matches!(&token.token, Token::Word(word) if word.value == name);
    tokens.iter().find(is_name).map(|token| (token.span.start.line, token.span.start.column))
}

/// Where that word of a text stands which a message about it quotes first, as line and column from 1.
pub(crate) fn first_named(sql: &str, message: &str) -> Option<(u64, u64)> {
    let tokens = tokens(sql).ok()??;
    let named = |token: &TokenWithSpan| {
        let Token::Word(word) = &token.token else { return None };
        let quoted = ['"', '\'', '`'].iter().filter_map(|quote| message.find(&format!("{quote}{}{quote}", word.value)));
        Some((quoted.min()?, (token.span.start.line, token.span.start.column)))
    };
    tokens.iter().filter_map(named).min_by_key(|(at, _)| *at).map(|(_, place)| place)
}

/// The tokens of a text that is not too large; none if it has none that can be read.
fn tokens(sql: &str) -> Result<Option<Vec<TokenWithSpan>>, Refused> {
    size::text(sql)?;
    let Ok(tokens) = Tokenizer::new(&GenericDialect, sql).tokenize_with_location() else { return Ok(None) };
    size::tokens(&tokens)?;
    Ok(Some(tokens))
}

/// The parser as polars sets it up.
fn parser(tokens: Vec<TokenWithSpan>) -> Parser<'static> {
    let options = ParserOptions { trailing_commas: true, ..ParserOptions::default() };
    Parser::new(&GenericDialect).with_options(options).with_tokens_with_locations(tokens)
}

fn unparsed(error: &ParserError, start: Location) -> Result<(), Refused> {
    match error {
        ParserError::RecursionLimitExceeded => Err(size::nested(start)),
        ParserError::TokenizerError(_) | ParserError::ParserError(_) => Ok(()),
    }
}

fn look(sql: &impl Visit, mut reader: Reader) -> Result<(), Refused> {
    match sql.visit(&mut reader) {
        ControlFlow::Break(refused) => Err(refused),
        ControlFlow::Continue(()) => Ok(()),
    }
}

/// Whether there may be queries.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Queries {
    Allowed,
    Refused,
}

/// Goes through all of a statement.
struct Reader {
    /// Where it begins.
    start: Location,
    queries: Queries,
    size: Size,
}

impl Reader {
    fn place(&self, at: Location) -> Location {
        if at.line == 0 { self.start } else { at }
    }

    fn function(&self, name: &ObjectName) -> ControlFlow<Refused> {
        let message = format!("a query reads tables only; `{name}(...)` is not a table");
        ControlFlow::Break(refused(message, TABLES, self.place(name.span().start)))
    }
}

impl Visitor for Reader {
    type Break = Refused;

    fn pre_visit_statement(&mut self, statement: &Statement) -> ControlFlow<Refused> {
        match statement {
            Statement::Query(_) | Statement::Explain { .. } | Statement::ShowTables { .. } => ControlFlow::Continue(()),
            other => {
                let text = other.to_string();
                let word = text.split_whitespace().next().unwrap_or_default();
                let message = format!("a query only reads; it cannot begin with `{word}`");
                ControlFlow::Break(refused(message, BEGIN, self.start))
            }
        }
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Refused> {
        if self.queries == Queries::Refused {
            return ControlFlow::Break(refused("looks at more than one row", ONE_ROW, self.start));
        }
        self.size.query(query, self.start)
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<Refused> {
        match &select.into {
            Some(_) => {
                let message = "a query only reads; it cannot select into a table";
                ControlFlow::Break(refused(message, BEGIN, self.start))
            }
            None => ControlFlow::Continue(()),
        }
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<Refused> {
        match factor {
            TableFactor::Table { name, args: Some(_), .. } | TableFactor::Function { name, .. } => self.function(name),
            TableFactor::Table { .. }
            | TableFactor::Derived { .. }
            | TableFactor::NestedJoin { .. }
            | TableFactor::UNNEST { .. } => self.size.source(self.start),
            other => {
                let message = "a query reads tables only; this is not a table";
                ControlFlow::Break(refused(message, TABLES, self.place(other.span().start)))
            }
        }
    }

    fn pre_visit_expr(&mut self, expr: &sqlparser::ast::Expr) -> ControlFlow<Refused> {
        self.size.enter(expr, self.start)
    }

    fn post_visit_expr(&mut self, expr: &sqlparser::ast::Expr) -> ControlFlow<Refused> {
        self.size.leave(expr);
        ControlFlow::Continue(())
    }
}

/// Where a text begins that is not a comment.
fn first(tokens: &[TokenWithSpan]) -> Location {
    let word = tokens.iter().find(|t| !matches!(t.token, Token::Whitespace(_)));
    word.map_or(Location { line: 1, column: 1 }, |token| token.span.start)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail on the spot")]
mod tests;
