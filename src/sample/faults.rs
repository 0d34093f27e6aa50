//! The bad rows of a broken day: which there are, where they stand, and what becomes of the row they hit.
//!
//! Every fault leaves the file readable as rows: a quote is never left open.

use std::path::PathBuf;

use super::rows::{Record, RowFile};
use crate::error::Result;

/// One thing that is wrong with a row.
pub(super) struct Fault {
    what: &'static str,
    edit: Edit,
}

/// What becomes of a good row.
enum Edit {
    /// The column holds this instead.
    Put(usize, &'static [u8]),
    /// Only the first fields are there.
    Keep(usize),
    /// One more field, at the end.
    Add(&'static [u8]),
    /// Only the first fields are there, and half of the next one.
    Tear(usize),
    /// The row is there twice.
    Repeat,
    /// The row is there, and once more with something else in that column.
    Twin(usize, &'static [u8]),
}

/// A bad row, as the list for people has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// The name of the file.
    pub(super) file: PathBuf,
    /// The physical line, from 1, on which the row starts.
    pub(super) line: u64,
    /// What is wrong.
    pub(super) what: &'static str,
}

/// A total that is no number, the commonest fault of the real feeds.
pub(super) const ERROR_TOTAL: Fault = put(5, b"ERROR", "total_price is `ERROR`");

/// The faults of a customer file; columns by position.
pub(super) const CUSTOMER: [Fault; 12] = [
    put(3, b"'; DROP TABLE customer; --", "gender is SQL: `'; DROP TABLE customer; --`"),
    put(4, b"", "email is missing"),
    put(8, b"2024-02-30", "date_of_birth is no day: `2024-02-30`"),
    put(0, b"A-1042", "customer_id is no number: `A-1042`"),
    Fault { what: "too few fields: the last is missing", edit: Edit::Keep(14) },
    Fault { what: "too many fields: one more, `gold`", edit: Edit::Add(b"gold") },
    Fault { what: "two different rows of one customer_id", edit: Edit::Twin(2, b"Someone-Else") },
    Fault { what: "the same row again (an exact duplicate: counts once, no reject)", edit: Edit::Repeat },
    put(11, b"M\xe1laga", "city is not UTF-8: `M\\xE1laga`, Latin-1"),
    put(0, b"99999999999999999999", "customer_id does not fit into 64 bits: `99999999999999999999`"),
    Fault { what: "a broken line: the row ends after first_name, too few fields", edit: Edit::Keep(2) },
    put(5, b"Active", "membership_status is `Active`, with a capital"),
];

/// The faults of a sales file; columns by position.
pub(super) const SALES: [Fault; 14] = [
    ERROR_TOTAL,
    put(3, b"-9999999999", "quantity is below 1: `-9999999999`"),
    put(3, b"99999999999999999999", "quantity does not fit into 64 bits: `99999999999999999999`"),
    put(6, b"2024-02-30", "sale_date is no day: `2024-02-30`"),
    put(2, b"", "product_id is missing"),
    Fault { what: "too few fields: sale_date is missing", edit: Edit::Keep(6) },
    Fault { what: "too many fields: one more, `refund`", edit: Edit::Add(b"refund") },
    Fault { what: "two different rows of one sale_id", edit: Edit::Twin(3, b"9") },
    Fault { what: "the same row again (an exact duplicate: counts once, no reject)", edit: Edit::Repeat },
    Fault { what: "a broken line: half a row, cut inside product_id", edit: Edit::Tear(2) },
    put(4, b"149.999", "price_per_unit has three decimals: `149.999`"),
    put(1, b"unknown", "customer_id is no number: `unknown`"),
    put(4, b"-20.00", "price_per_unit is below 0: `-20.00`"),
    put(0, b"", "sale_id, the key, is missing"),
];

const fn put(column: usize, value: &'static [u8], what: &'static str) -> Fault {
    Fault { what, edit: Edit::Put(column, value) }
}

/// Faults spread evenly over the rows of a file, in order; in a short file several may hit one row.
pub(super) struct Spread {
    faults: &'static [Fault],
    rows: u64,
    next: usize,
}

impl Spread {
    /// These faults over so many rows.
    pub(super) fn over(faults: &'static [Fault], rows: u64) -> Self {
        Self { faults, rows, next: 0 }
    }

    /// The faults that hit a row, counted from 0; rows must be asked for in order.
    pub(super) fn due(&mut self, row: u64) -> &'static [Fault] {
        let start = self.next;
        while self.next < self.faults.len() && self.place(self.next) <= row {
            self.next += 1;
        }
        self.faults.get(start..self.next).unwrap_or_default()
    }

    fn place(&self, fault: usize) -> u64 {
        let (part, parts) = (fault as u128 + 1, self.faults.len() as u128 + 1);
        (u128::from(self.rows) * part / parts) as u64
    }
}

/// Writes a row as the faults leave it, and tells of every bad one; without a fault, as it is.
pub(super) fn write(file: &mut RowFile, record: &Record, faults: &[Fault], told: &mut Vec<Told>) -> Result<()> {
    if faults.is_empty() {
        return file.row(record);
    }
    for fault in faults {
        for (row, is) in fault.rows(record) {
            if is == Is::Bad {
                told.push(Told { file: file.name(), line: file.line(), what: fault.what });
            }
            file.row(&row)?;
        }
    }
    Ok(())
}

/// Whether a row is told of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Is {
    Good,
    Bad,
}

impl Fault {
    fn rows(&self, record: &Record) -> Vec<(Record, Is)> {
        let with = |column: usize, value: &'static [u8]| -> Record {
            record.fields().enumerate().map(|(at, field)| if at == column { value } else { field }).collect()
        };
        match self.edit {
            Edit::Put(column, value) => vec![(with(column, value), Is::Bad)],
            Edit::Keep(fields) => vec![(record.fields().take(fields).collect(), Is::Bad)],
            Edit::Add(field) => vec![(record.fields().chain([field]).collect(), Is::Bad)],
            Edit::Tear(fields) => {
                let half = record.fields().nth(fields).and_then(|f| f.get(..f.len() / 2)).unwrap_or_default();
                vec![(record.fields().take(fields).chain([half]).collect(), Is::Bad)]
            }
            Edit::Repeat => vec![(record.clone(), Is::Good), (record.clone(), Is::Bad)],
            Edit::Twin(column, value) => vec![(record.clone(), Is::Bad), (with(column, value), Is::Bad)],
        }
    }
}
