//! The rules of a column: which apply to its type, and their values.

use super::bound::{bound, crossed, int};
use super::model::{Bound, ColumnType, Length, Pattern, Rule};
use super::pattern::whole;
use crate::config::{Node, Section};

/// Every key of a column that depends on its type.
const RULES: [&str; 6] = ["values", "format", "min", "max", "pattern", "length"];
const LENGTH_HINT: &str = "Write length = 8 for exactly, or length = { min = 1, max = 20 }.";

/// The rules of one column.
#[derive(Default)]
pub(super) struct Rules {
    /// Least value.
    pub min: Option<Bound>,
    /// Greatest value.
    pub max: Option<Bound>,
    /// What the whole text must match.
    pub pattern: Option<Pattern>,
    /// How many characters the text may have.
    pub length: Option<Length>,
}

impl Rules {
    /// Which of them there are, in order.
    pub fn given(&self) -> Vec<Rule> {
        let all = [
            (Rule::Min, self.min.is_some()),
            (Rule::Max, self.max.is_some()),
            (Rule::Pattern, self.pattern.is_some()),
            (Rule::Length, self.length.is_some()),
        ];
        all.into_iter().filter(|(_, given)| *given).map(|(rule, _)| rule).collect()
    }
}

/// Reads the rules of a column of this type and reports those that do not apply to it.
pub(super) fn rules(section: &Section<'_>, kind: &ColumnType) -> Option<Rules> {
    let (word, allowed) = allowed(kind);
    let misplaced =
        RULES.iter().filter(|rule| !allowed.contains(rule)).filter_map(|rule| Some((rule, section.get(rule)?)));
    let mut good = true;
    for (rule, node) in misplaced {
        node.wrong_key(format!("does not apply to {word} columns"), home(rule, word, allowed));
        good = false;
    }
    let read = |rule: &str| allowed.contains(&rule).then(|| section.get(rule)).flatten();
    let (min, max) = limits(read("min"), read("max"), kind)?;
    let pattern = optional(read("pattern"), whole)?;
    let length = optional(read("length"), length)?;
    good.then_some(Rules { min, max, pattern, length })
}

/// The word for a type, and the rules that apply to it.
fn allowed(kind: &ColumnType) -> (&'static str, &'static [&'static str]) {
    match kind {
        ColumnType::Int => ("int", &["min", "max"]),
        ColumnType::Float => ("float", &["min", "max"]),
        ColumnType::Decimal { .. } => ("decimal", &["min", "max"]),
        ColumnType::String => ("string", &["pattern", "length"]),
        ColumnType::Enum(_) => ("enum", &["values", "pattern"]),
        ColumnType::Bool => ("bool", &[]),
        ColumnType::Date(_) => ("date", &["format", "min", "max"]),
        ColumnType::Datetime(_) => ("datetime", &["format", "min", "max"]),
    }
}

/// Where a rule belongs, and what belongs here.
fn home(rule: &str, word: &str, allowed: &[&str]) -> String {
    let types = match rule {
        "values" => "enum",
        "format" => "date and datetime",
        "pattern" => "string and enum",
        "length" => "string",
        _ => "number, date and datetime",
    };
    let here = if allowed.is_empty() { "none".to_owned() } else { allowed.join(", ") };
    format!("It is for {types} columns; the rules of {word} columns: {here}.")
}

fn limits(min: Option<Node<'_>>, max: Option<Node<'_>>, kind: &ColumnType) -> Option<(Option<Bound>, Option<Bound>)> {
    let least = optional(min, |node| bound(node, kind));
    let most = optional(max.clone(), |node| bound(node, kind));
    let (least, most) = (least?, most?);
    if crossed(least, most) {
        max?.wrong("`max` is below `min`", "No value could pass; correct one of the two.");
        return None;
    }
    Some((least, most))
}

fn length(node: &Node<'_>) -> Option<Length> {
    if node.value.is_integer() {
        let exactly = count(node)?;
        return checked(node, Length { min: exactly, max: exactly });
    }
    let section = node.clone().section(&["min", "max"], LENGTH_HINT)?;
    let (min, max) = (section.maybe("min", count), section.maybe("max", count));
    let (min, max) = (min?, max?);
    if min.is_none() && max.is_none() {
        node.absent("says neither `min` nor `max`", LENGTH_HINT);
        return None;
    }
    checked(node, Length { min: min.unwrap_or(0), max: max.unwrap_or(usize::MAX) })
}

fn checked(node: &Node<'_>, length: Length) -> Option<Length> {
    let reason = match length {
        Length { max: 0, .. } => "allows no text at all",
        Length { min, max } if min > max => "`max` is below `min`",
        _ => return Some(length),
    };
    node.wrong(reason, LENGTH_HINT);
    None
}

fn count(node: &Node<'_>) -> Option<usize> {
    let number = int(node.value).and_then(|n| usize::try_from(n).ok());
    if number.is_none() {
        node.wrong("must be a number of characters", LENGTH_HINT);
    }
    number
}

/// Outer `None` if it is set and wrong, inner `None` if it is not set.
fn optional<'a, T>(node: Option<Node<'a>>, read: impl FnOnce(&Node<'a>) -> Option<T>) -> Option<Option<T>> {
    match node {
        Some(node) => read(&node).map(Some),
        None => Some(None),
    }
}
