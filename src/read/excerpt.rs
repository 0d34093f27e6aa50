//! Some lines of a file as they stand there, without reading them as rows.

use std::ops::RangeInclusive;

use memchr::{memchr, memchr_iter};

use super::bytes::Blocks;
use crate::error::Result;
use crate::store::Location;
use crate::workspace::Pipeline;

/// How many bytes are read at a time.
const BLOCK: usize = 1 << 20;
/// The most bytes that are kept of a line.
const LONGEST: usize = 16 << 10;

/// Some lines of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The number of the first of them, from 1.
    pub first: u64,
    /// The lines without their breaks; a very long one ends in `…`.
    pub lines: Vec<String>,
    /// Whether more lines follow.
    pub more: bool,
}

/// The physical lines of a file, from 1, that lie in a range; the file is read no further than need be.
///
/// Plain and gzip-compressed files are read alike. `check_cancelled` is asked between blocks; its error ends the reading.
pub fn excerpt(
    file: &Location,
    pipeline: &Pipeline,
    wanted: RangeInclusive<u64>,
    check_cancelled: &dyn Fn() -> Result<()>,
) -> Result<Excerpt> {
    let mut blocks = Blocks::open(file, pipeline)?;
    let mut taken = Taken { wanted, line: 1, open: Vec::new(), cut: false, lines: Vec::new(), more: false };
    let mut block = Vec::with_capacity(BLOCK + 16);
    loop {
        check_cancelled()?;
        block.clear();
        let goes_on = blocks.append(&mut block, BLOCK)?;
        taken.add(&block);
        if !goes_on || taken.more {
            break;
        }
    }
    taken.end();
    Ok(Excerpt { first: *taken.wanted.start(), lines: taken.lines, more: taken.more })
}

/// What was taken of a file so far.
struct Taken {
    wanted: RangeInclusive<u64>,
    /// The line that the next byte belongs to.
    line: u64,
    /// The beginning of that line.
    open: Vec<u8>,
    cut: bool,
    lines: Vec<String>,
    more: bool,
}

impl Taken {
    fn add(&mut self, mut bytes: &[u8]) {
        let breaks = memchr_iter(b'\n', bytes).count() as u64;
        if self.line + breaks < *self.wanted.start() {
            self.line += breaks;
            return;
        }
        while !bytes.is_empty() {
            if self.line > *self.wanted.end() {
                self.more = true;
                return;
            }
            let end = memchr(b'\n', bytes);
            let (piece, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
            if self.wanted.contains(&self.line) {
                let room = LONGEST.saturating_sub(self.open.len());
                self.open.extend_from_slice(piece.get(..room).unwrap_or(piece));
                self.cut |= piece.len() > room;
            }
            bytes = rest.get(1..).unwrap_or_default();
            if end.is_some() {
                self.close();
            }
        }
    }

    fn close(&mut self) {
        if self.wanted.contains(&self.line) {
            let mut text = String::from_utf8_lossy(self.open.strip_suffix(b"\r").unwrap_or(&self.open)).into_owned();
            if self.cut {
                text.push('…');
            }
            self.lines.push(text);
        }
        self.open.clear();
        self.cut = false;
        self.line += 1;
    }

    fn end(&mut self) {
        if !self.open.is_empty() {
            self.close();
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::error::{Error, ErrorKind};

    fn pipeline() -> Pipeline {
        let folder = tempfile::tempdir().unwrap();
        let config = "[pipelines.t]\nfiles = 't_(?<date>\\d{8})'\nformat = { type = \"delimited\" }\n\
                      load = \"snapshot\"\nkey = [\"a\"]\ncolumns = [ { name = \"a\", type = \"string\", required = true } ]\n";
        std::fs::write(folder.path().join("shoptui.toml"), config).unwrap();
        crate::workspace::open(folder.path()).unwrap().pipelines.remove(0)
    }

    fn check(bytes: &[u8], wanted: RangeInclusive<u64>, expected: &[&str], more: bool) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let found = excerpt(&Location::of_path(file.path()).unwrap(), &pipeline(), wanted.clone(), &|| Ok(())).unwrap();
        assert_eq!((found.lines.iter().map(String::as_str).collect::<Vec<_>>(), found.more), (expected.to_vec(), more));
        assert_eq!(found.first, *wanted.start());
    }

    #[test]
    fn lines_are_found_by_their_number() {
        check(b"a\nb\r\nc\nd\n", 2..=3, &["b", "c"], true);
        check(b"a\nb\nc", 2..=9, &["b", "c"], false);
        check(b"a\n\n\nb\n", 1..=4, &["a", "", "", "b"], false);
        check(b"a\n", 7..=9, &[], false);
        check(b"", 1..=9, &[], false);
        check(b"\xef\xbb\xbfa\n\xff\n", 1..=2, &["a", "\u{fffd}"], false);
        let many: String = (1..=300_000).map(|n| format!("{n:010}\n")).collect();
        check(many.as_bytes(), 299_999..=300_100, &["0000299999", "0000300000"], false);
        check(many.as_bytes(), 95_326..=95_326, &["0000095326"], true);
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(many.as_bytes()).unwrap();
        check(&packed.finish().unwrap(), 200_000..=200_000, &["0000200000"], true);
    }

    #[test]
    fn a_long_line_is_cut_and_long_work_can_be_stopped() {
        let long = format!("a\n{}\nb\n", "x".repeat(10 << 20));
        let shown = format!("{}…", "x".repeat(LONGEST));
        check(long.as_bytes(), 1..=3, &["a", &shown, "b"], false);
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), long).unwrap();
        let stop = || Err(Error::new(ErrorKind::Usage, "stopped"));
        assert!(excerpt(&Location::of_path(file.path()).unwrap(), &pipeline(), 1..=3, &stop).is_err());
    }
}
