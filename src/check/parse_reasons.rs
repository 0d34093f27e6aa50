//! The reasons of an error report taken apart again: the values that [`Reason`] wrote.
//!
//! Values stand in them in quotes with escapes, so that a value cannot pass for the end of a reason. What has no
//! quotes, such as a rule, is only ended where one of the known reasons can begin.

use super::broken_rule::BrokenRule;
use super::reason::{Reason, Value};

/// What stands between reasons.
const BETWEEN: &str = "; ";
/// What stands before the value of a reason.
const GOT: &str = " (got \"";
/// How a reason ends whose value is empty.
const EMPTY: &str = ", but empty";
/// What begins the fields that a row has too many.
pub(super) const BEYOND: &str = "beyond the last column: ";
/// The rule that different rows of one key break; their lines follow it.
const KEY: &str = "the key has different rows";

/// Takes the `errors` of a reported row apart; `columns` are the columns of its file.
pub fn reasons(errors: &str, columns: &[String]) -> Vec<Reason> {
    let mut found: Vec<Reason> = Vec::new();
    let mut rest = errors;
    while !rest.is_empty() {
        if let Some(surplus) = rest.strip_prefix(BEYOND) {
            // What a row has too many belongs to the reason that says so.
            let last = found.iter_mut().rev().find(|r| r.column.is_none());
            let value = Some(Value::Surplus(surplus.to_owned()));
            match last {
                Some(reason) => reason.value = value,
                None => found.push(Reason { value, ..Reason::of_row(BrokenRule::from("too many fields")) }),
            }
            break;
        }
        let (reason, after) = one(rest, columns);
        found.push(reason);
        rest = after.strip_prefix(BETWEEN).unwrap_or(after);
    }
    found
}

/// The first reason of some, and what follows it.
fn one<'a>(text: &'a str, columns: &[String]) -> (Reason, &'a str) {
    let (column, body) = match column(text, columns) {
        Some(column) => (Some(column.to_owned()), text.get(column.len() + 2..).unwrap_or_default()),
        None => (None, text),
    };
    let end = end(body, columns);
    if column.is_some() {
        let got = body.match_indices(GOT).map(|(at, _)| at).take_while(|at| *at < end);
        for at in got {
            if let Some((value, after)) = quoted(body.get(at + GOT.len()..).unwrap_or_default()) {
                let rule = BrokenRule::from(body.get(..at).unwrap_or_default());
                return (Reason { column, rule, value: Some(value) }, after);
            }
        }
    }
    let (rule, after) = body.split_at(end);
    match rule.strip_suffix(EMPTY).filter(|_| column.is_some()) {
        Some(rule) => (Reason { column, rule: rule.into(), value: Some(Value::Empty) }, after),
        None => (Reason { column, rule: rule.into(), value: None }, after),
    }
}

/// Where a reason without a quoted value ends: where the next one can begin.
fn end(body: &str, columns: &[String]) -> usize {
    let begins = |at: &usize| body.get(at + BETWEEN.len()..).is_some_and(|next| is_start(next, columns));
    body.match_indices(BETWEEN).map(|(at, _)| at).find(begins).unwrap_or(body.len())
}

fn is_start(text: &str, columns: &[String]) -> bool {
    text.starts_with(BEYOND) || BrokenRule::begins(text) || column(text, columns).is_some()
}

/// The column that a reason begins with, or the columns of a key.
fn column<'a>(text: &'a str, columns: &[String]) -> Option<&'a str> {
    let named = |column: &&String| text.strip_prefix(column.as_str()).is_some_and(|rest| rest.starts_with(": "));
    if let Some(column) = columns.iter().filter(named).max_by_key(|c| c.len()) {
        return text.get(..column.len());
    }
    let (key, rest) = text.split_once(": ")?;
    let all = key.split(", ").all(|part| columns.iter().any(|c| c == part));
    (all && rest.starts_with(KEY)).then_some(key)
}

/// A value in quotes up to its closing one, without its escapes, and what follows the bracket after it.
fn quoted(text: &str) -> Option<(Value, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                let rest = text.get(at + 1..)?;
                if let Some(after) = rest.strip_prefix("…)") {
                    return Some((Value::Beginning(value), after));
                }
                return rest.strip_prefix(')').map(|after| (Value::Whole(value), after));
            }
            '\\' => match chars.next()?.1 {
                'n' => value.push('\n'),
                'r' => value.push('\r'),
                't' => value.push('\t'),
                '0' => value.push('\0'),
                'u' => {
                    let hex: String = chars.by_ref().map(|(_, c)| c).skip(1).take_while(|c| *c != '}').collect();
                    value.push(u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32)?);
                }
                other => value.push(other),
            },
            other => value.push(other),
        }
    }
    None
}
