//! Delimited bytes -> the fields of a row.
//!
//! The rules, for bytes after decoding, `D` the delimiter, `Q` the quote if there is one:
//!
//! - A row ends with `\n` or `\r\n` outside of quoted fields, or with the file. A lone `\r` is text, but for one that
//!   the file ends with.
//! - A field that begins with `Q` is quoted: it goes on, over delimiters and line breaks, to the next `Q` that is not
//!   doubled; `QQ` in it stands for `Q`. `D`, a line break or the end of the file follow it; where anything else does,
//!   the field is plain after all, from its first byte on to the next `D` or line break, and its row is broken.
//! - Every other field is plain: it ends before the next `D` or line break, and `Q` means nothing in it.
//! - A quoted field that does not end before the file does makes the file unreadable.
//! - A row of one plain field without a byte is blank: it counts as a line and is no row.
//! - A row with more or fewer fields than it should have, or with bytes that are no UTF-8, is broken. Nothing is trimmed.
//!   Of the fields that a row has too many, the first 1,000 are kept.
//! - A field has at most `max_field` bytes, counted as they stand in the file without the quotes around it. Where a
//!   quoted field has more, the file is unreadable: most likely its quote was never to be one. A row with a plain field
//!   that has more is broken, and so is a row of more than four times as many bytes, its line break included; of what is
//!   too long only the beginning is kept (see `overlong`).
//! - Of the header, all names together have at most `max_field` bytes.
//!
//! None of this depends on where blocks and stretches begin.

use memchr::{memchr, memchr2};

use crate::workspace::Delimited;

/// A stretch to scan: the rows that start in `start..stop`.
#[derive(Clone, Copy)]
pub(super) struct Stretch {
    pub(super) start: usize,
    pub(super) stop: usize,
    /// Whether the file ends where the bytes end, so that a last row needs no line break.
    pub(super) last: bool,
}

/// How a row is cut off by the end of the bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cut {
    /// Where a quote opens that does not close.
    pub(super) open_quote: Option<usize>,
    /// Whether that quoted field is longer than a field may be.
    pub(super) endless: bool,
    /// Whether the last field is plain and longer than a field may be.
    pub(super) long: bool,
}

/// How a field ended.
pub(super) enum Next {
    Field,
    Row,
    /// The bytes ended in the field.
    Cut,
}

/// A field of the row that is being scanned, without its quotes.
#[derive(Clone, Copy)]
pub(super) struct Field {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) doubled: bool,
}

/// Bytes while their fields are looked for.
pub(super) struct Scan<'a> {
    bytes: &'a [u8],
    delimiter: &'a [u8],
    pub(super) quote: Option<u8>,
    last: bool,
    pub(super) at: usize,
    /// The first fields of the row, at most `keep`.
    pub(super) fields: Vec<Field>,
    pub(super) keep: usize,
    /// How many fields the row has.
    pub(super) count: usize,
    /// How many bytes a field may have.
    most: usize,
    /// Whether a field has more.
    pub(super) long: bool,
    /// Whether text follows the closing quote of a field.
    pub(super) after_quote: bool,
    pub(super) cut: Cut,
}

impl<'a> Scan<'a> {
    /// A scan from the start of a stretch that keeps so many fields of a row and is given so many bytes for a field.
    pub(super) fn new(bytes: &'a [u8], stretch: Stretch, dialect: &'a Delimited, (keep, most): (usize, usize)) -> Self {
        let (delimiter, quote) = (dialect.delimiter.as_bytes(), dialect.quote);
        let Stretch { start: at, last, .. } = stretch;
        let (fields, cut) = (Vec::new(), Cut::default());
        Self { bytes, delimiter, quote, last, at, fields, keep, count: 0, most, long: false, after_quote: false, cut }
    }

    /// Scans one row into `fields`; false if the bytes end before the row does.
    pub(super) fn row(&mut self) -> bool {
        self.fields.clear();
        (self.count, self.long, self.after_quote) = (0, false, false);
        loop {
            match self.field() {
                Next::Field => {}
                Next::Row => return true,
                Next::Cut => return self.last && self.cut.open_quote.is_none(),
            }
        }
    }

    fn push(&mut self, field: Field) {
        self.count += 1;
        self.long |= field.end - field.start > self.most;
        if self.fields.len() < self.keep {
            self.fields.push(field);
        }
    }

    /// Scans one field into `fields`.
    pub(super) fn field(&mut self) -> Next {
        match self.quote {
            Some(quote) if self.bytes.get(self.at) == Some(&quote) => self.quoted(quote),
            _ => {
                let start = self.at;
                self.plain(start)
            }
        }
    }

    /// Goes on to the end of a field that began at `start` and in which quotes mean nothing.
    pub(super) fn plain(&mut self, start: usize) -> Next {
        let first = self.delimiter.first().copied().unwrap_or(b',');
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let Some(found) = memchr2(first, b'\n', rest) else {
                self.at = self.bytes.len();
                let end = self.without_return(start, self.at);
                // The last bytes may be the beginning of a delimiter.
                self.cut.long = end - start >= self.most.saturating_add(self.delimiter.len());
                self.push(Field { start, end, doubled: false });
                return Next::Cut;
            };
            let at = self.at + found;
            if self.bytes.get(at) == Some(&b'\n') {
                self.at = at + 1;
                let end = self.without_return(start, at);
                self.push(Field { start, end, doubled: false });
                return Next::Row;
            }
            if self.delimiter.len() == 1 || self.bytes.get(at..).is_some_and(|b| b.starts_with(self.delimiter)) {
                self.at = at + self.delimiter.len();
                self.push(Field { start, end: at, doubled: false });
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
                return self.open(open, self.bytes.len());
            };
            at += found + 1;
            if self.bytes.get(at) != Some(&quote) {
                break;
            }
            doubled = true;
            at += 1;
        }
        let field = Field { start: open + 1, end: at - 1, doubled };
        if field.end - field.start > self.most {
            return self.open(open, field.end);
        }
        let rest = self.bytes.get(at..).unwrap_or_default();
        if rest.starts_with(self.delimiter) {
            self.push(field);
            self.at = at + self.delimiter.len();
            return Next::Field;
        }
        let line_break = if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest.starts_with(b"\n")) };
        if line_break > 0 {
            self.push(field);
            self.at = at + line_break;
            return Next::Row;
        }
        if rest.is_empty() || rest == b"\r" || (!self.last && self.delimiter.starts_with(rest)) {
            self.push(field);
            self.at = self.bytes.len();
            return Next::Cut;
        }
        self.after_quote = true;
        self.at = at;
        self.plain(open)
    }

    /// Ends in a quoted field that is open up to here.
    fn open(&mut self, open: usize, end: usize) -> Next {
        self.cut = Cut { open_quote: Some(open), endless: end - open - 1 > self.most, long: false };
        self.at = self.bytes.len();
        Next::Cut
    }

    /// The end of a row's last field: the line break may be `\r\n`.
    fn without_return(&self, start: usize, end: usize) -> usize {
        if end > start && self.bytes.get(end - 1) == Some(&b'\r') { end - 1 } else { end }
    }

    pub(super) fn is_blank(&self) -> bool {
        matches!(self.fields.as_slice(), [only] if only.start == only.end && !self.is_quoted(only))
    }

    fn is_quoted(&self, field: &Field) -> bool {
        self.quote.is_some() && field.start > 0 && self.bytes.get(field.start - 1) == self.quote.as_ref()
    }

    pub(super) fn slice(&self, field: &Field) -> &[u8] {
        self.bytes.get(field.start..field.end).unwrap_or_default()
    }

    pub(super) fn texts(&self) -> Vec<String> {
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

pub(super) fn undoubled(field: &str, quote: u8) -> String {
    let quote = char::from(quote).to_string();
    field.replace(&quote.repeat(2), &quote)
}
