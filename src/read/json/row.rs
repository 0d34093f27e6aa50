//! A JSON object -> the values of a row.

use std::borrow::Cow;
use std::collections::HashSet;

use super::members::{Members, Text};
use super::paths::{Is, Paths, ROOT, Source};
use super::place::what;
use crate::read::batch::Broken;
use crate::read::extra::Extra;
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
    /// What there is for columns that a path leads to: of each, the first in its order counts.
    candidates: Vec<Candidate<'a>>,
    /// Which of the objects that hold columns were there.
    entered: Vec<bool>,
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

/// A field for a column.
struct Candidate<'a> {
    column: usize,
    source: Source,
    /// The object in which it stands.
    object: usize,
    name: Cow<'a, str>,
    raw: &'a str,
}

impl<'a> Row<'a> {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            values: Vec::new(),
            seen: Vec::new(),
            candidates: Vec::new(),
            entered: Vec::new(),
            faults: Vec::new(),
            limits,
        }
    }

    /// Reads an object; an error, which is among the faults too, if the text is none.
    pub(super) fn read(
        &mut self,
        text: &'a str,
        pipeline: &Pipeline,
        paths: &Paths<'_>,
    ) -> Result<(), serde_json::Error> {
        self.values.clear();
        self.values.resize(pipeline.columns.len(), None);
        self.seen.clear();
        self.seen.resize(pipeline.columns.len(), Seen::Never);
        self.entered.clear();
        self.entered.resize(paths.objects(), false);
        self.candidates.clear();
        self.faults.clear();
        let members = match serde_json::from_str::<Members<'a>>(text) {
            Ok(members) => members,
            Err(error) => {
                self.wrong(RowFault::of_row(match text.starts_with('{') {
                    true => ShapeRule::BrokenJson { message: what(&error), column: column(text, &error) },
                    false => ShapeRule::NotAnObject { text: shortened(text) },
                }));
                return Err(error);
            }
        };
        let extra = self.members(members, ROOT, text, pipeline, paths);
        self.settle(paths);
        if let (Some(text), Some(last)) = (extra.text(), self.values.last_mut()) {
            *last = Some(Cow::Owned(text));
        }
        Ok(())
    }

    /// Reads the members of an object; gives those of no column, as far as they are kept.
    fn members(
        &mut self,
        members: Members<'a>,
        object: usize,
        row: &'a str,
        pipeline: &Pipeline,
        paths: &Paths<'_>,
    ) -> Extra {
        let (mut extra, mut extra_names) = (Extra::default(), HashSet::new());
        for (name, raw) in members.0 {
            let raw = raw.get();
            match (paths.find(object, &name), pipeline.extra_columns) {
                (Some(Is::Column(at)), _) => self.set(at, &name, raw, paths.columns()),
                (Some(Is::Candidate(column, source)), _) => {
                    self.candidates.push(Candidate { column, source, object, name, raw });
                }
                (Some(Is::Object(inner)), _) => {
                    if let Some(text) = self.enter(inner, raw, row, pipeline, paths).text() {
                        extra.add(&name, &text);
                    }
                }
                (None, ExtraColumns::RejectFile) => {
                    let (name, value) = (shown(&paths.full(object, &name)).into_owned(), shortened(raw));
                    self.wrong(RowFault::of_row(ShapeRule::UnknownMember { name, value }));
                }
                (None, ExtraColumns::Ignore) => {}
                (None, ExtraColumns::Keep) if extra_names.contains(&name) => {
                    self.twice(&paths.full(object, &name), raw)
                }
                (None, ExtraColumns::Keep) => {
                    if raw.len() > self.limits.field {
                        self.wrong(self.limits.long_member(shown(&paths.full(object, &name)).into_owned()));
                    } else if !matches!(raw, "null" | "\"\"") {
                        extra.add(&name, raw);
                    }
                    extra_names.insert(name);
                }
            }
        }
        extra
    }

    /// Reads an object that holds columns. It may be null; what else it may not be is a fault of the row.
    fn enter(&mut self, object: usize, raw: &'a str, row: &'a str, pipeline: &Pipeline, paths: &Paths<'_>) -> Extra {
        match self.entered.get_mut(object) {
            Some(entered) if !*entered => *entered = true,
            _ => {
                self.twice(paths.path(object), raw);
                return Extra::default();
            }
        }
        match raw.as_bytes().first() {
            Some(b'n') => Extra::default(),
            Some(b'{') => match serde_json::from_str::<Members<'a>>(raw) {
                // The depth of a path is bounded where it is configured.
                Ok(members) => self.members(members, object, row, pipeline, paths),
                Err(error) => {
                    let before = row.get(..raw.as_ptr() as usize - row.as_ptr() as usize).unwrap_or_default();
                    let column = before.chars().count() as u64 + column(raw, &error);
                    self.wrong(RowFault::of_row(ShapeRule::BrokenJson { message: what(&error), column }));
                    Extra::default()
                }
            },
            _ => {
                let (name, value) = (shown(paths.path(object)).into_owned(), shortened(raw));
                self.wrong(RowFault::of_row(ShapeRule::NoObject { name, value }));
                Extra::default()
            }
        }
    }

    /// Takes, of what there is for a column, what comes first; two fields of the row for it, or one twice, are a fault.
    fn settle(&mut self, paths: &Paths<'_>) {
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.sort_by_key(|candidate| (candidate.column, candidate.source));
        for of_column in candidates.chunk_by(|one, next| one.column == next.column) {
            let (mut before, mut of_row) = (None, false);
            for Candidate { column, source, object, name, raw } in of_column {
                let again = before == Some(source) || (of_row && source.is_of_row());
                if before.is_none() || again {
                    self.set(*column, &paths.full(*object, name), raw, paths.columns());
                }
                (before, of_row) = (Some(source), of_row || source.is_of_row());
            }
        }
        candidates.clear();
        self.candidates = candidates;
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
