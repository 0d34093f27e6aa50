//! Error reports: what is written is read again as it was, and a report of any bytes is read or refused.

use std::sync::OnceLock;

use super::delimited::pipeline;
use super::input::{Folder, Input};
use crate::check::{BrokenRule, Reason, Reject, Rejects, ReportReader, ReportedRow, read_report, write_report};
use crate::store::Location;
use crate::workspace::Pipeline;

/// The first byte says whether the rest is a report, or the rows of one that is to be written.
pub(super) fn error_report(data: &[u8]) {
    let mut input = Input(data);
    match input.byte() % 2 {
        0 => any_bytes(input.rest()),
        _ => rows(&input.text()),
    }
}

/// Every row stands where the reader says that it begins.
fn any_bytes(bytes: &[u8]) {
    let (_folder, path) = Folder::with("errors_t_20241009.csv", bytes);
    let path = Location::of_path(&path).unwrap();
    let Ok(report) = read_report(&path) else { return };
    assert!(report.rows.iter().all(|row| row.values.len() == report.columns.len()));
    let mut reader = ReportReader::open(&path).unwrap();
    let mut starts = Vec::new();
    while let Some(row) = reader.read().unwrap() {
        starts.push((row.at, row.owned()));
    }
    assert!(starts.iter().map(|(_, row)| row).eq(&report.rows));
    for (at, row) in starts.iter().rev().take(20) {
        reader.seek(*at).unwrap();
        assert_eq!(reader.read().unwrap().map(|row| row.owned()).as_ref(), Some(row), "from byte {at}");
    }
}

/// Rows are parted by `\u{1e}`, their fields by `\u{1f}`; the last field of a row is its reason.
fn rows(text: &str) {
    static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
    let pipeline = PIPELINE.get_or_init(|| pipeline("format = { type = \"delimited\" }"));
    let reject = |(text, line): (&str, u64)| {
        let mut fields: Vec<&str> = text.split('\u{1f}').collect();
        let reason = Reason::of_row(BrokenRule::from(fields.pop().unwrap_or_default()));
        Reject { line, fields: fields.into(), reasons: vec![reason] }
    };
    let rejects: Vec<Reject> = text.split('\u{1e}').zip(2..).map(reject).collect();
    let mut written = Vec::new();
    write_report(&Rejects::of(&rejects).unwrap(), pipeline, &mut written).unwrap();
    let (_folder, path) = Folder::with("errors_t_20241009.csv", &written);
    let report = read_report(&Location::of_path(&path).unwrap()).unwrap();
    assert_eq!(report.columns, ["a", "b", "c"]);
    assert_eq!(report.rows.len(), rejects.len());
    for (ReportedRow { line, values, errors }, reject) in report.rows.iter().zip(&rejects) {
        assert_eq!(*line, reject.line);
        assert!(values.iter().map(String::as_str).eq(reject.fields.iter().chain(std::iter::repeat("")).take(3)));
        assert!(errors.starts_with(&reject.reasons[0].to_string()), "{errors:?}");
        assert!(reject.fields.iter().skip(3).all(|field| errors.contains(&format!("{field:?}"))), "{errors:?}");
    }
}
