//! The SQL of a model: one SELECT, which tables it reads, and that it says the same whenever it is run.

use std::ops::ControlFlow;

use sqlparser::ast::{Expr, Spanned, Statement, Visit, Visitor};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::ParserError;
use sqlparser::tokenizer::{Location, Tokenizer, TokenizerError};

use super::refused::{Refused, refused};
use super::tables::{TableName, plain_name, tables};
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
    match query.visit(&mut Steady { start }) {
        ControlFlow::Break(refused) => Err(refused),
        ControlFlow::Continue(()) => tables(query, start),
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

/// Refuses what says something else each time.
struct Steady {
    start: Location,
}

impl Steady {
    fn check(&self, name: &str, at: Location) -> ControlFlow<Refused> {
        if !UNSTEADY.contains(&name.to_lowercase().as_str()) {
            return ControlFlow::Continue(());
        }
        let at = if at.line == 0 { self.start } else { at };
        ControlFlow::Break(refused(format!("`{name}` says something else each time"), STEADY, at))
    }
}

impl Visitor for Steady {
    type Break = Refused;

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Refused> {
        match expr {
            Expr::Function(function) => self.check(&plain_name(&function.name), function.name.span().start),
            Expr::Identifier(word)
                if word.quote_style.is_none() && word.value.to_lowercase().starts_with("current_") =>
            {
                self.check(&word.value, word.span.start)
            }
            _ => ControlFlow::Continue(()),
        }
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
        check("WITH p AS (SELECT 1) SELECT * FROM a WHERE x IN (SELECT x FROM p)", &["a"]);
        check("WITH p AS (WITH q AS (SELECT * FROM a) SELECT * FROM q) SELECT * FROM p, b", &["a", "b"]);
    }

    /// The engine would read the table for both.
    #[test]
    fn no_part_of_a_with_is_called_like_a_table_that_is_read() {
        let both = |name: &str| format!("`{name}` is both a part of WITH and a table that is read");
        // Its own name means the table until it is made.
        wrong("WITH a AS (SELECT * FROM a) SELECT * FROM a", &both("a"), (1, 6));
        wrong("WITH p AS (SELECT * FROM q),\n q AS (SELECT * FROM a) SELECT * FROM p", &both("q"), (2, 2));
        // A part is known where its WITH is, and nowhere else.
        wrong("SELECT * FROM (WITH p AS (SELECT * FROM a) SELECT * FROM p) JOIN p ON true", &both("p"), (1, 21));
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
