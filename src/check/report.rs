//! The error report of a file: its rejected rows as they came, with their line and everything that is wrong.

use std::fs::File;
use std::io::Write;

use chrono::NaiveDate;
use csv::{Position, Reader, ReaderBuilder, StringRecord};

use super::parse_reasons::BEYOND;
use super::reason::joined_reasons;
use super::rejects::Rejects;
use super::text_filter::TextFilter;
use crate::error::{Error, ErrorKind, Result};
use crate::store::Location;
use crate::workspace::{Pipeline, Workspace};

/// What an error report holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorReport {
    /// The file's own columns.
    pub columns: Vec<String>,
    /// Its rejected rows in the order of the file.
    pub rows: Vec<ReportedRow>,
}

/// A rejected row, as reported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportedRow {
    /// The physical line, from 1, on which the row starts.
    pub line: u64,
    /// The values of the file's own columns as they came.
    pub values: Vec<String>,
    /// Everything that is wrong with it.
    pub errors: String,
}

/// An error report on disk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReportFile {
    /// The date of the file it is about.
    pub date: NaiveDate,
    /// The part of that file.
    pub part: Option<String>,
    /// Its name.
    pub name: String,
    /// Where it can be read.
    pub location: Location,
}

/// Writes the report of a file: the file's columns, `line` and `errors`; only that header when nothing is wrong.
///
/// Fields beyond the last column of a row that is too long are named in `errors`, so that nothing of it is lost. However
/// many rows there are, one is in memory at a time.
pub fn write_report(rejects: &Rejects, pipeline: &Pipeline, out: impl Write) -> Result<()> {
    let failed =
        |e: csv::Error| Error::new(ErrorKind::Io, format!("cannot write the error report: {e}")).with_source(e);
    let mut writer = csv::Writer::from_writer(out);
    let names = pipeline.columns.iter().map(|c| c.name.as_str());
    writer.write_record(names.chain(["line", "errors"])).map_err(failed)?;
    let width = pipeline.columns.len();
    for reject in rejects.iter()? {
        let reject = reject?;
        let line = reject.line.to_string();
        let mut errors = joined_reasons(&reject.reasons);
        if reject.fields.len() > width {
            let surplus: Vec<String> = reject.fields.iter().skip(width).map(|f| format!("{f:?}")).collect();
            errors = format!("{errors}; {BEYOND}{}", surplus.join(", "));
        }
        let fields = reject.fields.iter().chain(std::iter::repeat("")).take(width);
        writer.write_record(fields.chain([line.as_str(), errors.as_str()])).map_err(failed)?;
    }
    writer.flush().map_err(|e| failed(e.into()))
}

/// Reads a report that [`write_report`] wrote.
pub fn read_report(report: &Location) -> Result<ErrorReport> {
    let mut reader = ReportReader::open(report)?;
    let mut rows = Vec::new();
    while let Some(row) = reader.read()? {
        rows.push(row.owned());
    }
    Ok(ErrorReport { columns: reader.columns, rows })
}

/// The error reports of a pipeline in the order of their dates.
pub fn reports(workspace: &Workspace, pipeline: &str) -> Result<Vec<ReportFile>> {
    let prefix = format!("errors_{pipeline}_");
    let mut found = Vec::new();
    for location in workspace.error_reports().locations()? {
        let name = location.name().to_owned();
        let Some(rest) = name.strip_prefix(&prefix).and_then(|rest| rest.strip_suffix(".csv")) else { continue };
        let (digits, part) = rest.split_at_checked(8).unwrap_or((rest, ""));
        let date =
            NaiveDate::parse_from_str(digits, "%Y%m%d").ok().filter(|_| part.is_empty() || part.starts_with('_'));
        let Some(date) = date else { continue };
        let part = part.strip_prefix('_').map(str::to_owned);
        found.push(ReportFile { date, part, name, location });
    }
    found.sort();
    Ok(found)
}

/// Reads a report row by row, from any row on: it may be as large as the file it is about.
pub struct ReportReader {
    report: Location,
    reader: Reader<File>,
    columns: Vec<String>,
    record: StringRecord,
    /// Where the next row begins, if the reader was sent to it and stands before it.
    sought: Option<u64>,
}

/// A row of a report while it is read.
#[derive(Debug, Clone, Copy)]
pub struct ReadRow<'a> {
    /// Where it begins in the report, in bytes.
    pub at: u64,
    columns: &'a [String],
    record: &'a StringRecord,
}

impl ReportReader {
    /// Opens a report at its first row.
    pub fn open(report: &Location) -> Result<Self> {
        let file = report.open()?;
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(file);
        let mut columns: Vec<String> =
            reader.headers().map_err(|e| broken(report, e))?.iter().map(str::to_owned).collect();
        columns.truncate(columns.len().saturating_sub(2));
        Ok(Self { report: report.clone(), reader, columns, record: StringRecord::new(), sought: None })
    }

    /// The file's own columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Goes to the row that begins at a byte.
    pub fn seek(&mut self, at: u64) -> Result<()> {
        let mut place = Position::new();
        // From the line break before it: what the reader begins with would lose a byte order mark.
        place.set_byte(at.saturating_sub(1));
        self.sought = Some(at);
        self.reader.seek(place).map_err(|e| broken(&self.report, e))
    }

    /// The next row.
    pub fn read(&mut self) -> Result<Option<ReadRow<'_>>> {
        let more = self.reader.read_record(&mut self.record).map_err(|e| broken(&self.report, e))?;
        let at = self.sought.take().unwrap_or_else(|| self.record.position().map_or(0, Position::byte));
        Ok(more.then_some(ReadRow { at, columns: &self.columns, record: &self.record }))
    }
}

impl<'a> ReadRow<'a> {
    /// The values of the file's own columns as they came.
    pub fn values(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let record = self.record;
        (0..self.columns.len()).map(move |at| record.get(at).unwrap_or_default())
    }

    /// The value of the column of that name.
    pub fn value(&self, column: &str) -> Option<&'a str> {
        self.record.get(self.columns.iter().position(|c| c == column)?)
    }

    /// The physical line, from 1, on which it starts.
    pub fn line(&self) -> u64 {
        self.record.get(self.columns.len()).and_then(|line| line.parse().ok()).unwrap_or_default()
    }

    /// Everything that is wrong with it.
    pub fn errors(&self) -> &'a str {
        self.record.get(self.columns.len() + 1).unwrap_or_default()
    }

    /// Whether a value of it, or what is wrong with it, has a text.
    pub fn fits(&self, filter: &TextFilter) -> bool {
        filter.fits(self.values().chain([self.errors()]))
    }

    /// The row by itself.
    pub fn owned(&self) -> ReportedRow {
        let values = self.values().map(str::to_owned).collect();
        ReportedRow { line: self.line(), values, errors: self.errors().to_owned() }
    }
}

fn broken(report: &Location, source: csv::Error) -> Error {
    Error::new(ErrorKind::Io, format!("cannot read the error report: {source}")).at_file(report).with_source(source)
}
