//! The fix file: rejected rows for the owner to correct in a spreadsheet, and what became of them there.
//!
//! What comes back was through somebody's spreadsheet program: it may have other line breaks, another delimiter, rows
//! in another order, rows left out. An apostrophe before what a spreadsheet would take for a formula is no part of a
//! value. Only rows that differ from the error report are corrections, and each must pass the checks of a row.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use csv::{ReaderBuilder, StringRecord};
use polars_arrow::array::Utf8ViewArray;
use sha2::{Digest, Sha256};

use super::broken_rule::BrokenRule;
use super::chunk;
use super::corrections::Correction;
use super::lookups::Lookups;
use super::reason::Reason;
use super::report::{ErrorReport, ReportReader, ReportedRow};
use super::resend::guarded;
use crate::error::{CheckCancelled, Error, ErrorKind, Result};
use crate::read::Batch;
use crate::workspace::Pipeline;
use saved::{ABOUT, decoded, header, no_fix, unguarded, value};

mod saved;

/// How many rows are written between two looks at whether to go on.
const STRETCH: usize = 4096;

/// An edited fix file.
#[derive(Debug)]
pub struct FixFile {
    path: PathBuf,
    columns: Vec<String>,
    rows: Vec<FixRow>,
    file: String,
}

#[derive(Debug)]
struct FixRow {
    values: Vec<String>,
    line: u64,
    sign: String,
    /// The line of the fix file on which it stands.
    at: u64,
}

/// What became of the rows of a fix file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The edited rows, if all of them are good.
    pub corrections: Vec<Correction>,
    /// The edited rows that are still wrong; then there are no corrections.
    pub wrong: Vec<StillWrong>,
    /// How many rows were left as they were.
    pub unedited: usize,
}

/// An edited row that is still wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StillWrong {
    /// The line of the data file on which the row starts.
    pub line: u64,
    /// Everything that is wrong with it.
    pub reasons: Vec<Reason>,
}

/// Who corrects, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Writes the rows of an error report as a fix file; `file` is the archived file's name. Gives how many rows there are.
pub fn write_fix(
    report: &mut ReportReader,
    file: &str,
    out: impl Write,
    check_cancelled: CheckCancelled<'_>,
) -> Result<usize> {
    let failed = |e: csv::Error| Error::new(ErrorKind::Io, format!("cannot write the fix file: {e}")).with_source(e);
    let mut writer = csv::Writer::from_writer(out);
    let columns = report.columns().to_vec();
    let header = columns.iter().map(String::as_str).chain(ABOUT);
    writer.write_record(header.map(|name| guarded(name).into_owned())).map_err(failed)?;
    let mut rows = 0;
    while let Some(row) = report.read()? {
        if rows % STRETCH == 0 {
            check_cancelled(0)?;
        }
        rows += 1;
        let (line, sign) = (row.line().to_string(), sign(&row.owned()));
        let cells = row.values().chain([line.as_str(), row.errors(), file, sign.as_str()]);
        writer.write_record(cells.map(|cell| guarded(cell).into_owned())).map_err(failed)?;
    }
    writer.flush().map_err(|e| failed(e.into()))?;
    Ok(rows)
}

/// Checks one row of an error report, by its place among the rows from 0, as it was edited.
pub fn judge_row(
    report: &ErrorReport,
    at: usize,
    values: &[String],
    pipeline: &Pipeline,
    author: &Author,
) -> Result<Fixed> {
    let fits = report.columns.len() == pipeline.columns.len() && values.len() == pipeline.columns.len();
    let Some(reported) = report.rows.get(at).filter(|_| fits) else {
        let message = "the error report has no such row, or is of another schema";
        return Err(
            Error::new(ErrorKind::NotFound, message).hint("Another run may have changed it; refresh and try again.")
        );
    };
    if reported.values == values {
        return Ok(Fixed { corrections: Vec::new(), wrong: Vec::new(), unedited: 1 });
    }
    fixed(vec![Edited { reported, values: values.to_vec() }], report, pipeline, author)
}

/// The corrections that edited rows are, if all of them are good.
fn fixed(edited: Vec<Edited<'_>>, report: &ErrorReport, pipeline: &Pipeline, author: &Author) -> Result<Fixed> {
    let wrong = still_wrong(&edited, report, pipeline)?;
    let correction = |Edited { reported, values }| Correction {
        line: reported.line,
        was: reported.values.iter().cloned().map(Some).collect(),
        fields: values.into_iter().map(Some).collect(),
        by: author.by.clone(),
        at: author.at,
    };
    let corrections = if wrong.is_empty() { edited.into_iter().map(correction).collect() } else { Vec::new() };
    Ok(Fixed { corrections, wrong, unedited: 0 })
}

impl FixFile {
    /// Reads an edited fix file; fails where it is none any more.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, e))?;
        let text = decoded(&bytes, path)?;
        let (delimiter, columns) = header(&text, path)?;
        let mut found = Self { path: path.to_owned(), columns, rows: Vec::new(), file: String::new() };
        let mut reader =
            ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes());
        for record in reader.records().skip(1) {
            let record = record.map_err(|e| found.wrong(format!("cannot be read: {e}"), 1).with_source(e))?;
            if record.iter().any(|cell| !cell.trim().is_empty()) {
                found.add(&record)?;
            }
        }
        if found.rows.is_empty() {
            return Err(found.wrong("has no row".to_owned(), 1));
        }
        Ok(found)
    }

    /// The archived file that it corrects.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Compares it with the error report that it was made of and checks every row that was edited.
    ///
    /// Fails if the report or the schema is another one than the fix file was made of.
    pub fn judge(&self, report: &ErrorReport, pipeline: &Pipeline, author: &Author) -> Result<Fixed> {
        let names: Vec<&str> = pipeline.columns.iter().map(|c| c.name.as_str()).collect();
        if self.columns != names || report.columns != names {
            let message = format!("its columns are not those of `{}`: {}", pipeline.name, names.join(", "));
            return Err(self.wrong(message, 1));
        }
        let mut edited: Vec<Edited<'_>> = Vec::new();
        for (row, reported) in self.pairs(report)? {
            let values: Vec<String> =
                row.values.iter().zip(&reported.values).map(|(cell, was)| value(cell, was)).collect();
            if values != reported.values {
                edited.push(Edited { reported, values });
            }
        }
        let unedited = self.rows.len() - edited.len();
        Ok(Fixed { unedited, ..fixed(edited, report, pipeline, author)? })
    }

    fn add(&mut self, record: &StringRecord) -> Result<()> {
        let at = record.position().map_or(1, csv::Position::line);
        let width = self.columns.len();
        if record.len() != width + ABOUT.len() {
            return Err(self.wrong(format!("{} cells, expected {}", record.len(), width + ABOUT.len()), at));
        }
        let about = |at: usize| unguarded(record.get(width + at).unwrap_or_default());
        let (line, file, sign) = (about(0), about(2), about(3));
        let number = line.trim().parse().ok().filter(|line| *line > 0);
        let Some(number) = number else {
            return Err(self.wrong(format!("`{}` is not a line number", shown(line)), at));
        };
        if file.is_empty() || (!self.rows.is_empty() && self.file != file) {
            let message = match file {
                "" => "the row does not say which file it belongs to".to_owned(),
                file => format!("rows of two files: `{}` and `{}`", shown(&self.file), shown(file)),
            };
            return Err(self.wrong(message, at));
        }
        file.clone_into(&mut self.file);
        let values = record.iter().take(width).map(str::to_owned).collect();
        self.rows.push(FixRow { values, line: number, sign: sign.to_owned(), at });
        Ok(())
    }

    /// Every row with the reported row that it was.
    fn pairs<'a>(&'a self, report: &'a ErrorReport) -> Result<Vec<(&'a FixRow, &'a ReportedRow)>> {
        let mut left: HashMap<String, Vec<&ReportedRow>> = HashMap::new();
        for row in &report.rows {
            left.entry(sign(row)).or_default().push(row);
        }
        let pair = |row: &'a FixRow| {
            let reported = left.get_mut(&row.sign).and_then(Vec::pop).filter(|reported| reported.line == row.line);
            let lost = || format!("this row of line {} is no longer in the error report", row.line);
            reported.map(|reported| (row, reported)).ok_or_else(|| self.wrong(lost(), row.at))
        };
        self.rows.iter().map(pair).collect()
    }

    fn wrong(&self, message: String, line: u64) -> Error {
        no_fix(&self.path, message, line)
    }
}

/// A row that was edited.
struct Edited<'a> {
    reported: &'a ReportedRow,
    values: Vec<String>,
}

/// The edited rows that do not pass the checks of a row, and those that cannot be told from others of their line.
fn still_wrong(edited: &[Edited<'_>], report: &ErrorReport, pipeline: &Pipeline) -> Result<Vec<StillWrong>> {
    let column = |at: usize| {
        let texts = edited.iter().map(|row| row.values.get(at).map(String::as_str).filter(|text| !text.is_empty()));
        Utf8ViewArray::from_slice(texts.collect::<Vec<_>>())
    };
    let columns = (0..pipeline.columns.len()).map(column).collect();
    // Rows of JSON may share a line; each is told by its place here.
    let lines = (0..edited.len() as u64).collect();
    let checked = chunk::check(Batch { columns, lines, broken: Vec::new() }, pipeline, &Lookups::default())?;
    let mut reasons: BTreeMap<usize, Vec<Reason>> =
        checked.rejects.iter().map(|row| row.map(|row| (row.line as usize, row.reasons))).collect::<Result<_>>()?;
    for at in unlike(edited, report) {
        reasons.entry(at).or_default().push(Reason::of_row(BrokenRule::SameAsAnother));
    }
    let wrong = |(at, reasons): (usize, Vec<Reason>)| Some(StillWrong { line: edited.get(at)?.reported.line, reasons });
    Ok(reasons.into_iter().filter_map(wrong).collect())
}

/// The edited rows that a correction could not tell from another row, which is to stay or to become something else.
fn unlike(edited: &[Edited<'_>], report: &ErrorReport) -> Vec<usize> {
    let came = |row: &ReportedRow| (row.line, row.values.clone());
    let mut corrected: HashMap<(u64, Vec<String>), Vec<&Edited<'_>>> = HashMap::new();
    for row in edited {
        corrected.entry(came(row.reported)).or_default().push(row);
    }
    let mut doubtful: HashSet<(u64, Vec<String>)> = HashSet::new();
    for row in &report.rows {
        let Some(rows) = corrected.get(&came(row)) else { continue };
        let left_out = rows.iter().all(|other| other.reported.errors != row.errors);
        if left_out || rows.iter().zip(rows.iter().skip(1)).any(|(one, next)| one.values != next.values) {
            doubtful.insert(came(row));
        }
    }
    (0..).zip(edited).filter(|(_, row)| doubtful.contains(&came(row.reported))).map(|(at, _)| at).collect()
}

/// What is the same for rows that came alike only, and what no spreadsheet takes for a number.
fn sign(row: &ReportedRow) -> String {
    let text = serde_json::json!([row.line, row.values, row.errors]).to_string();
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(8).fold("r".to_owned(), |sign, byte| format!("{sign}{byte:02x}"))
}

fn shown(text: &str) -> String {
    text.chars().take(60).flat_map(char::escape_debug).collect()
}
