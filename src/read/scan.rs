//! Delimited bytes -> columns of text.

use memchr::{memchr, memchr_iter, memchr2};
use polars_arrow::array::{MutablePlString, Utf8ViewArray};

use super::batch::{Batch, Broken};
use super::layout::Layout;
use crate::workspace::Delimited;

/// What one scan of a stretch found.
pub(super) struct Scanned {
    /// Its whole rows; lines count from 0, the first line of the stretch.
    pub(super) batch: Batch,
    /// Where the first byte lies that belongs to none of its rows.
    pub(super) end: usize,
    /// How many line breaks lie before `end`.
    pub(super) line_breaks: u64,
    /// Where a quote opens that does not close before the bytes end, if one does.
    pub(super) open_quote: Option<usize>,
}

/// A stretch to scan: the rows that start in `start..stop`.
#[derive(Clone, Copy)]
pub(super) struct Stretch {
    pub(super) start: usize,
    pub(super) stop: usize,
    /// Whether the file ends where the bytes end, so that a last row needs no line break.
    pub(super) last: bool,
}

/// How a field ended.
enum Next {
    Field,
    Row,
    /// The bytes ended in the field.
    Cut,
}

/// A field of the row that is being scanned, without its quotes.
#[derive(Clone, Copy)]
struct Field {
    start: usize,
    end: usize,
    doubled: bool,
}

struct Scan<'a> {
    bytes: &'a [u8],
    delimiter: &'a [u8],
    quote: Option<u8>,
    last: bool,
    at: usize,
    fields: Vec<Field>,
    fault: Option<&'static str>,
    open_quote: Option<usize>,
}

/// Scans the rows that start in a stretch of `bytes`.
pub(super) fn scan(bytes: &[u8], stretch: Stretch, dialect: &Delimited, layout: &Layout<'_>) -> Scanned {
    let width = layout.width();
    let Stretch { start, stop, last } = stretch;
    // Checked once for the whole stretch; row by row only where that fails, and for a last row that reaches beyond.
    let text = bytes.get(start..stop).and_then(|b| std::str::from_utf8(b).ok());
    let mut scan = Scan::new(bytes, start, last, dialect, width);
    let mut columns = Columns::new(width, (stop - start) / (width * 6).max(1));
    let (mut lines, mut broken) = (Vec::new(), Vec::new());
    let (mut end, mut line) = (start, 0);
    while scan.at < stop && scan.row() {
        let raw = bytes.get(end..scan.at).unwrap_or_default();
        if !scan.is_blank() {
            let row = text.and_then(|t| t.get(end - start..scan.at - start)).or_else(|| std::str::from_utf8(raw).ok());
            match (row, scan.broken(layout, row.is_some(), line)) {
                (Some(row), None) => {
                    columns.push(row, end, &scan.fields, dialect.quote);
                    lines.push(line);
                }
                (_, fault) => broken.extend(fault),
            }
        }
        line += memchr_iter(b'\n', raw).count() as u64;
        end = scan.at;
    }
    let batch = Batch { columns: layout.arranged(columns.finish(), lines.len()), lines, broken };
    Scanned { batch, end, line_breaks: line, open_quote: scan.open_quote }
}

/// The fields of the first row as text and where the next row starts; if the bytes hold no whole row, where a quote
/// opens that does not close.
pub(super) fn first_row(bytes: &[u8], last: bool, dialect: &Delimited) -> Result<(Vec<String>, usize), Option<usize>> {
    let mut scan = Scan::new(bytes, 0, last, dialect, 0);
    if scan.row() { Ok((scan.texts(), scan.at)) } else { Err(scan.open_quote) }
}

impl<'a> Scan<'a> {
    fn new(bytes: &'a [u8], at: usize, last: bool, dialect: &'a Delimited, width: usize) -> Self {
        let (delimiter, quote) = (dialect.delimiter.as_bytes(), dialect.quote);
        Self { bytes, delimiter, quote, last, at, fields: Vec::with_capacity(width), fault: None, open_quote: None }
    }

    /// Scans one row into `fields`; false if the bytes end before the row does.
    fn row(&mut self) -> bool {
        self.fields.clear();
        self.fault = None;
        loop {
            match self.field() {
                Next::Field => {}
                Next::Row => return true,
                Next::Cut => return self.last && self.open_quote.is_none(),
            }
        }
    }

    fn field(&mut self) -> Next {
        match self.quote {
            Some(quote) if self.bytes.get(self.at) == Some(&quote) => self.quoted(quote),
            _ => {
                let start = self.at;
                self.plain(start)
            }
        }
    }

    /// Goes on to the end of a field that began at `start` and in which quotes mean nothing.
    fn plain(&mut self, start: usize) -> Next {
        let first = self.delimiter.first().copied().unwrap_or(b',');
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let Some(found) = memchr2(first, b'\n', rest) else {
                self.at = self.bytes.len();
                let end = self.without_return(start, self.at);
                self.fields.push(Field { start, end, doubled: false });
                return Next::Cut;
            };
            let at = self.at + found;
            if self.bytes.get(at) == Some(&b'\n') {
                self.at = at + 1;
                let end = self.without_return(start, at);
                self.fields.push(Field { start, end, doubled: false });
                return Next::Row;
            }
            if self.delimiter.len() == 1 || self.bytes.get(at..).is_some_and(|b| b.starts_with(self.delimiter)) {
                self.at = at + self.delimiter.len();
                self.fields.push(Field { start, end: at, doubled: false });
                return Next::Field;
            }
            self.at = at + 1;
        }
    }

    fn quoted(&mut self, quote: u8) -> Next {
        let open = self.at;
        let mut doubled = false;
        let mut at = open + 1;
        loop {
            let Some(found) = self.bytes.get(at..).and_then(|rest| memchr(quote, rest)) else {
                self.open_quote = Some(open);
                self.at = self.bytes.len();
                return Next::Cut;
            };
            at += found + 1;
            if self.bytes.get(at) != Some(&quote) {
                break;
            }
            doubled = true;
            at += 1;
        }
        let field = Field { start: open + 1, end: at - 1, doubled };
        let rest = self.bytes.get(at..).unwrap_or_default();
        if rest.starts_with(self.delimiter) {
            self.fields.push(field);
            self.at = at + self.delimiter.len();
            return Next::Field;
        }
        let line_break = if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest.starts_with(b"\n")) };
        if line_break > 0 {
            self.fields.push(field);
            self.at = at + line_break;
            return Next::Row;
        }
        if rest.is_empty() || rest == b"\r" {
            self.fields.push(field);
            self.at = self.bytes.len();
            return Next::Cut;
        }
        self.fault = Some("text after the closing quote");
        self.at = at;
        self.plain(open)
    }

    /// The end of a row's last field: the line break may be `\r\n`.
    fn without_return(&self, start: usize, end: usize) -> usize {
        if end > start && self.bytes.get(end - 1) == Some(&b'\r') { end - 1 } else { end }
    }

    fn is_blank(&self) -> bool {
        matches!(self.fields.as_slice(), [only] if only.start == only.end && !self.is_quoted(only))
    }

    fn is_quoted(&self, field: &Field) -> bool {
        self.quote.is_some() && field.start > 0 && self.bytes.get(field.start - 1) == self.quote.as_ref()
    }

    fn broken(&self, layout: &Layout<'_>, clean: bool, line: u64) -> Option<Broken> {
        let width = layout.width();
        let mut reasons = Vec::new();
        if let Some(fault) = self.fault {
            reasons.push(fault.to_owned());
        }
        if self.fields.len() != width {
            reasons.push(format!("{} fields, expected {width}", self.fields.len()));
        }
        if !clean {
            let bad = self.fields.iter().position(|f| std::str::from_utf8(self.slice(f)).is_err());
            reasons.extend(bad.map(|at| match layout.column(at) {
                Some(column) => format!("{}: not UTF-8 text", column.name),
                None => format!("field {}: not UTF-8 text", at + 1),
            }));
        }
        let aligned = if self.fault.is_some() { 0 } else { self.fields.len().min(width) };
        (!reasons.is_empty()).then(|| {
            let (fields, known) = layout.arranged_row(self.texts(), aligned);
            Broken { line, fields, known, reasons }
        })
    }

    fn slice(&self, field: &Field) -> &[u8] {
        self.bytes.get(field.start..field.end).unwrap_or_default()
    }

    fn texts(&self) -> Vec<String> {
        self.fields
            .iter()
            .map(|field| {
                let text = String::from_utf8_lossy(self.slice(field));
                match self.quote {
                    Some(quote) if field.doubled => undoubled(&text, quote),
                    _ => text.into_owned(),
                }
            })
            .collect()
    }
}

fn undoubled(field: &str, quote: u8) -> String {
    let quote = char::from(quote).to_string();
    field.replace(&quote.repeat(2), &quote)
}

/// The columns of a batch while they grow.
struct Columns(Vec<MutablePlString>);

impl Columns {
    fn new(width: usize, rows: usize) -> Self {
        Self((0..width).map(|_| MutablePlString::with_capacity(rows)).collect())
    }

    /// Adds a row; `row` is its text and begins `base` bytes after where the fields count from.
    fn push(&mut self, row: &str, base: usize, fields: &[Field], quote: Option<u8>) {
        for (column, field) in self.0.iter_mut().zip(fields) {
            let value = row.get(field.start - base..field.end - base).unwrap_or_default();
            match quote {
                _ if value.is_empty() => column.push_null(),
                Some(quote) if field.doubled => column.push_value(undoubled(value, quote)),
                _ => column.push_value(value),
            }
        }
    }

    fn finish(self) -> Vec<Utf8ViewArray> {
        self.0.into_iter().map(Utf8ViewArray::from).collect()
    }
}
