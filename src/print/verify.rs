//! What the proof of tables came to.

use std::collections::BTreeMap;

use super::{Page, note};
use crate::error::Result;
use crate::report::text::counted;
use crate::run::{Difference, FileChange, Files, Kind, Rebuilt, TableContent, Verdict, Verification, Verified};

/// The name of the line of the files beside the tables.
const FILES: &str = "files";

/// Prints a line a table, and one of the files beside them; of one that differs, the first difference and what to do.
pub fn verified(verification: &Verification) -> Result<()> {
    let Verification { tables, models, files } = verification;
    let of_models = models.iter().map(|one| one.model.as_str());
    let names = tables.iter().map(|one| one.table.as_str()).chain(of_models).chain(files.iter().map(|_| FILES));
    let (width, mut page) = (width(names), Page::default());
    for one in tables {
        match one.differences.split_first().filter(|_| one.result == Verdict::Differs) {
            Some((first, more)) => differs(&mut page, &one.table, width, (first, more)),
            None => page.line(format_args!("{:width$}  ok  {}", one.table, figures(one))),
        }
    }
    for one in models {
        match one.differences.split_first() {
            Some((first, more)) => differs(&mut page, &one.model, width, (first, more)),
            None => page.line(format_args!(
                "{:width$}  ok  {}",
                one.model,
                counted(one.rows.unwrap_or_default(), "row", "rows")
            )),
        }
    }
    if let Some(files) = files {
        match files.differences.split_first() {
            Some((first, more)) => differs(&mut page, FILES, width, (first, more)),
            None => page.line(format_args!("{FILES:width$}  ok  {}", counts(files))),
        }
    }
    for one in tables {
        one.notes.iter().for_each(|line| note(&format!("{}: {line}", one.table)));
    }
    for one in models {
        one.notes.iter().for_each(|line| note(&format!("{}: {line}", one.model)));
    }
    files.iter().flat_map(|files| &files.notes).for_each(|line| note(&format!("{FILES}: {line}")));
    page.print()
}

fn differs(page: &mut Page, name: &str, width: usize, (first, more): (&Difference, &[Difference])) {
    page.line(format_args!("{name:width$}  DIFFERS  {}", first.message));
    page.line(format_args!("{:width$}  {}", "", first.hint));
    if !more.is_empty() {
        let them = counted(more.len() as u64, "more difference", "more differences");
        page.line(format_args!("{:width$}  {them}; `--json` lists all.", ""));
    }
}

fn figures(one: &Verified) -> String {
    let versions = rows(one.versions.unwrap_or_default());
    let corrections = match one.corrections {
        0 => String::new(),
        n => format!(", {}", counted(n, "correction", "corrections")),
    };
    let (files, content) = (counted(one.files, "file", "files"), one.content.as_deref().unwrap_or_default());
    format!("{versions}, {files}{corrections}, content {content}")
}

/// What was compared with a hash, and what has none.
fn counts(files: &Files) -> String {
    let said = |counts: &BTreeMap<Kind, u64>| counts.iter().map(|(k, n)| kind(*k, *n)).collect::<Vec<_>>().join(", ");
    let checked = if files.checked.is_empty() {
        "none has a hash to compare with".to_owned()
    } else {
        format!("as written: {}", said(&files.checked))
    };
    match files.without_hash.is_empty() {
        true if files.checked.is_empty() => "there are none".to_owned(),
        true => checked,
        false => format!("{checked}; without a hash: {}", said(&files.without_hash)),
    }
}

fn kind(kind: Kind, count: u64) -> String {
    match kind {
        Kind::Archive => counted(count, "archived file", "archived files"),
        Kind::Corrections => counted(count, "correction", "corrections"),
        Kind::Sidecars => counted(count, "marker or control file", "marker or control files"),
        Kind::Quarantine => format!("{count} in quarantine"),
        Kind::ErrorReports => counted(count, "error report", "error reports"),
        Kind::Exports => counted(count, "export", "exports"),
        Kind::Journals => counted(count, "journal", "journals"),
    }
}

/// Prints a line a table that was built anew, and the files whose loads came to something else than before.
pub fn rebuilt(tables: &[Rebuilt]) -> Result<()> {
    let width = width(tables.iter().map(|one| one.table.as_str()));
    let mut page = Page::default();
    for one in tables {
        let TableContent { versions, content } = &one.after;
        let was = match &one.before {
            Some(before) if *before == one.after => ", nothing changed".to_owned(),
            Some(before) => format!(", was {}, content {}", rows(before.versions), before.content),
            None => String::new(),
        };
        let (versions, files) = (rows(*versions), counted(one.files, "file", "files"));
        page.line(format_args!("{:width$}  rebuilt  {versions}, {files}, content {content}{was}", one.table));
        for FileChange { file, figures } in &one.changed {
            let figures: Vec<String> =
                figures.iter().map(|figure| format!("{} {} → {}", figure.name, figure.before, figure.after)).collect();
            page.line(format_args!("{:width$}  {file}: {}", "", figures.join(", ")));
        }
    }
    page.print()
}

fn width<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    names.map(|name| name.chars().count()).max().unwrap_or_default()
}

fn rows(count: u64) -> String {
    counted(count, "history row", "history rows")
}
