//! Why a row is rejected, as a value; the words of its rule are those of [`BrokenRule`].

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::broken_rule::BrokenRule;
use crate::read::RowFault;

/// The longest value that is quoted, in characters.
const SHOWN: usize = 80;

/// One thing that is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The column at fault, or the columns of the key; none if it is the whole row.
    pub column: Option<String>,
    /// The rule that is broken.
    pub rule: BrokenRule,
    /// The value that breaks it; none if the rule is about no value.
    pub value: Option<Value>,
}

/// A value that breaks a rule, as far as a reason tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// There is none.
    Empty,
    /// All of it.
    Whole(String),
    /// The beginning of a long one.
    Beginning(String),
    /// The fields that a row has too many, in quotes.
    Surplus(String),
}

impl Reason {
    /// About a value of a column; none if it is empty.
    pub(super) fn of_value(column: &str, rule: BrokenRule, value: Option<&str>) -> Self {
        let value = value.map_or(Value::Empty, |text| match text.char_indices().nth(SHOWN) {
            Some((end, _)) => Value::Beginning(text.get(..end).unwrap_or_default().to_owned()),
            None => Value::Whole(text.to_owned()),
        });
        Self { column: Some(column.to_owned()), rule, value: Some(value) }
    }

    /// About a row as a whole, or a file.
    pub fn of_row(rule: BrokenRule) -> Self {
        Self { column: None, rule, value: None }
    }

    /// The rule without what differs from row to row, so that rows can be counted by it.
    pub fn kind(&self) -> String {
        self.rule.kind()
    }

    /// Column and rule in one line.
    pub fn label(&self) -> String {
        match &self.column {
            Some(column) => format!("{column}: {}", self.kind()),
            None => self.kind(),
        }
    }

    /// What is wrong as a sentence, for somebody who does not know the schema.
    pub fn sentence(&self) -> String {
        let Some(column) = &self.column else { return self.of_whole_row() };
        if self.value.as_ref().is_some_and(|value| value.text().is_empty()) {
            return format!("{column} is missing.");
        }
        let value = self.value.as_ref().map(|value| format!("{:?}", value.text())).unwrap_or_default();
        let several =
            |lines: &Option<_>| lines.as_ref().map_or_else(|| "several lines".to_owned(), ToString::to_string);
        match &self.rule {
            BrokenRule::KeyDiffers(lines) => {
                let lines = several(lines);
                format!("{column} {value} stands on {lines} with different values; only one row may have it.")
            }
            BrokenRule::ValueShared(lines) => {
                format!("{column} {value} stands on {}; only one row may have it.", several(lines))
            }
            BrokenRule::ValueTaken => format!("{column} {value} is another row's already; only one row may have it."),
            rule if self.value.is_some() => format!("{column} is {value}; it {}.", rule.demand()),
            rule => format!("{column} {}.", rule.demand()),
        }
    }

    fn of_whole_row(&self) -> String {
        use crate::read::ShapeRule::FieldCount;
        match (&self.rule, &self.value) {
            (BrokenRule::Shape(FieldCount { has, expected }), Some(surplus)) => {
                let surplus = surplus.text();
                format!("The row has {has} fields instead of {expected}; too many are: {surplus}.")
            }
            (BrokenRule::Shape(FieldCount { has, expected }), None) => {
                format!("The row has {has} fields instead of {expected}.")
            }
            (rule, _) => {
                let rule = rule.to_string();
                let mut chars = rule.chars();
                let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
                format!("{first}{}.", chars.as_str())
            }
        }
    }
}

/// As error reports have it: `column: rule (got "value")`; they tell surplus fields at the end of the row.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(column) = &self.column {
            write!(f, "{column}: ")?;
        }
        self.rule.fmt(f)?;
        match &self.value {
            None | Some(Value::Surplus(_)) => Ok(()),
            Some(Value::Empty) => f.write_str(", but empty"),
            Some(Value::Whole(text)) => write!(f, " (got {text:?})"),
            Some(Value::Beginning(text)) => write!(f, " (got {text:?}…)"),
        }
    }
}

impl Value {
    /// The text; what was cut off shows as `…`.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Whole(text) | Self::Surplus(text) => Cow::Borrowed(text),
            Self::Beginning(text) => Cow::Owned(format!("{text}…")),
        }
    }
}

/// As a report has it; an empty one is none.
impl From<&str> for Value {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Whole(text.to_owned()) }
    }
}

impl From<RowFault> for Reason {
    fn from(RowFault { column, rule }: RowFault) -> Self {
        Self { column, rule: BrokenRule::Shape(rule), value: None }
    }
}

/// The reasons of a row as error reports have them.
pub fn joined_reasons(reasons: &[Reason]) -> String {
    reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
