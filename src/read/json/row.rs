//! A JSON object -> the values of a row.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::place::what;
use crate::read::batch::Broken;
use crate::read::extra::Extra;
use crate::read::layout::column_of;
use crate::read::limits::{Limits, beginning};
use crate::read::row_fault::{RowFault, ShapeRule};
use crate::workspace::{Column, ExtraColumns, Pipeline};

/// So many things that are wrong with a row are said.
const FAULTS: usize = 1000;

/// An object's values in the order of the columns.
pub(super) struct Row<'a> {
    pub(super) values: Vec<Option<Cow<'a, str>>>,
    /// Which columns had a field, and which of them had others too.
    seen: Vec<Seen>,
    /// What keeps it from being a row.
    pub(super) faults: Vec<RowFault>,
    limits: Limits,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Never,
    Once,
    Differently,
}

impl<'a> Row<'a> {
    pub(super) fn new(limits: Limits) -> Self {
        Self { values: Vec::new(), seen: Vec::new(), faults: Vec::new(), limits }
    }

    /// Reads an object; an error, which is among the faults too, if the text is none.
    pub(super) fn read(&mut self, text: &'a str, pipeline: &Pipeline) -> Result<(), serde_json::Error> {
        self.values.clear();
        self.values.resize(pipeline.columns.len(), None);
        self.seen.clear();
        self.seen.resize(pipeline.columns.len(), Seen::Never);
        self.faults.clear();
        let members = match serde_json::from_str::<Members<'a>>(text) {
            Ok(members) => members.0,
            Err(error) => {
                self.wrong(RowFault::of_row(match text.starts_with('{') {
                    true => ShapeRule::BrokenJson { message: what(&error), column: column(text, &error) },
                    false => ShapeRule::NotAnObject { text: shortened(text) },
                }));
                return Err(error);
            }
        };
        let columns = pipeline.file_columns();
        let (mut extra, mut extra_names) = (Extra::default(), HashSet::new());
        for (name, raw) in members {
            let raw = raw.get();
            match (column_of(&name, columns), pipeline.extra_columns) {
                (Some(at), _) => self.set(at, &name, raw, columns),
                (None, ExtraColumns::RejectFile) => {
                    let (name, value) = (shown(&name).into_owned(), shortened(raw));
                    self.wrong(RowFault::of_row(ShapeRule::UnknownMember { name, value }));
                }
                (None, ExtraColumns::Ignore) => {}
                (None, ExtraColumns::Keep) if extra_names.contains(&name) => self.twice(&name, raw),
                (None, ExtraColumns::Keep) => {
                    if raw.len() > self.limits.field {
                        self.wrong(self.limits.long_member(shown(&name).into_owned()));
                    } else if !matches!(raw, "null" | "\"\"") {
                        extra.add(&name, raw);
                    }
                    extra_names.insert(name);
                }
            }
        }
        if let (Some(text), Some(last)) = (extra.text(), self.values.last_mut()) {
            *last = Some(Cow::Owned(text));
        }
        Ok(())
    }

    fn wrong(&mut self, fault: RowFault) {
        if self.faults.len() < FAULTS {
            self.faults.push(fault);
        }
    }

    fn set(&mut self, at: usize, name: &str, raw: &'a str, columns: &[Column]) {
        let column = columns.get(at).map_or(name, |column| &column.name);
        let inner = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')).unwrap_or(raw);
        let long = inner.len() > self.limits.field;
        let value = match value(raw) {
            _ if long => {
                self.wrong(RowFault::of_column(column, self.limits.long_field()));
                let start = inner.get(..inner.floor_char_boundary(self.limits.field)).unwrap_or_default();
                Some(Cow::Owned(beginning(start).unwrap_or_else(|| format!("{start}…"))))
            }
            Ok(value) => value,
            Err(rule) => {
                self.wrong(RowFault::of_column(column, rule));
                Some(Cow::Borrowed(raw))
            }
        };
        let (Some(seen), Some(place)) = (self.seen.get_mut(at), self.values.get_mut(at)) else { return };
        if *seen == Seen::Never {
            // What is left of a long value is not the value.
            (*seen, *place) = (if long { Seen::Differently } else { Seen::Once }, value);
            return;
        }
        if *place != value {
            *seen = Seen::Differently;
        }
        match columns.get(at).filter(|column| !column.from.is_empty()) {
            Some(column) => self.wrong(RowFault::of_row(ShapeRule::SecondName {
                name: name.to_owned(),
                column: column.name.clone(),
                value: shortened(raw),
            })),
            None => self.twice(name, raw),
        }
    }

    fn twice(&mut self, name: &str, raw: &str) {
        let (name, value) = (shown(name).into_owned(), shortened(raw));
        self.wrong(RowFault::of_row(ShapeRule::MemberTwice { name, value }));
    }

    pub(super) fn broken(&mut self, line: u64) -> Broken {
        Broken {
            line,
            fields: self.values.iter().map(|value| value.as_deref().unwrap_or_default().to_owned()).collect(),
            known: self.seen.iter().map(|seen| *seen == Seen::Once).collect(),
            faults: std::mem::take(&mut self.faults),
        }
    }
}

/// The column of an error in a text without line breaks, in characters; `serde_json` counts bytes.
fn column(text: &str, error: &serde_json::Error) -> u64 {
    let before = text.as_bytes().get(..error.column()).unwrap_or(text.as_bytes());
    String::from_utf8_lossy(before).chars().count() as u64
}

/// A name, which may be very long.
fn shown(name: &str) -> Cow<'_, str> {
    beginning(name).map_or(Cow::Borrowed(name), Cow::Owned)
}

fn value(raw: &str) -> Result<Option<Cow<'_, str>>, ShapeRule> {
    match raw.as_bytes().first() {
        Some(b'n') => Ok(None),
        Some(b'"') => serde_json::from_str::<Text<'_>>(raw).map(|t| Some(t.0)).map_err(|_| ShapeRule::BrokenEscape),
        Some(b'{') => Err(ShapeRule::ObjectAsValue),
        Some(b'[') => Err(ShapeRule::ArrayAsValue),
        _ => Ok(Some(Cow::Borrowed(raw))),
    }
}

/// The beginning of a text, as it stands between backticks.
fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
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
