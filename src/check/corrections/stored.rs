//! A correction file: the corrected rows, then `line`, `was`, `corrected_by` and `corrected_at`.

use std::io::Write;

use chrono::{DateTime, Datelike, SecondsFormat, Utc};
use csv::{ReaderBuilder, StringRecord};

use super::correction::Correction;
use crate::error::{Error, ErrorKind, Result};
use crate::store::Location;
use crate::workspace::Pipeline;

/// What stands after the columns.
const ABOUT: [&str; 4] = ["line", "was", "corrected_by", "corrected_at"];
const HINT: &str = "Correction files are not edited; put back the one from your backup, or move it out of the folder.";

/// Writes corrections as a correction file; what is none in them is written as empty.
pub fn write_corrections(corrections: &[Correction], pipeline: &Pipeline, out: impl Write) -> Result<()> {
    let write = || -> csv::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(pipeline.columns.iter().map(|c| c.name.as_str()).chain(ABOUT))?;
        for correction in corrections {
            let text = |field: &Option<String>| field.clone().unwrap_or_default();
            let line = correction.line.to_string();
            let was = serde_json::Value::from(correction.was.iter().map(text).collect::<Vec<_>>()).to_string();
            let at = correction.at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
            let fields = correction.fields.iter().map(text);
            writer.write_record(fields.chain([line, was, correction.by.clone(), at]))?;
        }
        writer.flush()?;
        Ok(())
    };
    write().map_err(|e| Error::new(ErrorKind::Io, format!("cannot write the corrections: {e}")).with_source(e))
}

/// Reads a correction file; its columns are found by their names, as the schema may have changed since.
pub(super) fn read(file: &Location, pipeline: &Pipeline) -> Result<Vec<Correction>> {
    let wrong = |message: String, line: u64| Error::new(ErrorKind::Io, message).at_file(file).at_line(line).hint(HINT);
    let mut reader = ReaderBuilder::new().from_reader(file.open()?);
    let broken = |e: csv::Error| {
        let line = e.position().map_or(1, csv::Position::line);
        wrong(format!("the corrections cannot be read: {e}"), line).with_source(e)
    };
    let header = reader.headers().map_err(broken)?.clone();
    let width = header.len().checked_sub(ABOUT.len()).filter(|width| header.iter().skip(*width).eq(ABOUT));
    let Some(width) = width else {
        return Err(wrong(format!("no correction file: its last columns are not {}", ABOUT.join(", ")), 1));
    };
    let places: Vec<Option<usize>> = pipeline
        .columns
        .iter()
        .map(|column| {
            let place = |name: &str| header.iter().take(width).position(|there| there == name);
            place(&column.name).or_else(|| column.from.iter().find_map(|name| place(name)))
        })
        .collect();
    let mut found = Vec::new();
    for record in reader.records() {
        let record = record.map_err(broken)?;
        let line = record.position().map_or(1, csv::Position::line);
        found.push(correction(&record, width, &places).map_err(|message| wrong(message, line))?);
    }
    Ok(found)
}

fn correction(record: &StringRecord, width: usize, places: &[Option<usize>]) -> Result<Correction, String> {
    let about = |at: usize| record.get(width + at).unwrap_or_default();
    let line = about(0).parse().ok().filter(|line| *line > 0);
    let line = line.ok_or_else(|| format!("`{}` is not a line number", about(0).escape_debug()))?;
    let was: Vec<String> = serde_json::from_str(about(1)).map_err(|e| format!("`was` is no list of texts: {e}"))?;
    if was.len() != width {
        return Err(format!("`was` has {} fields, the row {width}", was.len()));
    }
    let at = DateTime::parse_from_rfc3339(about(3)).map_err(|e| format!("`corrected_at` is no time: {e}"))?;
    let at = at.with_timezone(&Utc);
    // A time zone may take the first or last day of time to where no such text can say it.
    if !(0..=9999).contains(&at.year()) {
        return Err(format!("`corrected_at` is no time that can be written: {}", about(3).escape_debug()));
    }
    Ok(Correction {
        line,
        was: places.iter().map(|place| was.get((*place)?).cloned()).collect(),
        fields: places.iter().map(|place| record.get((*place)?).map(str::to_owned)).collect(),
        by: about(2).to_owned(),
        at,
    })
}
