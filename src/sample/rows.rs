//! A row as bytes, and the file it goes to.
//!
//! A file appears under its name only when it is whole: until then it is hidden, so that nobody who watches the folder
//! takes half of it.

use std::fmt;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Result};
use crate::store::{Moved, local};

/// Makes the folder if need be; an error if one of the files is already there.
pub(super) fn make_room(dir: &Path, names: impl IntoIterator<Item = String>) -> Result<()> {
    std::fs::create_dir_all(dir).map_err(|e| Error::io("create the folder", dir, e))?;
    for path in names.into_iter().map(|name| dir.join(name)) {
        if local::is_there(&path)? {
            return Err(Error::new(ErrorKind::Usage, "a file of that name is already there")
                .at_file(path)
                .hint("Name another folder, or move the file away first."));
        }
    }
    Ok(())
}

/// The fields of one row, in one buffer that is used again for the next.
#[derive(Default, Clone)]
pub(super) struct Record {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Record {
    /// Forgets all fields.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    /// Adds a field.
    pub(super) fn push(&mut self, field: impl AsRef<[u8]>) {
        self.bytes.extend_from_slice(field.as_ref());
        self.ends.push(self.bytes.len());
    }

    /// Adds a field made with `format_args!`.
    pub(super) fn push_format(&mut self, field: fmt::Arguments<'_>) {
        // Writing to a Vec cannot fail.
        let _ = self.bytes.write_fmt(field);
        self.ends.push(self.bytes.len());
    }

    /// The fields, in order.
    pub(super) fn fields(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| self.bytes.get(start..end).unwrap_or_default())
    }
}

impl<T: AsRef<[u8]>> FromIterator<T> for Record {
    fn from_iter<I: IntoIterator<Item = T>>(fields: I) -> Self {
        let mut record = Self::default();
        fields.into_iter().for_each(|field| record.push(field));
        record
    }
}

/// How the fields of a row stand in a line.
#[derive(Clone, Copy)]
pub(super) enum Style {
    /// A comma between fields, every field quoted, quotes inside doubled.
    Quoted,
    /// A tilde between fields, no quotes.
    Tilde,
}

/// A file that is being written: hidden until published, removed if it never is.
pub(super) struct RowFile {
    out: BufWriter<File>,
    hidden: PathBuf,
    path: PathBuf,
    style: Style,
    line: u64,
    text: Vec<u8>,
}

impl RowFile {
    /// Begins a file of that name in a folder.
    pub(super) fn create(dir: &Path, name: &str, style: Style) -> Result<Self> {
        let hidden = local::staged(&dir.join(name));
        let file = local::create_hidden(&hidden)?;
        let out = BufWriter::with_capacity(1 << 20, file);
        Ok(Self { out, hidden, path: dir.join(name), style, line: 1, text: Vec::new() })
    }

    /// The physical line, from 1, on which the next byte will stand.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The last part of its path, as a user would name it.
    pub(super) fn name(&self) -> PathBuf {
        self.path.file_name().map(PathBuf::from).unwrap_or_default()
    }

    /// Writes a row and its line end.
    pub(super) fn row(&mut self, record: &Record) -> Result<()> {
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        match self.style {
            Style::Quoted => quote(record, &mut text),
            Style::Tilde => separate(record, &mut text),
        }
        text.push(b'\n');
        let written = self.raw(&text);
        self.text = text;
        written
    }

    /// Writes bytes as they are.
    pub(super) fn raw(&mut self, bytes: &[u8]) -> Result<()> {
        self.line += bytes.iter().filter(|&&byte| byte == b'\n').count() as u64;
        self.out.write_all(bytes).map_err(|e| Error::io("write", &self.path, e))
    }

    /// Gives the file its name.
    pub(super) fn publish(mut self) -> Result<PathBuf> {
        self.out.flush().map_err(|e| Error::io("write", &self.path, e))?;
        match local::move_new(&self.hidden, &self.path)? {
            Moved::Yes => Ok(self.path.clone()),
            Moved::Taken => {
                Err(Error::new(ErrorKind::Usage, "a file of that name is already there").at_file(&self.path))
            }
            Moved::Gone => {
                Err(Error::new(ErrorKind::Io, "somebody removed it while it was written").at_file(&self.hidden))
            }
        }
    }
}

impl Drop for RowFile {
    fn drop(&mut self) {
        // After `publish` there is nothing of that name; otherwise the half file is of no use to anyone.
        let _ = std::fs::remove_file(&self.hidden);
    }
}

fn quote(record: &Record, text: &mut Vec<u8>) {
    for (place, field) in record.fields().enumerate() {
        text.extend_from_slice(if place == 0 { b"\"" } else { b",\"" });
        for (part, piece) in field.split(|&byte| byte == b'"').enumerate() {
            if part > 0 {
                text.extend_from_slice(b"\"\"");
            }
            text.extend_from_slice(piece);
        }
        text.push(b'"');
    }
}

fn separate(record: &Record, text: &mut Vec<u8>) {
    for (place, field) in record.fields().enumerate() {
        if place > 0 {
            text.push(b'~');
        }
        text.extend_from_slice(field);
    }
}
