//! Collects what is wrong with a config file, and turns it into errors in the order of its lines.

use std::cell::RefCell;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, did_you_mean};

/// More errors than this tell nobody anything.
const MOST: usize = 100;

/// Everything that is wrong with one config file.
pub(super) struct Problems<'s> {
    source: &'s str,
    found: RefCell<Vec<Problem>>,
    /// Where the text stops being TOML that can be relied on.
    broken_from: usize,
}

pub(super) struct Problem {
    /// Byte offset into the source, if known.
    pub at: Option<usize>,
    /// The dotted key; may be empty.
    pub key: String,
    pub message: String,
    pub hint: String,
    /// Whether it could come from a syntax error elsewhere.
    pub certainty: Certainty,
    /// Where it is, if not in the config file but in one that it names.
    pub spot: Option<Spot>,
}

/// A place in a file that the config file names.
pub(crate) struct Spot {
    /// The file, as the config names it.
    pub file: PathBuf,
    /// Its line, from 1.
    pub line: u64,
    /// The column in that line in characters, from 1.
    pub column: u64,
}

/// Whether a problem stands by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Certainty {
    /// It is wrong whatever the rest of the file says.
    Sure,
    /// Something was not found, which may stand on a line that could not be read.
    Absence,
}

impl<'s> Problems<'s> {
    /// Begins with the syntax errors of the source, one a line.
    pub fn new(source: &'s str, syntax: &[toml::de::Error]) -> Self {
        let (mut found, mut broken_from) = (Vec::new(), usize::MAX);
        let mut lines = Vec::new();
        let mut syntax: Vec<_> = syntax.iter().collect();
        syntax.sort_by_key(|e| e.span().map_or(0, |s| s.start));
        for error in syntax {
            let span = error.span();
            let line = line_start(source, span.as_ref().map_or(0, |s| s.start));
            if lines.last() == Some(&line) {
                continue;
            }
            lines.push(line);
            let (message, hint) = syntax_words(error.message(), source, span.as_ref());
            if error.message() != "duplicate key" {
                broken_from = broken_from.min(line);
            }
            // Of what is nested too deeply, the library says no place.
            let (at, key) = (Some(span.map_or(0, |s| s.start)), String::new());
            found.push(Problem { at, key, message, hint, certainty: Certainty::Sure, spot: None });
        }
        Self { source, found: RefCell::new(found), broken_from }
    }

    /// Notes a problem, unless it only comes from broken syntax before it.
    pub fn report(&self, problem: Problem) {
        let readable = problem.at.is_none_or(|at| at < self.broken_from);
        let sure = problem.certainty == Certainty::Sure || self.broken_from == usize::MAX;
        if readable && sure {
            self.found.borrow_mut().push(problem);
        }
    }

    /// The errors, in the order of their places; `file` is what they call it.
    pub fn into_errors(self, file: &Path) -> Vec<Error> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|p| p.at.unwrap_or(0));
        let more = found.len().saturating_sub(MOST);
        found.truncate(MOST);
        let mut errors: Vec<_> = found.into_iter().map(|p| error(p, self.source, file)).collect();
        if more > 0 {
            let rest = Error::new(ErrorKind::Config, format!("{more} more errors are not shown"));
            errors.push(rest.at_file(file).hint("Correct these first, then check again."));
        }
        errors
    }
}

/// A hint that names the closest of the known words, and all of them.
pub(crate) fn suggest<'a>(name: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    let list = known.clone().into_iter().collect::<Vec<_>>().join(", ");
    match did_you_mean(name, known) {
        Some(close) => format!("Did you mean `{close}`? Known: {list}."),
        None => format!("Known: {list}."),
    }
}

/// Text from a file, short and without control characters, to stand in a message.
pub(crate) fn shown(text: &str) -> String {
    let mut out: String = text.chars().take(60).flat_map(escaped).collect();
    if text.chars().nth(60).is_some() {
        out.push('…');
    }
    out
}

fn escaped(c: char) -> impl Iterator<Item = char> {
    let escape = c.is_control().then(|| c.escape_default());
    let plain = escape.is_none().then_some(c);
    escape.into_iter().flatten().chain(plain)
}

/// The line and column (characters) of a byte offset, both from 1.
pub(super) fn position(source: &str, at: usize) -> (u64, u64) {
    let before = source.get(..at).unwrap_or(source);
    let line = before.bytes().filter(|b| *b == b'\n').count();
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
    (line as u64 + 1, column as u64 + 1)
}

fn line_start(source: &str, at: usize) -> usize {
    source.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

fn error(problem: Problem, source: &str, file: &Path) -> Error {
    let mut error = Error::new(ErrorKind::Config, problem.message).at_file(file).hint(problem.hint);
    if let Some(Spot { file, line, column }) = problem.spot {
        error = error.at_file(file).at_line(line).at_column(column);
    } else if let Some(at) = problem.at {
        let (line, column) = position(source, at);
        error = error.at_line(line).at_column(column);
    }
    if problem.key.is_empty() { error } else { error.at_key(problem.key) }
}

/// The parser's message in our words, and what to do.
fn syntax_words(message: &str, source: &str, span: Option<&Range<usize>>) -> (String, String) {
    let text = span.and_then(|s| source.get(s.clone())).unwrap_or_default();
    let (message, hint) = match message {
        "duplicate key" => (format!("`{}` is set twice", shown(text)), "Remove or rename one of the two."),
        m if m.starts_with("missing escaped value") => (
            "unknown escape after a backslash".to_owned(),
            r"Write patterns and paths in single quotes, where a backslash is just that: 'sales_(?<date>\d{8})\.txt'.",
        ),
        m if m.starts_with("string values must be quoted") && text.is_empty() => {
            ("a value is missing".to_owned(), "Write `key = value`.")
        }
        m if m.starts_with("string values must be quoted") => {
            (format!("`{}` is not a value", shown(text)), "Put text in quotes; true, false and numbers stand without.")
        }
        m if m.contains("recurs") => {
            ("the nesting is too deep".to_owned(), "No config file needs more than four levels.")
        }
        m => (m.to_owned(), "Correct the TOML: a [section] or `key = value` a line, text in quotes."),
    };
    (message, hint.to_owned())
}
