//! What is checked of a row or of a file as a whole, beyond the rules of single columns.

use polars::prelude::Expr;
use regex::Regex;

use super::file_pattern::FilePattern;
use super::rule::Severity;

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
