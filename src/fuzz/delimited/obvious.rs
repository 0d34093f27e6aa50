//! A slow reader of delimited files: the rules of the format, one byte after the other, and nothing else.

use encoding_rs::Encoding;

use super::Found;
use crate::read::{Broken, RowFault, ShapeRule};
use crate::workspace::{Delimited, ExtraColumns, MissingColumns, Pipeline};

/// Why a file has no rows at all.
#[derive(Debug)]
pub(super) enum Refused {
    /// At a line and a column.
    At(u64, u64),
    /// On a line.
    Line(u64),
    /// What is read first says where.
    Somewhere,
}

/// A row before anybody asked whether it has the right shape.
struct Row {
    /// Where it begins.
    start: usize,
    end: usize,
    fields: Vec<Vec<u8>>,
    /// Whether its one field is in quotes.
    quoted: bool,
    /// Whether there is text after a closing quote.
    fault: bool,
}

/// What a field is.
#[derive(Clone, PartialEq)]
enum Place {
    Column(usize),
    Kept(String),
    Ignored,
}

/// What a file must give.
pub(super) fn read(bytes: &[u8], dialect: &Delimited, pipeline: &Pipeline) -> Result<Found, Refused> {
    let bytes = &text(bytes)?;
    if bytes.iter().all(|byte| matches!(byte, b'\n' | b'\r')) {
        return Err(Refused::At(1, 1));
    }
    let line = |at: usize| 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count() as u64;
    let mut rows = Vec::new();
    let mut places: Vec<Place> = (0..pipeline.file_columns().len()).map(Place::Column).collect();
    let mut at = 0;
    let mut header = dialect.header;
    while at < bytes.len() {
        let row = row(bytes, at, dialect).map_err(|open| {
            let begin = bytes[..open].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            Refused::At(line(open), String::from_utf8_lossy(&bytes[begin..open]).chars().count() as u64 + 1)
        })?;
        at = row.end;
        if std::mem::take(&mut header) {
            let names: Vec<String> = row.fields.iter().map(|f| String::from_utf8_lossy(f).into_owned()).collect();
            places = placed(&names, pipeline)?;
        } else if row.quoted || row.fault || row.fields != [b""] {
            rows.push(row);
        }
    }
    let mut found = Found::default();
    for row in rows {
        match judged(&row, line(row.start), &places, pipeline) {
            Ok(good) => found.rows.push(good),
            Err(broken) => found.broken.push(broken),
        }
    }
    Ok(found)
}

/// The file without its byte order mark, as UTF-8 where that mark says what else it is.
fn text(bytes: &[u8]) -> Result<Vec<u8>, Refused> {
    let Some((encoding, mark)) = Encoding::for_bom(bytes) else { return Ok(bytes.to_vec()) };
    let rest = &bytes[mark..];
    if encoding == encoding_rs::UTF_8 {
        return Ok(rest.to_vec());
    }
    let text = encoding.decode_without_bom_handling_and_without_replacement(rest).ok_or(Refused::Somewhere)?;
    Ok(text.into_owned().into_bytes())
}

/// The row that begins at a byte; fails with the place of a quote that is never closed.
fn row(bytes: &[u8], start: usize, dialect: &Delimited) -> Result<Row, usize> {
    let delimiter = dialect.delimiter.as_bytes();
    let mut row = Row { start, end: start, fields: Vec::new(), quoted: false, fault: false };
    let mut at = start;
    loop {
        let begin = at;
        if dialect.quote.is_some() && bytes.get(at).copied() == dialect.quote {
            let (field, after) = unquoted(bytes, at).ok_or(at)?;
            row.quoted = true;
            let rest = &bytes[after..];
            if rest.starts_with(delimiter) {
                row.fields.push(field);
                at = after + delimiter.len();
                continue;
            }
            let ends = [&b"\r\n"[..], b"\n"].into_iter().find(|end| rest.starts_with(end)).map(<[u8]>::len);
            if let Some(end) = ends.or((rest.is_empty() || rest == b"\r").then_some(rest.len())) {
                row.fields.push(field);
                row.end = after + end;
                return Ok(row);
            }
            row.fault = true;
            at = after;
        }
        while at < bytes.len() && bytes[at] != b'\n' && !bytes[at..].starts_with(delimiter) {
            at += 1;
        }
        let more = bytes[at..].starts_with(delimiter);
        let end = if !more && bytes[begin..at].ends_with(b"\r") { at - 1 } else { at };
        row.fields.push(bytes[begin..end].to_vec());
        if !more {
            row.end = (at + 1).min(bytes.len());
            return Ok(row);
        }
        at += delimiter.len();
    }
}

/// The text of a field in quotes and where it ends; none if the quote is never closed.
fn unquoted(bytes: &[u8], open: usize) -> Option<(Vec<u8>, usize)> {
    let quote = bytes[open];
    let mut text = Vec::new();
    let mut at = open + 1;
    loop {
        let byte = *bytes.get(at)?;
        at += 1;
        if byte == quote {
            if bytes.get(at) != Some(&quote) {
                return Some((text, at));
            }
            at += 1;
        }
        text.push(byte);
    }
}

/// What the fields of a file with this header are.
fn placed(names: &[String], pipeline: &Pipeline) -> Result<Vec<Place>, Refused> {
    let columns = pipeline.file_columns();
    let mut places = Vec::new();
    for (at, name) in names.iter().enumerate() {
        if names[..at].contains(name) && !(name.is_empty() && pipeline.extra_columns == ExtraColumns::Ignore) {
            return Err(Refused::Line(1));
        }
        places.push(match (columns.iter().position(|column| column.name == *name), pipeline.extra_columns) {
            (Some(at), _) => Place::Column(at),
            (None, ExtraColumns::RejectFile) => return Err(Refused::Line(1)),
            (None, ExtraColumns::Ignore) => Place::Ignored,
            (None, ExtraColumns::Keep) => Place::Kept(name.clone()),
        });
    }
    let may_lack = |at: usize| pipeline.missing_columns == MissingColumns::Null && !pipeline.key.contains(&at);
    match (0..columns.len()).all(|at| places.contains(&Place::Column(at)) || may_lack(at)) {
        true => Ok(places),
        false => Err(Refused::Line(1)),
    }
}

/// The values of a row in the order of the columns, or what is wrong with it.
fn judged(row: &Row, line: u64, places: &[Place], pipeline: &Pipeline) -> Result<(u64, Vec<Option<String>>), Broken> {
    let mut faults = Vec::new();
    if row.fault {
        faults.push(RowFault { column: None, rule: ShapeRule::TextAfterQuote });
    }
    if row.fields.len() != places.len() {
        let rule = ShapeRule::FieldCount { has: row.fields.len(), expected: places.len() };
        faults.push(RowFault { column: None, rule });
    }
    if let Some(at) = row.fields.iter().position(|field| std::str::from_utf8(field).is_err()) {
        faults.push(match places.get(at) {
            Some(Place::Column(column)) => {
                RowFault { column: Some(pipeline.columns[*column].name.clone()), rule: ShapeRule::NotUtf8 }
            }
            _ => RowFault { column: None, rule: ShapeRule::ExtraFieldNotUtf8 { field: at + 1 } },
        });
    }
    let texts: Vec<String> = row.fields.iter().map(|field| String::from_utf8_lossy(field).into_owned()).collect();
    let sure = if row.fault { 0 } else { texts.len().min(places.len()) };
    let (mut values, mut known) = (vec![String::new(); pipeline.columns.len()], vec![false; pipeline.columns.len()]);
    let mut kept = serde_json::Map::new();
    let mut beyond = Vec::new();
    for (at, text) in texts.into_iter().enumerate() {
        match places.get(at) {
            Some(Place::Column(column)) => (values[*column], known[*column]) = (text, at < sure),
            Some(Place::Kept(name)) if !text.is_empty() => drop(kept.insert(name.clone(), text.into())),
            Some(Place::Kept(_) | Place::Ignored) => {}
            None => beyond.push(text),
        }
    }
    if !kept.is_empty() {
        *values.last_mut().unwrap() = serde_json::Value::from(kept).to_string();
    }
    if faults.is_empty() {
        return Ok((line, values.into_iter().map(|value| (!value.is_empty()).then_some(value)).collect()));
    }
    // Where the file has the schema's own columns, there is nothing that could be missing: a short row stays short.
    if places.iter().enumerate().all(|(at, place)| *place == Place::Column(at)) && places.len() == values.len() {
        values.truncate(row.fields.len());
        known = vec![true; sure];
    }
    values.extend(beyond);
    Err(Broken { line, fields: values, known, faults })
}
