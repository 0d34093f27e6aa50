//! Where in a row's object its columns are: a field of it, or a field of an object within it.
//!
//! `from = "a.b"` is a field called `a.b`, else the field `b` of the object `a`; within an object too, a field that is
//! called like all the rest of a path comes before a way further down.

use std::borrow::Cow;

use crate::read::layout::column_of;
use crate::workspace::{Column, Pipeline, path_steps};

/// The object that is the row itself.
pub(super) const ROOT: usize = 0;

/// The fields and objects of a row that make its columns.
pub(super) struct Paths<'p> {
    columns: &'p [Column],
    /// Whether a path leads to a column.
    nested: Vec<bool>,
    /// The row, then every object within it that holds columns.
    objects: Vec<Object>,
}

#[derive(Default)]
struct Object {
    /// Its own path.
    path: String,
    members: Vec<(String, Is)>,
}

/// What a field is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Is {
    /// A column that nothing else leads to but names of fields of the row.
    Column(usize),
    /// A column, if nothing comes before this.
    Candidate(usize, Source),
    /// An object that holds columns.
    Object(usize),
}

/// How a column was found; a lesser one comes before a greater one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Source {
    /// 0 is the column's own name, then `from` in its order.
    name: usize,
    /// How many objects were entered.
    depth: usize,
}

impl Source {
    /// Whether it is a field of the row itself.
    pub(super) fn is_of_row(self) -> bool {
        self.depth == 0
    }
}

impl<'p> Paths<'p> {
    pub(super) fn of(pipeline: &'p Pipeline) -> Self {
        let columns = pipeline.file_columns();
        let mut paths = Self { columns, nested: vec![false; columns.len()], objects: vec![Object::default()] };
        for (at, column) in columns.iter().enumerate() {
            for (name, from) in (1..).zip(&column.from) {
                let Some(steps) = path_steps(from) else { continue };
                if let Some(nested) = paths.nested.get_mut(at) {
                    *nested = true;
                }
                let mut object = ROOT;
                for (depth, step) in (1..steps.len()).zip(&steps) {
                    object = paths.inner(object, step);
                    let rest = steps.get(depth..).unwrap_or_default().join(".");
                    paths.add(object, rest, Is::Candidate(at, Source { name, depth }));
                }
            }
        }
        paths
    }

    pub(super) fn columns(&self) -> &'p [Column] {
        self.columns
    }

    /// How many objects there are, the row among them.
    pub(super) fn objects(&self) -> usize {
        self.objects.len()
    }

    /// What a field of an object is, if it makes a column.
    pub(super) fn find(&self, object: usize, name: &str) -> Option<Is> {
        if object == ROOT
            && let Some(at) = column_of(name, self.columns)
        {
            let column = self.columns.get(at).filter(|_| self.nested.get(at) == Some(&true));
            let Some(column) = column else { return Some(Is::Column(at)) };
            let other = if column.name == name { None } else { column.from.iter().position(|other| other == name) };
            return Some(Is::Candidate(at, Source { name: other.map_or(0, |other| other + 1), depth: 0 }));
        }
        let members = &self.objects.get(object)?.members;
        members.iter().find(|(member, _)| member == name).map(|(_, is)| *is)
    }

    /// The path of an object.
    pub(super) fn path(&self, object: usize) -> &str {
        self.objects.get(object).map_or("", |object| &object.path)
    }

    /// The path of a field of an object.
    pub(super) fn full<'n>(&self, object: usize, name: &'n str) -> Cow<'n, str> {
        match self.path(object) {
            _ if object == ROOT => Cow::Borrowed(name),
            path => Cow::Owned(format!("{path}.{name}")),
        }
    }

    /// The object of that name within another.
    fn inner(&mut self, object: usize, name: &str) -> usize {
        if let Some(Is::Object(inner)) = self.objects.get(object).and_then(|object| {
            object
                .members
                .iter()
                .find_map(|(member, is)| (member == name && matches!(is, Is::Object(_))).then_some(*is))
        }) {
            return inner;
        }
        let inner = self.objects.len();
        self.objects.push(Object { path: self.full(object, name).into_owned(), members: Vec::new() });
        self.add(object, name.to_owned(), Is::Object(inner));
        inner
    }

    fn add(&mut self, object: usize, name: String, is: Is) {
        if let Some(object) = self.objects.get_mut(object) {
            object.members.push((name, is));
        }
    }
}
