//! A model as the config file describes it: SQL that makes a table from tables.

use std::path::PathBuf;

/// A SQL file that makes a table from tables and other models.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelSpec {
    /// Its name, and its table's.
    pub name: String,
    /// The SQL, as read from its file.
    pub sql: String,
    /// The file the SQL came from, relative to the workspace.
    pub sql_file: PathBuf,
    /// The word by which it is grouped, if it has one; then its table lies in a folder of that name.
    pub layer: Option<String>,
    /// What of its table a new computation replaces.
    pub load: ModelLoad,
    /// The files that its rows are written to.
    pub exports: Vec<ModelExport>,
    /// The tables that its SQL reads, each once, in the order in which they are named; or what is wrong with the SQL.
    pub reads: Result<Vec<TableName>, SqlFault>,
}

/// What of a model's table a new computation replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModelLoad {
    /// All of it.
    Replace,
    /// The partitions that changed: the rows with the same value of this column.
    Partition(String),
}

/// A file that the rows of a model are written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelExport {
    /// How they are written.
    pub format: ModelFormat,
    /// Where to, relative to the workspace, with `/`.
    pub path: ExportPath,
}

/// How the rows of a model are written to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ModelFormat {
    /// A header and a line a row.
    Csv,
    /// An array of objects.
    Json,
    /// An object a line.
    Ndjson,
    /// Columns with their types.
    Parquet,
}

/// A path of an export, as texts between which the value of the partition stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportPath {
    /// As written in the config file.
    pub text: String,
    /// The texts before, between and after the places of the value; one if it has no place.
    pub parts: Vec<String>,
}

/// A table that SQL reads, and where it is named first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableName {
    /// Its name.
    pub name: String,
    /// The line in the SQL file, from 1.
    pub line: u64,
    /// The column in that line in characters, from 1.
    pub column: u64,
}

/// What is wrong with SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlFault {
    /// What it is.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// The line in the SQL file, from 1.
    pub line: u64,
    /// The column in that line in characters, from 1.
    pub column: u64,
}

/// Models in an order in which each comes after those that it reads.
pub fn in_order(models: &[ModelSpec]) -> Vec<&ModelSpec> {
    let mut waiting: Vec<&ModelSpec> = models.iter().collect();
    let mut order: Vec<&ModelSpec> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let waits = |model: &&ModelSpec| model.tables().any(|name| waiting.iter().any(|other| other.name == name));
        let (later, ready): (Vec<_>, Vec<_>) = waiting.iter().copied().partition(waits);
        // No model reads itself through others; if one did, it would still have its turn.
        let (ready, later) = if ready.is_empty() { (later, ready) } else { (ready, later) };
        order.extend(ready);
        waiting = later;
    }
    order
}

impl ModelSpec {
    /// The names of the tables that it reads; none if its SQL is wrong.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        self.reads.iter().flatten().map(|table| table.name.as_str())
    }

    /// The column by whose values its rows are replaced, if they are replaced by parts.
    pub fn partition_by(&self) -> Option<&str> {
        match &self.load {
            ModelLoad::Replace => None,
            ModelLoad::Partition(column) => Some(column),
        }
    }
}
