//! Rejected rows of several error reports: filtered, counted by what they have in common, a page at a time.
//!
//! A report is never read into memory as a whole: it may be as large as its file.

use std::collections::HashMap;

use super::parse_reasons::reasons;
use super::reason::Reason;
use super::report::{ReadRow, ReportFile, ReportReader};
use super::text_filter::TextFilter;
use crate::error::{CheckCancelled, Result};

/// How many rows a page has.
pub const PAGE: usize = 200;
/// How many rows are read between two looks at whether to go on.
pub(super) const STRETCH: usize = 4096;
/// The most groups: a file may have a fault of its own in every row.
const GROUPS: usize = 1_000;
/// The most characters of a value that are shown in a line.
const VALUE: usize = 120;
/// The most characters of a row that are shown in a line.
const ROW: usize = 400;

/// Which rejected rows are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Of this error report.
    pub report: Option<String>,
    /// That break this rule: the label of a reason.
    pub rule: Option<String>,
    /// With this column at fault; empty for the whole row.
    pub column: Option<String>,
    /// That have this text anywhere, in any case.
    pub text: String,
}

/// What rows are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountBy {
    /// The name of their report.
    Report,
    /// The rule they break; a row counts for every rule.
    Rule,
    /// The column at fault; a row counts for every column.
    Column,
}

/// A row of a report, by its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mark {
    /// The report's name.
    pub report: String,
    /// Where it begins there, in bytes.
    pub at: u64,
}

/// Rows, of which only the first are here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// How many there are.
    pub total: usize,
    /// Where each page begins.
    pub marks: Vec<Mark>,
    /// The first page.
    pub first: Vec<Line>,
}

/// A rejected row in one line; long texts are cut.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Where the whole row is.
    pub mark: Mark,
    /// The physical line of its file.
    pub line: u64,
    /// The column at fault; none for the whole row.
    pub column: Option<String>,
    /// The value at fault.
    pub value: Option<String>,
    /// The rule that it breaks.
    pub rule: String,
    /// How many more reasons there are.
    pub more: usize,
    /// The whole row.
    pub row: String,
}

/// Which rows are wanted, ready to be compared with.
struct Wanted<'a> {
    scope: &'a Scope,
    text: TextFilter,
}

/// A row that is wanted, with its reasons; the first is the one that counts here.
struct Hit<'a, 'b> {
    report: &'b ReportFile,
    row: ReadRow<'a>,
    reasons: Vec<Reason>,
}

/// Whether to read on.
enum Next {
    Row,
    Stop,
}

/// Counts rows by something, the most first.
pub fn count(
    reports: &[ReportFile],
    scope: &Scope,
    by: CountBy,
    check_cancelled: CheckCancelled<'_>,
) -> Result<Vec<(String, u64)>> {
    let mut counts: HashMap<String, u64> = HashMap::new();
    each(reports, scope, &Mark::default(), check_cancelled, |hit| {
        let mut labels: Vec<String> = match by {
            CountBy::Report => vec![hit.report.name.clone()],
            CountBy::Rule => hit.reasons.iter().map(Reason::label).collect(),
            CountBy::Column => hit.reasons.iter().map(|r| r.column.clone().unwrap_or_default()).collect(),
        };
        labels.sort_unstable();
        labels.dedup();
        for label in labels {
            if counts.len() < GROUPS || counts.contains_key(&label) {
                *counts.entry(label).or_default() += 1;
            }
        }
        Ok(Next::Row)
    })?;
    let mut sorted: Vec<(String, u64)> = counts.into_iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(sorted)
}

/// How many rows there are, where each page begins, and the first page.
pub fn rows(reports: &[ReportFile], scope: &Scope, check_cancelled: CheckCancelled<'_>) -> Result<Rows> {
    let mut rows = Rows::default();
    each(reports, scope, &Mark::default(), check_cancelled, |hit| {
        if rows.total % PAGE == 0 {
            rows.marks.push(mark(&hit));
        }
        if rows.total < PAGE {
            rows.first.push(line(&hit));
        }
        rows.total += 1;
        Ok(Next::Row)
    })?;
    Ok(rows)
}

/// The page that begins at a mark, in lines.
pub fn lines(
    reports: &[ReportFile],
    scope: &Scope,
    from: &Mark,
    check_cancelled: CheckCancelled<'_>,
) -> Result<Vec<Line>> {
    let mut lines = Vec::with_capacity(PAGE);
    each(reports, scope, from, check_cancelled, |hit| {
        lines.push(line(&hit));
        Ok(if lines.len() < PAGE { Next::Row } else { Next::Stop })
    })?;
    Ok(lines)
}

/// Gives every wanted row from a mark on.
fn each(
    reports: &[ReportFile],
    scope: &Scope,
    from: &Mark,
    check_cancelled: CheckCancelled<'_>,
    mut take: impl FnMut(Hit<'_, '_>) -> Result<Next>,
) -> Result<()> {
    let wanted = Wanted { scope, text: TextFilter::new(&scope.text)? };
    let begin = reports.iter().position(|report| report.name == from.report).unwrap_or_default();
    for report in reports.iter().skip(begin) {
        let mut reader = ReportReader::open(&report.location)?;
        let columns = reader.columns().to_vec();
        if report.name == from.report && from.at > 0 {
            reader.seek(from.at)?;
        }
        let mut read = 0;
        while let Some(row) = reader.read()? {
            if read % STRETCH == 0 {
                check_cancelled(0)?;
            }
            read += 1;
            if let Some(reasons) = wanted.reasons(&row, &columns)
                && matches!(take(Hit { report, row, reasons })?, Next::Stop)
            {
                return Ok(());
            }
        }
    }
    Ok(())
}

impl Wanted<'_> {
    /// The reasons of a row, the one that is asked for first; none if the row is not wanted.
    fn reasons(&self, row: &ReadRow<'_>, columns: &[String]) -> Option<Vec<Reason>> {
        if !row.fits(&self.text) {
            return None;
        }
        let mut found = reasons(row.errors(), columns);
        let fits = |reason: &Reason| {
            self.scope.rule.as_ref().is_none_or(|rule| reason.label() == *rule)
                && self
                    .scope
                    .column
                    .as_ref()
                    .is_none_or(|column| reason.column.as_deref().unwrap_or_default() == column)
        };
        let chosen = self.scope.rule.is_some() || self.scope.column.is_some();
        match found.iter().position(fits) {
            Some(at) => found.get_mut(..=at).unwrap_or_default().rotate_right(1),
            None if chosen => return None,
            None => {}
        }
        Some(found)
    }
}

fn mark(hit: &Hit<'_, '_>) -> Mark {
    Mark { report: hit.report.name.clone(), at: hit.row.at }
}

fn line(hit: &Hit<'_, '_>) -> Line {
    let reason = hit.reasons.first();
    let column = reason.and_then(|reason| reason.column.clone());
    // As it came, where it can be told: in a reason it may be cut.
    let value = column.as_deref().and_then(|column| hit.row.value(column).map(|v| head(v, VALUE)));
    Line {
        mark: mark(hit),
        line: hit.row.line(),
        value: value.or_else(|| reason?.value.as_ref().map(|v| head(&v.text(), VALUE))),
        rule: reason.map(Reason::kind).unwrap_or_default(),
        column,
        more: hit.reasons.len().saturating_sub(1),
        row: joined(&hit.row),
    }
}

fn joined(row: &ReadRow<'_>) -> String {
    let mut text = String::new();
    for (at, value) in row.values().enumerate() {
        if at > 0 {
            text.push_str(" · ");
        }
        text.push_str(&head(value, ROW));
        if text.len() > ROW * 4 {
            break;
        }
    }
    head(&text, ROW)
}

fn head(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
