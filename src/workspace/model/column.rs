//! A column: its name, its type, and the values of its rules.

use chrono::{NaiveDate, NaiveDateTime};
use regex::Regex;

use super::rule::{Rule, Severity};

/// A column of a pipeline's files and table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name in files and table.
    pub name: String,
    /// What its text must be.
    pub kind: ColumnType,
    /// Whether it must have a value.
    pub required: bool,
    /// Least value; of the column's own type.
    pub min: Option<Bound>,
    /// Greatest value; of the column's own type.
    pub max: Option<Bound>,
    /// What the whole text must match.
    pub pattern: Option<Pattern>,
    /// How many characters the text may have.
    pub length: Option<Length>,
    /// Whether no two open versions of the table may have the same value; nulls are never the same.
    pub unique: bool,
    /// Where its values must stand.
    pub references: Option<Reference>,
    /// The rules of it that only warn, in order.
    pub warns: Vec<Rule>,
    /// By which other names files may call it; in JSON, a name may also be a path into objects ([`path_steps`]).
    pub from: Vec<String>,
}

/// What the text of a column must be; `TypeName` is the same without the details.
#[derive(Debug, Clone, PartialEq, Eq, strum::EnumDiscriminants)]
#[strum_discriminants(name(TypeName), derive(strum::IntoStaticStr, strum::VariantArray))]
#[strum_discriminants(strum(serialize_all = "snake_case"), doc = "The name of a type in a config file.")]
pub enum ColumnType {
    /// A whole number of 64 bits.
    Int,
    /// A 64-bit floating-point number.
    Float,
    /// A number with a fixed number of decimals.
    Decimal {
        /// All digits, 1 to 38.
        precision: usize,
        /// Digits after the point, at most `precision`.
        scale: usize,
    },
    /// Any text.
    String,
    /// One of these texts.
    Enum(Vec<String>),
    /// `true` or `false`.
    Bool,
    /// A day in this format.
    Date(String),
    /// A day and time in this format, without a time zone.
    Datetime(String),
}

/// A limit of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub enum Bound {
    /// Of an int column.
    Int(i64),
    /// Of a float column.
    Float(f64),
    /// Of a decimal column, in units of its last decimal.
    Decimal(i128),
    /// Of a date column.
    Date(NaiveDate),
    /// Of a datetime column.
    Datetime(NaiveDateTime),
}

/// A regular expression over a whole value.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// As written in the config file.
    pub text: String,
    /// Anchored at both ends.
    pub regex: Regex,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// How many characters a text may have, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// At least.
    pub min: usize,
    /// At most.
    pub max: usize,
}

/// A column of another pipeline's table in which a value must stand on the day of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The other pipeline.
    pub pipeline: String,
    /// Its column, of the same type.
    pub column: String,
}

impl Column {
    /// A column of this type without rules.
    pub fn new(name: impl Into<String>, kind: ColumnType) -> Self {
        Self {
            name: name.into(),
            kind,
            required: false,
            min: None,
            max: None,
            pattern: None,
            length: None,
            unique: false,
            references: None,
            warns: Vec::new(),
            from: Vec::new(),
        }
    }

    /// What becomes of a row that breaks a rule of the column.
    pub fn severity(&self, rule: Rule) -> Severity {
        if self.warns.contains(&rule) { Severity::Warn } else { Severity::Reject }
    }

    /// Whether its table may hold nulls in it: it needs no value, or its absence only warns.
    pub fn nullable(&self) -> bool {
        !self.required || self.severity(Rule::Required) == Severity::Warn
    }
}

/// The type as written in a config file.
pub fn type_word(kind: &ColumnType) -> String {
    let name: &str = TypeName::from(kind).into();
    match kind {
        ColumnType::Decimal { precision, scale } => format!("{name}({precision},{scale})"),
        _ => name.to_owned(),
    }
}

/// The fields that a path such as `a.b` goes through, two or more; none if the text can be nothing but a name.
pub fn path_steps(name: &str) -> Option<Vec<&str>> {
    let steps: Vec<&str> = name.split('.').collect();
    (steps.len() > 1 && steps.iter().all(|step| !step.is_empty())).then_some(steps)
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.pipeline, self.column)
    }
}
