//! Copies that are on disk and known to be right before anything is removed.

use std::fs::File;
use std::io::{Read, Write};

use super::hashing::Hashing;
use super::local;
use super::location::Location;
use crate::error::{Error, ErrorKind, Result};

const BUFFER: usize = 128 << 10;

impl Location {
    /// The SHA-256 of the file's bytes, in lower-case hexadecimal digits.
    pub fn sha256(&self) -> Result<String> {
        pump(self.open()?, std::io::sink()).map_err(|e| self.failed("read", e))
    }

    /// The same; none if there is no such file any more.
    pub fn sha256_if_there(&self) -> Result<Option<String>> {
        match self.sha256() {
            Ok(hash) => Ok(Some(hash)),
            Err(error) if self.is_there()? => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// Whether a file of this name has the very bytes of another file; a folder or a link has not.
    pub fn has_bytes_of(&self, other: &Self) -> Result<bool> {
        let Some(about) = self.look()?.filter(|about| about.is_file()) else { return Ok(false) };
        Ok(about.size == other.size()? && self.sha256()? == other.sha256()?)
    }

    /// Copies the file, secured, to the first of some places, by number from 1, that nothing else has; gives it.
    ///
    /// A file there with the same bytes is the copy: a run made it that died before it could remove this file.
    pub fn copy_to_first(&self, place: impl Fn(u64) -> Result<Self>) -> Result<Self> {
        let mut number = 1;
        let mut to = place(number)?;
        while to.is_there()? {
            if to.has_bytes_of(self)? {
                return to.sync().map(|()| to);
            }
            number += 1;
            to = place(number)?;
        }
        let mut copy = Copy::begin(self, to.staged()?)?;
        copy.secure()?;
        while !copy.publish(&to)? {
            number += 1;
            to = place(number)?;
        }
        Ok(to)
    }
}

/// A copy under a hidden name, on its way to a name of its own; dropped before it has one, it is removed.
#[derive(Debug)]
pub struct Copy {
    hidden: Location,
    file: File,
    sha256: String,
    named: bool,
}

impl Copy {
    /// Copies a file to a hidden name beside the one that the copy is to have; nobody sees it yet.
    pub fn staged(from: &Location, to: &Location) -> Result<Self> {
        Self::begin(from, to.staged()?)
    }

    /// Copies a file to a hidden name.
    pub fn begin(from: &Location, hidden: Location) -> Result<Self> {
        let source = from.open()?;
        let modified = source.metadata().and_then(|m| m.modified()).map_err(|e| from.failed("look at", e))?;
        let file = local::create_hidden(&hidden.local_path())?;
        let mut copy = Self { hidden, file, sha256: String::new(), named: false };
        copy.sha256 = pump(source, &copy.file).map_err(|e| from.failed("copy", e))?;
        copy.file.set_modified(modified).map_err(|e| copy.hidden.failed("date", e))?;
        Ok(copy)
    }

    /// Where the copy is now.
    pub fn location(&self) -> &Location {
        &self.hidden
    }

    /// The SHA-256 of what was read.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Puts the copy on disk and reads it back: it must be what was read.
    pub fn secure(&self) -> Result<()> {
        self.file.sync_all().map_err(|e| self.hidden.failed("sync", e))?;
        if self.hidden.sha256()? == self.sha256 {
            return Ok(());
        }
        let message = "the copy differs from what was read; nothing was removed";
        Err(Error::new(ErrorKind::Io, message).at_file(&self.hidden))
    }

    /// Gives the secured copy its name; false if something has that name already.
    pub fn publish(&mut self, to: &Location) -> Result<bool> {
        let published = self.hidden.publish(to)?;
        self.named |= published;
        Ok(published)
    }

    /// Says that the copy has a name now.
    pub fn named(mut self) {
        self.named = true;
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        if !self.named {
            // If that fails, it is removed by whoever next writes under this hidden name.
            let _ = std::fs::remove_file(self.hidden.local_path());
        }
    }
}

fn pump(mut from: impl Read, to: impl Write) -> std::io::Result<String> {
    let mut to = Hashing::new(to);
    let mut buffer = vec![0; BUFFER];
    loop {
        let read = from.read(&mut buffer)?;
        let bytes = buffer.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            break;
        }
        to.write_all(bytes)?;
    }
    Ok(to.sha256())
}
