//! What can go wrong, for whom, and what to do about it.
//!
//! A bad row is data and never an [`Error`]; an `Error` means that this file, step or run cannot go on.
//! This module knows nothing of the others and never prints.

use std::any::Any;
use std::fmt;
use std::path::{Path, PathBuf};

/// The result of everything in the engine.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Called before each batch of long work with about how many bytes of text it has: an error of kind
/// [`ErrorKind::Cancelled`] when the work is to stop.
pub type CheckCancelled<'a> = &'a (dyn Fn(u64) -> Result<()> + Sync);

/// A kind per thing that a caller treats differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The command line asks for something that does not exist or makes no sense.
    Usage,
    /// `shoptui.toml` or a file it names is wrong.
    Config,
    /// A file cannot be read as rows at all; it belongs in quarantine.
    Unreadable,
    /// The operating system refused a file operation.
    Io,
    /// Another run holds the workspace.
    Locked,
    /// The warehouse cannot be read or written, or holds something it should not.
    Warehouse,
    /// A query or a report's SQL cannot be run.
    Query,
    /// Something the owner asked for by name is not there.
    NotFound,
    /// The owner stopped it; it is done again by the next run.
    Cancelled,
}

/// What happened, where, and what to do about it.
#[derive(Debug)]
pub struct Error {
    /// Who has to act on it.
    pub kind: ErrorKind,
    /// What happened: lower case, no full stop.
    pub message: String,
    /// Where it happened.
    pub place: Box<Place>,
    /// What to do, as a sentence.
    pub hint: Option<String>,
}

/// A place in a file; every part may be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, as the user would name it.
    pub file: Option<PathBuf>,
    /// The physical line, from 1.
    pub line: Option<u64>,
    /// The column in that line in characters, from 1.
    pub column: Option<u64>,
    /// The dotted key of a config file.
    pub key: Option<String>,
}

/// What a panic said.
pub fn panic_said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason given")
}

impl Error {
    /// An error of a kind with what happened.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), place: Box::default(), hint: None }
    }

    /// A failed file operation: `verb` says what was tried (`read`, `rename`, ...).
    pub fn io(verb: &str, path: &Path, source: &std::io::Error) -> Self {
        Self::new(ErrorKind::Io, format!("cannot {verb}: {source}")).at_file(path)
    }

    /// A panic as an error: a bug, which the owner can only report.
    pub fn panicked(panic: &(dyn Any + Send)) -> Self {
        Self::new(ErrorKind::Warehouse, format!("this went wrong in a way it should not: {}", panic_said(panic)))
            .hint("Try again; if it happens again, report it with the log (RUST_LOG=debug).")
    }

    /// Names the file in which it happened.
    #[must_use]
    pub fn at_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.place.file = Some(file.into());
        self
    }

    /// Names the file that was worked on, unless the error names the one in which it happened.
    #[must_use]
    pub fn or_at_file(self, file: impl Into<PathBuf>) -> Self {
        if self.place.file.is_some() { self } else { self.at_file(file) }
    }

    /// Names the physical line (from 1) on which it happened.
    #[must_use]
    pub fn at_line(mut self, line: u64) -> Self {
        self.place.line = Some(line);
        self
    }

    /// Names the column (characters, from 1) at which it happened.
    #[must_use]
    pub fn at_column(mut self, column: u64) -> Self {
        self.place.column = Some(column);
        self
    }

    /// Names the dotted config key at which it happened.
    #[must_use]
    pub fn at_key(mut self, key: impl Into<String>) -> Self {
        self.place.key = Some(key.into());
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The exit code of a process that ends with this error.
    pub fn exit_code(&self) -> u8 {
        match self.kind {
            ErrorKind::Usage | ErrorKind::Config => 2,
            _ => 1,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { file, line, column, key } = self.place.as_ref();
        if let Some(file) = file {
            write!(f, "{}", file.display())?;
            for number in [line, column].into_iter().flatten() {
                write!(f, ":{number}")?;
            }
            write!(f, ": ")?;
        }
        if let Some(key) = key {
            write!(f, "{key}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// Ends a sentence with the closest of the known names, if one is close.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|k| (strsim::damerau_levenshtein(&name.to_lowercase(), &k.to_lowercase()), k))
        .filter(|(distance, k)| *distance <= 1 + k.chars().count().max(name.chars().count()) / 4)
        .min()
        .map(|(_, k)| k)
}
