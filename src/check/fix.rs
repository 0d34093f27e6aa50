//! The fix file: rejected rows for the owner to correct in a spreadsheet, and what became of them there.
//!
//! What comes back was through somebody's spreadsheet program: it may have other line breaks, another delimiter, rows
//! in another order, rows left out. An apostrophe before what a spreadsheet would take for a formula is no part of a
//! value. Only rows that differ from the error report are corrections, and each must pass the checks of a row.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use csv::{ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, UTF_8};
use polars_arrow::array::Utf8ViewArray;

use super::resend::guarded;
use super::{Correction, ErrorReport, ReportReader, ReportedRow, chunk};
use crate::error::{Error, ErrorKind, Result};
use crate::read::Batch;
use crate::workspace::Pipeline;

/// What stands after the columns: the row's line, what is wrong with it, and the archived file that it is of.
const ABOUT: [&str; 3] = ["line", "errors", "file"];
/// How many rows are written between two looks at whether to go on.
const STRETCH: usize = 4096;
const AGAIN: &str = "Write the fix file again with `shoptui errors fix`, and change only the values of its rows.";

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
    errors: String,
    /// The line of the fix file on which it stands.
    at: u64,
}

/// Whether a row can be what became of a reported one.
type Pass<'a> = &'a dyn Fn(&FixRow, &ReportedRow) -> bool;

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
    pub reasons: Vec<String>,
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
    go_on: &dyn Fn() -> Result<()>,
) -> Result<usize> {
    let failed = |e: csv::Error| Error::new(ErrorKind::Io, format!("cannot write the fix file: {e}"));
    let mut writer = csv::Writer::from_writer(out);
    let columns = report.columns().to_vec();
    let header = columns.iter().map(String::as_str).chain(ABOUT);
    writer.write_record(header.map(|name| guarded(name).into_owned())).map_err(failed)?;
    let mut rows = 0;
    while let Some(row) = report.read()? {
        if rows % STRETCH == 0 {
            go_on()?;
        }
        rows += 1;
        let line = row.line().to_string();
        let cells = row.values().chain([line.as_str(), row.errors(), file]);
        writer.write_record(cells.map(|cell| guarded(cell).into_owned())).map_err(failed)?;
    }
    writer.flush().map_err(|e| failed(e.into()))?;
    Ok(rows)
}

impl FixFile {
    /// Reads an edited fix file; fails where it is none any more.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, &e))?;
        let text = decoded(&bytes, path)?;
        let (delimiter, columns) = header(&text, path)?;
        let mut found = Self { path: path.to_owned(), columns, rows: Vec::new(), file: String::new() };
        let mut reader =
            ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes());
        for record in reader.records().skip(1) {
            let record = record.map_err(|e| found.wrong(format!("cannot be read: {e}"), 1))?;
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
        let mut edited: Vec<(&FixRow, &ReportedRow, Vec<String>)> = Vec::new();
        for (row, reported) in self.pairs(report)? {
            let values: Vec<String> =
                row.values.iter().zip(&reported.values).map(|(cell, was)| value(cell, was)).collect();
            if values != reported.values {
                edited.push((row, reported, values));
            }
        }
        let unedited = self.rows.len() - edited.len();
        let wrong = still_wrong(&edited, pipeline)?;
        if !wrong.is_empty() {
            return Ok(Fixed { corrections: Vec::new(), wrong, unedited });
        }
        let correction = |(row, reported, values): (&FixRow, &ReportedRow, Vec<String>)| Correction {
            line: row.line,
            was: reported.values.iter().cloned().map(Some).collect(),
            fields: values.into_iter().map(Some).collect(),
            by: author.by.clone(),
            at: author.at,
        };
        Ok(Fixed { corrections: edited.into_iter().map(correction).collect(), wrong, unedited })
    }

    fn add(&mut self, record: &StringRecord) -> Result<()> {
        let at = record.position().map_or(1, csv::Position::line);
        let width = self.columns.len();
        if record.len() != width + ABOUT.len() {
            return Err(self.wrong(format!("{} cells, expected {}", record.len(), width + ABOUT.len()), at));
        }
        let about = |at: usize| unguarded(record.get(width + at).unwrap_or_default());
        let (line, errors, file) = (about(0), about(1), about(2));
        let number = line.trim().parse().ok().filter(|line| *line > 0);
        let Some(number) = number else {
            return Err(self.wrong(format!("`{}` is no line", shown(line)), at));
        };
        if file.is_empty() || (!self.rows.is_empty() && self.file != file) {
            let message = match file {
                "" => "the row says of no file that it is of".to_owned(),
                file => format!("rows of two files: `{}` and `{}`", shown(&self.file), shown(file)),
            };
            return Err(self.wrong(message, at));
        }
        file.clone_into(&mut self.file);
        let values = record.iter().take(width).map(str::to_owned).collect();
        self.rows.push(FixRow { values, line: number, errors: errors.to_owned(), at });
        Ok(())
    }

    /// Every row with the reported row that it was: the same one first, then, in order, what is left on its line.
    fn pairs<'a>(&'a self, report: &'a ErrorReport) -> Result<Vec<(&'a FixRow, &'a ReportedRow)>> {
        let mut left: BTreeMap<u64, Vec<&ReportedRow>> = BTreeMap::new();
        for row in &report.rows {
            left.entry(row.line).or_default().push(row);
        }
        let mut pairs: Vec<Option<(&FixRow, &ReportedRow)>> = vec![None; self.rows.len()];
        let same_values = |row: &FixRow, reported: &ReportedRow| {
            row.values.iter().zip(&reported.values).all(|(cell, was)| same(cell, was))
        };
        let same_errors = |row: &FixRow, reported: &ReportedRow| same(&row.errors, &reported.errors);
        let passes: [Pass<'_>; 3] = [&same_values, &same_errors, &|_, _| true];
        for pass in passes {
            for (row, pair) in self.rows.iter().zip(&mut pairs).filter(|(_, pair)| pair.is_none()) {
                let Some(candidates) = left.get_mut(&row.line) else { continue };
                if let Some(at) = candidates.iter().position(|reported| pass(row, reported)) {
                    *pair = Some((row, candidates.remove(at)));
                }
            }
        }
        let lost = |row: &FixRow| {
            self.wrong(format!("the error report has no such row of line {} (any more)", row.line), row.at)
        };
        self.rows.iter().zip(pairs).map(|(row, pair)| pair.ok_or_else(|| lost(row))).collect()
    }

    fn wrong(&self, message: String, line: u64) -> Error {
        no_fix(&self.path, message, line)
    }
}

/// The edited rows that do not pass the checks of a row, or of which two that came alike are to differ.
fn still_wrong(edited: &[(&FixRow, &ReportedRow, Vec<String>)], pipeline: &Pipeline) -> Result<Vec<StillWrong>> {
    let column = |at: usize| {
        let texts = edited.iter().map(|(_, _, values)| values.get(at).map(String::as_str).filter(|t| !t.is_empty()));
        Utf8ViewArray::from_slice(texts.collect::<Vec<_>>())
    };
    let columns = (0..pipeline.columns.len()).map(column).collect();
    // Rows of JSON may share a line; each is told by its place here.
    let lines = (0..edited.len() as u64).collect();
    let checked = chunk::check(Batch { columns, lines, broken: Vec::new() }, pipeline)?;
    let mut reasons: BTreeMap<usize, Vec<String>> =
        checked.rejects.into_iter().map(|reject| (reject.line as usize, reject.reasons)).collect();
    let mut alike: BTreeMap<(u64, &[String]), &[String]> = BTreeMap::new();
    for (at, (row, reported, values)) in edited.iter().enumerate() {
        let first = alike.entry((row.line, &reported.values)).or_insert(values);
        if *first != values.as_slice() {
            let reason = "this row came just like another one of its line: correct both in the same way";
            reasons.entry(at).or_default().push(reason.to_owned());
        }
    }
    let wrong = |(at, reasons): (usize, Vec<String>)| Some(StillWrong { line: edited.get(at)?.0.line, reasons });
    Ok(reasons.into_iter().filter_map(wrong).collect())
}

/// The text of a file that was saved by a spreadsheet program.
fn decoded(bytes: &[u8], path: &Path) -> Result<String> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let bytes = bytes.get(mark..).unwrap_or_default();
    if encoding != UTF_8 {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
        return text.map(Into::into).ok_or_else(|| no_fix(path, format!("is no {} text", encoding.name()), 1));
    }
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|e| {
        let before = bytes.get(..e.valid_up_to()).unwrap_or_default();
        let line = memchr::memchr_iter(b'\n', before).count() as u64 + 1;
        no_fix(path, "is not UTF-8 text".to_owned(), line).hint("Save it again as `CSV UTF-8`.")
    })
}

/// The delimiter, and the names of the columns before `line`, `errors` and `file`.
fn header(text: &str, path: &Path) -> Result<(u8, Vec<String>)> {
    for delimiter in *b",;\t" {
        let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
        let Ok(header) = reader.headers() else { continue };
        let names: Vec<&str> = header.iter().map(unguarded).collect();
        if let Some((columns, [line, errors, file])) = names.split_last_chunk()
            && [*line, *errors, *file] == ABOUT
        {
            return Ok((delimiter, columns.iter().map(|name| (*name).to_owned()).collect()));
        }
    }
    Err(no_fix(path, format!("is no fix file: its last columns are not {}", ABOUT.join(", ")), 1))
}

/// What a cell means where this is what was written: a line break may have changed, a formula have its apostrophe.
fn value(cell: &str, was: &str) -> String {
    if same(cell, was) { was.to_owned() } else { unguarded(cell).to_owned() }
}

fn same(cell: &str, was: &str) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
    cell == was || [plain(was), plain(&guarded(was))].contains(&plain(cell))
}

/// The text without the apostrophe that [`guarded`] puts before it.
fn unguarded(cell: &str) -> &str {
    let guards = |rest: &&str| matches!(guarded(rest), std::borrow::Cow::Owned(_));
    cell.strip_prefix('\'').filter(guards).unwrap_or(cell)
}

fn shown(text: &str) -> String {
    text.chars().take(60).flat_map(char::escape_debug).collect()
}

fn no_fix(path: &Path, message: String, line: u64) -> Error {
    Error::new(ErrorKind::Usage, message).at_file(path).at_line(line).hint(AGAIN)
}
