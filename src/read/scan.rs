//! Delimited bytes -> columns of text; the rules are those of `fields`.

use memchr::memchr_iter;
use polars_arrow::array::{MutablePlString, Utf8ViewArray};

use super::batch::{Batch, Broken};
use super::fields::{Cut, Field, Scan, Stretch, undoubled};
use super::layout::Layout;
use super::limits::{BEYOND, Limits, MOST_NAMES};
use super::overlong::Overlong;
use super::row_fault::{RowFault, ShapeRule};
use crate::workspace::Delimited;

/// What one scan of a stretch found.
pub(super) struct Scanned {
    /// Its whole rows; lines count from 0, the first line of the stretch.
    pub(super) batch: Batch,
    /// Where the first byte lies that belongs to none of its rows.
    pub(super) end: usize,
    /// How many line breaks lie before `end`.
    pub(super) line_breaks: u64,
    /// How the row at `end` is cut off by the end of the bytes, if one is.
    pub(super) cut: Cut,
}

/// What is expected of rows.
#[derive(Clone, Copy)]
pub(super) struct Shape<'a> {
    pub(super) dialect: &'a Delimited,
    pub(super) layout: &'a Layout<'a>,
    pub(super) limits: Limits,
}

/// Scans the rows that start in a stretch of `bytes`.
pub(super) fn scan(bytes: &[u8], stretch: Stretch, shape: Shape<'_>) -> Scanned {
    let Shape { dialect, layout, limits } = shape;
    let width = layout.width();
    let Stretch { start, stop, .. } = stretch;
    // Checked once for the whole stretch; row by row only where that fails, and for a last row that reaches beyond.
    let text = bytes.get(start..stop).and_then(|b| std::str::from_utf8(b).ok());
    let mut scan = Scan::new(bytes, stretch, dialect, (width.saturating_add(BEYOND), limits.field));
    let mut columns = Columns::new(layout, (stop - start) / (width * 6).max(1));
    let (mut lines, mut broken) = (Vec::new(), Vec::new());
    let (mut end, mut line) = (start, 0);
    while scan.at < stop && scan.row() {
        let raw = bytes.get(end..scan.at).unwrap_or_default();
        if scan.long || raw.len() > limits.row {
            broken.push(Overlong::of(&scan, raw.len(), line, limits).broken(layout));
        } else if !scan.is_blank() {
            let row = text.and_then(|t| t.get(end - start..scan.at - start)).or_else(|| std::str::from_utf8(raw).ok());
            match (row, broken_row(&scan, layout, row.is_some(), line)) {
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
    // Only what the last row was cut off by counts.
    Scanned { batch, end, line_breaks: line, cut: scan.cut }
}

/// The first row of some bytes.
pub(super) struct First {
    /// Its fields as text, at most [`MOST_NAMES`].
    pub(super) names: Vec<String>,
    /// How many fields it has.
    pub(super) count: usize,
    /// Where the next row starts.
    pub(super) end: usize,
}

/// The first row; if the bytes hold no whole row, how it is cut off.
pub(super) fn first_row(bytes: &[u8], last: bool, dialect: &Delimited, limits: Limits) -> Result<First, Cut> {
    let stretch = Stretch { start: 0, stop: bytes.len(), last };
    let mut scan = Scan::new(bytes, stretch, dialect, (MOST_NAMES, limits.field));
    if scan.row() { Ok(First { names: scan.texts(), count: scan.count, end: scan.at }) } else { Err(scan.cut) }
}

/// What is wrong with the row that was scanned, if anything is; `clean` says whether it is text.
fn broken_row(scan: &Scan<'_>, layout: &Layout<'_>, clean: bool, line: u64) -> Option<Broken> {
    let width = layout.width();
    let mut faults = Vec::new();
    if scan.after_quote {
        faults.push(RowFault::of_row(ShapeRule::TextAfterQuote));
    }
    if scan.count != width {
        faults.push(RowFault::of_row(ShapeRule::FieldCount { has: scan.count, expected: width }));
    }
    if !clean {
        let bad = scan.fields.iter().position(|f| std::str::from_utf8(scan.slice(f)).is_err());
        faults.extend(bad.map(|at| layout.not_utf8(at)));
    }
    let aligned = if scan.after_quote { 0 } else { scan.fields.len().min(width) };
    (!faults.is_empty()).then(|| {
        let (fields, known) = layout.arranged_row(scan.texts(), vec![true; aligned]);
        Broken { line, fields, known, faults }
    })
}

/// The columns of a batch while they grow.
///
/// Fields that are left out have none.
struct Columns(Vec<Option<MutablePlString>>);

impl Columns {
    fn new(layout: &Layout<'_>, rows: usize) -> Self {
        let column = |at| (!layout.is_ignored(at)).then(|| MutablePlString::with_capacity(rows));
        Self((0..layout.width()).map(column).collect())
    }

    /// Adds a row; `row` is its text and begins `base` bytes after where the fields count from.
    fn push(&mut self, row: &str, base: usize, fields: &[Field], quote: Option<u8>) {
        for (column, field) in self.0.iter_mut().zip(fields) {
            let Some(column) = column else { continue };
            let value = row.get(field.start - base..field.end - base).unwrap_or_default();
            match quote {
                _ if value.is_empty() => column.push_null(),
                Some(quote) if field.doubled => column.push_value(undoubled(value, quote)),
                _ => column.push_value(value),
            }
        }
    }

    fn finish(self) -> Vec<Option<Utf8ViewArray>> {
        self.0.into_iter().map(|column| column.map(Utf8ViewArray::from)).collect()
    }
}
