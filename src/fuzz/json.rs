//! JSON files: the verdict on the file, the values as text and the lines are those of a slow reader of the grammar,
//! and that reader agrees with `serde_json`.

mod obvious;

use std::sync::OnceLock;

use serde_json::Value;

use super::delimited::{Found, found, pipeline};
use super::input::{Folder, Input};
use crate::error::ErrorKind;
use crate::read;
use crate::store::Location;
use crate::workspace::Pipeline;
use obvious::{Read, read as obvious};

/// A file of more is the same again.
const MOST: usize = 12 << 10;

/// The first byte chooses what becomes of fields in no column and whether columns lie in objects, the rest is a file.
pub(super) fn json(data: &[u8]) {
    let mut input = Input(data);
    let pipeline = base(input.pick(&[0, 1, 2, 3, 4, 5]));
    let bytes = input.rest();
    let bytes = bytes.get(..MOST).unwrap_or(bytes);
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return;
    }
    agrees_with_serde_json(bytes);
    let expected = match obvious(bytes, pipeline) {
        Read::Rows(rows) => Some(rows),
        Read::Refused => None,
        Read::TooDeep => return,
    };
    let (_folder, path) = Folder::with("t_20241009", bytes);
    match (read::map(&Location::of_path(&path).unwrap(), pipeline, Ok), expected) {
        (Ok(batches), Some(expected)) => assert_eq!(without_faults(found(&batches)), expected),
        (Err(error), None) => {
            assert_eq!(error.kind, ErrorKind::Unreadable, "{error}");
            assert!(!error.hints.is_empty() && error.place.line.is_some(), "{error}");
        }
        (Ok(batches), None) => panic!("it is refused, but it gave {:?}", found(&batches)),
        (Err(error), Some(expected)) => panic!("{expected:?}, but {error}"),
    }
}

fn base(extra: usize) -> &'static Pipeline {
    static BASES: OnceLock<Vec<Pipeline>> = OnceLock::new();
    let bases = BASES.get_or_init(|| {
        let words = ["reject_file", "ignore", "keep"];
        let flat = words.map(|word| pipeline(&format!("format = {{ type = \"json\" }}\nextra_columns = '{word}'")));
        let mut nested = flat.clone();
        for pipeline in &mut nested {
            for (column, from) in pipeline.columns.iter_mut().zip([&["n.a"][..], &["o.p.b", "x", "n.b"], &["o.c"]]) {
                column.from = from.iter().map(|name| (*name).to_owned()).collect();
            }
        }
        let ([reject, ignore, keep], [nested_reject, nested_ignore, nested_keep]) = (flat, nested);
        vec![nested_reject, ignore, keep, reject, nested_ignore, nested_keep]
    });
    &bases[extra]
}

/// A bad row has a reason; which words it is told in is its own matter.
fn without_faults(mut found: Found) -> Found {
    for row in &mut found.broken {
        assert!(!row.faults.is_empty(), "{row:?}");
        row.faults.clear();
    }
    found
}

/// What the slow reader takes for JSON, `serde_json` does, but for what makes no value of its own.
fn agrees_with_serde_json(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some(valid) = obvious::is_json(text) else { return };
    match serde_json::from_str::<Value>(text) {
        Ok(_) => assert!(valid, "serde_json reads it"),
        Err(error) => {
            let words = error.to_string();
            let of_values = ["number out of range", "surrogate", "hex escape", "recursion limit"];
            assert!(!valid || of_values.iter().any(|known| words.contains(known)), "{words}");
        }
    }
}
