//! The config file: `check(text, expected)` for every error, each as `line:column key: message`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod checks;
mod columns;

mod effective;
mod folders;
mod hostile;
mod open;
mod other_columns;
mod pipelines;
mod sql_models;
mod sql_reports;
mod syntax;
mod template;
mod waits;

use std::fs;

use tempfile::TempDir;

use super::Workspace;
use super::open::parse;
use super::sql_file::SqlFiles;
use crate::error::{Error, ErrorKind};

/// A good config file, which the cases break; `qty` is on line 11, a report begins on line 14.
const GOOD: &str = r#"[workspace]
name = "Test"

[pipelines.sales]
files = 'sales_(?<date>\d{8})\.txt'
format = { type = "delimited", delimiter = "~" }
load = "transaction"
key = ["id"]
columns = [
  { name = "id", type = "int" },
  { name = "qty", type = "int" },
]

"#;

/// A folder with the SQL files that the cases name.
fn folder() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("reports")).unwrap();
    fs::write(dir.path().join("reports/r.sql"), "SELECT 1").unwrap();
    fs::create_dir(dir.path().join("models")).unwrap();
    for (name, sql) in
        [("a", "SELECT * FROM b"), ("b", "SELECT * FROM c"), ("c", "SELECT * FROM a JOIN sales USING (id)")]
    {
        fs::write(dir.path().join(format!("models/{name}.sql")), sql).unwrap();
    }
    fs::write(dir.path().join("models/self.sql"), "SELECT * FROM self").unwrap();
    fs::write(dir.path().join("models/sales.sql"), "SELECT *\nFROM sales").unwrap();
    fs::write(dir.path().join("models/loads.sql"), "SELECT * FROM loads, load_totals").unwrap();
    fs::write(dir.path().join("models/bad.sql"), "SELECT *\nFROM sale s WHERE").unwrap();
    fs::write(dir.path().join("models/strange.sql"), "SELECT *\nFROM sale").unwrap();
    fs::write(dir.path().join("reports/empty.sql"), " \n").unwrap();
    fs::write(dir.path().join("reports/latin.sql"), b"SELECT '\xe9'").unwrap();
    dir
}

fn parsed(text: &str) -> Result<Workspace, Vec<Error>> {
    let dir = folder();
    parse(text, dir.path(), SqlFiles::Folder(dir.path()))
}

fn good(text: &str) -> Workspace {
    parsed(text).unwrap_or_else(|errors| panic!("{:#?}", lines(&errors)))
}

/// The errors as `line:column key: message`; every one has a place in the file and a hint.
fn lines(errors: &[Error]) -> Vec<String> {
    errors.iter().map(line).collect()
}

fn line(error: &Error) -> String {
    assert_eq!(error.kind, ErrorKind::Config, "{error}");
    let hint = error.hint_text().unwrap_or_default();
    assert!(hint.ends_with(['.', '?']), "no hint with {error}: {hint}");
    error.to_string().strip_prefix("shoptui.toml:").unwrap_or_else(|| panic!("no place in {error}")).to_owned()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let errors = parsed(text).err().unwrap_or_default();
    assert_eq!(lines(&errors), expected, "in:\n{text}");
}

/// Replaces a part of the good file.
#[track_caller]
fn check_with(old: &str, new: &str, expected: &[&str]) {
    assert!(GOOD.contains(old), "{old}");
    check(&GOOD.replacen(old, new, 1), expected);
}

/// Describes `qty` otherwise; the key begins with `pipelines.sales.columns.qty`, which is left out.
#[track_caller]
fn check_column(rest: &str, expected: &[&str]) {
    let text = GOOD.replacen("{ name = \"qty\", type = \"int\" }", &format!("{{ name = \"qty\", {rest} }}"), 1);
    let errors = parsed(&text).err().unwrap_or_default();
    let short: Vec<_> = lines(&errors).iter().map(|l| l.replacen("pipelines.sales.columns.qty", "", 1)).collect();
    assert_eq!(short, expected, "of {rest}");
}

/// Adds a report; its lines begin on 15.
#[track_caller]
fn check_report(rest: &str, expected: &[&str]) {
    check(&format!("{GOOD}[reports.r]\n{rest}\n"), expected);
}

/// The hints of all errors.
fn hints(text: &str) -> Vec<String> {
    parsed(text).err().unwrap_or_default().into_iter().filter_map(|e| e.hint_text()).collect()
}
