//! What the proof of tables came to.

use std::fmt::Write;

use super::{note, text};
use crate::error::Result;
use crate::report::text::visible;
use crate::run::{FileChange, Rebuilt, Said, Verdict, Verified};

/// Prints a line a table; of one that differs, the first difference and what to do.
pub fn verified(tables: &[Verified]) -> Result<()> {
    let width = width(tables.iter().map(|one| one.table.as_str()));
    let mut page = String::new();
    for one in tables {
        let name = &one.table;
        match (one.result, one.differences.split_first()) {
            (Verdict::Differs, Some((first, more))) => {
                let _ = writeln!(page, "{name:width$}  DIFFERS  {}", visible(&first.message));
                let _ = writeln!(page, "{:width$}  {}", "", visible(&first.hint));
                if !more.is_empty() {
                    let them = counted(more.len() as u64, "more difference");
                    let _ = writeln!(page, "{:width$}  {them}; `--json` lists all.", "");
                }
            }
            _ => {
                let versions = counted(one.versions.unwrap_or_default(), "version");
                let corrections = match one.corrections {
                    0 => String::new(),
                    n => format!(", {}", counted(n, "correction")),
                };
                let (files, content) = (counted(one.files, "file"), one.content.as_deref().unwrap_or_default());
                let _ = writeln!(page, "{name:width$}  ok  {versions}, {files}{corrections}, content {content}");
            }
        }
    }
    for one in tables {
        one.notes.iter().for_each(|line| note(&format!("{}: {line}", one.table)));
    }
    text(&page)
}

/// Prints a line a table that was built anew, and the files whose loads came to something else than before.
pub fn rebuilt(tables: &[Rebuilt]) -> Result<()> {
    let width = width(tables.iter().map(|one| one.table.as_str()));
    let mut page = String::new();
    for one in tables {
        let Said { versions, content } = &one.after;
        let was = match &one.before {
            Some(before) if *before == one.after => ", nothing changed".to_owned(),
            Some(before) => format!(", was {}, content {}", counted(before.versions, "version"), before.content),
            None => String::new(),
        };
        let (versions, files) = (counted(*versions, "version"), counted(one.files, "file"));
        let _ = writeln!(page, "{:width$}  rebuilt  {versions}, {files}, content {content}{was}", one.table);
        for FileChange { file, figures } in &one.changed {
            let figures: Vec<String> =
                figures.iter().map(|figure| format!("{} {} → {}", figure.name, figure.before, figure.after)).collect();
            let _ = writeln!(page, "{:width$}  {}: {}", "", visible(file), figures.join(", "));
        }
    }
    text(&page)
}

fn width<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    names.map(|name| name.chars().count()).max().unwrap_or_default()
}

fn counted(count: u64, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}
