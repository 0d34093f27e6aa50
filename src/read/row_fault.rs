//! What keeps a row from having the shape of a row, with its words.

use std::fmt;

use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumIter, IntoEnumIterator};

/// One thing that is wrong with the shape of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The column whose field it is; none if it is another field, or the whole row.
    pub column: Option<String>,
    /// The rule that it breaks.
    pub rule: ShapeRule,
}

/// What a row must be to have a shape; sizes are in words, names and values as far as they are shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, EnumDiscriminants)]
#[strum_discriminants(name(ShapeKind), derive(EnumIter))]
#[expect(missing_docs, reason = "`words` says it")]
pub enum ShapeRule {
    TextAfterQuote,
    FieldCount {
        has: usize,
        expected: usize,
    },
    LongRow {
        most: String,
    },
    /// The field of a column is longer than `max_field`.
    LongField {
        most: String,
    },
    NotUtf8,
    /// A field of no column, from 1, is longer than `max_field`.
    LongExtraField {
        field: usize,
        most: String,
    },
    ExtraFieldNotUtf8 {
        field: usize,
    },
    /// A member of no column is longer than `max_field`.
    LongMember {
        name: String,
        most: String,
    },
    UnknownMember {
        name: String,
        value: String,
    },
    /// A member is a column by another name, which stands there already.
    SecondName {
        name: String,
        column: String,
        value: String,
    },
    MemberTwice {
        name: String,
        value: String,
    },
    /// A member out of which columns are read is no object.
    NoObject {
        name: String,
        value: String,
    },
    BrokenJson {
        message: String,
        /// In characters, from 1.
        column: u64,
    },
    NotAnObject {
        text: String,
    },
    ObjectAsValue,
    ArrayAsValue,
    BrokenEscape,
}

impl RowFault {
    pub(super) fn of_row(rule: ShapeRule) -> Self {
        Self { column: None, rule }
    }

    pub(super) fn of_column(column: &str, rule: ShapeRule) -> Self {
        Self { column: Some(column.to_owned()), rule }
    }
}

impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "{column}: {}", self.rule),
            None => self.rule.fmt(f),
        }
    }
}

impl ShapeRule {
    /// The words that rows have in common which break it, and those that differ from row to row.
    pub fn words(&self) -> (String, String) {
        let common = |text: &str| (text.to_owned(), String::new());
        match self {
            Self::TextAfterQuote => common("text after the closing quote"),
            Self::FieldCount { has, expected } => common(&format!("{has}{COUNTED}{expected}")),
            Self::LongRow { most } => common(&format!("{LONG_ROW}{most}{FOUR_TIMES}")),
            Self::LongField { most } => common(&format!("{LONGER}{most}{ALLOWED}")),
            Self::NotUtf8 => common(NOT_UTF8),
            Self::LongExtraField { field, most } => common(&format!("field {field}: {LONGER}{most}{ALLOWED}")),
            Self::ExtraFieldNotUtf8 { field } => common(&format!("field {field}: {NOT_UTF8}")),
            Self::LongMember { name, most } => common(&format!("{MEMBER}{name}{IS_LONGER}{most}{ALLOWED}")),
            Self::UnknownMember { name, value } => (format!("{MEMBER}{name}{UNKNOWN}"), format!("{VALUE}{value}`")),
            Self::SecondName { name, column, value } => {
                (format!("{MEMBER}{name}{IS_COLUMN}{column}{ALREADY}"), format!("{SECOND}{value}`"))
            }
            Self::MemberTwice { name, value } => (format!("{MEMBER}{name}{TWICE}"), format!("{SECOND}{value}`")),
            Self::NoObject { name, value } => (format!("{MEMBER}{name}{NO_OBJECT}"), format!("{VALUE}{value}`")),
            Self::BrokenJson { message, column } => (format!("{BROKEN}{message}"), format!("{AT}{column}")),
            Self::NotAnObject { text } => (NOT_OBJECT.to_owned(), format!("{VALUE}{text}`")),
            Self::ObjectAsValue => common("an object, not a value"),
            Self::ArrayAsValue => common("an array, not a value"),
            Self::BrokenEscape => common("text with a broken escape"),
        }
    }

    /// The rule that has these words, if one has.
    pub fn of_words(text: &str) -> Option<Self> {
        ShapeKind::iter().find_map(|kind| kind.of_words(text)).filter(|rule| rule.to_string() == text)
    }

    /// Whether the words of a rule that is about no column can begin so.
    pub fn begins(text: &str) -> bool {
        ShapeKind::iter().any(|kind| kind.begins(text))
    }
}

const COUNTED: &str = " fields, expected ";
const LONG_ROW: &str = "the row is longer than ";
const FOUR_TIMES: &str = ", four times `max_field`";
const LONGER: &str = "longer than ";
const ALLOWED: &str = ", the most that `max_field` allows";
const NOT_UTF8: &str = "not UTF-8 text";
const MEMBER: &str = "field `";
const IS_LONGER: &str = "` is longer than ";
const UNKNOWN: &str = "` is in no column of the schema";
const IS_COLUMN: &str = "` is the column `";
const ALREADY: &str = "`, which stands there already";
const TWICE: &str = "` stands twice";
const NO_OBJECT: &str = "` is no object, and columns are read from it";
const VALUE: &str = ": `";
const SECOND: &str = ": second value `";
const BROKEN: &str = "broken JSON: ";
const AT: &str = ", column ";
const NOT_OBJECT: &str = "not an object";

impl fmt::Display for ShapeRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (common, own) = self.words();
        write!(f, "{common}{own}")
    }
}

impl ShapeKind {
    fn of_words(self, text: &str) -> Option<ShapeRule> {
        let between = |start: &str, end: &str| Some(text.strip_prefix(start)?.strip_suffix(end)?.to_owned());
        let numbered = || {
            let (field, rest) = text.strip_prefix("field ")?.split_once(": ")?;
            Some((field.parse().ok()?, rest))
        };
        // A name, what stands between it and the value, and the value.
        let member = |middle: &str, end: &str| {
            let (name, value) = text.strip_prefix(MEMBER)?.split_once(middle)?;
            Some((name.to_owned(), value.strip_suffix(end)?.to_owned()))
        };
        Some(match self {
            Self::TextAfterQuote => same(text, ShapeRule::TextAfterQuote)?,
            Self::FieldCount => {
                let (has, expected) = text.split_once(COUNTED)?;
                ShapeRule::FieldCount { has: has.parse().ok()?, expected: expected.parse().ok()? }
            }
            Self::LongRow => ShapeRule::LongRow { most: between(LONG_ROW, FOUR_TIMES)? },
            Self::LongField => ShapeRule::LongField { most: between(LONGER, ALLOWED)? },
            Self::NotUtf8 => same(text, ShapeRule::NotUtf8)?,
            Self::LongExtraField => {
                let (field, rest) = numbered()?;
                let most = rest.strip_prefix(LONGER)?.strip_suffix(ALLOWED)?.to_owned();
                ShapeRule::LongExtraField { field, most }
            }
            Self::ExtraFieldNotUtf8 => {
                let (field, _) = numbered().filter(|(_, rest)| *rest == NOT_UTF8)?;
                ShapeRule::ExtraFieldNotUtf8 { field }
            }
            Self::LongMember => {
                let (name, most) = member(IS_LONGER, ALLOWED)?;
                ShapeRule::LongMember { name, most }
            }
            Self::UnknownMember => {
                let (name, value) = member(&format!("{UNKNOWN}{VALUE}"), "`")?;
                ShapeRule::UnknownMember { name, value }
            }
            Self::SecondName => {
                let (name, rest) = member(IS_COLUMN, "`")?;
                let (column, value) = rest.split_once(&format!("{ALREADY}{SECOND}"))?;
                ShapeRule::SecondName { name, column: column.to_owned(), value: value.to_owned() }
            }
            Self::MemberTwice => {
                let (name, value) = member(&format!("{TWICE}{SECOND}"), "`")?;
                ShapeRule::MemberTwice { name, value }
            }
            Self::NoObject => {
                let (name, value) = member(&format!("{NO_OBJECT}{VALUE}"), "`")?;
                ShapeRule::NoObject { name, value }
            }
            Self::BrokenJson => {
                let (message, column) = text.strip_prefix(BROKEN)?.rsplit_once(AT)?;
                ShapeRule::BrokenJson { message: message.to_owned(), column: column.parse().ok()? }
            }
            Self::NotAnObject => ShapeRule::NotAnObject { text: between(&format!("{NOT_OBJECT}{VALUE}"), "`")? },
            Self::ObjectAsValue => same(text, ShapeRule::ObjectAsValue)?,
            Self::ArrayAsValue => same(text, ShapeRule::ArrayAsValue)?,
            Self::BrokenEscape => same(text, ShapeRule::BrokenEscape)?,
        })
    }

    fn begins(self, text: &str) -> bool {
        let after_number = |text: &str, next: &str| {
            let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
            rest.len() < text.len() && rest.starts_with(next)
        };
        match self {
            Self::TextAfterQuote => text.starts_with("text after the closing quote"),
            Self::FieldCount => after_number(text, COUNTED),
            Self::LongRow => text.starts_with(LONG_ROW),
            Self::LongExtraField | Self::ExtraFieldNotUtf8 => {
                text.strip_prefix("field ").is_some_and(|rest| after_number(rest, ": "))
            }
            Self::LongMember | Self::UnknownMember | Self::SecondName | Self::MemberTwice | Self::NoObject => {
                text.starts_with(MEMBER)
            }
            Self::BrokenJson => text.starts_with(BROKEN),
            Self::NotAnObject => text.starts_with("not an object: `"),
            // They are about a column.
            Self::LongField | Self::NotUtf8 | Self::ObjectAsValue | Self::ArrayAsValue | Self::BrokenEscape => false,
        }
    }
}

/// A rule that always has the same words.
fn same(text: &str, rule: ShapeRule) -> Option<ShapeRule> {
    (rule.words().0 == text).then_some(rule)
}
