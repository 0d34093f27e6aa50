//! How much of a file may be one thing: what is longer is left out, so that memory stays bounded.

use super::row_fault::{RowFault, ShapeRule};
use crate::error::{Error, ErrorKind};
use crate::workspace::{Pipeline, size_text};

/// A row may have so many times the bytes of a field.
const ROW: usize = 4;
/// So many fields are kept of a row beyond those that it should have.
pub(super) const BEYOND: usize = 1000;
/// So many columns a header may name.
pub(super) const MOST_NAMES: usize = 100_000;
/// So many characters are kept of what is too long.
const SHOWN: usize = 80;

/// How many bytes fields and rows may have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) field: usize,
    pub(super) row: usize,
}

impl Limits {
    pub(super) fn of(pipeline: &Pipeline) -> Self {
        Self { field: pipeline.max_field, row: pipeline.max_field.saturating_mul(ROW) }
    }

    /// What is wrong with a field that is too long.
    pub(super) fn long_field(&self) -> ShapeRule {
        ShapeRule::LongField { most: size_text(self.field) }
    }

    /// What is wrong with a row that is too long.
    pub(super) fn long_row(&self) -> RowFault {
        RowFault::of_row(ShapeRule::LongRow { most: size_text(self.row) })
    }

    /// What is wrong with a field of a row, from 1, that is no column and too long.
    pub(super) fn long_extra_field(&self, field: usize) -> RowFault {
        RowFault::of_row(ShapeRule::LongExtraField { field, most: size_text(self.field) })
    }

    /// What is wrong with a member of no column that is too long.
    pub(super) fn long_member(&self, name: String) -> RowFault {
        RowFault::of_row(ShapeRule::LongMember { name, most: size_text(self.field) })
    }

    /// The error of a quote that is open for longer than a field may be.
    pub(super) fn open_quote(&self) -> Error {
        let message = format!("a quote opens here and does not close within {}", size_text(self.field));
        Error::new(ErrorKind::Unreadable, message).hint(
            "Most likely it is never closed; ask for the file again. If fields may be that long, set `max_field` in the \
             pipeline.",
        )
    }

    /// The error of something that must be read whole and is longer than may be.
    pub(super) fn too_long(what: &str, most: usize) -> Error {
        Error::new(ErrorKind::Unreadable, format!("{what} is longer than {}", size_text(most)))
            .hint("Ask for the file again. If it is right, raise `max_field` in the pipeline.")
    }
}

/// The beginning of a text that is too long; none if all of it is short.
pub(super) fn beginning(text: &str) -> Option<String> {
    let (end, _) = text.char_indices().nth(SHOWN)?;
    Some(format!("{}…", text.get(..end).unwrap_or_default()))
}
