//! Delimited files: rows, lines and faults are those that a slow reader finds byte by byte.

mod obvious;

use std::io::Write;
use std::sync::OnceLock;

use encoding_rs::UTF_8;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::input::{Folder, Input, workspace};
use crate::error::ErrorKind;
use crate::read::{self, Batch, Broken};
use crate::store::Location;
use crate::workspace::{Delimited, Format, Pipeline, Workspace};
use obvious::Refused;

/// Some overlap themselves, and one is a character of two bytes.
const DELIMITERS: [&str; 10] = [",", "~", ";", "\t", " ", "||", "::", "¦", "ab", "aab"];
const QUOTES: [Option<u8>; 4] = [Some(b'"'), Some(b'\''), None, Some(b'x')];
/// A row may be longer than this only in larger blocks than those of a test.
const MOST: usize = 12 << 10;

/// What a file gives.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// The rows: line and values in the order of the columns.
    pub(super) rows: Vec<(u64, Vec<Option<String>>)>,
    pub(super) broken: Vec<Broken>,
}

/// The first five bytes choose a dialect, the rest is a file.
pub(super) fn delimited(data: &[u8]) {
    let mut input = Input(data);
    let delimiter = input.pick(&DELIMITERS);
    let quote = input.pick(&QUOTES).filter(|quote| !delimiter.as_bytes().contains(quote));
    let header = input.pick(&[true, false]);
    let drift = input.pick(&[0, 1, 2, 3]);
    // Without a header, there is nothing that could be missing or too many.
    let mut pipeline = base(if header { drift } else { 0 });
    let packed = input.pick(&[false, false, false, true]);
    let dialect = Delimited { delimiter: delimiter.to_owned(), quote, header, encoding: UTF_8 };
    pipeline.format = Format::Delimited(dialect.clone());
    let bytes = input.rest();
    let bytes = bytes.get(..MOST).unwrap_or(bytes);
    // What looks compressed already is another file than the one that is compared.
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return;
    }
    let expected = obvious::read(bytes, &dialect, &pipeline);
    let (_folder, path) = Folder::with("t_20241009", &if packed { gzip(bytes) } else { bytes.to_vec() });
    match (read::map(&Location::of_path(&path).unwrap(), &pipeline, Ok), expected) {
        (Ok(batches), Ok(expected)) => assert_eq!(found(&batches), expected, "{dialect:?}"),
        (Err(error), Err(refused)) => {
            assert_eq!(error.kind, ErrorKind::Unreadable, "{error}");
            assert!(!error.hints.is_empty(), "{error}");
            match refused {
                Refused::At(line, column) => {
                    assert_eq!((error.place.line, error.place.column), (Some(line), Some(column)), "{error}");
                }
                Refused::Line(line) => assert_eq!(error.place.line, Some(line), "{error}"),
                Refused::Somewhere => {}
            }
        }
        (Ok(batches), Err(refused)) => panic!("{dialect:?}: {refused:?}, but it gave {:?}", found(&batches)),
        (Err(error), Ok(expected)) => panic!("{dialect:?}: {expected:?}, but {error}"),
    }
}

/// A pipeline of optional texts, by what it says of other columns.
fn base(drift: usize) -> Pipeline {
    static BASES: OnceLock<Vec<Pipeline>> = OnceLock::new();
    let bases = BASES.get_or_init(|| {
        let drifts = ["", "extra_columns = 'ignore'", "extra_columns = 'keep'", "missing_columns = 'null'"];
        drifts.map(|drift| pipeline(&format!("format = {{ type = \"delimited\" }}\n{drift}"))).to_vec()
    });
    bases[drift].clone()
}

/// A pipeline of three optional texts with this format.
pub(super) fn pipeline(rest: &str) -> Pipeline {
    workspace_of(rest).pipelines.remove(0)
}

/// A workspace of that pipeline, `t`.
pub(super) fn workspace_of(rest: &str) -> Workspace {
    let columns = ["a", "b", "c"].map(|name| format!("{{ name = \"{name}\", type = \"string\" }}")).join(", ");
    let config = format!(
        "[pipelines.t]\nfiles = 't_(?<date>\\d{{8}})'\nload = \"snapshot\"\nkey = [\"a\"]\n{rest}\ncolumns = [ {columns} ]\n"
    );
    workspace(&config)
}

/// All that the batches of a file hold.
pub(super) fn found(batches: &[Batch]) -> Found {
    let mut found = Found::default();
    for batch in batches {
        assert!(batch.columns.iter().all(|column| column.len() == batch.lines.len()));
        for (row, line) in batch.lines.iter().enumerate() {
            let values = batch.columns.iter().map(|column| column.get(row).map(str::to_owned));
            found.rows.push((*line, values.collect()));
        }
        found.broken.extend(batch.broken.iter().cloned());
    }
    found
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
