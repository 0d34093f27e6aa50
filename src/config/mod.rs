//! A TOML file that somebody wrote by hand: read, checked whole, and everything wrong with it told with its place.
//!
//! What the keys mean is the business of the rooms that read them.

mod key;
mod node;
mod problems;

use std::path::Path;

use toml::de::{DeTable, DeValue};

use crate::error::{Error, ErrorKind};
use problems::{Problems, position};

pub(crate) use key::{Key, Unset, names, set, written};
pub(crate) use node::{Node, Section, int, kind};
pub(crate) use problems::{Spot, shown, suggest};

/// No config file needs to be this large (bytes).
const LARGEST: u64 = 1 << 20;

/// Reads a config file, which errors call `name`.
pub(crate) fn read(file: &Path, name: &Path) -> Result<String, Error> {
    let meta = file.metadata().map_err(|e| Error::io("read", file, e))?;
    let wrong = |message: &str, hint: &str| {
        Error::new(ErrorKind::Config, message.to_owned()).at_file(name).hint(hint.to_owned())
    };
    if !meta.is_file() {
        return Err(wrong(
            "is not a file",
            "Move it away and write a new one; `shoptui init DIR` makes a workspace's.",
        ));
    }
    if meta.len() > LARGEST {
        return Err(wrong("is larger than a megabyte", "Check that it is a config file."));
    }
    let bytes = std::fs::read(file).map_err(|e| Error::io("read", file, e))?;
    String::from_utf8(bytes).map_err(|e| {
        let good = String::from_utf8_lossy(e.as_bytes().get(..e.utf8_error().valid_up_to()).unwrap_or_default());
        let (line, column) = position(&good, good.len());
        wrong("is not UTF-8 text", "Save it again with the encoding UTF-8.").at_line(line).at_column(column)
    })
}

/// Checks the text of a config file, which errors call `name`; fails with everything that is wrong, line by line.
pub(crate) fn check<T>(
    text: &str,
    name: &Path,
    meaning: impl for<'a> FnOnce(Node<'a>) -> Option<T>,
) -> Result<T, Vec<Error>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (tree, syntax) = DeTable::parse_recoverable(text);
    let tree = DeValue::Table(tree.into_inner());
    let problems = Problems::new(text, &syntax);
    let meaning = meaning(node::document(&tree, &problems));
    let errors = problems.into_errors(name);
    match meaning {
        Some(meaning) if errors.is_empty() => Ok(meaning),
        _ => Err(errors),
    }
}
