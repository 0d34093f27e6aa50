//! Fields with a delimiter between them.

use memchr::memchr_iter;
use rayon::prelude::*;

use super::batch::Batch;
use super::bytes::Blocks;
use super::feed::{Feed, feed};
use super::fields::{Cut, Stretch};
use super::layout::Layout;
use super::limits::{Limits, MOST_NAMES};
use super::overlong::{Ended, Overlong, Quote};
use super::scan::{Scanned, Shape, first_row, scan};
use super::steps::Steps;
use crate::error::{Error, ErrorKind, Result};
use crate::store::Location;
use crate::workspace::{Delimited, Pipeline};

// Sizes are small in tests, so that rows lie across every edge.

/// How much of a block one thread scans at a time.
const STRETCH: usize = if cfg!(any(test, fuzzing)) { 1 << 6 } else { 4 << 20 };
/// How many lines of a block one thread scans at a time: short rows take more memory than their text.
const LINES: usize = if cfg!(any(test, fuzzing)) { 1 << 4 } else { 64 << 10 };
/// So many stretches are scanned before their rows are handed on.
const WAVE: usize = 8;

pub(super) fn each<T, F, G>(
    file: &Location,
    dialect: &Delimited,
    pipeline: &Pipeline,
    mut steps: Steps<F, G>,
) -> Result<()>
where
    T: Send,
    F: Fn(Batch) -> Result<T> + Sync,
    G: FnMut(T) -> Result<()>,
{
    let blocks = Blocks::open(file, pipeline)?;
    feed(blocks, |feed| rows(feed, dialect, pipeline, |batches| steps.run(batches)))
}

fn rows(
    mut feed: Feed,
    dialect: &Delimited,
    pipeline: &Pipeline,
    mut give: impl FnMut(Vec<Batch>) -> Result<()>,
) -> Result<()> {
    let mut reading = Reading {
        dialect,
        pipeline,
        limits: Limits::of(pipeline),
        layout: Layout::by_place(pipeline),
        begun: !dialect.header,
        any: false,
        line: 1,
        characters: 0,
        rest: Vec::new(),
        overlong: None,
    };
    while let Some(joined) = feed.next(std::mem::take(&mut reading.rest)) {
        let joined = joined.map_err(|e| placed(e, reading.line))?;
        let fresh = joined.bytes.get(joined.fresh..).unwrap_or_default();
        reading.first_of_any(fresh)?;
        let text = Text { bytes: &joined.bytes, last: joined.last };
        let Some(start) = reading.header(text, joined.start)? else { continue };
        let Some(start) = reading.overlong(text, start, &mut give)? else { continue };
        reading.block(text, start, &mut give)?;
    }
    if reading.any {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Unreadable, "the file is empty").at_line(1).at_column(1).hint("Ask for the file again."))
}

/// Some bytes of a file, and whether it ends with them.
#[derive(Clone, Copy)]
struct Text<'a> {
    bytes: &'a [u8],
    last: bool,
}

/// A file while it is read.
struct Reading<'a> {
    dialect: &'a Delimited,
    pipeline: &'a Pipeline,
    limits: Limits,
    layout: Layout<'a>,
    /// Whether the header is behind us.
    begun: bool,
    /// Whether there is anything but line breaks.
    any: bool,
    /// The line that the next byte is on.
    line: u64,
    /// How many characters of that line came before; 0 but in an overlong row.
    characters: u64,
    /// What is to be seen again with the next block: the beginning of a row that is not whole.
    rest: Vec<u8>,
    /// The row that goes on.
    overlong: Option<Overlong>,
}

impl Reading<'_> {
    /// Notes that there is something but line breaks; a blank header, which an empty file may have, is wrong then.
    fn first_of_any(&mut self, fresh: &[u8]) -> Result<()> {
        if self.any || fresh.iter().all(|b| matches!(b, b'\n' | b'\r')) {
            return Ok(());
        }
        self.any = true;
        if self.begun && self.dialect.header {
            self.layout = Layout::of_header(&[String::new()], self.pipeline)?;
        }
        Ok(())
    }

    /// Where the rows begin; none if the header goes on.
    fn header(&mut self, text: Text<'_>, start: usize) -> Result<Option<usize>> {
        if self.begun {
            return Ok(Some(start));
        }
        let head = text.bytes.get(start..).unwrap_or_default();
        let too_long = || Limits::too_long("the header", self.limits.field).at_line(1).at_column(1);
        match first_row(head, text.last, self.dialect, self.limits) {
            Ok(first) => {
                if first.end > self.limits.field.saturating_add(2) {
                    return Err(too_long());
                }
                if first.count > MOST_NAMES {
                    let message = format!("wrong header: {} names, more than {MOST_NAMES}", first.count);
                    let error = Error::new(ErrorKind::Unreadable, message).at_line(1).at_column(1);
                    return Err(
                        error.hint("Is it a header? Check the pipeline's `delimiter`, or ask for the file again.")
                    );
                }
                if self.any {
                    self.layout = Layout::of_header(&first.names, self.pipeline)?;
                }
                self.pass(head.get(..first.end).unwrap_or_default());
                self.begun = true;
                Ok(Some(start + first.end))
            }
            Err(Cut { open_quote: Some(open), endless, .. }) if endless || (text.last && self.any) => Err(self.quote(
                text.bytes,
                start,
                start + open,
                if endless { Quote::TooLong } else { Quote::NeverClosed },
            )),
            Err(_) if head.len() > self.limits.field.saturating_add(2) => Err(too_long()),
            Err(_) => {
                self.rest = head.to_vec();
                Ok(None)
            }
        }
    }

    /// Goes on with an overlong row; gives where the next one begins, or none if it goes on still.
    fn overlong(
        &mut self,
        text: Text<'_>,
        start: usize,
        give: &mut impl FnMut(Vec<Batch>) -> Result<()>,
    ) -> Result<Option<usize>> {
        let Some(mut row) = self.overlong.take() else { return Ok(Some(start)) };
        let stretch = Stretch { start, stop: text.bytes.len(), last: text.last };
        match row.advance(text.bytes, stretch, self.dialect) {
            Ended::Row(end) => {
                self.pass(text.bytes.get(start..end).unwrap_or_default());
                self.characters = 0;
                let broken = vec![row.broken(&self.layout)];
                give(vec![Batch { columns: self.layout.no_rows(), lines: Vec::new(), broken }])?;
                Ok(Some(end))
            }
            Ended::Open(from) => {
                self.pass(text.bytes.get(start..from).unwrap_or_default());
                self.rest = text.bytes.get(from..).unwrap_or_default().to_vec();
                self.overlong = Some(row);
                Ok(None)
            }
            Ended::Quote(open, quote) => Err(self.quote(text.bytes, start, open, quote)),
        }
    }

    /// Scans the rows of a block, several stretches at a time.
    fn block(&mut self, text: Text<'_>, start: usize, give: &mut impl FnMut(Vec<Batch>) -> Result<()>) -> Result<()> {
        let (mut end, mut cut) = (start, Cut::default());
        for wave in stretches(text, start).chunks(WAVE) {
            let shape = Shape { dialect: self.dialect, layout: &self.layout, limits: self.limits };
            let scanned = scan_wave(text.bytes, end, wave, shape);
            if let Some(last) = scanned.last() {
                (end, cut) = (last.end, last.cut);
            }
            let batches = with_lines(scanned, &mut self.line);
            if let Some(open) = cut.open_quote.filter(|_| text.last || cut.endless) {
                let quote = if cut.endless { Quote::TooLong } else { Quote::NeverClosed };
                return Err(self.quote(text.bytes, end, open, quote));
            }
            give(batches)?;
            if cut.open_quote.is_some() {
                break;
            }
        }
        self.keep(text, end, cut);
        Ok(())
    }

    /// Keeps the row that the bytes cut off, or what matters of it if it is too long already.
    fn keep(&mut self, text: Text<'_>, end: usize, cut: Cut) {
        let rest = text.bytes.get(end..).unwrap_or_default();
        if text.last || !(cut.long || rest.len() > self.limits.row) {
            self.rest = rest.to_vec();
            return;
        }
        let mut row = Overlong::new(self.line, self.layout.width(), self.limits);
        let stretch = Stretch { start: end, stop: text.bytes.len(), last: false };
        let from = match row.advance(text.bytes, stretch, self.dialect) {
            Ended::Row(at) | Ended::Open(at) => at,
            // It would have been told before.
            Ended::Quote(..) => end,
        };
        self.overlong = Some(row);
        self.pass(text.bytes.get(end..from).unwrap_or_default());
        self.rest = text.bytes.get(from..).unwrap_or_default().to_vec();
    }

    /// Counts the lines of some bytes, and the characters of the last of them.
    fn pass(&mut self, bytes: &[u8]) {
        match memchr::memrchr(b'\n', bytes) {
            Some(at) => {
                self.line += memchr_iter(b'\n', bytes).count() as u64;
                self.characters = characters(bytes.get(at + 1..).unwrap_or_default());
            }
            None => self.characters += characters(bytes),
        }
    }

    /// The error of a quote that opens at `open`, where the next byte is the one at `start`.
    fn quote(&self, bytes: &[u8], start: usize, open: usize, quote: Quote) -> Error {
        let before = bytes.get(start..open).unwrap_or_default();
        let (skipped, shown) = match memchr::memrchr(b'\n', before) {
            Some(at) => (0, before.get(at + 1..).unwrap_or_default()),
            None => (self.characters, before),
        };
        // The bytes may begin in the middle of a character that is counted already.
        let shown = match skipped {
            0 => String::from_utf8_lossy(shown).chars().count() as u64,
            _ => characters(shown),
        };
        let error = match quote {
            Quote::TooLong => self.limits.open_quote(),
            Quote::NeverClosed => Error::new(ErrorKind::Unreadable, "a quote opens here and is never closed")
                .hint("The file may have been cut off; ask for it again."),
        };
        error.at_line(self.line + memchr_iter(b'\n', before).count() as u64).at_column(skipped + shown + 1)
    }
}

/// How many characters begin in some bytes.
fn characters(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|b| **b & 0xc0 != 0x80).count() as u64
}

/// Where to scan a block: from the line after every so many bytes or lines.
fn stretches(text: Text<'_>, start: usize) -> Vec<Stretch> {
    let Text { bytes, last } = text;
    let mut starts = vec![start];
    let mut at = start;
    while at < bytes.len() {
        let after = at.saturating_add(STRETCH).min(bytes.len());
        let rest = bytes.get(after..).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest).map_or(bytes.len(), |found| after + found + 1);
        let mine = bytes.get(at..end).unwrap_or_default();
        if memchr_iter(b'\n', mine).count() > LINES {
            let breaks = memchr_iter(b'\n', mine).skip(LINES - 1).step_by(LINES);
            starts.extend(breaks.map(|found| at + found + 1).filter(|start| *start < end));
        }
        if end < bytes.len() {
            starts.push(end);
        }
        at = end;
    }
    let stops = starts.iter().skip(1).copied().chain([bytes.len()]);
    starts.iter().zip(stops).map(|(&start, stop)| Stretch { start, stop, last }).collect()
}

/// Scans some stretches that follow each other, several at a time.
///
/// Where a stretch begins is guessed, as the line after its first byte; a guess inside a quoted field shows in that
/// the stretch before it ends elsewhere, and that one is scanned again from there.
fn scan_wave(bytes: &[u8], start: usize, wave: &[Stretch], shape: Shape<'_>) -> Vec<Scanned> {
    let guessed: Vec<Scanned> = wave.par_iter().map(|s| scan(bytes, *s, shape)).collect();
    let mut scanned: Vec<Scanned> = Vec::with_capacity(guessed.len());
    for (guess, stretch) in guessed.into_iter().zip(wave) {
        let begin = scanned.last().map_or(start, |s| s.end);
        if scanned.last().is_some_and(|s| s.cut.open_quote.is_some()) {
            break;
        }
        if begin == stretch.start {
            scanned.push(guess);
        } else if begin < stretch.stop {
            scanned.push(scan(bytes, Stretch { start: begin, ..*stretch }, shape));
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
