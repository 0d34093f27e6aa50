//! What the screen Errors asks for. A report is never read into memory as a whole: it may be as large as its file.

mod files;
mod groups;

use std::io::Write;

use crate::check::{self, ReportFile, ReportReader, reasons, rejected_rows};
use crate::error::{CheckCancelled, Error, ErrorKind, Result};
use crate::landing;
use crate::tui::core::outcome::Written;
use crate::tui::screens::errors::request::{By, Editable, Found, Group, Job, Mark, Scope, What, Whole};
use crate::tui::worker::engine::Engine;
use crate::tui::worker::load;
use crate::tui::worker::task::{Open, Task, stopped};

/// The most bytes of a value that are kept: more than can be copied.
const LONGEST: usize = 128 << 10;

/// How many rows are read between two looks at whether to go on.
const STRETCH: usize = 4096;

/// Does what was asked.
pub fn answer(engine: &Engine, job: Job, task: &Task) -> Result<Found> {
    let open = engine.open()?;
    let check_cancelled = |_| if task.is_cancelled() { Err(stopped()) } else { Ok(()) };
    match job {
        Job::Groups(scope, by) => {
            let mut groups = groups::groups(&open, &scope, by, &check_cancelled)?;
            if by == By::File && scope.rule.is_none() && scope.column.is_none() && scope.report.is_none() {
                let files = files::quarantined(&open, &scope.text)?.into_iter();
                groups.extend(files.map(|file| Group { what: What::Quarantined(file), rows: 0 }));
            }
            Ok(Found::Groups(groups))
        }
        Job::Rows(scope) => rejected_rows::rows(&reports(&open, &scope)?, &scope, &check_cancelled).map(Found::Rows),
        Job::Page { scope, mark } => {
            rejected_rows::lines(&reports(&open, &scope)?, &scope, &mark, &check_cancelled).map(Found::Page)
        }
        Job::Row(mark) => whole(&open, &mark).map(Found::Row),
        Job::Edit(mark) => editable(&open, &mark, task).map(Found::Edit),
        Job::Correct(row) => load::correct(engine, row, task).map(Found::Corrected),
        Job::Resend { report } => resend(&open, &report, &check_cancelled).map(Found::Written),
        Job::ResendFile { file } => resend_file(&open, &file).map(Found::Written),
    }
}

fn whole(open: &Open, mark: &Mark) -> Result<Whole> {
    let file = reported(open, &mark.report)?;
    let mut reader = ReportReader::open(&file.about.location)?;
    reader.seek(mark.at)?;
    let columns = reader.columns().to_vec();
    let row = reader.read()?.ok_or_else(gone)?;
    let bound = |value: &str| match value.len() {
        bytes if bytes > LONGEST => {
            let head = value.get(..value.floor_char_boundary(LONGEST)).unwrap_or_default();
            format!("{head}… ({bytes} bytes in all)")
        }
        _ => value.to_owned(),
    };
    Ok(Whole {
        file: file.file.file.unwrap_or(file.file.report),
        line: row.line(),
        values: columns.iter().cloned().zip(row.values().map(bound)).collect(),
        reasons: reasons(row.errors(), &columns),
    })
}

/// A row as it came, with its place among the rows of its report.
fn editable(open: &Open, mark: &Mark, task: &Task) -> Result<Editable> {
    let file = reported(open, &mark.report)?.file;
    let pipeline = open.workspace.pipeline(&file.pipeline)?;
    let mut reader = ReportReader::open(&open.workspace.error_reports().find(&mark.report)?)?;
    let columns = reader.columns().to_vec();
    if !pipeline.columns.iter().map(|c| &c.name).eq(&columns) {
        let message = format!("{} was written with other columns than {} has now", mark.report, pipeline.name);
        return Err(Error::new(ErrorKind::NotFound, message).hint("Load its day again first: `shoptui run --date`."));
    }
    let mut at = 0;
    while let Some(row) = reader.read()? {
        if row.at == mark.at {
            let row = Whole {
                file: file.file.unwrap_or(file.report),
                line: row.line(),
                values: columns.iter().cloned().zip(row.values().map(str::to_owned)).collect(),
                reasons: reasons(row.errors(), &columns),
            };
            return Ok(Editable { pipeline: file.pipeline, report: mark.report.clone(), at, row });
        }
        if row.at > mark.at || at % STRETCH == 0 && task.is_cancelled() {
            break;
        }
        at += 1;
    }
    if task.is_cancelled() { Err(stopped()) } else { Err(gone()) }
}

fn gone() -> Error {
    Error::new(ErrorKind::NotFound, "this row is no longer in the report").hint("Refresh and try again.")
}

/// The error reports that have such rows.
fn reports(open: &Open, scope: &Scope) -> Result<Vec<ReportFile>> {
    Ok(files::abouts(&files::rejects(open, scope.report.as_deref(), files::Count::No)?))
}

/// The file that a report is about.
fn reported(open: &Open, report: &str) -> Result<files::Rejects> {
    let found = files::rejects(open, Some(report), files::Count::No)?.into_iter().next();
    found.ok_or_else(|| Error::new(ErrorKind::NotFound, format!("no error report named {report}")))
}

fn resend(open: &Open, name: &str, check_cancelled: CheckCancelled<'_>) -> Result<Written> {
    let file = reported(open, name)?;
    let mut reader = ReportReader::open(&file.about.location)?;
    let target = check::resend_name(&file.file.pipeline, name);
    write(open, &target, |out| check::resend_rows(&mut reader, out, check_cancelled))
}

fn resend_file(open: &Open, name: &str) -> Result<Written> {
    let found = landing::quarantined(&open.workspace)?.into_iter().find(|q| q.file == name);
    let found = found.ok_or_else(|| Error::new(ErrorKind::NotFound, format!("{name} is no longer in quarantine")))?;
    let target = check::resend_name(&found.pipeline, name);
    write(open, &target, |out| check::resend_file(&found, out).map(|()| 1))
}

/// Writes a request.
fn write(open: &Open, name: &str, fill: impl FnOnce(&mut dyn Write) -> Result<usize>) -> Result<Written> {
    let exports = open.workspace.exports();
    exports.create()?;
    let file = exports.find(name)?;
    let rows = file.write(fill)?;
    Ok(Written { rows, path: open.workspace.relative(&file.local_path()).to_owned() })
}
