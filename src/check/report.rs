//! The error report of a file: its rejected rows as they came, with their line and everything that is wrong.

use std::io::Write;
use std::path::Path;

use super::Reject;
use crate::error::{Error, ErrorKind, Result};
use crate::workspace::Pipeline;

/// What an error report holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorReport {
    /// The file's own columns.
    pub columns: Vec<String>,
    /// Its rejected rows in the order of the file.
    pub rows: Vec<ReportedRow>,
}

/// A rejected row, as reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedRow {
    /// The physical line, from 1, on which the row starts.
    pub line: u64,
    /// The values of the file's own columns as they came.
    pub values: Vec<String>,
    /// Everything that is wrong with it.
    pub errors: String,
}

/// Writes the report of a file: the file's columns, `line` and `errors`; only that header when nothing is wrong.
///
/// Fields beyond the last column of a row that is too long are named in `errors`, so that nothing of it is lost.
pub fn write_report(rejects: &[Reject], pipeline: &Pipeline, out: impl Write) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let names = pipeline.columns.iter().map(|c| c.name.as_str());
    writer.write_record(names.chain(["line", "errors"]))?;
    let width = pipeline.columns.len();
    for reject in rejects {
        let line = reject.line.to_string();
        let mut errors = reject.reasons.join("; ");
        if reject.fields.len() > width {
            let surplus: Vec<String> = reject.fields.iter().skip(width).map(|f| format!("{f:?}")).collect();
            errors = format!("{errors}; beyond the last column: {}", surplus.join(", "));
        }
        let fields = reject.fields.iter().chain(std::iter::repeat("")).take(width);
        writer.write_record(fields.chain([line.as_str(), errors.as_str()]))?;
    }
    writer.flush()?;
    Ok(())
}

/// Reads a report that [`write_report`] wrote.
pub fn read_report(path: &Path) -> Result<ErrorReport> {
    let broken = |e: csv::Error| Error::new(ErrorKind::Io, format!("cannot read the error report: {e}")).at_file(path);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).map_err(broken)?;
    let mut columns: Vec<String> = reader.headers().map_err(broken)?.iter().map(str::to_owned).collect();
    columns.truncate(columns.len().saturating_sub(2));
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(broken)?;
        let value = |at: usize| record.get(at).unwrap_or_default();
        rows.push(ReportedRow {
            line: value(columns.len()).parse().unwrap_or_default(),
            values: (0..columns.len()).map(|at| value(at).to_owned()).collect(),
            errors: value(columns.len() + 1).to_owned(),
        });
    }
    Ok(ErrorReport { columns, rows })
}
