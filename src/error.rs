//! What can go wrong, for whom, and what to do about it.
//!
//! A bad row is data and never an [`Error`]; an `Error` means that this file, step or run cannot go on.
//! This module knows nothing of the others and never prints.

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use polars::prelude::{PolarsError, PolarsResult};

/// The result of everything in the engine.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The most causes that are told of an error.
const MOST_CAUSES: usize = 16;

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
    /// What to do, a sentence each.
    pub hints: Vec<String>,
    /// The failure below this one; its own sources come with it.
    pub source: Option<Arc<dyn StdError + Send + Sync>>,
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
        Self { kind, message: message.into(), place: Box::default(), hints: Vec::new(), source: None }
    }

    /// A failed file operation: `verb` says what was tried (`read`, `rename`, ...).
    pub fn io(verb: &str, path: &Path, source: impl Into<IoSource>) -> Self {
        let IoSource(source) = source.into();
        Self::new(ErrorKind::Io, format!("cannot {verb}: {source}")).at_file(path).with_source(source)
    }

    /// Rows that this program works on itself could not be worked on; `what` completes "cannot ...".
    pub fn frame(what: impl fmt::Display, source: PolarsError) -> Self {
        let kind = if is_io(&source) { ErrorKind::Io } else { ErrorKind::Warehouse };
        Self::new(kind, format!("cannot {what}: {}", first_paragraph(&source.to_string()))).with_source(source)
    }

    /// A query of the owner's that failed: the message is what the engine of queries says of it.
    pub fn query(source: PolarsError) -> Self {
        let kind = if is_io(&source) { ErrorKind::Io } else { ErrorKind::Query };
        Self::new(kind, first_paragraph(&source.to_string())).with_source(source)
    }

    /// The owner stopped it: no failure.
    pub fn stopped() -> Self {
        Self::new(ErrorKind::Cancelled, "stopped")
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

    /// Says what to do about it; there may be several ways.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Keeps the failure below this one.
    #[must_use]
    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    /// Every hint, as one text; none if there is none.
    pub fn hint_text(&self) -> Option<String> {
        (!self.hints.is_empty()).then(|| self.hints.join(" "))
    }

    /// What the failures below this one say, the nearest first.
    pub fn causes(&self) -> Vec<String> {
        let below = std::iter::successors(self.source(), |cause| (*cause).source());
        below.take(MOST_CAUSES).map(ToString::to_string).collect()
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

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

/// Says what was being done when a library failed.
pub trait Doing<T> {
    /// The failure as an [`Error`]; `what` completes "cannot ...".
    fn doing(self, what: impl fmt::Display) -> Result<T>;
}

impl<T> Doing<T> for PolarsResult<T> {
    fn doing(self, what: impl fmt::Display) -> Result<T> {
        self.map_err(|source| Error::frame(what, source))
    }
}

/// Whether the operating system refused something, running out of memory or of files included.
fn is_io(error: &PolarsError) -> bool {
    match error {
        PolarsError::IO { .. } => true,
        PolarsError::Context { error, .. } | PolarsError::ExprContext { error, .. } => is_io(error),
        _ => false,
    }
}

/// What follows the first paragraph is the plan as far as it was resolved: of no use to the asker.
fn first_paragraph(text: &str) -> String {
    text.split("\n\n").next().unwrap_or_default().to_owned()
}

/// What the operating system said.
#[derive(Debug)]
pub struct IoSource(io::Error);

impl From<io::Error> for IoSource {
    fn from(source: io::Error) -> Self {
        Self(source)
    }
}

impl From<io::ErrorKind> for IoSource {
    fn from(kind: io::ErrorKind) -> Self {
        Self(kind.into())
    }
}

/// Ends a sentence with the closest of the known names, if one is close.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|k| (strsim::damerau_levenshtein(&name.to_lowercase(), &k.to_lowercase()), k))
        .filter(|(distance, k)| *distance <= 1 + k.chars().count().max(name.chars().count()) / 4)
        .min()
        .map(|(_, k)| k)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_failed() -> io::Error {
        io::Error::from_raw_os_error(5)
    }

    #[test]
    fn a_failure_below_is_kept() {
        let error = Error::io("read", Path::new("a.csv"), read_failed());
        let said = read_failed().to_string();
        assert_eq!((error.to_string(), error.causes()), (format!("a.csv: cannot read: {said}"), vec![said.clone()]));
        let outer = Error::new(ErrorKind::Warehouse, "the table is broken").with_source(error);
        assert_eq!(outer.to_string(), "the table is broken");
        assert_eq!(outer.causes(), [format!("a.csv: cannot read: {said}"), said]);
        assert!(Error::stopped().causes().is_empty());
    }

    #[test]
    fn what_failed_in_a_frame_has_its_kind() {
        let check = |error: PolarsError, frame: ErrorKind, query: ErrorKind| {
            assert_eq!((Error::frame("sort", error.clone()).kind, Error::query(error).kind), (frame, query));
        };
        let io = || PolarsError::from(read_failed());
        check(io(), ErrorKind::Io, ErrorKind::Io);
        check(io().context("while reading".into()), ErrorKind::Io, ErrorKind::Io);
        check(PolarsError::ComputeError("overflow".into()), ErrorKind::Warehouse, ErrorKind::Query);
        check(PolarsError::ColumnNotFound("x".into()), ErrorKind::Warehouse, ErrorKind::Query);
    }

    #[test]
    fn a_conversion_says_what_was_being_done() {
        let planned = || PolarsError::ColumnNotFound("x\n\nResolved plan until failure: y".into());
        let failed = Err::<(), _>(planned()).doing("count the versions").err();
        let said = failed.map(|error| (error.to_string(), error.causes()));
        assert_eq!(said, Some(("cannot count the versions: not found: x".to_owned(), vec![planned().to_string()])));
        assert_eq!(Error::query(planned()).to_string(), "not found: x");
    }

    #[test]
    fn hints_are_told_in_their_order() {
        let error = Error::new(ErrorKind::Usage, "no").hint("Do this.").hint("Or that.");
        assert_eq!((error.hints.len(), error.hint_text().as_deref()), (2, Some("Do this. Or that.")));
        assert_eq!(Error::new(ErrorKind::Usage, "no").hint_text(), None);
    }
}
