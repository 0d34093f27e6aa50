//! A row that is longer than a row may be, or has such a field: looked through to its end, and of what is too long only
//! the beginning kept.

use super::batch::Broken;
use super::fields::{Next, Scan, Stretch, undoubled};
use super::layout::Layout;
use super::limits::{BEYOND, Limits, beginning};
use super::row_fault::{RowFault, ShapeRule};
use crate::workspace::Delimited;

/// More bytes than the characters that are kept of a field that is too long.
const BEGINNING: usize = 4 << 10;
/// So many fields that are too long are named.
const NAMED: usize = 5;

/// What is kept of such a row while the file goes on.
#[derive(Debug)]
pub(super) struct Overlong {
    line: u64,
    limits: Limits,
    width: usize,
    /// Its first fields, and whether each is whole.
    fields: Vec<(String, bool)>,
    /// How many fields it has.
    count: usize,
    /// How many bytes it has.
    length: usize,
    /// The first fields that are too long, by their numbers from 0.
    long: Vec<usize>,
    /// The first field that is no text, by its number from 0.
    not_text: Option<usize>,
    /// Whether text follows the closing quote of a field.
    after_quote: bool,
    /// Whether the bytes to come belong to a plain field that is too long already.
    in_field: bool,
}

/// Where the bytes left such a row.
pub(super) enum Ended {
    /// It has ended; the next one begins here.
    Row(usize),
    /// It goes on; the bytes from here on are to be seen again.
    Open(usize),
    /// In a quoted field that opens here and is too long, or that the file ends in.
    Quote(usize, Quote),
}

/// What is wrong with a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quote {
    TooLong,
    NeverClosed,
}

impl Overlong {
    pub(super) fn new(line: u64, width: usize, limits: Limits) -> Self {
        Self {
            line,
            limits,
            width,
            fields: Vec::new(),
            count: 0,
            length: 0,
            long: Vec::new(),
            not_text: None,
            after_quote: false,
            in_field: false,
        }
    }

    /// A whole row of so many bytes.
    pub(super) fn of(scan: &Scan<'_>, length: usize, line: u64, limits: Limits) -> Self {
        let mut over = Self::new(line, scan.keep.saturating_sub(BEYOND), limits);
        scan.fields.iter().for_each(|field| over.add(scan.slice(field), field.doubled, scan.quote));
        over.grow(length);
        over.count = scan.count;
        over.after_quote = scan.after_quote;
        over
    }

    /// Adds a field, without the quotes around it.
    pub(super) fn add(&mut self, bytes: &[u8], doubled: bool, quote: Option<u8>) {
        let number = self.count;
        self.count += 1;
        if number >= self.width.saturating_add(BEYOND) {
            return;
        }
        let long = bytes.len() > self.limits.field;
        if long && self.long.len() < NAMED {
            self.long.push(number);
        }
        if !long && self.not_text.is_none() && std::str::from_utf8(bytes).is_err() {
            self.not_text = Some(number);
        }
        if long {
            // So much of it is there wherever a block may have ended.
            let start = bytes.get(..self.limits.field.min(BEGINNING)).unwrap_or(bytes);
            let text = String::from_utf8_lossy(start);
            self.fields.push((beginning(&text).unwrap_or_else(|| format!("{text}…")), false));
            return;
        }
        let text = String::from_utf8_lossy(bytes);
        let text = match quote {
            Some(quote) if doubled => undoubled(&text, quote),
            _ => text.into_owned(),
        };
        let mut field = (text, true);
        if self.length > self.limits.row {
            shorten(&mut field);
        }
        self.fields.push(field);
    }

    /// Counts bytes of the row.
    pub(super) fn grow(&mut self, bytes: usize) {
        let before = self.length;
        self.length = before.saturating_add(bytes);
        if before <= self.limits.row && self.length > self.limits.row {
            self.fields.iter_mut().for_each(shorten);
        }
    }

    /// Goes on from the start of some bytes, to its end or to where they end.
    pub(super) fn advance(&mut self, bytes: &[u8], stretch: Stretch, dialect: &Delimited) -> Ended {
        let mut scan = Scan::new(bytes, stretch, dialect, (1, self.limits.field));
        let mut begin = stretch.start;
        loop {
            scan.fields.clear();
            let next = if self.in_field { scan.plain(begin) } else { scan.field() };
            let ends = matches!(next, Next::Field | Next::Row) || (stretch.last && scan.cut.open_quote.is_none());
            if let Some(open) = scan.cut.open_quote.filter(|_| scan.cut.endless || stretch.last) {
                return Ended::Quote(open, if scan.cut.endless { Quote::TooLong } else { Quote::NeverClosed });
            }
            if !(ends || self.in_field || scan.cut.long) {
                return Ended::Open(begin);
            }
            self.after_quote |= scan.after_quote;
            if !self.in_field {
                let field = scan.fields.first().copied();
                field.iter().for_each(|field| self.add(scan.slice(field), field.doubled, scan.quote));
            }
            if !ends {
                // A delimiter of several bytes may have begun.
                let end = bytes.len().saturating_sub(dialect.delimiter.len() - 1).max(begin);
                self.in_field = true;
                self.grow(end - begin);
                return Ended::Open(end);
            }
            self.in_field = false;
            self.grow(scan.at - begin);
            begin = scan.at;
            if !matches!(next, Next::Field) {
                return Ended::Row(scan.at);
            }
        }
    }

    /// The row with everything that is wrong with it.
    pub(super) fn broken(self, layout: &Layout<'_>) -> Broken {
        let (width, limits) = (layout.width(), self.limits);
        let mut faults = Vec::new();
        if self.after_quote {
            faults.push(RowFault::of_row(ShapeRule::TextAfterQuote));
        }
        if self.count != width {
            faults.push(RowFault::of_row(ShapeRule::FieldCount { has: self.count, expected: width }));
        }
        if self.length > limits.row {
            faults.push(limits.long_row());
        }
        faults.extend(self.long.iter().map(|at| match layout.column(*at) {
            Some(column) => RowFault::of_column(&column.name, limits.long_field()),
            None => limits.long_extra_field(at + 1),
        }));
        faults.extend(self.not_text.map(|at| layout.not_utf8(at)));
        let aligned = if self.after_quote { 0 } else { self.count.min(width) };
        let sure = self.fields.iter().take(aligned).map(|(_, whole)| *whole).collect();
        let (fields, known) = layout.arranged_row(self.fields.into_iter().map(|(text, _)| text).collect(), sure);
        Broken { line: self.line, fields, known, faults }
    }
}

fn shorten(field: &mut (String, bool)) {
    if let Some(short) = beginning(&field.0) {
        *field = (short, false);
    }
}
