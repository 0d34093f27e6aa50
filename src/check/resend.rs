//! A resend request: rejected rows with what is wrong with them in plain words, fit to be mailed to whoever sent them.
//!
//! The file will be opened in a spreadsheet by somebody else. A value that a spreadsheet would take for a formula gets
//! an apostrophe before it, and the row says so: the value itself is not changed behind anybody's back.

use std::borrow::Cow;
use std::io::Write;

use super::parse_reasons::reasons;
use super::reason::Reason;
use super::report::ReportReader;
use crate::error::{CheckCancelled, Error, ErrorKind, Result};
use crate::landing::Quarantined;

/// The column that says what is wrong, after the file's own columns and `line`.
const WRONG: &str = "what is wrong";
/// How many rows are written between two looks at whether to go on.
const STRETCH: usize = 4096;

/// The name of the request about an error report or a quarantined file, by the report's name or the file's.
pub fn resend_name(pipeline: &str, name: &str) -> String {
    let stem = name.strip_suffix(".csv").unwrap_or(name);
    let place = stem.strip_prefix("errors_").unwrap_or(stem);
    let own = place.strip_prefix(&format!("{pipeline}_")).unwrap_or(place);
    let clean: String = own.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect();
    format!("resend_request_{pipeline}_{clean}.csv")
}

/// Writes the rows of an error report as a request; gives how many there are.
pub fn resend_rows(report: &mut ReportReader, out: impl Write, check_cancelled: CheckCancelled<'_>) -> Result<usize> {
    let columns = report.columns().to_vec();
    let mut writer = csv::Writer::from_writer(out);
    let header = columns.iter().map(String::as_str).chain(["line", WRONG]);
    writer.write_record(header.map(|name| guarded(name).into_owned())).map_err(failed)?;
    let mut rows = 0;
    while let Some(row) = report.read()? {
        if rows % STRETCH == 0 {
            check_cancelled(0)?;
        }
        rows += 1;
        let mut cells: Vec<Cow<'_, str>> = row.values().map(guarded).collect();
        let marked = cells.iter().zip(&columns).filter(|(cell, _)| matches!(cell, Cow::Owned(_)));
        let marked: Vec<&str> = marked.map(|(_, column)| column.as_str()).collect();
        let wrong = wrong(row.errors(), &columns, &marked);
        cells.push(Cow::Owned(row.line().to_string()));
        cells.push(Cow::Owned(guarded(&wrong).into_owned()));
        writer.write_record(cells.iter().map(|cell| cell.as_bytes())).map_err(failed)?;
    }
    writer.flush().map_err(|e| failed(e.into()))?;
    Ok(rows)
}

/// Writes the request about a file that could not be read as rows at all.
pub fn resend_file(file: &Quarantined, out: impl Write) -> Result<()> {
    let number = |number: Option<u64>| number.map(|n| n.to_string()).unwrap_or_default();
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["file", "line", "column", WRONG, "what to do"]).map_err(failed)?;
    let hint = file.hint.as_deref().unwrap_or("Please send the whole file again.");
    let cells = [&file.file, &number(file.line), &number(file.column), &file.reason, hint];
    writer.write_record(cells.map(|cell| guarded(cell).into_owned())).map_err(failed)?;
    writer.flush().map_err(|e| failed(e.into()))
}

fn wrong(errors: &str, columns: &[String], marked: &[&str]) -> String {
    let mut sentences: Vec<String> = reasons(errors, columns).iter().map(Reason::sentence).collect();
    if !marked.is_empty() {
        let names = marked.join(", ");
        sentences.push(format!(
            "The ' before {names} is not part of the value: it keeps spreadsheets from reading it as a formula."
        ));
    }
    sentences.join(" ")
}

/// The value with an apostrophe before it if a spreadsheet would take it for a formula; a plain number is none.
pub fn guarded(value: &str) -> Cow<'_, str> {
    let begins = value.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let digits = value.strip_prefix('-').unwrap_or_default();
    let number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.matches('.').count() <= 1;
    if begins && !number { Cow::Owned(format!("'{value}")) } else { Cow::Borrowed(value) }
}

fn failed(source: csv::Error) -> Error {
    Error::new(ErrorKind::Io, format!("cannot write the resend request: {source}")).with_source(source)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use super::*;
    use crate::store::Location;

    #[test]
    fn rows_are_written_with_plain_words_and_without_formulas() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let report = "id,name,price,line,errors\n\
            7,\"=cmd|' /C calc'!A0\",-99,12,\"price: below 1 (got \"\"-99\"\")\"\n\
            ,+1-622-555,@x,13,\"id: required, but empty; price: not a decimal(12,2) (got \"\"@x\"\")\"\n";
        std::fs::write(file.path(), report).unwrap();
        let mut out = Vec::new();
        let report = Location::of_path(file.path()).unwrap();
        let rows = resend_rows(&mut ReportReader::open(&report).unwrap(), &mut out, &|_| Ok(())).unwrap();
        assert_eq!(rows, 2);
        let expected = "id,name,price,line,what is wrong\n\
            7,'=cmd|' /C calc'!A0,-99,12,\"price is \"\"-99\"\"; it must not be below 1. The ' before name is not part of \
            the value: it keeps spreadsheets from reading it as a formula.\"\n\
            ,'+1-622-555,'@x,13,\"id is missing. price is \"\"@x\"\"; it must be a number of at most 12 digits, 2 of them \
            after the point. The ' before name, price is not part of the value: it keeps spreadsheets from reading it as \
            a formula.\"\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn what_is_a_formula() {
        let check = |value: &str, guard: bool| assert_eq!(guarded(value).starts_with('\''), guard, "{value}");
        for formula in ["=1", "+1", "-1+2", "-", "-.5e", "@a", "\t=1", "\r\n=1", "＝1", "-1-1", "-1.2.3", "-1,5"] {
            check(formula, true);
        }
        for plain in ["", "1", "-1", "-0.05", "a=1", " x", "1+1", "é"] {
            check(plain, false);
        }
    }

    #[test]
    fn requests_have_the_names_of_what_they_are_about() {
        assert_eq!(resend_name("sales", "errors_sales_20241016.csv"), "resend_request_sales_20241016.csv");
        assert_eq!(resend_name("sales", "errors_sales_20241016_b.csv"), "resend_request_sales_20241016_b.csv");
        assert_eq!(
            resend_name("product", "products_2024/1016.json"),
            "resend_request_product_products_2024_1016.json.csv"
        );
    }
}
