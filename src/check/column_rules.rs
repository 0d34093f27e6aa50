//! The rules on the text of a value: presence, pattern, length.

use polars_arrow::array::{Array, Utf8ViewArray};

use super::cast::Fault;
use crate::workspace::{Column, Rule, Severity};

/// The rows that break a column's rules on text.
pub(super) fn faults(texts: &Utf8ViewArray, column: &Column) -> Vec<Fault> {
    let mut faults = Vec::new();
    if column.required {
        missing(texts, column.severity(Rule::Required), &mut faults);
    }
    if let Some(pattern) = &column.pattern {
        let rule = format!("does not match {}", pattern.text);
        let keeps = |text: &str| pattern.regex.is_match(text);
        broken(texts, &mut faults, (&rule, column.severity(Rule::Pattern)), keeps);
    }
    if let Some(length) = column.length {
        let rule = match (length.min, length.max) {
            (min, max) if min == max => format!("not {min} characters long"),
            (0, max) => format!("longer than {max} characters"),
            (min, usize::MAX) => format!("shorter than {min} characters"),
            (min, max) => format!("not {min} to {max} characters long"),
        };
        let keeps = |text: &str| (length.min..=length.max).contains(&text.chars().count());
        broken(texts, &mut faults, (&rule, column.severity(Rule::Length)), keeps);
    }
    faults
}

/// An empty text is no value either: a required column must say something.
fn missing(texts: &Utf8ViewArray, severity: Severity, faults: &mut Vec<Fault>) {
    let fault = |row| Fault { row, rule: "required".to_owned(), severity };
    if texts.validity().is_some_and(|v| v.unset_bits() > 0) {
        faults.extend(texts.iter().enumerate().filter(|(_, text)| text.is_none()).map(|(row, _)| fault(row)));
    }
    faults.extend(
        texts.iter().enumerate().filter(|(_, text)| text.is_some_and(str::is_empty)).map(|(row, _)| fault(row)),
    );
}

fn broken(
    texts: &Utf8ViewArray,
    faults: &mut Vec<Fault>,
    (rule, severity): (&str, Severity),
    keeps: impl Fn(&str) -> bool,
) {
    faults.extend(texts.iter().enumerate().filter(|(_, text)| text.is_some_and(|t| !keeps(t))).map(|(row, _)| Fault {
        row,
        rule: rule.to_owned(),
        severity,
    }));
}
