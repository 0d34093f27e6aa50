//! One kind of file and the one table it feeds.

use chrono::NaiveDate;

use super::checks::{Control, MinRows, RowCheck};
use super::column::{Column, Reference};
use super::file_pattern::{FileDay, FilePattern, Marker};
use super::format::Format;
use super::load::Load;

/// The column that keeps the fields of no column, if a pipeline keeps them: the text of a JSON object.
pub const EXTRA_COLUMNS: &str = "extra_columns";

/// The expiry date of an open version, 2099-12-31: the day of a file lies before it.
pub fn open_end() -> NaiveDate {
    NaiveDate::from_ymd_opt(2099, 12, 31).unwrap_or(NaiveDate::MAX)
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
    /// The word under which its table is grouped with others; the table lies in a folder of that name.
    pub layer: Option<String>,
    /// What a load does to the table.
    pub load: Load,
    /// Indices into `columns` of the business key, in key order; empty where rows have none.
    pub key: Vec<usize>,
    /// Index into `columns` of the one whose values name the partitions; only where whole partitions are loaded.
    pub partition_by: Option<usize>,
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

/// What becomes of the fields that are in no column of the schema.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ExtraColumns {
    /// A file with such a header cannot be read; a JSON object with such a field is a bad row.
    #[default]
    RejectFile,
    /// They are left out.
    Ignore,
    /// They are kept in the column [`EXTRA_COLUMNS`].
    Keep,
}

/// What becomes of a file whose header lacks columns of the schema.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum MissingColumns {
    /// It cannot be read.
    #[default]
    RejectFile,
    /// They are null in every row; so are the fields that a JSON object lacks.
    Null,
}

impl Pipeline {
    /// The columns of the business key, in key order.
    pub fn key_columns(&self) -> impl Iterator<Item = &Column> {
        self.key.iter().filter_map(|&i| self.columns.get(i))
    }

    /// The names of these columns.
    pub fn key_names(&self) -> impl Iterator<Item = &str> {
        self.key_columns().map(|column| column.name.as_str())
    }

    /// Whether its files have no day in their names, but that of the run that takes them.
    pub fn is_undated(&self) -> bool {
        self.files.day == FileDay::Run
    }

    /// Whether its rows have a key.
    pub fn has_key(&self) -> bool {
        !self.key.is_empty()
    }

    /// The column whose values name the partitions.
    pub fn partition_column(&self) -> Option<&Column> {
        self.partition_by.and_then(|at| self.columns.get(at))
    }

    /// The pipelines that its rows refer to.
    pub fn refers_to(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().filter_map(|column| column.references.as_ref()).map(|to| to.pipeline.as_str())
    }

    /// The pipelines that are loaded before it.
    pub fn needs(&self) -> impl Iterator<Item = &str> {
        self.depends_on.iter().map(String::as_str).chain(self.refers_to())
    }

    /// The columns that its files may have: all but the one that keeps the fields of no column.
    pub fn file_columns(&self) -> &[Column] {
        match self.columns.split_last() {
            Some((_, declared)) if self.extra_columns == ExtraColumns::Keep => declared,
            _ => &self.columns,
        }
    }

    /// The columns in which no two open versions may have the same value, with their indices.
    pub fn unique_columns(&self) -> impl Iterator<Item = (usize, &Column)> {
        self.columns.iter().enumerate().filter(|(_, column)| column.unique)
    }

    /// The columns whose values must stand in another table, with what they refer to.
    pub fn references(&self) -> impl Iterator<Item = (&Column, &Reference)> {
        self.columns.iter().filter_map(|column| Some((column, column.references.as_ref()?)))
    }
}
