//! Fields with a delimiter between them.

use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};

use memchr::memchr_iter;
use rayon::prelude::*;

use super::batch::Batch;
use super::bytes::Blocks;
use super::layout::Layout;
use super::scan::{Scanned, Stretch, first_row, scan};
use crate::error::{Error, ErrorKind, Result};
use crate::workspace::{Delimited, Pipeline};

// Sizes are small in tests, so that rows lie across every edge.

/// How much of a file is in memory as text at a time.
const BLOCK: usize = if cfg!(any(test, fuzzing)) { 1 << 10 } else { 32 << 20 };
/// How much of a block one thread scans at a time.
const STRETCH: usize = if cfg!(any(test, fuzzing)) { 1 << 6 } else { 4 << 20 };
/// A row may not be longer than this: most likely a quote was never closed.
pub(super) const LONGEST_ROW: usize = if cfg!(any(test, fuzzing)) { 1 << 14 } else { 1 << 30 };

/// Room before a block for the row that the block before it did not finish.
const ROOM: usize = if cfg!(any(test, fuzzing)) { 1 << 7 } else { 256 << 10 };

/// A piece of a file behind [`ROOM`] unused bytes, and whether the file ends with it.
struct Block {
    bytes: Vec<u8>,
    last: bool,
}

impl Block {
    /// Puts the unfinished row of the block before in front; gives the bytes and where they begin.
    fn behind(mut self, rest: &[u8]) -> (Vec<u8>, usize) {
        match ROOM.checked_sub(rest.len()) {
            Some(begin) => {
                self.bytes.iter_mut().skip(begin).zip(rest).for_each(|(to, from)| *to = *from);
                (self.bytes, begin)
            }
            None => ([rest, self.bytes.get(ROOM..).unwrap_or_default()].concat(), 0),
        }
    }
}

pub(super) fn map<T, F>(path: &Path, dialect: &Delimited, pipeline: &Pipeline, work: F) -> Result<Vec<T>>
where
    T: Send,
    F: Fn(Batch) -> Result<T> + Sync,
{
    let mut blocks = Blocks::open(path, dialect.encoding)?;
    let (sender, receiver) = sync_channel(1);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            loop {
                let mut bytes = Vec::with_capacity(ROOM + BLOCK + 64);
                bytes.resize(ROOM, 0);
                let more = blocks.append(&mut bytes, BLOCK);
                let goes_on = matches!(more, Ok(true));
                if sender.send(more.map(|more| Block { bytes, last: !more })).is_err() || !goes_on {
                    return;
                }
            }
        });
        rows(receiver, dialect, pipeline, work)
    })
}

fn rows<T, F>(blocks: Receiver<Result<Block>>, dialect: &Delimited, pipeline: &Pipeline, work: F) -> Result<Vec<T>>
where
    T: Send,
    F: Fn(Batch) -> Result<T> + Sync,
{
    let mut results = Vec::new();
    let mut rest: Vec<u8> = Vec::new();
    let mut line = 1;
    let (mut begun, mut any) = (false, false);
    let mut layout = Layout::by_place(pipeline);
    for block in blocks {
        let block = block.map_err(|e| placed(e, line))?;
        let last = block.last;
        any = any || block.bytes.iter().skip(ROOM).any(|b| !matches!(b, b'\n' | b'\r'));
        let (bytes, mut start) = block.behind(&rest);
        if !begun && dialect.header {
            let head = bytes.get(start..).unwrap_or_default();
            match first_row(head, last, dialect) {
                Ok((names, end)) => {
                    if any {
                        layout = Layout::of_header(&names, pipeline)?;
                    }
                    line += memchr_iter(b'\n', head.get(..end).unwrap_or_default()).count() as u64;
                    start += end;
                }
                Err(open) if last && any => {
                    let open = open.unwrap_or_default();
                    let breaks = memchr_iter(b'\n', head.get(..open).unwrap_or_default()).count() as u64;
                    return Err(never_closed(head, open, 1 + breaks));
                }
                Err(_) => {
                    rest = bounded(head.to_vec(), line)?;
                    continue;
                }
            }
        }
        begun = true;
        let scanned = scan_block(&bytes, start, last, dialect, &layout);
        let end = scanned.last().map_or(start, |s| s.end);
        let (open, before) = (scanned.last().and_then(|s| s.open_quote), line);
        let batches = with_lines(scanned, &mut line);
        if let Some(open) = open.filter(|_| last) {
            let breaks = memchr_iter(b'\n', bytes.get(start..open).unwrap_or_default()).count() as u64;
            return Err(never_closed(bytes.get(start..).unwrap_or_default(), open - start, before + breaks));
        }
        rest = bounded(bytes.get(end..).unwrap_or_default().to_vec(), line)?;
        drop(bytes);
        results.extend(batches.into_par_iter().map(&work).collect::<Result<Vec<T>>>()?);
    }
    if any {
        return Ok(results);
    }
    Err(Error::new(ErrorKind::Unreadable, "the file is empty").at_line(1).at_column(1).hint("Ask for the file again."))
}

/// Scans a block in stretches, several at a time.
///
/// Where a stretch begins is guessed, as the line after its first byte; a guess inside a quoted field shows in that
/// the stretch before it ends elsewhere, and that one is scanned again from there.
fn scan_block(bytes: &[u8], start: usize, last: bool, dialect: &Delimited, layout: &Layout<'_>) -> Vec<Scanned> {
    let mut starts = vec![start];
    let mut at = start + STRETCH;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(b'\n', rest)) {
        starts.push(at + found + 1);
        at += found + 1 + STRETCH;
    }
    let stops = starts.iter().skip(1).copied().chain([bytes.len()]);
    let stretches: Vec<Stretch> =
        starts.iter().zip(stops).map(|(&start, stop)| Stretch { start, stop, last }).collect();
    let guessed: Vec<Scanned> = stretches.par_iter().map(|s| scan(bytes, *s, dialect, layout)).collect();
    let mut scanned: Vec<Scanned> = Vec::with_capacity(guessed.len());
    for (guess, stretch) in guessed.into_iter().zip(stretches) {
        let begin = scanned.last().map_or(start, |s| s.end);
        if begin == stretch.start {
            scanned.push(guess);
        } else if begin < stretch.stop && scanned.last().is_none_or(|s| s.open_quote.is_none()) {
            scanned.push(scan(bytes, Stretch { start: begin, ..stretch }, dialect, layout));
        }
    }
    scanned
}

/// Gives every row its line in the file.
fn with_lines(scanned: Vec<Scanned>, line: &mut u64) -> Vec<Batch> {
    let mut batches = Vec::with_capacity(scanned.len());
    for Scanned { mut batch, line_breaks, .. } in scanned {
        batch.lines.iter_mut().for_each(|l| *l += *line);
        batch.broken.iter_mut().for_each(|b| b.line += *line);
        *line += line_breaks;
        batches.push(batch);
    }
    batches
}

/// What keeps the next block from being read shows after the rows so far.
fn placed(error: Error, line: u64) -> Error {
    if error.kind == ErrorKind::Unreadable && error.place.line.is_none() {
        return error.at_line(line).at_column(1);
    }
    error
}

fn bounded(rest: Vec<u8>, line: u64) -> Result<Vec<u8>> {
    if rest.len() <= LONGEST_ROW {
        return Ok(rest);
    }
    Err(Error::new(ErrorKind::Unreadable, "a row of more than 1 GiB starts here: most likely a quote is never closed")
        .at_line(line)
        .at_column(1)
        .hint("The file may have been cut off; ask for it again."))
}

fn never_closed(bytes: &[u8], open: usize, line: u64) -> Error {
    let before = bytes.get(..open).unwrap_or_default();
    let begin = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    let column = String::from_utf8_lossy(before.get(begin..).unwrap_or_default()).chars().count() as u64 + 1;
    Error::new(ErrorKind::Unreadable, "a quote opens here and is never closed")
        .at_line(line)
        .at_column(column)
        .hint("The file may have been cut off; ask for it again.")
}
