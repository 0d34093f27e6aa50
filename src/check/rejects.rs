//! Rejected rows, as many as there may be: a few in memory, the rest on disk, read again one by one.

use std::fs::File;
use std::io::{BufReader, ErrorKind as IoErrorKind, Read, Write};
use std::iter::Peekable;
use std::path::PathBuf;

use super::reason::Reason;
use super::scratch::{Folder, Scratch};
use crate::error::{Error, Result};

/// So many bytes are kept in memory.
const MEMORY: usize = if cfg!(test) { 400 } else { 8 << 20 };

/// A row that breaks the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The physical line, from 1, on which the row starts.
    pub line: u64,
    /// Its fields as they came.
    pub fields: csv::StringRecord,
    /// Everything that is wrong with it.
    pub reasons: Vec<Reason>,
}

/// The rejected rows of a file, in its order.
#[derive(Debug, Default)]
pub struct Rejects {
    /// Those that were found when the file was read.
    first: Log,
    /// Those that were found when the whole file was known.
    second: Log,
}

/// Rejects one behind the other as bytes.
#[derive(Debug, Default)]
pub(super) struct Packed {
    bytes: Vec<u8>,
    rows: u64,
}

/// Rejects in the order of the file, on disk where they are many.
#[derive(Debug, Default)]
pub(super) struct Log {
    packed: Packed,
    /// The file, which has what came before, and the folder that it lies in.
    disk: Option<(File, PathBuf, Folder)>,
    rows: u64,
}

impl Rejects {
    /// Some rows that are known already.
    pub fn of(rows: &[Reject]) -> Result<Self> {
        let mut packed = Packed::default();
        rows.iter().try_for_each(|row| packed.push(row.line, row.fields.iter(), &row.reasons))?;
        let rows = packed.rows;
        Ok(Self { first: Log { packed, disk: None, rows }, second: Log::default() })
    }

    pub(super) fn new(first: Log) -> Self {
        Self { first, second: Log::default() }
    }

    /// Adds those that were found when the whole file was known, of which there is one log.
    pub(super) fn set_second_pass(&mut self, second: Log) {
        self.second = second;
    }

    /// How many there are.
    pub fn len(&self) -> u64 {
        self.first.rows + self.second.rows
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rows in the order of their lines; only one is in memory at a time.
    pub fn iter(&self) -> Result<impl Iterator<Item = Result<Reject>>> {
        Ok(Merged { first: self.first.iter()?.peekable(), second: self.second.iter()?.peekable() })
    }
}

/// Two lists as one; of rows of one line, those of the first list come first.
struct Merged<I: Iterator> {
    first: Peekable<I>,
    second: Peekable<I>,
}

impl<I: Iterator<Item = Result<Reject>>> Iterator for Merged<I> {
    type Item = Result<Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        match (self.first.peek(), self.second.peek()) {
            (Some(Ok(first)), Some(Ok(second))) if second.line < first.line => self.second.next(),
            (None, _) => self.second.next(),
            _ => self.first.next(),
        }
    }
}

impl Packed {
    /// Adds a row.
    pub(super) fn push<'a>(
        &mut self,
        line: u64,
        fields: impl Iterator<Item = &'a str> + Clone,
        reasons: &[Reason],
    ) -> Result<()> {
        let reasons = serde_json::to_vec(reasons).map_err(|e| {
            Error::new(crate::error::ErrorKind::Io, format!("the reasons of a rejected row cannot be kept: {e}"))
                .with_source(e)
        })?;
        self.rows += 1;
        self.bytes.extend(line.to_le_bytes());
        self.text(&reasons);
        self.bytes.extend((fields.clone().count() as u64).to_le_bytes());
        fields.for_each(|field| self.text(field.as_bytes()));
        Ok(())
    }

    /// The rows again.
    pub(super) fn iter(&self) -> impl Iterator<Item = Result<Reject>> {
        Unpacked(self.bytes.as_slice())
    }

    fn text(&mut self, text: &[u8]) {
        self.bytes.extend((text.len() as u64).to_le_bytes());
        self.bytes.extend(text);
    }
}

impl Log {
    /// Adds rows behind those that are there.
    pub(super) fn add(&mut self, rows: &Packed, scratch: &Scratch) -> Result<()> {
        self.rows += rows.rows;
        self.packed.bytes.extend_from_slice(&rows.bytes);
        if self.packed.bytes.len() <= MEMORY {
            return Ok(());
        }
        if self.disk.is_none() {
            let folder = Folder::create(scratch)?;
            let path = folder.0.join("rejects");
            let file = File::create_new(&path).map_err(|e| Error::io("create", &path, e))?;
            self.disk = Some((file, path, folder));
        }
        if let Some((file, path, _)) = &mut self.disk {
            file.write_all(&self.packed.bytes).map_err(|e| Error::io("write", path, e))?;
            self.packed.bytes.clear();
        }
        Ok(())
    }

    fn iter(&self) -> Result<Unpacked<impl Read>> {
        let disk: Box<dyn Read> = match &self.disk {
            Some((_, path, _)) => Box::new(BufReader::new(File::open(path).map_err(|e| Error::io("open", path, e))?)),
            None => Box::new(std::io::empty()),
        };
        Ok(Unpacked(disk.chain(self.packed.bytes.as_slice())))
    }
}

/// Rows out of their bytes.
struct Unpacked<R>(R);

impl<R: Read> Unpacked<R> {
    fn row(&mut self) -> std::io::Result<Option<Reject>> {
        let line = match self.number() {
            Err(e) if e.kind() == IoErrorKind::UnexpectedEof => return Ok(None),
            line => line?,
        };
        let reasons = serde_json::from_str(&self.text()?)?;
        let mut fields = csv::StringRecord::new();
        for _ in 0..self.number()? {
            fields.push_field(&self.text()?);
        }
        Ok(Some(Reject { line, fields, reasons }))
    }

    fn number(&mut self) -> std::io::Result<u64> {
        let mut bytes = [0; 8];
        self.0.read_exact(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn text(&mut self) -> std::io::Result<String> {
        let length = self.number()?;
        let mut text = String::new();
        let read = (&mut self.0).take(length).read_to_string(&mut text)?;
        if read as u64 == length { Ok(text) } else { Err(IoErrorKind::UnexpectedEof.into()) }
    }
}

impl<R: Read> Iterator for Unpacked<R> {
    type Item = Result<Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        let failed = |e: std::io::Error| {
            Error::new(crate::error::ErrorKind::Io, format!("rejected rows cannot be read again: {e}")).with_source(e)
        };
        self.row().map_err(failed).transpose()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use super::*;
    use crate::check::BrokenRule;

    fn row(line: u64, text: &str) -> Reject {
        let fields: csv::StringRecord = [text, "", "\"q\"\n"].into_iter().collect();
        let reason = Reason::of_value("a", BrokenRule::from("bad"), Some(text));
        Reject { line, fields, reasons: vec![reason, Reason::of_row(BrokenRule::from(""))] }
    }

    #[test]
    fn rows_come_back_in_the_order_of_the_file_from_memory_and_disk() {
        let folder = tempfile::tempdir().unwrap();
        let scratch = Scratch { folder: folder.path().join("parts"), part_bytes: 1 };
        let log = |lines: &[u64], text: &str| {
            let mut log = Log::default();
            for line in lines {
                log.add(&Rejects::of(&[row(*line, text)]).unwrap().first.packed, &scratch).unwrap();
            }
            log
        };
        for many in [1, 100] {
            let lines: Vec<u64> = (1..=many * 2).map(|n| n / 2 * 3).collect();
            let mut rejects = Rejects::new(log(&lines, "first"));
            rejects.set_second_pass(log(&lines, "second"));
            assert_eq!(rejects.len(), many * 4);
            assert_eq!(folder.path().join("parts").is_dir(), many > 1);
            for _ in 0..2 {
                let found: Vec<Reject> = rejects.iter().unwrap().collect::<Result<_>>().unwrap();
                let mut expected: Vec<Reject> = lines.iter().map(|line| row(*line, "first")).collect();
                expected.extend(lines.iter().map(|line| row(*line, "second")));
                expected.sort_by_key(|row| row.line);
                assert_eq!(found, expected);
            }
            drop(rejects);
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), usize::from(many > 1));
        }
        assert!(Rejects::default().iter().unwrap().next().is_none());
    }
}
