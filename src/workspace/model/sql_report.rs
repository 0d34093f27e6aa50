//! A report as the config file describes it: SQL over tables, and how its rows are shown.

use std::path::PathBuf;

/// A SQL file and a chart over tables.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportSpec {
    /// Its name on the command line.
    pub name: String,
    /// Its title on screen.
    pub title: String,
    /// The SQL, as read from its file.
    pub sql: String,
    /// The file the SQL came from, relative to the workspace.
    pub sql_file: PathBuf,
    /// How it is drawn, if it is.
    pub chart: Option<ChartSpec>,
    /// How rows are turned into columns after the SQL, if they are.
    pub pivot: Option<PivotSpec>,
    /// The stem of its export files; the report's name unless told.
    pub file: String,
    /// Whether it is a list of checks: a row whose `ok` is false is a broken line and fails the run.
    pub check: bool,
}

/// How a report is drawn as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartSpec {
    /// The form.
    pub kind: ChartKind,
    /// The column of the labels.
    pub x: String,
    /// The column of the values; of a pivoted report, none: every pivoted column is a bar.
    pub y: Option<String>,
    /// The column whose values become series.
    pub by: Option<String>,
}

/// The form of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ChartKind {
    /// A bar a label; series side by side.
    Bar,
    /// A bar a label; series in one bar.
    Stacked,
}

impl ChartKind {
    /// Whether the series of a label stand in one bar; side by side if not.
    pub fn is_stacked(self) -> bool {
        match self {
            Self::Bar => false,
            Self::Stacked => true,
        }
    }
}

/// Rows to columns: every value of `on` becomes a column that holds the sum of `values`, zero where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PivotSpec {
    /// The column whose values become column names, in their order as text.
    pub on: String,
    /// The column whose values are summed.
    pub values: String,
}
