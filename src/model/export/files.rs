//! Which rows of a model go to which file.

use std::collections::BTreeMap;

use polars::prelude::DataFrame;

use crate::error::{Doing, Error, ErrorKind, Result};
use crate::report::text::{escape_control, values};
use crate::workspace::{ExportPath, ModelFormat, ModelSpec};

/// So many columns of a row are shown where it is named.
const SHOWN: usize = 4;
/// What no part of a path may have on some system.
const STRANGE: [char; 9] = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];
/// No value in a path is longer, in bytes.
const LONGEST: usize = 200;

/// A file that is to be written.
pub(super) struct File {
    /// Where, relative to the workspace.
    pub(super) path: String,
    pub(super) format: ModelFormat,
    pub(super) rows: DataFrame,
}

/// All files of a model, each with its rows.
pub(super) fn files(model: &ModelSpec, rows: &DataFrame) -> Result<Vec<File>> {
    let mut files = Vec::new();
    let mut parts: Option<Vec<(String, DataFrame)>> = None;
    for export in &model.exports {
        match model.partition_by().filter(|_| export.path.parts.len() > 1) {
            None => {
                files.push(File { path: export.path.text.clone(), format: export.format, rows: rows.clone() });
            }
            Some(by) => {
                let parts = match &parts {
                    Some(parts) => parts,
                    None => parts.insert(partitions(model, rows, by)?),
                };
                let file = |(value, rows): &(String, DataFrame)| File {
                    path: path(&export.path, value),
                    format: export.format,
                    rows: rows.clone(),
                };
                files.extend(parts.iter().map(file));
            }
        }
    }
    Ok(files)
}

fn path(path: &ExportPath, value: &str) -> String {
    path.parts.join(value)
}

/// The rows of each partition with the text of its value.
fn partitions(model: &ModelSpec, rows: &DataFrame, by: &str) -> Result<Vec<(String, DataFrame)>> {
    let refused = |row: &DataFrame, what: &str| {
        let message = format!("{what}: the export of the row {}", named(row));
        Error::new(ErrorKind::Query, message)
            .at_key(format!("models.{}.export", model.name))
            .hint(format!("Give `{by}` other values in {}, or leave such rows out.", model.sql_file.display()))
    };
    let mut parts = Vec::new();
    let mut folded: BTreeMap<String, String> = BTreeMap::new();
    for part in rows.partition_by_stable([by], true).doing("split rows by partition")? {
        let texts = values(&part.column(by).doing("split rows by partition")?.head(Some(1)))?;
        let row = part.head(Some(1));
        let value = texts.get(0).ok_or_else(|| refused(&row, &format!("`{by}` is null, which names no file")))?;
        if let Some(why) = unfit(value) {
            let shown = escape_control(value).into_owned();
            return Err(refused(&row, &format!("`{by}` is `{shown}`, which {why}")));
        }
        if let Some(other) = folded.insert(value.to_lowercase(), value.to_owned()) {
            let what = format!("`{by}` is `{value}`, and `{other}` elsewhere, which some systems take for one file");
            return Err(refused(&row, &what));
        }
        parts.push((value.to_owned(), part));
    }
    Ok(parts)
}

/// Why a value cannot stand in a path.
fn unfit(value: &str) -> Option<&'static str> {
    match value {
        "" => Some("names no file"),
        "." | ".." => Some("would leave the folder"),
        value if value.contains(['/', '\\']) => Some("would leave the folder"),
        value if value.chars().any(char::is_control) => Some("has a control character"),
        value if value.contains(STRANGE) => Some("has a character that no file name has everywhere"),
        value if value.starts_with('.') => Some("would be hidden"),
        value if value.ends_with(['.', ' ']) || value.starts_with(' ') => Some("begins or ends as no file name does"),
        value if value.len() > LONGEST => Some("is too long for the name of a file"),
        _ => None,
    }
}

/// A row by the first of its columns.
fn named(row: &DataFrame) -> String {
    let shown = row.columns().iter().take(SHOWN).map(|column| {
        let text = values(column).ok().and_then(|texts| texts.get(0).map(|text| escape_control(text).into_owned()));
        format!("{}={}", column.name(), text.unwrap_or_default())
    });
    let more = if row.width() > SHOWN { ", ..." } else { "" };
    format!("({}{more})", shown.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use super::*;

    #[test]
    fn values_that_would_leave_the_folder_are_unfit() {
        for value in ["", ".", "..", "../x", "a/b", "a\\b", "a\u{0}b", "a\nb", "c:", ".git", "a ", " a", "a.", "nul*"] {
            assert!(unfit(value).is_some(), "{value:?}");
        }
        assert!(unfit(&"x".repeat(201)).is_some());
        for value in ["2024-10-15", "São Paulo", "a b", "a.b", "-1.5", "..a..b"] {
            assert_eq!(unfit(value).is_some(), value.starts_with('.'), "{value:?}");
        }
    }
}
