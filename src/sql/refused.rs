//! Why SQL is not run, and where that stands in it.

use sqlparser::tokenizer::Location;

use crate::error::{Error, ErrorKind};

/// What keeps SQL from being run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    /// What it would do, or what there is too much of.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// Where it stands in the text, from 1.
    pub line: u64,
    /// The column in that line in characters, from 1.
    pub column: u64,
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        let Refused { message, hint, line, column } = refused;
        Error::new(ErrorKind::Query, message).hint(hint).at_line(line).at_column(column)
    }
}

pub(super) fn refused(message: impl Into<String>, hint: impl Into<String>, at: Location) -> Refused {
    Refused { message: message.into(), hint: hint.into(), line: at.line, column: at.column }
}
