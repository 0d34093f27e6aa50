//! Every rule that a row can break, with its words: those of the error report, those of a sentence to whoever sent the
//! file, and the way back from the report.
//!
//! A new rule is a variant here; the compiler then asks for all of its words.

use std::fmt::{self, Write};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumIter, IntoEnumIterator};

use super::lines::Lines;
use crate::read::ShapeRule;

/// A rule that a row breaks, with what its words need.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, EnumDiscriminants)]
#[strum_discriminants(name(RuleKind), derive(EnumIter))]
#[expect(missing_docs, reason = "`words` says it")]
pub enum BrokenRule {
    /// What keeps it from having the shape of a row.
    Shape(ShapeRule),
    Required,
    NotInt,
    NotFloat,
    NotDecimal {
        precision: usize,
        scale: usize,
    },
    NotBool,
    /// Not in this format.
    NotDate(String),
    /// Not in this format.
    NotDatetime(String),
    /// A time that is finer than tables keep it.
    TooManyDigits,
    /// Not one of these values, as a list.
    NotOneOf(String),
    /// Below the least value.
    Below(String),
    /// Above the greatest value.
    Above(String),
    Pattern(String),
    /// Not so many characters long, both ends included.
    Length {
        min: usize,
        max: usize,
    },
    /// Not a value of this column of another table.
    NoSuch(String),
    /// Another key of the table has the value.
    ValueTaken,
    /// Several rows of the file have the value; a warning does not name their lines.
    ValueShared(Option<Lines>),
    /// Rows of the key differ.
    KeyDiffers(Option<Lines>),
    /// A check of the pipeline is false.
    CheckFalse(String),
    /// A check of the pipeline has no answer, such as after a division by zero.
    CheckFailed(String),
    /// No row of the file could be read.
    FileQuarantined(String),
    /// A corrected row cannot be told from another one.
    SameAsAnother,
    /// Words that are those of no rule: the report was edited, or is of another release.
    Unknown(String),
}

const LINES: &str = ", on ";
const NOT_INT: &str = "not a whole number";
/// What reports of older releases say for it.
const NOT_INT_BEFORE: &str = "not a whole number";
const NOT_DECIMAL: &str = "not a decimal(";
const NOT_BOOL: &str = "not a bool (true or false)";
const NOT_DATE: &str = "not a date (";
const NOT_DATETIME: &str = "not a datetime (";
const TOO_MANY_DIGITS: &str = "more digits than microseconds can keep";
const NOT_ONE_OF: &str = "not one of ";
const BELOW: &str = "below ";
const ABOVE: &str = "above ";
const PATTERN: &str = "does not match ";
const CHARACTERS: &str = " characters";
const LONG: &str = " characters long";
const NO_SUCH: &str = "no such ";
const THAT_DAY: &str = " on that day";
const TAKEN: &str = "another row of the table has the value";
const SHARED: &str = "the value stands on several rows";
const DIFFERS: &str = "the key has different rows";
const FALSE: &str = "the check does not hold: ";
const FAILED: &str = "the check cannot be computed: ";
const QUARANTINED: &str = "the whole file is quarantined: ";
const SAME: &str = "another row of its line came just like this one: correct both in the same way";

impl BrokenRule {
    /// The words that rows have in common which break it, and those that differ from row to row.
    fn words(&self) -> (String, String) {
        let on = |lines: &Option<Lines>| lines.as_ref().map(|lines| format!("{LINES}{lines}")).unwrap_or_default();
        let common = match self {
            Self::Shape(rule) => return rule.words(),
            Self::ValueShared(lines) => return (SHARED.to_owned(), on(lines)),
            Self::KeyDiffers(lines) => return (DIFFERS.to_owned(), on(lines)),
            Self::Required => "required".to_owned(),
            Self::NotInt => NOT_INT.to_owned(),
            Self::NotFloat => "not a float".to_owned(),
            Self::NotDecimal { precision, scale } => format!("{NOT_DECIMAL}{precision},{scale})"),
            Self::NotBool => NOT_BOOL.to_owned(),
            Self::NotDate(format) => format!("{NOT_DATE}{format})"),
            Self::NotDatetime(format) => format!("{NOT_DATETIME}{format})"),
            Self::TooManyDigits => TOO_MANY_DIGITS.to_owned(),
            Self::NotOneOf(values) => format!("{NOT_ONE_OF}{values}"),
            Self::Below(limit) => format!("{BELOW}{limit}"),
            Self::Above(limit) => format!("{ABOVE}{limit}"),
            Self::Pattern(pattern) => format!("{PATTERN}{pattern}"),
            Self::Length { min, max } => match (*min, *max) {
                (min, max) if min == max => format!("not {min}{LONG}"),
                (0, max) => format!("longer than {max}{CHARACTERS}"),
                (min, usize::MAX) => format!("shorter than {min}{CHARACTERS}"),
                (min, max) => format!("not {min} to {max}{LONG}"),
            },
            Self::NoSuch(reference) => format!("{NO_SUCH}{reference}{THAT_DAY}"),
            Self::ValueTaken => TAKEN.to_owned(),
            Self::CheckFalse(check) => format!("{FALSE}{check}"),
            Self::CheckFailed(check) => format!("{FAILED}{check}"),
            Self::FileQuarantined(why) => format!("{QUARANTINED}{why}"),
            Self::SameAsAnother => SAME.to_owned(),
            Self::Unknown(text) => text.clone(),
        };
        (common, String::new())
    }

    /// The rule without what differs from row to row, so that rows can be counted by it.
    pub fn kind(&self) -> String {
        self.words().0
    }

    /// Whether the words of a rule that is about no column can begin so.
    pub(super) fn begins(text: &str) -> bool {
        RuleKind::iter().any(|kind| kind.begins(text))
    }

    /// What a value must be, in words that follow a column's name.
    pub(super) fn demand(&self) -> String {
        let written = |format: &str, what: &str| {
            let example = example(format)?;
            Some(format!("must be {what}, written like {example}"))
        };
        let found = match self {
            Self::Required => Some("must not be missing".to_owned()),
            Self::NotInt => Some("must be a whole number".to_owned()),
            Self::NotFloat => Some("must be a number".to_owned()),
            Self::NotDecimal { precision, scale } => {
                Some(format!("must be a number of at most {precision} digits, {scale} of them after the point"))
            }
            Self::NotBool => Some("must be true or false".to_owned()),
            Self::NotDate(format) => written(format, "a day of the calendar"),
            Self::NotDatetime(format) => written(format, "a day and time"),
            Self::TooManyDigits => Some("must have at most six digits after the point of its seconds".to_owned()),
            Self::NotOneOf(values) => Some(format!("must be one of {values}")),
            Self::Below(limit) => Some(format!("must not be below {limit}")),
            Self::Above(limit) => Some(format!("must not be above {limit}")),
            Self::Pattern(pattern) => Some(format!("must have the agreed form ({pattern})")),
            Self::NoSuch(reference) => Some(format!("must be there as {reference}{THAT_DAY}")),
            Self::Shape(ShapeRule::NotUtf8) => Some("has characters that are not valid UTF-8 text".to_owned()),
            Self::Shape(ShapeRule::ObjectAsValue) => Some("must be a single value, not an object".to_owned()),
            Self::Shape(ShapeRule::ArrayAsValue) => Some("must be a single value, not a list".to_owned()),
            Self::Length { .. } | Self::Shape(ShapeRule::LongField { .. }) | Self::Unknown(_) => {
                turned(&self.to_string())
            }
            Self::Shape(_)
            | Self::ValueTaken
            | Self::ValueShared(_)
            | Self::KeyDiffers(_)
            | Self::CheckFalse(_)
            | Self::CheckFailed(_)
            | Self::FileQuarantined(_)
            | Self::SameAsAnother => None,
        };
        found.unwrap_or_else(|| format!("breaks the rule: {self}"))
    }
}

/// Words of what is wrong as words of what must be.
fn turned(rule: &str) -> Option<String> {
    let begins = [
        ("longer than ", "must not be longer than "),
        ("shorter than ", "must not be shorter than "),
        ("not ", "must be "),
    ];
    begins.iter().find_map(|(start, words)| Some(format!("{words}{}", rule.strip_prefix(start)?)))
}

impl fmt::Display for BrokenRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (common, own) = self.words();
        write!(f, "{common}{own}")
    }
}

impl From<&str> for BrokenRule {
    /// The rule that has these words.
    fn from(text: &str) -> Self {
        let text = if text == NOT_INT_BEFORE { NOT_INT } else { text };
        let found = RuleKind::iter().find_map(|kind| kind.of_words(text)).filter(|rule| rule.to_string() == text);
        found.unwrap_or_else(|| Self::Unknown(text.to_owned()))
    }
}

impl RuleKind {
    fn of_words(self, text: &str) -> Option<BrokenRule> {
        let after = |start: &str| text.strip_prefix(start).map(str::to_owned);
        let between = |start: &str, end: &str| Some(text.strip_prefix(start)?.strip_suffix(end)?.to_owned());
        let same = |rule: BrokenRule| (rule.words().0 == text).then_some(rule);
        let lines = |start: &str| match text.strip_prefix(start)? {
            "" => Some(None),
            lines => Lines::of_words(lines.strip_prefix(LINES)?).map(Some),
        };
        match self {
            Self::Shape => ShapeRule::of_words(text).map(BrokenRule::Shape),
            Self::Required => same(BrokenRule::Required),
            Self::NotInt => same(BrokenRule::NotInt),
            Self::NotFloat => same(BrokenRule::NotFloat),
            Self::NotDecimal => {
                let numbers = between(NOT_DECIMAL, ")")?;
                let (precision, scale) = numbers.split_once(',')?;
                Some(BrokenRule::NotDecimal { precision: precision.parse().ok()?, scale: scale.parse().ok()? })
            }
            Self::NotBool => same(BrokenRule::NotBool),
            Self::NotDate => between(NOT_DATE, ")").map(BrokenRule::NotDate),
            Self::NotDatetime => between(NOT_DATETIME, ")").map(BrokenRule::NotDatetime),
            Self::TooManyDigits => same(BrokenRule::TooManyDigits),
            Self::NotOneOf => after(NOT_ONE_OF).map(BrokenRule::NotOneOf),
            Self::Below => after(BELOW).map(BrokenRule::Below),
            Self::Above => after(ABOVE).map(BrokenRule::Above),
            Self::Pattern => after(PATTERN).map(BrokenRule::Pattern),
            Self::Length => length(text).map(|(min, max)| BrokenRule::Length { min, max }),
            Self::NoSuch => between(NO_SUCH, THAT_DAY).map(BrokenRule::NoSuch),
            Self::ValueTaken => same(BrokenRule::ValueTaken),
            Self::ValueShared => lines(SHARED).map(BrokenRule::ValueShared),
            Self::KeyDiffers => lines(DIFFERS).map(BrokenRule::KeyDiffers),
            Self::CheckFalse => after(FALSE).map(BrokenRule::CheckFalse),
            Self::CheckFailed => after(FAILED).map(BrokenRule::CheckFailed),
            Self::FileQuarantined => after(QUARANTINED).map(BrokenRule::FileQuarantined),
            Self::SameAsAnother => same(BrokenRule::SameAsAnother),
            Self::Unknown => None,
        }
    }

    fn begins(self, text: &str) -> bool {
        match self {
            Self::Shape => ShapeRule::begins(text),
            Self::CheckFalse => text.starts_with(FALSE),
            Self::CheckFailed => text.starts_with(FAILED),
            Self::FileQuarantined => text.starts_with(QUARANTINED),
            Self::SameAsAnother => text.starts_with(SAME),
            // They are about a column, which stands before them.
            Self::Required
            | Self::NotInt
            | Self::NotFloat
            | Self::NotDecimal
            | Self::NotBool
            | Self::NotDate
            | Self::NotDatetime
            | Self::TooManyDigits
            | Self::NotOneOf
            | Self::Below
            | Self::Above
            | Self::Pattern
            | Self::Length
            | Self::NoSuch
            | Self::ValueTaken
            | Self::ValueShared
            | Self::KeyDiffers
            | Self::Unknown => false,
        }
    }
}

/// The least and the greatest length that words tell of.
fn length(text: &str) -> Option<(usize, usize)> {
    let number = |text: &str| text.parse().ok();
    if let Some(most) = text.strip_prefix("longer than ") {
        return Some((0, number(most.strip_suffix(CHARACTERS)?)?));
    }
    if let Some(least) = text.strip_prefix("shorter than ") {
        return Some((number(least.strip_suffix(CHARACTERS)?)?, usize::MAX));
    }
    let numbers = text.strip_prefix("not ")?.strip_suffix(LONG)?;
    match numbers.split_once(" to ") {
        Some((min, max)) => Some((number(min)?, number(max)?)),
        None => number(numbers).map(|both| (both, both)),
    }
}

/// A day in a format; none if the format is none.
fn example(format: &str) -> Option<String> {
    let time = NaiveDate::from_ymd_opt(2024, 12, 31)?.and_hms_opt(18, 30, 0)?;
    let mut text = String::new();
    // Unlike `to_string`, this tells of a format that is none.
    write!(text, "{}", time.format(format)).ok()?;
    Some(text)
}
