//! Correction files: any bytes are read or refused; what is read is written and read again, the same; and corrections
//! take the place of the rows that they mean, and of no others.

use std::sync::OnceLock;

use super::delimited::{Found, found, pipeline};
use super::input::{Folder, Input};
use crate::check::{Correction, Corrections, write_corrections};
use crate::read;
use crate::store::Location;
use crate::workspace::Pipeline;

/// A file of good and bad rows, whose lines and fields the corpus knows.
const FILE: &[u8] = b"a,b,c\n1,x,y\n2,x\n\n\"3\n3\",x,y\n4,x,y,z\n5,,\n6,\"x\"y,y\n";

/// The bytes are a correction file.
pub(super) fn corrections(data: &[u8]) {
    static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
    let pipeline = PIPELINE.get_or_init(|| pipeline("format = { type = \"delimited\" }"));
    let bytes = Input(data).rest();
    let (folder, path) = Folder::with("corrections.csv", bytes);
    let corrections = match Corrections::of(&[Location::of_path(&path).unwrap()], pipeline) {
        Ok(corrections) => corrections,
        Err(error) => {
            assert!(error.place.file.is_some() && error.place.line.is_some() && !error.hints.is_empty(), "{error}");
            return;
        }
    };
    let mut written = Vec::new();
    write_corrections(corrections.list(), pipeline, &mut written).unwrap();
    let again = Corrections::of(&[Location::of_path(&folder.write("again.csv", &written)).unwrap()], pipeline)
        .unwrap_or_else(|error| panic!("{error} in\n{}", String::from_utf8_lossy(&written)));
    // A column that the file does not have is written as an empty one.
    let whole: Vec<Correction> = corrections.list().iter().map(filled).collect();
    assert_eq!(again.list(), whole);

    let file = Location::of_path(&folder.write("t_20241009", FILE)).unwrap();
    let came = found(&read::map(&file, pipeline, Ok).unwrap());
    let given = found(&corrections.read(&file, pipeline, Ok).unwrap());
    assert_eq!(given, corrected(came, corrections.list()));
}

fn filled(correction: &Correction) -> Correction {
    let text = |field: &Option<String>| Some(field.clone().unwrap_or_default());
    Correction {
        was: correction.was.iter().map(text).collect(),
        fields: correction.fields.iter().map(text).collect(),
        ..correction.clone()
    }
}

/// The rows of a file after its corrections, one after the other.
fn corrected(came: Found, list: &[Correction]) -> Found {
    let mut given = Found::default();
    for (line, values) in came.rows {
        let fields: Vec<String> = values.iter().map(|value| value.clone().unwrap_or_default()).collect();
        given.rows.push((line, after(line, &fields, list).map_or(values, nulls)));
    }
    for row in came.broken {
        let fields: Vec<String> = (0..3).map(|at| row.fields.get(at).cloned().unwrap_or_default()).collect();
        match after(row.line, &fields, list) {
            Some(fields) => given.rows.push((row.line, nulls(fields))),
            None => given.broken.push(row),
        }
    }
    // No two rows of this file stand on one line.
    given.rows.sort_by_key(|(line, _)| *line);
    given
}

fn nulls(fields: Vec<String>) -> Vec<Option<String>> {
    fields.into_iter().map(|field| (!field.is_empty()).then_some(field)).collect()
}

/// A row after the corrections that mean it: as it came, or as one of them had left it.
fn after(line: u64, came: &[String], list: &[Correction]) -> Option<Vec<String>> {
    let mut now: Option<Vec<String>> = None;
    for correction in list.iter().filter(|correction| correction.line == line) {
        let means = |fields: &[String]| {
            correction.was.iter().zip(fields).all(|(was, field)| was.as_ref().is_none_or(|was| was == field))
        };
        if means(came) || now.as_deref().is_some_and(means) {
            let before = now.unwrap_or_else(|| came.to_vec());
            now = Some(correction.fields.iter().zip(before).map(|(to, from)| to.clone().unwrap_or(from)).collect());
        }
    }
    now
}
