//! Rejected rows: read one after the other, counted by what they have in common, a page at a time.

use std::collections::HashMap;

use regex::{Regex, RegexBuilder};

use crate::check::{ReadRow, Reason, ReportReader, reasons};
use crate::error::{Error, ErrorKind, Result};
use crate::tui::screens::errors::model::PAGE;
use crate::tui::screens::errors::request::{By, Group, Line, Mark, Rows, Scope, What};
use crate::tui::screens::errors::work::files::{Count, Rejects, rejects};
use crate::tui::worker::engine::{Open, Task, stopped};

/// How many rows are read between two looks at whether to go on.
const STRETCH: usize = 4096;
/// The most groups: a file may have a fault of its own in every row.
const GROUPS: usize = 1_000;
/// The most characters of a value that are shown in a line.
const VALUE: usize = 120;
/// The most characters of a row that are shown in a line.
const ROW: usize = 400;

/// Which rows are wanted, ready to be compared with.
struct Wanted<'a> {
    scope: &'a Scope,
    text: Option<Regex>,
}

/// A row that is wanted, with its reasons; the first is the one that counts here.
struct Hit<'a, 'b> {
    file: &'b Rejects,
    row: ReadRow<'a>,
    reasons: Vec<Reason>,
}

/// Whether to read on.
enum Next {
    Row,
    Stop,
}

/// Counts rows by something.
pub fn groups(open: &Open, scope: &Scope, by: By, task: &Task) -> Result<Vec<Group>> {
    let all = by == By::File && scope.text.is_empty() && scope.rule.is_none() && scope.column.is_none();
    let files = rejects(open, scope.report.as_deref(), if all { Count::Yes } else { Count::No })?;
    if all {
        return Ok(files.into_iter().map(|f| Group { what: What::File(f.file), rows: f.rows }).collect());
    }
    let mut counts: HashMap<String, u64> = HashMap::new();
    let from = Mark::default();
    each(&files, scope, &from, task, |hit| {
        let mut labels: Vec<String> = match by {
            By::File | By::Row => vec![hit.file.file.report.clone()],
            By::Rule => hit.reasons.iter().map(Reason::label).collect(),
            By::Column => hit.reasons.iter().map(|r| r.column.clone().unwrap_or_default()).collect(),
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
    if by == By::File {
        let count = |f: Rejects| counts.get(&f.file.report).map(|&rows| Group { what: What::File(f.file), rows });
        return Ok(files.into_iter().filter_map(count).collect());
    }
    let what = |label| if by == By::Rule { What::Rule(label) } else { What::Column(label) };
    let mut sorted: Vec<(String, u64)> = counts.into_iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(sorted.into_iter().map(|(label, rows)| Group { what: what(label), rows }).collect())
}

/// How many rows there are, where each page begins, and the first page.
pub fn rows(open: &Open, scope: &Scope, task: &Task) -> Result<Rows> {
    let files = rejects(open, scope.report.as_deref(), Count::No)?;
    let mut rows = Rows::default();
    each(&files, scope, &Mark::default(), task, |hit| {
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

/// The page that begins at a mark.
pub fn page(open: &Open, scope: &Scope, from: &Mark, task: &Task) -> Result<Vec<Line>> {
    let files = rejects(open, scope.report.as_deref(), Count::No)?;
    let mut lines = Vec::with_capacity(PAGE);
    each(&files, scope, from, task, |hit| {
        lines.push(line(&hit));
        Ok(if lines.len() < PAGE { Next::Row } else { Next::Stop })
    })?;
    Ok(lines)
}

/// Gives every wanted row from a mark on.
fn each(
    files: &[Rejects],
    scope: &Scope,
    from: &Mark,
    task: &Task,
    mut take: impl FnMut(Hit<'_, '_>) -> Result<Next>,
) -> Result<()> {
    let text = match scope.text.as_str() {
        "" => None,
        text => Some(
            RegexBuilder::new(&regex::escape(text))
                .case_insensitive(true)
                .build()
                .map_err(|_| Error::new(ErrorKind::Usage, "the text is too long to be searched for"))?,
        ),
    };
    let wanted = Wanted { scope, text };
    let begin = files.iter().position(|f| f.file.report == from.report).unwrap_or_default();
    for file in files.iter().skip(begin) {
        let mut reader = ReportReader::open(&file.location)?;
        let columns = reader.columns().to_vec();
        if file.file.report == from.report && from.at > 0 {
            reader.seek(from.at)?;
        }
        let mut read = 0;
        while let Some(row) = reader.read()? {
            if read % STRETCH == 0 && task.is_cancelled() {
                return Err(stopped());
            }
            read += 1;
            if let Some(reasons) = wanted.reasons(&row, &columns)
                && matches!(take(Hit { file, row, reasons })?, Next::Stop)
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
        if let Some(text) = &self.text
            && !row.values().chain([row.errors()]).any(|value| text.is_match(value))
        {
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
    Mark { report: hit.file.file.report.clone(), at: hit.row.at }
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
