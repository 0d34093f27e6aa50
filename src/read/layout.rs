//! Which field of a delimited file is which column.
//!
//! Fields are scanned in the order of the file, whatever that is; a whole stretch is put into the order of the columns
//! at once. So a file in the schema's order costs nothing more, and one in another order next to nothing.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use polars_arrow::array::{MutablePlString, Utf8ViewArray};
use polars_arrow::datatypes::ArrowDataType;

use super::extra::Extra;
use super::limits::beginning;
use super::row_fault::{RowFault, ShapeRule};
use crate::error::{Error, ErrorKind, Result, did_you_mean};
use crate::workspace::{Column, ExtraColumns, MissingColumns, Pipeline};

/// So many names are listed in a message.
const SHOWN: usize = 5;
/// So many unknown names, each of at most so many bytes, are compared with a column that is missing.
const STRANGE: usize = 1000;
const LIKE: usize = 200;

/// What the fields of a file's rows are.
pub(super) struct Layout<'a> {
    columns: &'a [Column],
    places: Vec<Place>,
    /// Whether the fields are the columns in their order, no more and no fewer.
    straight: bool,
}

/// What a field is.
enum Place {
    /// The column with this index.
    Column(usize),
    /// A field of no column, which is kept under its name.
    Kept(String),
    /// A field of no column, which is left out.
    Ignored,
}

impl<'a> Layout<'a> {
    /// Of a file without a header.
    pub(super) fn by_place(pipeline: &'a Pipeline) -> Self {
        Self::new(pipeline, (0..pipeline.file_columns().len()).map(Place::Column).collect())
    }

    /// Of a file with a header of these names.
    pub(super) fn of_header(names: &[String], pipeline: &'a Pipeline) -> Result<Self> {
        let columns = pipeline.file_columns();
        let found: Vec<Option<usize>> = names.iter().map(|name| column_of(name, columns)).collect();
        check_twice(names, &found, pipeline)?;
        let there: HashSet<usize> = found.iter().flatten().copied().collect();
        let missing: Vec<usize> = (0..columns.len()).filter(|at| !there.contains(at)).collect();
        if pipeline.extra_columns == ExtraColumns::RejectFile
            && let Some(at) = found.iter().position(Option::is_none)
        {
            return Err(extra_field(names, at, &missing, columns));
        }
        let fatal = |at: &&usize| pipeline.missing_columns == MissingColumns::RejectFile || pipeline.key.contains(at);
        let fatal: Vec<usize> = missing.iter().filter(fatal).copied().collect();
        if !fatal.is_empty() {
            return Err(missing_columns(names, &found, &fatal, columns));
        }
        let place = |(name, found): (&String, Option<usize>)| match (found, pipeline.extra_columns) {
            (Some(at), _) => Place::Column(at),
            (None, ExtraColumns::Keep) => Place::Kept(name.clone()),
            (None, _) => Place::Ignored,
        };
        Ok(Self::new(pipeline, names.iter().zip(found).map(place).collect()))
    }

    fn new(pipeline: &'a Pipeline, places: Vec<Place>) -> Self {
        let columns = &pipeline.columns;
        let in_order = places.iter().enumerate().all(|(at, place)| matches!(place, Place::Column(to) if *to == at));
        Self { columns, straight: in_order && places.len() == columns.len(), places }
    }

    /// How many fields a row has.
    pub(super) fn width(&self) -> usize {
        self.places.len()
    }

    /// The column of a field, if it is one.
    pub(super) fn column(&self, field: usize) -> Option<&Column> {
        match self.places.get(field) {
            Some(Place::Column(at)) => self.columns.get(*at),
            _ => None,
        }
    }

    /// What is wrong with a field, from 0, that is no text.
    pub(super) fn not_utf8(&self, field: usize) -> RowFault {
        match self.column(field) {
            Some(column) => RowFault::of_column(&column.name, ShapeRule::NotUtf8),
            None => RowFault::of_row(ShapeRule::ExtraFieldNotUtf8 { field: field + 1 }),
        }
    }

    /// Whether a field is left out.
    pub(super) fn is_ignored(&self, field: usize) -> bool {
        matches!(self.places.get(field), Some(Place::Ignored))
    }

    /// Puts the fields of a stretch, one array each, in the order of the columns; those that are left out have none.
    pub(super) fn arranged(&self, fields: Vec<Option<Utf8ViewArray>>, rows: usize) -> Vec<Utf8ViewArray> {
        if self.straight {
            return fields.into_iter().flatten().collect();
        }
        let empty = || Utf8ViewArray::new_null(ArrowDataType::Utf8View, rows);
        let mut columns: Vec<Utf8ViewArray> = self.columns.iter().map(|_| empty()).collect();
        let mut kept = Vec::new();
        for (field, place) in fields.into_iter().zip(&self.places) {
            let Some(field) = field else { continue };
            match place {
                Place::Column(at) => {
                    if let Some(column) = columns.get_mut(*at) {
                        *column = field;
                    }
                }
                Place::Kept(name) => kept.push((name, field)),
                Place::Ignored => {}
            }
        }
        if !kept.is_empty()
            && let Some(last) = columns.last_mut()
        {
            *last = gathered(&kept, rows);
        }
        columns
    }

    /// The columns of a batch without a row.
    pub(super) fn no_rows(&self) -> Vec<Utf8ViewArray> {
        self.columns.iter().map(|_| Utf8ViewArray::new_null(ArrowDataType::Utf8View, 0)).collect()
    }

    /// Puts the fields of a row of the wrong shape in the order of the columns; those beyond the last come after them.
    ///
    /// `sure` says of its first fields whether each is whole and surely the one at its place.
    pub(super) fn arranged_row(&self, fields: Vec<String>, sure: Vec<bool>) -> (Vec<String>, Vec<bool>) {
        if self.straight {
            return (fields, sure);
        }
        let (mut row, mut known) = (vec![String::new(); self.columns.len()], vec![false; self.columns.len()]);
        let mut kept = Extra::default();
        let mut beyond = Vec::new();
        for (at, field) in fields.into_iter().enumerate() {
            match self.places.get(at) {
                Some(Place::Column(to)) => {
                    if let (Some(value), Some(known)) = (row.get_mut(*to), known.get_mut(*to)) {
                        (*value, *known) = (field, sure.get(at).copied().unwrap_or(false));
                    }
                }
                Some(Place::Kept(name)) => kept.add_text(name, &field),
                Some(Place::Ignored) => {}
                None => beyond.push(field),
            }
        }
        if let (Some(text), Some(last)) = (kept.text(), row.last_mut()) {
            *last = text;
        }
        row.extend(beyond);
        (row, known)
    }
}

/// The column that files call so: by its own name, else by another.
pub(super) fn column_of(name: &str, columns: &[Column]) -> Option<usize> {
    let own = columns.iter().position(|column| column.name == name);
    own.or_else(|| columns.iter().position(|column| column.from.iter().any(|other| other == name)))
}

/// The fields of no column, row by row, since each row has its own object.
fn gathered(fields: &[(&String, Utf8ViewArray)], rows: usize) -> Utf8ViewArray {
    let mut texts = MutablePlString::with_capacity(rows);
    for row in 0..rows {
        let mut extra = Extra::default();
        fields.iter().for_each(|(name, values)| extra.add_text(name, values.get(row).unwrap_or_default()));
        texts.push(extra.text());
    }
    texts.into()
}

/// No name and no column may stand twice; nameless fields may, where fields of no column are left out.
fn check_twice(names: &[String], found: &[Option<usize>], pipeline: &Pipeline) -> Result<()> {
    let (mut named, mut columns) = (HashSet::new(), HashMap::new());
    for (at, (name, found)) in names.iter().zip(found).enumerate() {
        if name.is_empty() && pipeline.extra_columns == ExtraColumns::Ignore {
            continue;
        }
        if !named.insert(name) {
            let message = format!("wrong header: `{}` stands twice", shown(name));
            return Err(
                at_field(names, at, message).hint("Ask for the file again, with a name of its own for every column.")
            );
        }
        let Some(column) = *found else { continue };
        if let Some(other) = columns.insert(column, name) {
            let column = pipeline.columns.get(column).map_or("", |column| column.name.as_str());
            let message =
                format!("wrong header: `{}` and `{}` are both the column `{column}`", shown(other), shown(name));
            return Err(at_field(names, at, message)
                .hint("Ask for the file with one of the two, or take the other name out of the column's `from`."));
        }
    }
    Ok(())
}

/// A name of a header, which may be very long.
fn shown(name: &str) -> Cow<'_, str> {
    beginning(name).map_or(Cow::Borrowed(name), Cow::Owned)
}

fn extra_field(names: &[String], at: usize, missing: &[usize], columns: &[Column]) -> Error {
    let name = names.get(at).map_or("", String::as_str);
    let message = match columns.get(at).filter(|_| missing.contains(&at)) {
        Some(column) => format!("wrong header: field {} is `{}`, expected `{}`", at + 1, shown(name), column.name),
        None => format!("wrong header: field {} `{}` is in no column of the schema", at + 1, shown(name)),
    };
    let close = did_you_mean(&shown(name), columns.iter().map(|column| column.name.as_str()));
    at_field(names, at, message).hint(match close {
        Some(close) => format!("Did the sender rename `{close}`? Ask for the file again or change the schema."),
        None => "Ask for the file again, or change the schema if the sender did.".to_owned(),
    })
}

fn missing_columns(names: &[String], found: &[Option<usize>], missing: &[usize], columns: &[Column]) -> Error {
    let lacking: Vec<&str> = missing.iter().filter_map(|at| columns.get(*at)).map(|c| c.name.as_str()).collect();
    let list = lacking.iter().take(SHOWN).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let message = match lacking.len() {
        1 => format!("wrong header: column {list} is missing"),
        many if many > SHOWN => format!("wrong header: columns {list} and {} more are missing", many - SHOWN),
        _ => format!("wrong header: columns {list} are missing"),
    };
    let strange = || {
        let unknown = names.iter().zip(found).filter(|(name, found)| found.is_none() && name.len() <= LIKE);
        unknown.map(|(name, _)| name.as_str()).take(STRANGE)
    };
    let renamed = lacking.iter().find_map(|column| Some((column, did_you_mean(column, strange())?)));
    at_field(names, names.len(), message).hint(match renamed {
        Some((column, name)) => {
            format!(
                "If the sender renamed `{column}`, write from = \"{name}\" in that column; else ask for the file again."
            )
        }
        None => "Ask for the file again, or change the schema if the sender did.".to_owned(),
    })
}

/// An error at a field of the header; after the last one for what is not there.
fn at_field(names: &[String], at: usize, message: String) -> Error {
    let column = names.iter().take(at).map(|name| name.chars().count() as u64 + 1).sum::<u64>() + 1;
    Error::new(ErrorKind::Unreadable, message).at_line(1).at_column(column)
}
