//! The checked, immutable description of a workspace that every other room reads.

use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime};
use regex::Regex;

use super::checks::{Control, MinRows, Reference, RowCheck, Rule};
use super::drift::{ExtraColumns, MissingColumns};
use crate::error::{Error, ErrorKind, Result, did_you_mean};

/// The expiry date of an open version, 2099-12-31: the day of a file lies before it.
pub fn open_end() -> NaiveDate {
    NaiveDate::from_ymd_opt(2099, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// A folder with a `shoptui.toml`: where files land, how they are read, where tables live.
#[derive(Debug, Clone, PartialEq)]
pub struct Workspace {
    /// The folder of `shoptui.toml`; relative paths start here.
    pub root: PathBuf,
    /// The name shown in titles.
    pub name: String,
    /// The folder in which files arrive.
    pub landing_zone: PathBuf,
    /// The folder of the tables.
    pub warehouse: PathBuf,
    /// The pipelines in the order of the config file.
    pub pipelines: Vec<Pipeline>,
    /// The reports in the order of the config file.
    pub reports: Vec<ReportSpec>,
}

/// One kind of file and the one table it feeds; the table has the pipeline's name.
#[derive(Debug, Clone, PartialEq)]
pub struct Pipeline {
    /// Its name, and its table's.
    pub name: String,
    /// Which files are its own, and their dates.
    pub files: FilePattern,
    /// How its files are read.
    pub format: Format,
    /// What a file says about the keys that it does not name.
    pub load: Load,
    /// Indices into `columns` of the business key, in key order; never empty.
    pub key: Vec<usize>,
    /// The columns of its table: those of a file, in file order where it has no header, and last the one that keeps
    /// the fields of no column, if they are kept.
    pub columns: Vec<Column>,
    /// What becomes of the fields of no column.
    pub extra_columns: ExtraColumns,
    /// What becomes of a file whose header lacks columns.
    pub missing_columns: MissingColumns,
    /// How many bytes a field of a file may have; a row, four times as many.
    pub max_field: usize,
    /// How many times its size a compressed file may become.
    pub max_unpacked: u64,
    /// The share of current keys (0 to 1) that one snapshot may close unasked; 1 turns the guard off.
    pub max_shrink: f64,
    /// Whether a snapshot waits until every day before it has a file.
    pub require_every_day: bool,
    /// The files that say that a day is complete; none if nothing has to.
    pub complete_when: Option<Marker>,
    /// The pipelines whose loads of a day come before its own.
    pub depends_on: Vec<String>,
    /// Conditions over each row.
    pub checks: Vec<RowCheck>,
    /// How many rows a file must have.
    pub min_rows: Option<MinRows>,
    /// The file that says how many rows a file has.
    pub control: Option<Control>,
}

/// A pattern over whole file names with `*` for any text and `?` for any character.
#[derive(Debug, Clone)]
pub struct Marker {
    /// As written in the config file.
    pub text: String,
    /// Anchored at both ends.
    pub regex: Regex,
}

impl Marker {
    /// Whether a file of this name is meant.
    pub fn matches(&self, name: &str) -> bool {
        self.regex.is_match(name)
    }
}

impl PartialEq for Marker {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// What a file says about the keys that it does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    /// The whole list: a key that is absent has ended.
    Snapshot,
    /// Only what happened: other keys stay as they are.
    Transaction,
}

/// A pattern over whole file names, with the groups `date` and, optionally, `part`.
#[derive(Debug, Clone)]
pub struct FilePattern {
    /// As written in the config file.
    pub text: String,
    /// Anchored at both ends.
    pub regex: Regex,
    /// How the `date` group is read, `%Y%m%d` unless told.
    pub date_format: String,
}

impl PartialEq for FilePattern {
    fn eq(&self, other: &Self) -> bool {
        (&self.text, &self.date_format) == (&other.text, &other.date_format)
    }
}

/// How the bytes of a file become rows of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// Fields with a delimiter between them.
    Delimited(Delimited),
    /// A JSON array of objects, or one object after the other (NDJSON).
    Json,
}

/// Details of a delimited file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delimited {
    /// Between fields; not empty, no quote, no line break.
    pub delimiter: String,
    /// Around fields, doubled inside them; none if quotes are plain text.
    pub quote: Option<u8>,
    /// Whether the first row names the columns.
    pub header: bool,
    /// The encoding of a file without a byte order mark.
    pub encoding: &'static encoding_rs::Encoding,
}

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
    /// By which other names files may call it.
    pub from: Vec<String>,
}

/// What the text of a column must be.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    /// A bar a label; series side by side.
    Bar,
    /// A bar a label; series in one bar.
    Stacked,
}

/// Rows to columns: every value of `on` becomes a column that holds the sum of `values`, zero where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PivotSpec {
    /// The column whose values become column names, in their order as text.
    pub on: String,
    /// The column whose values are summed.
    pub values: String,
}

impl Workspace {
    /// The pipeline of that name.
    pub fn pipeline(&self, name: &str) -> Result<&Pipeline> {
        self.pipelines
            .iter()
            .find(|p| p.name == name)
            .ok_or_else(|| unknown("pipeline", name, self.pipelines.iter().map(|p| p.name.as_str())))
    }

    /// The report of that name.
    pub fn report(&self, name: &str) -> Result<&ReportSpec> {
        self.reports
            .iter()
            .find(|r| r.name == name)
            .ok_or_else(|| unknown("report", name, self.reports.iter().map(|r| r.name.as_str())))
    }

    /// Where the untouched files of a pipeline are kept.
    pub fn archive_dir(&self, pipeline: &str) -> PathBuf {
        self.root.join("archive").join(pipeline)
    }

    /// Where the corrections of a pipeline's files are kept, beside the untouched files.
    pub fn corrections_dir(&self, pipeline: &str) -> PathBuf {
        self.archive_dir(pipeline).join("corrections")
    }

    /// Where the control files of a pipeline go.
    pub fn controls_dir(&self, pipeline: &str) -> PathBuf {
        self.archive_dir(pipeline).join("control")
    }

    /// Where the files go that said that a day is complete.
    pub fn markers_dir(&self) -> PathBuf {
        self.root.join("archive").join("_markers")
    }

    /// Where files go that cannot be read as rows.
    pub fn quarantine_dir(&self) -> PathBuf {
        self.root.join("quarantine")
    }

    /// Where the error report of every file goes.
    pub fn error_reports_dir(&self) -> PathBuf {
        self.root.join("error_reports")
    }

    /// Where rejected rows are written to be corrected.
    pub fn fixes_dir(&self) -> PathBuf {
        self.root.join("fixes")
    }

    /// Where reports are exported to.
    pub fn exports_dir(&self) -> PathBuf {
        self.root.join("exports")
    }

    /// Where the journals of runs are.
    pub fn runs_dir(&self) -> PathBuf {
        self.warehouse.join("_runs")
    }

    /// A path as the user would name it: relative to the workspace where it lies in it.
    pub fn relative<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }
}

impl Pipeline {
    /// The columns of the business key, in key order.
    pub fn key_columns(&self) -> impl Iterator<Item = &Column> {
        self.key.iter().filter_map(|&i| self.columns.get(i))
    }

    /// The pipelines that its rows refer to.
    pub fn refers_to(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().filter_map(|column| column.references.as_ref()).map(|to| to.pipeline.as_str())
    }

    /// The pipelines that are loaded before it.
    pub fn needs(&self) -> impl Iterator<Item = &str> {
        self.depends_on.iter().map(String::as_str).chain(self.refers_to())
    }
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Error {
    let list = known.clone().collect::<Vec<_>>().join(", ");
    let hint = match did_you_mean(name, known) {
        Some(close) => format!("Did you mean `{close}`?"),
        None => format!("Known: {list}."),
    };
    Error::new(ErrorKind::Usage, format!("no {what} named `{name}`")).hint(hint)
}
