//! Delimited bytes -> columns of views into those bytes.
//!
//! A field is not copied: a column holds views into the block it was read from. Only a field with doubled quotes is
//! unescaped into a buffer beside it.

use memchr::{memchr, memchr_iter, memchr2};
use polars_arrow::array::{Utf8ViewArray, View};
use polars_arrow::bitmap::MutableBitmap;
use polars_arrow::datatypes::ArrowDataType;
use polars_buffer::Buffer;

use super::batch::{Batch, Broken};
use crate::error::{Error, ErrorKind, Result};
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
pub(super) fn scan(bytes: &Buffer<u8>, stretch: Stretch, dialect: &Delimited, width: usize) -> Result<Scanned> {
    let text: &[u8] = bytes;
    let clean = text.get(stretch.start..).is_some_and(|t| std::str::from_utf8(t).is_ok());
    let mut scan = Scan {
        bytes: text,
        delimiter: dialect.delimiter.as_bytes(),
        quote: dialect.quote,
        last: stretch.last,
        at: stretch.start,
        fields: Vec::with_capacity(width),
        fault: None,
        open_quote: None,
    };
    let mut columns = Columns::new(width, (stretch.stop - stretch.start) / (width * 6).max(1));
    let mut lines = Vec::new();
    let mut broken = Vec::new();
    let (mut end, mut line) = (stretch.start, 0);
    while scan.at < stretch.stop && scan.row() {
        let blank = scan.is_blank();
        if !blank {
            match scan.broken(width, clean, line) {
                Some(row) => broken.push(row),
                None => {
                    columns.push(text, &scan.fields, dialect.quote);
                    lines.push(line);
                }
            }
        }
        line += memchr_iter(b'\n', text.get(end..scan.at).unwrap_or_default()).count() as u64;
        end = scan.at;
    }
    let batch = Batch { columns: columns.finish(bytes)?, lines, broken };
    Ok(Scanned { batch, end, line_breaks: line, open_quote: scan.open_quote })
}

/// The fields of the first row as text and where the next row starts; if the bytes hold no whole row, where a quote
/// opens that does not close.
pub(super) fn first_row(bytes: &[u8], last: bool, dialect: &Delimited) -> Result<(Vec<String>, usize), Option<usize>> {
    let mut scan = Scan {
        bytes,
        delimiter: dialect.delimiter.as_bytes(),
        quote: dialect.quote,
        last,
        at: 0,
        fields: Vec::new(),
        fault: None,
        open_quote: None,
    };
    if scan.row() { Ok((scan.texts(), scan.at)) } else { Err(scan.open_quote) }
}

impl Scan<'_> {
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

    fn broken(&self, width: usize, clean: bool, line: u64) -> Option<Broken> {
        let mut reasons = Vec::new();
        if let Some(fault) = self.fault {
            reasons.push(fault.to_owned());
        }
        if self.fields.len() != width {
            reasons.push(format!("{} fields, expected {width}", self.fields.len()));
        }
        if !clean {
            let bad = |f: &&Field| std::str::from_utf8(self.slice(f)).is_err();
            reasons
                .extend(self.fields.iter().position(|f| bad(&f)).map(|i| format!("field {} is no UTF-8 text", i + 1)));
        }
        let aligned = if self.fault.is_some() { 0 } else { self.fields.len().min(width) };
        (!reasons.is_empty()).then(|| Broken { line, fields: self.texts(), aligned, reasons })
    }

    fn slice(&self, field: &Field) -> &[u8] {
        self.bytes.get(field.start..field.end).unwrap_or_default()
    }

    fn texts(&self) -> Vec<String> {
        self.fields
            .iter()
            .map(|field| match self.quote {
                Some(quote) if field.doubled => {
                    String::from_utf8_lossy(&undoubled(self.slice(field), quote)).into_owned()
                }
                _ => String::from_utf8_lossy(self.slice(field)).into_owned(),
            })
            .collect()
    }
}

fn undoubled(field: &[u8], quote: u8) -> Vec<u8> {
    let mut out = Vec::with_capacity(field.len());
    let mut skip = false;
    for &byte in field {
        skip = byte == quote && !skip;
        if !skip {
            out.push(byte);
        }
    }
    out
}

/// The columns of a batch while they grow.
struct Columns {
    views: Vec<Vec<View>>,
    nulls: Vec<Vec<usize>>,
    unescaped: Vec<u8>,
}

impl Columns {
    fn new(width: usize, rows: usize) -> Self {
        Self {
            views: (0..width).map(|_| Vec::with_capacity(rows)).collect(),
            nulls: vec![Vec::new(); width],
            unescaped: Vec::new(),
        }
    }

    fn push(&mut self, bytes: &[u8], fields: &[Field], quote: Option<u8>) {
        for ((views, nulls), field) in self.views.iter_mut().zip(&mut self.nulls).zip(fields) {
            let slice = bytes.get(field.start..field.end).unwrap_or_default();
            if slice.is_empty() {
                nulls.push(views.len());
                views.push(View::default());
            } else if field.doubled {
                let text = undoubled(slice, quote.unwrap_or(b'"'));
                views.push(View::new_from_bytes(&text, 1, self.unescaped.len() as u32));
                self.unescaped.extend_from_slice(&text);
            } else {
                views.push(View::new_from_bytes(slice, 0, field.start as u32));
            }
        }
    }

    fn finish(self, bytes: &Buffer<u8>) -> Result<Vec<Utf8ViewArray>> {
        let buffers: Buffer<Buffer<u8>> = vec![bytes.clone(), Buffer::from(self.unescaped)].into();
        self.views
            .into_iter()
            .zip(self.nulls)
            .map(|(views, nulls)| {
                let validity = (!nulls.is_empty()).then(|| {
                    let mut valid = MutableBitmap::from_len_set(views.len());
                    nulls.into_iter().for_each(|at| valid.set(at, false));
                    valid.into()
                });
                Utf8ViewArray::try_new(ArrowDataType::Utf8View, views.into(), buffers.clone(), validity)
                    .map_err(|e| Error::new(ErrorKind::Unreadable, format!("the rows are no text: {e}")))
            })
            .collect()
    }
}
