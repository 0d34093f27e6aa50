//! Rows as text.

use polars_arrow::array::Utf8ViewArray;

use super::row_fault::RowFault;

/// A stretch of the rows of one landed file, as text, with their line numbers.
#[derive(Debug)]
pub struct Batch {
    /// One array a schema column, all of the same length; an empty field of a delimited file is null.
    pub columns: Vec<Utf8ViewArray>,
    /// The physical line, from 1, on which each row starts.
    pub lines: Vec<u64>,
    /// The rows that do not have the shape of a row.
    pub broken: Vec<Broken>,
}

impl Batch {
    /// Whether it has no row of any shape.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.broken.is_empty()
    }

    /// About how many bytes of the file it has: its texts and what stands between them.
    pub fn bytes(&self) -> u64 {
        let texts: usize = self.columns.iter().map(|column| column.total_bytes_len() + column.len()).sum();
        texts as u64
    }
}

/// A row that does not have the shape of a row; it is in no column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The physical line, from 1, on which it starts.
    pub line: u64,
    /// Its fields as they came, in the order of the schema's columns, as many as there are, and after them those that
    /// it has too many; bytes that are no text are shown as U+FFFD.
    pub fields: Vec<String>,
    /// Whether each of `fields` is surely of the column at its place; those beyond the list are not.
    pub known: Vec<bool>,
    /// What is wrong with it.
    pub faults: Vec<RowFault>,
}

impl Broken {
    /// The field of a column, if it is sure which one that is; an empty one is none.
    pub fn value(&self, column: usize) -> Option<&str> {
        let known = self.known.get(column).copied().unwrap_or(false);
        self.fields.get(column).filter(|text| known && !text.is_empty()).map(String::as_str)
    }
}
