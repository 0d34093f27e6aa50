//! What a pipeline checks beyond types and shapes, and what becomes of a row or file that breaks it.

use polars::prelude::Expr;
use regex::Regex;

use super::model::{Column, ColumnType, FilePattern, Pipeline};

/// What becomes of what breaks a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Severity {
    /// The row is rejected, or the file quarantined.
    #[default]
    Reject,
    /// It is loaded all the same, and the run says so.
    Warn,
}

/// A rule of a column; that its text must be of its type is none of these, since such a text cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// It must have a value.
    Required,
    /// Least value.
    Min,
    /// Greatest value.
    Max,
    /// What the whole text must match.
    Pattern,
    /// How many characters the text may have.
    Length,
    /// The texts of an enum.
    Values,
    /// No two open versions of the table may have the same value.
    Unique,
    /// The value must stand in another table.
    References,
}

/// A column of another pipeline's table in which a value must stand on the day of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The other pipeline.
    pub pipeline: String,
    /// Its column, of the same type.
    pub column: String,
}

/// A condition over the typed values of one row.
#[derive(Debug, Clone, PartialEq)]
pub struct RowCheck {
    /// What it is called in reasons, beside its expression.
    pub name: Option<String>,
    /// What must not be false.
    pub expression: Expression,
    /// What becomes of a row for which it is false.
    pub severity: Severity,
}

/// A SQL expression over the columns of one row that is true, false or null.
#[derive(Debug, Clone)]
pub struct Expression {
    /// As written in the config file.
    pub text: String,
    /// Ready to be evaluated; numbers of fixed decimals are multiplied and compared without rounding.
    pub expr: Expr,
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// The least number of rows of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MinRows {
    /// All rows count, rejected ones too; at least 1.
    pub rows: u64,
    /// What becomes of a file that has fewer.
    pub severity: Severity,
}

/// A file beside each data file that says how many rows that has, or what they come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// Which files are control files, and of which day.
    pub files: FilePattern,
    /// Where it says the number of all rows.
    pub rows: Option<LinePattern>,
    /// Where it says the sum of a column.
    pub total: Option<ControlTotal>,
    /// What becomes of a file that does not agree.
    pub severity: Severity,
}

/// The sum of a column that a control file says.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlTotal {
    /// Index of an int or decimal column.
    pub column: usize,
    /// Where the sum stands.
    pub pattern: LinePattern,
}

/// A regular expression over a line, with one group that captures a number.
#[derive(Debug, Clone)]
pub struct LinePattern {
    /// As written in the config file.
    pub text: String,
    /// It may match anywhere in a line.
    pub regex: Regex,
}

impl PartialEq for LinePattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
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

impl Pipeline {
    /// The columns in which no two open versions may have the same value, with their indices.
    pub fn unique_columns(&self) -> impl Iterator<Item = (usize, &Column)> {
        self.columns.iter().enumerate().filter(|(_, column)| column.unique)
    }

    /// The columns whose values must stand in another table, with what they refer to.
    pub fn references(&self) -> impl Iterator<Item = (&Column, &Reference)> {
        self.columns.iter().filter_map(|column| Some((column, column.references.as_ref()?)))
    }
}

impl Rule {
    /// Every rule with its name in a config file.
    pub const ALL: [(&'static str, Self); 8] = [
        ("required", Self::Required),
        ("min", Self::Min),
        ("max", Self::Max),
        ("pattern", Self::Pattern),
        ("length", Self::Length),
        ("values", Self::Values),
        ("unique", Self::Unique),
        ("references", Self::References),
    ];

    /// Its name in a config file.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, rule)| *rule == self).map_or("", |(name, _)| name)
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.pipeline, self.column)
    }
}
