//! What the lists of checks said, from the files that every run writes: nothing is computed here.

use std::fs::File;
use std::io::Read;

use crate::error::{Error, ErrorKind, Result};
use crate::tui::screens::today::request::{CheckLine, Checks};
use crate::workspace::Workspace;

/// So much of a file is read.
const BYTES: u64 = 1 << 20;
/// So many lines of a list are shown.
const LINES: usize = 200;

/// Every list of checks, in the order of the config file.
pub fn read(workspace: &Workspace) -> Result<Vec<Checks>> {
    let lists = workspace.reports.iter().filter(|report| report.check);
    lists
        .map(|report| {
            let said = workspace.exports().find(&format!("{}.csv", report.file))?;
            let failed = |e: csv::Error| {
                let error = Error::new(ErrorKind::Io, format!("cannot read the checks: {e}")).with_source(e);
                error.at_file(workspace.shown(&said))
            };
            let lines = said.open_if_there()?.map(|file| lines(file).map_err(failed)).transpose()?;
            Ok(Checks { title: report.title.clone(), lines })
        })
        .collect()
}

/// The lines: what `line` says, or the first column, and whether `ok` is true.
fn lines(file: File) -> csv::Result<Vec<CheckLine>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file.take(BYTES));
    let names = reader.headers()?.clone();
    let place = |name: &str| names.iter().position(|n| n == name);
    let (text, ok) = (place("line").unwrap_or_default(), place("ok"));
    let mut lines = Vec::new();
    for record in reader.records().take(LINES) {
        let record = record?;
        let value = |at: usize| record.get(at).unwrap_or_default().to_owned();
        let others = names.iter().enumerate().filter(|(at, _)| *at != text && Some(*at) != ok);
        lines.push(CheckLine {
            text: value(text),
            ok: ok.is_some_and(|at| value(at) == "true"),
            values: others.map(|(at, name)| (name.to_owned(), value(at))).filter(|(_, v)| !v.is_empty()).collect(),
        });
    }
    Ok(lines)
}
