//! A JSON array of objects, or one object a line (NDJSON).
//!
//! A value is taken as the text it was written with, so no digit of a number is lost; `null` and a missing field are
//! null, an empty text is a text. Every object names its own fields, so what is in no column is the matter of its row.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use polars_arrow::array::{MutablePlString, Utf8ViewArray};
use rayon::prelude::*;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::batch::{Batch, Broken};
use super::bytes::Blocks;
use super::extra::Extra;
use super::layout::column_of;
use crate::error::{Error, ErrorKind, Result};
use crate::workspace::{Column, ExtraColumns, Pipeline};

/// How many rows one thread takes at a time.
const ROWS: usize = if cfg!(any(test, fuzzing)) { 3 } else { 16 * 1024 };
/// How much is read at a time.
const READ: usize = if cfg!(any(test, fuzzing)) { 1 << 6 } else { 32 << 20 };

/// A row's text and the line it starts on.
struct Element<'a> {
    text: &'a str,
    line: u64,
}

pub(super) fn map<T, F>(path: &Path, pipeline: &Pipeline, work: F) -> Result<Vec<T>>
where
    T: Send,
    F: Fn(Batch) -> Result<T> + Sync,
{
    let mut bytes = Vec::new();
    let mut blocks = Blocks::open(path, encoding_rs::UTF_8)?;
    while blocks.append(&mut bytes, READ)? {}
    let text = std::str::from_utf8(&bytes).map_err(|e| {
        let (line, column) = position(bytes.get(..e.valid_up_to()).unwrap_or_default());
        unreadable("the bytes here are no UTF-8 text", line, column)
    })?;
    let elements = match text.trim_start().as_bytes().first() {
        None => return Err(unreadable("the file is empty", 1, 1)),
        Some(b'[') => array(text)?,
        Some(b'{') => lines(text)?,
        Some(_) => {
            let (line, column) =
                position(text.get(..text.len() - text.trim_start().len()).unwrap_or_default().as_bytes());
            return Err(unreadable("expected `[` or `{`: an array of objects, or one object a line", line, column));
        }
    };
    elements.par_chunks(ROWS).map(|rows| work(batch(rows, pipeline)?)).collect()
}

fn unreadable(message: &str, line: u64, column: u64) -> Error {
    Error::new(ErrorKind::Unreadable, message).at_line(line).at_column(column).hint("Ask for the file again.")
}

/// Line and column, from 1, of the byte after `before`.
fn position(before: &[u8]) -> (u64, u64) {
    let line = memchr::memchr_iter(b'\n', before).count() as u64 + 1;
    let last = before.rsplit(|b| *b == b'\n').next().unwrap_or_default();
    (line, String::from_utf8_lossy(last).chars().count() as u64 + 1)
}

fn array(text: &str) -> Result<Vec<Element<'_>>> {
    let values: Vec<&RawValue> = serde_json::from_str(text).map_err(|e| {
        let line = text.split('\n').nth(e.line().saturating_sub(1)).unwrap_or_default();
        unreadable(&format!("broken JSON: {}", what(&e)), e.line() as u64, column(line, &e))
    })?;
    let (mut line, mut counted) = (1, 0);
    Ok(values
        .into_iter()
        .map(|value| {
            let start = value.get().as_ptr() as usize - text.as_ptr() as usize;
            line += memchr::memchr_iter(b'\n', text.as_bytes().get(counted..start).unwrap_or_default()).count() as u64;
            counted = start;
            Element { text: value.get(), line }
        })
        .collect())
}

/// What is wrong, without the place.
fn what(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or_default().to_owned()
}

/// The column of an error in its line, in characters; `serde_json` counts bytes.
fn column(line: &str, error: &serde_json::Error) -> u64 {
    let before = line.as_bytes().get(..error.column()).unwrap_or(line.as_bytes());
    String::from_utf8_lossy(before).chars().count() as u64
}

/// One object a line. A line that is none is a bad row; a file without a single one is no list of rows.
fn lines(text: &str) -> Result<Vec<Element<'_>>> {
    let elements: Vec<Element<'_>> = text
        .split('\n')
        .zip(1..)
        .map(|(text, line)| Element { text: text.trim(), line })
        .filter(|element| !element.text.is_empty())
        .collect();
    let broken = |element: &Element<'_>| serde_json::from_str::<&RawValue>(element.text).err();
    match elements.first().and_then(broken) {
        Some(error) if elements.iter().all(|e| broken(e).is_some()) => {
            let line = elements.first().map_or(1, |e| e.line);
            Err(unreadable(&format!("broken JSON: {}", what(&error)), line, error.column() as u64))
        }
        _ => Ok(elements),
    }
}

fn batch(rows: &[Element<'_>], pipeline: &Pipeline) -> Result<Batch> {
    let width = pipeline.columns.len();
    let mut builders: Vec<MutablePlString> = (0..width).map(|_| MutablePlString::with_capacity(rows.len())).collect();
    let (mut lines, mut broken) = (Vec::with_capacity(rows.len()), Vec::new());
    let mut row = Row::default();
    for Element { text, line } in rows {
        row.read(text, pipeline);
        if !row.reasons.is_empty() {
            broken.push(row.broken(*line));
            continue;
        }
        for (builder, value) in builders.iter_mut().zip(&row.values) {
            builder.push(value.as_deref());
        }
        lines.push(*line);
    }
    let columns = builders.into_iter().map(Utf8ViewArray::from).collect();
    Ok(Batch { columns, lines, broken })
}

/// An object's values in the order of the columns.
#[derive(Default)]
struct Row<'a> {
    values: Vec<Option<Cow<'a, str>>>,
    /// Which columns had a field, and which of them had others too.
    seen: Vec<Seen>,
    /// What keeps it from being a row.
    reasons: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Never,
    Once,
    Differently,
}

impl<'a> Row<'a> {
    fn read(&mut self, text: &'a str, pipeline: &Pipeline) {
        self.values.clear();
        self.values.resize(pipeline.columns.len(), None);
        self.seen.clear();
        self.seen.resize(pipeline.columns.len(), Seen::Never);
        self.reasons.clear();
        let members = match serde_json::from_str::<Members<'a>>(text) {
            Ok(members) => members.0,
            Err(error) => {
                self.reasons.push(match text.starts_with('{') {
                    true => format!("broken JSON: {}, column {}", what(&error), column(text, &error)),
                    false => format!("not an object: {}", shortened(text)),
                });
                return;
            }
        };
        let columns = pipeline.file_columns();
        let (mut extra, mut extra_names) = (Extra::default(), Vec::new());
        for (name, raw) in members {
            match (column_of(&name, columns), pipeline.extra_columns) {
                (Some(at), _) => self.set(at, &name, raw.get(), columns),
                (None, ExtraColumns::RejectFile) => {
                    self.reasons.push(format!("field `{name}` is in no column of the schema: {}", shortened(raw.get())))
                }
                (None, ExtraColumns::Ignore) => {}
                (None, ExtraColumns::Keep) if extra_names.contains(&name) => self.twice(&name, raw.get()),
                (None, ExtraColumns::Keep) => {
                    if !matches!(raw.get(), "null" | "\"\"") {
                        extra.add(&name, raw.get());
                    }
                    extra_names.push(name);
                }
            }
        }
        if let (Some(text), Some(last)) = (extra.text(), self.values.last_mut()) {
            *last = Some(Cow::Owned(text));
        }
    }

    fn set(&mut self, at: usize, name: &str, raw: &'a str, columns: &[Column]) {
        let value = match value(raw) {
            Ok(value) => value,
            Err(reason) => {
                self.reasons.push(format!("{}: {reason}", columns.get(at).map_or(name, |column| &column.name)));
                Some(Cow::Borrowed(raw))
            }
        };
        let (Some(seen), Some(place)) = (self.seen.get_mut(at), self.values.get_mut(at)) else { return };
        if *seen == Seen::Never {
            (*seen, *place) = (Seen::Once, value);
            return;
        }
        if *place != value {
            *seen = Seen::Differently;
        }
        match columns.get(at).filter(|column| !column.from.is_empty()) {
            Some(column) => self.reasons.push(format!(
                "field `{name}` is the column `{}`, which stands there already: second value {}",
                column.name,
                shortened(raw)
            )),
            None => self.twice(name, raw),
        }
    }

    fn twice(&mut self, name: &str, raw: &str) {
        self.reasons.push(format!("field `{name}` stands twice: second value {}", shortened(raw)));
    }

    fn broken(&mut self, line: u64) -> Broken {
        Broken {
            line,
            fields: self.values.iter().map(|value| value.as_deref().unwrap_or_default().to_owned()).collect(),
            known: self.seen.iter().map(|seen| *seen == Seen::Once).collect(),
            reasons: std::mem::take(&mut self.reasons),
        }
    }
}

fn value(raw: &str) -> Result<Option<Cow<'_, str>>, &'static str> {
    match raw.as_bytes().first() {
        Some(b'n') => Ok(None),
        Some(b'"') => serde_json::from_str::<Text<'_>>(raw).map(|t| Some(t.0)).map_err(|_| "text with a broken escape"),
        Some(b'{') => Err("an object, not a value"),
        Some(b'[') => Err("an array, not a value"),
        _ => Ok(Some(Cow::Borrowed(raw))),
    }
}

fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("`{}…`", text.get(..at).unwrap_or_default()),
        None => format!("`{text}`"),
    }
}

/// A text that borrows from the file unless it holds an escape.
struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

/// The members of an object in their order, doubles included.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(map.size_hint().unwrap_or(8));
                while let Some((name, value)) = map.next_entry::<Text<'de>, &'de RawValue>()? {
                    members.push((name.0, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(MembersVisitor)
    }
}
