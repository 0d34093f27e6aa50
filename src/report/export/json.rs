//! JSON by hand: polars has no decimals in JSON, and a number must keep every digit.

use std::io::{self, BufWriter, Write};

use polars::prelude::{Column, DataFrame, DataType, StringChunked};

use crate::error::{Error, ErrorKind, Result};
use crate::report::text;

/// How many rows are text at a time.
const ROWS: usize = 16_384;

/// How the text of a value becomes JSON.
#[derive(Clone, Copy)]
enum Form {
    /// As it is.
    Number,
    /// As it is, or null where it is no number.
    Float,
    /// In quotes.
    Text,
}

/// How the objects stand beside each other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// In an array.
    Array,
    /// On lines of their own.
    Lines,
}

/// Objects, one a line.
pub(super) fn write(frame: &DataFrame, layout: Layout, out: &mut dyn Write) -> Result<()> {
    let failed = |e: io::Error| Error::new(ErrorKind::Io, format!("cannot write JSON: {e}")).with_source(e);
    let mut out = BufWriter::with_capacity(1 << 16, out);
    let names = frame.get_column_names();
    let keys: Vec<String> = names.iter().map(|name| serde_json::Value::from(name.as_str()).to_string()).collect();
    let forms: Vec<Form> = frame.columns().iter().map(|column| form(column.dtype())).collect();
    let (first, next, last): (&[u8], &[u8], &[u8]) = match layout {
        Layout::Array if frame.height() == 0 => (b"", b"", b"[]\n"),
        Layout::Array => (b"[\n{", b",\n{", b"\n]\n"),
        Layout::Lines if frame.height() == 0 => (b"", b"", b""),
        Layout::Lines => (b"{", b"\n{", b"\n"),
    };
    for start in (0..frame.height()).step_by(ROWS) {
        let length = ROWS.min(frame.height() - start);
        let values = frame.columns().iter().map(|column| part(column, start, length)).collect::<Result<Vec<_>>>()?;
        // The texts of a part are made column by column; only putting them side by side goes row by row.
        let mut columns: Vec<_> = keys.iter().zip(&forms).zip(values.iter().map(StringChunked::iter)).collect();
        for row in 0..length {
            out.write_all(if start + row == 0 { first } else { next }).map_err(failed)?;
            for (number, ((key, form), values)) in columns.iter_mut().enumerate() {
                if number > 0 {
                    out.write_all(b",").map_err(failed)?;
                }
                out.write_all(key.as_bytes()).map_err(failed)?;
                out.write_all(b":").map_err(failed)?;
                value(&mut out, **form, values.next().flatten()).map_err(failed)?;
            }
            out.write_all(b"}").map_err(failed)?;
        }
    }
    out.write_all(last).map_err(failed)?;
    out.flush().map_err(failed)
}

fn form(dtype: &DataType) -> Form {
    match dtype {
        dtype if dtype.is_float() => Form::Float,
        dtype if dtype.is_integer() || dtype.is_decimal() || dtype.is_bool() => Form::Number,
        _ => Form::Text,
    }
}

fn part(column: &Column, start: usize, length: usize) -> Result<StringChunked> {
    let offset = i64::try_from(start).map_err(|_| Error::new(ErrorKind::Query, format!("too many rows: {start}")))?;
    text::values(&column.slice(offset, length))
}

fn value(out: &mut impl Write, form: Form, text: Option<&str>) -> io::Result<()> {
    match (form, text) {
        (Form::Number, Some(text)) => out.write_all(text.as_bytes()),
        (Form::Float, Some(text)) if text.ends_with(|c: char| c.is_ascii_digit()) => out.write_all(text.as_bytes()),
        (Form::Text, Some(text)) => serde_json::to_writer(out, text).map_err(io::Error::from),
        (_, None) | (Form::Float, _) => out.write_all(b"null"),
    }
}
