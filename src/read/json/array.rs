//! The elements of an array, cut out by brackets and quotes alone.

use serde_json::value::RawValue;

use super::element::{Element, Piece, WAVE, batches};
use super::place::{Place, is_space, unreadable, what};
use crate::error::{Error, Result};
use crate::read::batch::Batch;
use crate::read::limits::Limits;
use crate::workspace::Pipeline;

/// An array while it is read.
pub(super) struct Array<'p> {
    pipeline: &'p Pipeline,
    limits: Limits,
    next: Next,
}

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// The bracket that opens it.
    Begin,
    /// An element, or the bracket that closes it.
    First,
    /// An element, after a comma.
    Element,
    /// A comma, or the bracket that closes it.
    Comma,
    /// Nothing but white space.
    Nothing,
}

/// Why no more elements were cut out.
enum Cut {
    /// There are enough of them.
    More,
    /// The text has no other whole one.
    Ended,
    NotJson,
}

impl Next {
    /// What a text may stand behind.
    fn before(self) -> &'static str {
        match self {
            Self::Begin => "",
            Self::First => "[",
            Self::Element => "[\"\",",
            Self::Comma => "[\"\"",
            Self::Nothing => "[]",
        }
    }

    /// The error of a text at a place that cannot be what comes next: what a reader of the whole file says of it.
    fn fault(self, text: &str, place: Place) -> Error {
        let whole = format!("{}{text}", self.before());
        let Err(error) = serde_json::from_str::<Vec<&RawValue>>(&whole) else {
            return unreadable("broken JSON", place);
        };
        let mut lines = text.split('\n');
        let line = lines.nth(error.line().saturating_sub(1)).unwrap_or_default().as_bytes();
        let (begin, characters) = match error.line() {
            0 | 1 => (self.before().len(), place.characters),
            _ => (0, 0),
        };
        let before = line.get(..error.column().saturating_sub(begin)).unwrap_or(line);
        let column = characters + String::from_utf8_lossy(before).chars().count() as u64;
        let line = place.breaks + (error.line() as u64).max(1);
        unreadable(&format!("broken JSON: {}", what(&error)), place).at_line(line).at_column(column)
    }
}

impl<'p> Array<'p> {
    pub(super) fn new(pipeline: &'p Pipeline) -> Self {
        Self { pipeline, limits: Limits::of(pipeline), next: Next::Begin }
    }

    /// Reads the elements that are whole; gives how much of the text was used.
    pub(super) fn advance(
        &mut self,
        piece: Piece<'_>,
        place: &mut Place,
        give: &mut dyn FnMut(Vec<Batch>) -> Result<()>,
    ) -> Result<usize> {
        let text = piece.text;
        let mut at = 0;
        loop {
            let mut elements = Vec::new();
            let from = at;
            let cut = self.cut(piece, &mut at, &mut elements, *place)?;
            let offset = |element: &Element<'_>| element.text.as_ptr() as usize - text.as_ptr() as usize;
            let (batches, faults): (Vec<_>, Vec<_>) = batches(&elements, self.pipeline, |element, _| {
                serde_json::from_str::<&RawValue>(element.text).is_err().then(|| offset(element))
            })
            .into_iter()
            .unzip();
            let fault = faults.into_iter().flatten().flatten().min().map(|at| (at, Next::First));
            let fault = fault.or(matches!(cut, Cut::NotJson).then_some((at, self.next)));
            if let Some((at, next)) = fault {
                place.pass(text.get(from..at).unwrap_or_default());
                return Err(next.fault(text.get(at..).unwrap_or_default(), *place));
            }
            place.pass(text.get(from..at).unwrap_or_default());
            give(batches)?;
            if !matches!(cut, Cut::More) {
                return Ok(at);
            }
        }
    }

    /// Cuts elements out from `at` on, at most [`WAVE`] of them; `place` is where that is.
    fn cut<'a>(
        &mut self,
        Piece { text, last }: Piece<'a>,
        at: &mut usize,
        elements: &mut Vec<Element<'a>>,
        place: Place,
    ) -> Result<Cut> {
        let (start, mut line, mut counted) = (*at, place.line(), *at);
        while elements.len() < WAVE {
            let rest = text.as_bytes().get(*at..).unwrap_or_default();
            let Some(space) = rest.iter().position(|b| !is_space(*b)) else {
                *at = text.len();
                return Ok(if last && self.next != Next::Nothing { Cut::NotJson } else { Cut::Ended });
            };
            *at += space;
            let rest = text.get(*at..).unwrap_or_default();
            let first = rest.as_bytes().first().copied().unwrap_or_default();
            self.next = match (self.next, first) {
                (Next::Begin, b'[') => Next::First,
                (Next::First | Next::Comma, b']') => Next::Nothing,
                (Next::Comma, b',') => Next::Element,
                (Next::First | Next::Element, _) => {
                    let end = match length(rest.as_bytes(), first) {
                        Some(0) => return Ok(Cut::NotJson),
                        Some(end) if end <= self.limits.row => end,
                        None if last => return Ok(Cut::NotJson),
                        None if rest.len() <= self.limits.row => return Ok(Cut::Ended),
                        _ => {
                            let mut here = place;
                            here.pass(text.get(start..*at).unwrap_or_default());
                            return Err(here.of(Limits::too_long("a value of the array", self.limits.row)));
                        }
                    };
                    let between = text.as_bytes().get(counted..*at).unwrap_or_default();
                    line += memchr::memchr_iter(b'\n', between).count() as u64;
                    counted = *at;
                    elements.push(Element { text: rest.get(..end).unwrap_or_default(), line });
                    *at += end;
                    self.next = Next::Comma;
                    continue;
                }
                _ => return Ok(Cut::NotJson),
            };
            *at += 1;
        }
        Ok(Cut::More)
    }
}

/// How long the value is that begins here, if it is JSON; none if the bytes end before it does.
///
/// The depth is a number and nothing is called for each level, so nesting may be as deep as it likes.
fn length(bytes: &[u8], first: u8) -> Option<usize> {
    match first {
        b'"' => text_end(bytes, 0),
        b'{' | b'[' => {
            let (mut at, mut depth) = (0, 0usize);
            loop {
                match bytes.get(at)? {
                    b'"' => {
                        at = text_end(bytes, at)?;
                        continue;
                    }
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth -= 1,
                    _ => {}
                }
                at += 1;
                if depth == 0 {
                    return Some(at);
                }
            }
        }
        _ => bytes.iter().position(|b| is_space(*b) || matches!(b, b',' | b']' | b'}')),
    }
}

/// Where the text ends that begins with the quote at `open`.
fn text_end(bytes: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(at) == Some(&b'"') {
            return Some(at + 1);
        }
        at += 2;
    }
}
