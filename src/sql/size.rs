//! How large SQL may be.
//!
//! The engine goes through a chain such as `a + b + c` with a call for every link, on a stack of two megabytes, and
//! copies all tables for every part of a UNION: what is larger than this ends the process, or takes minutes. The limits
//! lie far below that, and far above what anybody writes.

use std::ops::ControlFlow;

use sqlparser::ast::{Expr, Query, SetExpr};
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Location, Token, TokenWithSpan};

use super::refused::{Refused, refused};

/// Bytes of a text.
pub(super) const TEXT: usize = 1 << 20;
/// Words, numbers, texts and signs, comments left out: a list of 20,000 keys has twice as many.
pub(super) const TOKENS: usize = 50_000;
/// Operators and keywords; each may be a link of a chain.
pub(super) const LINKS: usize = 5_000;
/// Brackets within brackets, and types within types.
pub(super) const BRACKETS: usize = 32;
/// Operations within each other, such as the links of `a OR b OR c` or the branches of a CASE.
pub(super) const DEPTH: usize = 200;
/// Tables, subqueries and the parts of WITH.
pub(super) const SOURCES: usize = 200;
/// UNION, EXCEPT and INTERSECT.
pub(super) const SETS: usize = 50;

const LESS: &str = "Ask for less at once: a long list belongs in a table of its own, to be joined.";
const PARTS: &str = "Split it into parts, or compute the long part in a pipeline or report of its own.";

/// What was counted so far.
#[derive(Default)]
pub(super) struct Size {
    depth: usize,
    sources: usize,
    sets: usize,
}

/// Refuses a text by its bytes alone.
pub(super) fn text(sql: &str) -> Result<(), Refused> {
    let start = Location { line: 1, column: 1 };
    if sql.len() > TEXT { Err(refused(over(TEXT, "bytes"), LESS, start)) } else { Ok(()) }
}

/// Refuses a text by its words alone, so that parsing it is safe.
pub(super) fn tokens(tokens: &[TokenWithSpan]) -> Result<(), Refused> {
    let (mut count, mut links, mut brackets) = (0, 0, 0usize);
    // Types within `ARRAY<...>`, and the `[1]` or `[]` that follow one another.
    let (mut types, mut after_type, mut subscripts) = (0usize, false, 0usize);
    for TokenWithSpan { token, span } in tokens {
        match token {
            Token::Whitespace(_) => continue,
            Token::LParen | Token::LBracket | Token::LBrace => brackets += 1,
            Token::RParen | Token::RBracket | Token::RBrace => brackets = brackets.saturating_sub(1),
            Token::Lt if after_type => types += 1,
            Token::Gt => types = types.saturating_sub(1),
            Token::ShiftRight => types = types.saturating_sub(2),
            _ => {}
        }
        subscripts = match token {
            Token::LBracket => subscripts + 1,
            Token::RBracket | Token::Number(..) => subscripts,
            _ => 0,
        };
        links += usize::from(is_link(token));
        after_type = matches!(token, Token::Word(w) if matches!(w.keyword, Keyword::ARRAY | Keyword::STRUCT));
        count += 1;
        if brackets.max(types).max(subscripts) > BRACKETS {
            return Err(nested(span.start));
        }
        if count > TOKENS {
            return Err(refused(over(TOKENS, "words and signs"), LESS, span.start));
        }
        if links > LINKS {
            return Err(refused(over(LINKS, "operators and keywords"), PARTS, span.start));
        }
    }
    Ok(())
}

/// What is nested too deeply.
pub(super) fn nested(at: Location) -> Refused {
    refused(format!("nested deeper than {BRACKETS} levels"), PARTS, at)
}

/// Whether an expression can go on behind it.
fn is_link(token: &Token) -> bool {
    match token {
        Token::Word(word) => word.quote_style.is_none() && word.keyword != Keyword::NoKeyword,
        Token::Number(..)
        | Token::SingleQuotedString(_)
        | Token::DoubleQuotedString(_)
        | Token::Comma
        | Token::Period
        | Token::SemiColon
        | Token::LParen
        | Token::RParen
        | Token::RBracket
        | Token::RBrace
        | Token::EOF => false,
        _ => true,
    }
}

fn over(most: usize, what: &str) -> String {
    format!("has more than {most} {what}")
}

impl Size {
    /// Counts a query with the operands of its UNIONs.
    pub(super) fn query(&mut self, query: &Query, at: Location) -> ControlFlow<Refused> {
        let mut operands = vec![query.body.as_ref()];
        while let Some(operand) = operands.pop() {
            if let SetExpr::SetOperation { left, right, .. } = operand {
                self.sets += 1;
                operands.extend([left.as_ref(), right.as_ref()]);
            }
        }
        if self.sets > SETS {
            return ControlFlow::Break(refused(over(SETS, "UNION, EXCEPT and INTERSECT"), PARTS, at));
        }
        self.source(at)
    }

    /// Counts a table or a query.
    pub(super) fn source(&mut self, at: Location) -> ControlFlow<Refused> {
        self.sources += 1;
        if self.sources > SOURCES {
            return ControlFlow::Break(refused(over(SOURCES, "tables and subqueries"), PARTS, at));
        }
        ControlFlow::Continue(())
    }

    /// Goes into an expression.
    pub(super) fn enter(&mut self, expr: &Expr, at: Location) -> ControlFlow<Refused> {
        self.depth += weight(expr);
        if self.depth > DEPTH {
            let message = over(DEPTH, "operations within each other, as in a chain of OR");
            return ControlFlow::Break(refused(message, PARTS, at));
        }
        ControlFlow::Continue(())
    }

    pub(super) fn leave(&mut self, expr: &Expr) {
        self.depth = self.depth.saturating_sub(weight(expr));
    }
}

/// How many levels an expression makes; every branch of a CASE lies in the one before.
fn weight(expr: &Expr) -> usize {
    if let Expr::Case { conditions, .. } = expr { conditions.len().max(1) } else { 1 }
}
