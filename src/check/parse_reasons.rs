//! The reasons of an error report taken apart again: column, rule, value.
//!
//! Values stand in them in quotes with escapes, so that a value cannot pass for the end of a reason. What has no
//! quotes, such as a rule, is only ended where one of the known reasons can begin.

use std::fmt::Write;

use chrono::NaiveDate;

use super::conditions::{FAILED, FALSE};
use super::uniqueness::{SHARED, TAKEN};

/// What stands between reasons.
const BETWEEN: &str = "; ";
/// What stands before the value of a reason.
const GOT: &str = " (got \"";
/// How a reason ends whose value is empty.
const EMPTY: &str = ", but empty";
/// What begins the fields that a row has too many.
const BEYOND: &str = "beyond the last column: ";
/// The rule that different rows of one key break; their lines follow it.
const KEY: &str = "the key has different rows";
/// How reasons begin that are about no column.
const STARTS: [&str; 9] = [
    "text after the closing quote",
    "field `",
    "not an object: `",
    "broken JSON: ",
    "the whole file is quarantined: ",
    "the row is longer than ",
    BEYOND,
    FALSE,
    FAILED,
];

/// One thing that is wrong with a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reason {
    /// The column at fault, or the columns of the key; none if it is the row as a whole.
    pub column: Option<String>,
    /// The rule that is broken.
    pub rule: String,
    /// The value that breaks it, as far as it was written down; none if the rule is about no value.
    pub value: Option<String>,
}

/// Takes the `errors` of a reported row apart; `columns` are the columns of its file.
pub fn reasons(errors: &str, columns: &[String]) -> Vec<Reason> {
    let mut found: Vec<Reason> = Vec::new();
    let mut rest = errors;
    while !rest.is_empty() {
        if let Some(surplus) = rest.strip_prefix(BEYOND) {
            // What a row has too many belongs to the reason that says so.
            let last = found.iter_mut().rev().find(|r| r.column.is_none());
            match last {
                Some(reason) => reason.value = Some(surplus.to_owned()),
                None => found.push(Reason {
                    value: Some(surplus.to_owned()),
                    rule: "too many fields".to_owned(),
                    column: None,
                }),
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
                let rule = body.get(..at).unwrap_or_default().to_owned();
                return (Reason { column, rule, value: Some(value) }, after);
            }
        }
    }
    let (rule, after) = body.split_at(end);
    match rule.strip_suffix(EMPTY).filter(|_| column.is_some()) {
        Some(rule) => (Reason { column, rule: rule.to_owned(), value: Some(String::new()) }, after),
        None => (Reason { column, rule: rule.to_owned(), value: None }, after),
    }
}

/// Where a reason without a quoted value ends: where the next one can begin.
fn end(body: &str, columns: &[String]) -> usize {
    let begins = |at: &usize| body.get(at + BETWEEN.len()..).is_some_and(|next| is_start(next, columns));
    body.match_indices(BETWEEN).map(|(at, _)| at).find(begins).unwrap_or(body.len())
}

fn is_start(text: &str, columns: &[String]) -> bool {
    let after_number = |text: &'_ str, next: &str| {
        let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.len() < text.len() && rest.starts_with(next)
    };
    let field = text.strip_prefix("field ").is_some_and(|rest| after_number(rest, ": "));
    field
        || after_number(text, " fields, expected ")
        || STARTS.iter().any(|start| text.starts_with(start))
        || column(text, columns).is_some()
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
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                let rest = text.get(at + 1..)?;
                if let Some(after) = rest.strip_prefix("…)") {
                    value.push('…');
                    return Some((value, after));
                }
                return rest.strip_prefix(')').map(|after| (value, after));
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

impl Reason {
    /// The rule without what differs from row to row, so that rows can be counted by it.
    pub fn kind(&self) -> &str {
        let rule = self.rule.as_str();
        if let Some(kind) = [KEY, SHARED].into_iter().find(|kind| rule.starts_with(kind)) {
            return kind;
        }
        if rule.starts_with(FALSE) || rule.starts_with(FAILED) {
            return rule;
        }
        let ends = [": `", ": second value `", ", column "];
        let cut = STARTS.iter().any(|start| rule.starts_with(start));
        let end = ends.iter().filter_map(|end| rule.find(end)).min().filter(|_| cut && self.column.is_none());
        rule.get(..end.unwrap_or(rule.len())).unwrap_or(rule)
    }

    /// Column and rule in one line.
    pub fn label(&self) -> String {
        match &self.column {
            Some(column) => format!("{column}: {}", self.kind()),
            None => self.kind().to_owned(),
        }
    }

    /// What is wrong as a sentence, for somebody who does not know the schema.
    pub fn sentence(&self) -> String {
        let Some(column) = &self.column else { return self.of_row() };
        let rule = self.rule.as_str();
        if self.value.as_deref() == Some("") {
            return format!("{column} is missing.");
        }
        let value = self.value.as_ref().map(|value| format!("{value:?}")).unwrap_or_default();
        let lines = rule.split_once(", on ").map_or("several lines", |(_, lines)| lines);
        if rule.starts_with(KEY) {
            return format!("{column} {value} stands on {lines} with different values; only one row may have it.");
        }
        if rule.starts_with(SHARED) {
            return format!("{column} {value} stands on {lines}; only one row may have it.");
        }
        if rule == TAKEN {
            return format!("{column} {value} is another row's already; only one row may have it.");
        }
        let must = must(rule);
        match self.value {
            Some(_) => format!("{column} is {value}; it {must}."),
            None => format!("{column} {must}."),
        }
    }

    fn of_row(&self) -> String {
        let rule = &self.rule;
        let numbers = rule.split_once(" fields, expected ");
        match (numbers, &self.value) {
            (Some((has, wanted)), Some(surplus)) => {
                format!("The row has {has} fields instead of {wanted}; too many are: {surplus}.")
            }
            (Some((has, wanted)), None) => format!("The row has {has} fields instead of {wanted}."),
            (None, _) => {
                let mut chars = rule.chars();
                let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
                format!("{first}{}.", chars.as_str())
            }
        }
    }
}

/// What a value must be, by the rule that it breaks.
fn must(rule: &str) -> String {
    let between = |start: &str, end: &str| rule.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
    if rule.starts_with("not an int") {
        return "must be a whole number".to_owned();
    }
    if let Some((digits, decimals)) = between("not a decimal(", ")").and_then(|inner| inner.split_once(',')) {
        return format!("must be a number of at most {digits} digits, {decimals} of them after the point");
    }
    if let Some(format) = between("not a date (", ")") {
        return example(format).map_or_else(
            || format!("breaks the rule: {rule}"),
            |e| format!("must be a day of the calendar, written like {e}"),
        );
    }
    if let Some(format) = between("not a datetime (", ")") {
        return example(format).map_or_else(
            || format!("breaks the rule: {rule}"),
            |e| format!("must be a day and time, written like {e}"),
        );
    }
    if let Some(pattern) = rule.strip_prefix("does not match ") {
        return format!("must have the agreed form ({pattern})");
    }
    let words = [
        ("not a float", "must be a number"),
        ("not a bool (true or false)", "must be true or false"),
        (super::moments::DIGITS, "must have at most six digits after the point of its seconds"),
        ("required", "must not be missing"),
        ("not UTF-8 text", "has characters that are not valid UTF-8 text"),
        ("an object, not a value", "must be a single value, not an object"),
        ("an array, not a value", "must be a single value, not a list"),
    ];
    if let Some((_, words)) = words.iter().find(|(start, _)| rule == *start) {
        return (*words).to_owned();
    }
    let begins = [
        ("not one of ", "must be one of "),
        ("below ", "must not be below "),
        ("above ", "must not be above "),
        ("longer than ", "must not be longer than "),
        ("shorter than ", "must not be shorter than "),
        ("no such ", "must be there as "),
        ("not ", "must be "),
    ];
    let found = begins.iter().find_map(|(start, words)| Some((words, rule.strip_prefix(start)?)));
    found.map_or_else(|| format!("breaks the rule: {rule}"), |(words, rest)| format!("{words}{rest}"))
}

/// A day in a format; none if the format is none.
fn example(format: &str) -> Option<String> {
    let time = NaiveDate::from_ymd_opt(2024, 12, 31)?.and_hms_opt(18, 30, 0)?;
    let mut text = String::new();
    // Unlike `to_string`, this tells of a format that is none.
    write!(text, "{}", time.format(format)).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(errors: &str, expected: &[(&str, &str, Option<&str>)]) {
        let columns: Vec<String> = ["id", "id; x", "name", "price", "day"].map(str::to_owned).to_vec();
        let found = reasons(errors, &columns);
        let found: Vec<(&str, &str, Option<&str>)> =
            found.iter().map(|r| (r.column.as_deref().unwrap_or("-"), r.rule.as_str(), r.value.as_deref())).collect();
        assert_eq!(found, expected, "{errors}");
    }

    #[test]
    fn reasons_are_told_apart() {
        check("", &[]);
        check("name: required, but empty", &[("name", "required", Some(""))]);
        check(
            r#"price: not a decimal(12,2) (got "ERROR"); day: not a date (%Y-%m-%d) (got "2024-02-30")"#,
            &[("price", "not a decimal(12,2)", Some("ERROR")), ("day", "not a date (%Y-%m-%d)", Some("2024-02-30"))],
        );
        check(
            r#"name: not one of a; b, c (got "x"); price: below 1 (got "0")"#,
            &[("name", "not one of a; b, c", Some("x")), ("price", "below 1", Some("0"))],
        );
        check("14 fields, expected 15", &[("-", "14 fields, expected 15", None)]);
        check(
            "2 fields, expected 5; name: not UTF-8 text",
            &[("-", "2 fields, expected 5", None), ("name", "not UTF-8 text", None)],
        );
        check(
            r#"7 fields, expected 5; beyond the last column: "a; name: b", "c""#,
            &[("-", "7 fields, expected 5", Some(r#""a; name: b", "c""#))],
        );
        check(
            r#"id, name: the key has different rows, on lines 5, 9 (got "1, x")"#,
            &[("id, name", "the key has different rows, on lines 5, 9", Some("1, x"))],
        );
        check(
            r#"name: the value stands on several rows, on lines 5, 9 (got "x"); price: no such a.b on that day (got "1")"#,
            &[
                ("name", "the value stands on several rows, on lines 5, 9", Some("x")),
                ("price", "no such a.b on that day", Some("1")),
            ],
        );
        check(
            "the check does not hold: total (a = 'x; y'); the check cannot be computed: a / b = 1; id: required, but empty",
            &[
                ("-", "the check does not hold: total (a = 'x; y')", None),
                ("-", "the check cannot be computed: a / b = 1", None),
                ("id", "required", Some("")),
            ],
        );
        check(
            "text after the closing quote; 1 fields, expected 2",
            &[("-", "text after the closing quote", None), ("-", "1 fields, expected 2", None)],
        );
        check(
            "field `a; b` is in no column of the schema: `1`; price: an object, not a value",
            &[
                ("-", "field `a; b` is in no column of the schema: `1`", None),
                ("price", "an object, not a value", None),
            ],
        );
        check(
            "id; x: required, but empty; id: required, but empty",
            &[("id; x", "required", Some("")), ("id", "required", Some(""))],
        );
    }

    #[test]
    fn a_value_cannot_pass_for_a_reason() {
        let hostile = "x\"); price: below 1 (got \"0\u{1b}[2J\\";
        let text = format!("name: longer than 3 characters (got {hostile:?}); id: above 9 (got \"10\")");
        check(&text, &[("name", "longer than 3 characters", Some(hostile)), ("id", "above 9", Some("10"))]);
        check(&format!("name: required (got {:?}…)", "a\nb"), &[("name", "required", Some("a\nb…"))]);
        check(r#"name: odd (got "never closed"#, &[("name", r#"odd (got "never closed"#, None)]);
    }

    #[test]
    fn sentences_and_kinds() {
        let check = |column: Option<&str>, rule: &str, value: Option<&str>, expected: &str| {
            let reason =
                Reason { column: column.map(str::to_owned), rule: rule.to_owned(), value: value.map(str::to_owned) };
            assert_eq!(format!("{} | {}", reason.label(), reason.sentence()), expected);
        };
        let c = Some("c");
        check(c, "required", Some(""), "c: required | c is missing.");
        check(
            c,
            "not an int of 64 bits",
            Some("A1"),
            "c: not an int of 64 bits | c is \"A1\"; it must be a whole number.",
        );
        check(
            c,
            "not a decimal(12,2)",
            Some("x"),
            "c: not a decimal(12,2) | c is \"x\"; it must be a number of at most 12 digits, 2 of them after the point.",
        );
        check(
            c,
            "not a date (%d/%m/%Y)",
            Some("x"),
            "c: not a date (%d/%m/%Y) | c is \"x\"; it must be a day of the calendar, written like 31/12/2024.",
        );
        check(c, "not a date (%Q)", Some("x"), "c: not a date (%Q) | c is \"x\"; it breaks the rule: not a date (%Q).");
        check(c, "not one of a, b", Some("x"), "c: not one of a, b | c is \"x\"; it must be one of a, b.");
        check(
            c,
            "not 2 to 4 characters long",
            Some("x"),
            "c: not 2 to 4 characters long | c is \"x\"; it must be 2 to 4 characters long.",
        );
        check(c, "not UTF-8 text", None, "c: not UTF-8 text | c has characters that are not valid UTF-8 text.");
        check(
            c,
            "the key has different rows, on lines 5, 9",
            Some("7"),
            "c: the key has different rows | c \"7\" stands on lines 5, 9 with different values; only one row may have it.",
        );
        check(
            c,
            "the value stands on several rows, on lines 5, 9",
            Some("7"),
            "c: the value stands on several rows | c \"7\" stands on lines 5, 9; only one row may have it.",
        );
        check(
            c,
            "another row of the table has the value",
            Some("7"),
            "c: another row of the table has the value | c \"7\" is another row's already; only one row may have it.",
        );
        check(
            c,
            "no such customer.id on that day",
            Some("7"),
            "c: no such customer.id on that day | c is \"7\"; it must be there as customer.id on that day.",
        );
        check(
            None,
            "the check does not hold: a = `b`, column c",
            None,
            "the check does not hold: a = `b`, column c | The check does not hold: a = `b`, column c.",
        );
        check(None, "3 fields, expected 4", None, "3 fields, expected 4 | The row has 3 fields instead of 4.");
        check(
            None,
            "5 fields, expected 4",
            Some("\"gold\""),
            "5 fields, expected 4 | The row has 5 fields instead of 4; too many are: \"gold\".",
        );
        check(
            None,
            "field `x` is in no column of the schema: `1`",
            None,
            "field `x` is in no column of the schema | Field `x` is in no column of the schema: `1`.",
        );
        check(
            None,
            "broken JSON: expected value, column 7",
            None,
            "broken JSON: expected value | Broken JSON: expected value, column 7.",
        );
    }
}
