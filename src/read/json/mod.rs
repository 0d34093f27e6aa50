//! A JSON array of objects, or one object a line (NDJSON).
//!
//! A value is taken as the text it was written with, so no digit of a number is lost; `null` and a missing field are
//! null, an empty text is a text. Every object names its own fields, so what is in no column is the matter of its row.
//! A column may lie in an object within the row (`from = "event_data.position"`, see `paths`).
//!
//! The file is cut into elements by their brackets and quotes alone, block by block; whether an element is JSON is found
//! out where it is read, several at a time. An array must be JSON as a whole, a line need not be: it is a bad row.

mod array;
mod element;
mod lines;
mod members;
mod paths;
mod place;
mod row;

use super::batch::Batch;
use super::bytes::Blocks;
use super::feed::{Feed, Joined, feed};
use super::steps::Steps;
use crate::error::Result;
use crate::store::Location;
use crate::workspace::Pipeline;
use array::Array;
use element::Piece;
use lines::Lines;
use place::{Place, is_space, unreadable};

pub(super) fn each<T, F, G>(file: &Location, pipeline: &Pipeline, mut steps: Steps<F, G>) -> Result<()>
where
    T: Send,
    F: Fn(Batch) -> Result<T> + Sync,
    G: FnMut(T) -> Result<()>,
{
    let blocks = Blocks::open(file, pipeline)?;
    let mut give = |batches| steps.run(batches);
    feed(blocks, |feed| rows(feed, pipeline, &mut give))
}

/// What a file is.
enum Kind<'a> {
    Unknown,
    Array(Array<'a>),
    Lines(Lines<'a>),
}

fn rows(mut feed: Feed, pipeline: &Pipeline, give: &mut dyn FnMut(Vec<Batch>) -> Result<()>) -> Result<()> {
    let mut kind = Kind::Unknown;
    let mut place = Place::default();
    // The first white space that is none to JSON.
    let mut odd = None;
    let mut rest = Vec::new();
    while let Some(joined) = feed.next(std::mem::take(&mut rest)) {
        let Joined { bytes, start, last, .. } = joined?;
        let bytes = bytes.get(start..).unwrap_or_default();
        let text = text(bytes, last, place)?;
        let mut at = 0;
        if matches!(kind, Kind::Unknown) {
            at = text.len() - text.trim_start().len();
            let before = text.get(..at).unwrap_or_default();
            if let Some(found) = before.find(|c: char| !u8::try_from(c).is_ok_and(is_space)).filter(|_| odd.is_none()) {
                let mut place = place;
                place.pass(before.get(..found).unwrap_or_default());
                odd = Some(place);
            }
            place.pass(before);
            kind = match text.as_bytes().get(at) {
                None => Kind::Unknown,
                Some(b'[') if odd.is_some() => {
                    return Err(unreadable("broken JSON: expected value", odd.unwrap_or(place)));
                }
                Some(b'[') => Kind::Array(Array::new(pipeline)),
                Some(b'{') => Kind::Lines(Lines::new(pipeline)),
                Some(_) => {
                    let message = "expected `[` or `{`: an array of objects, or one object a line";
                    return Err(unreadable(message, place));
                }
            };
        }
        let piece = Piece { text: text.get(at..).unwrap_or_default(), last };
        let used = match &mut kind {
            Kind::Unknown => 0,
            Kind::Array(array) => array.advance(piece, &mut place, give)?,
            Kind::Lines(lines) => lines.advance(piece, &mut place, give)?,
        };
        rest = bytes.get(at + used..).unwrap_or_default().to_vec();
    }
    match kind {
        Kind::Unknown => Err(unreadable("the file is empty", Place::default())),
        Kind::Array(_) => Ok(()),
        Kind::Lines(lines) => lines.end(),
    }
}

/// Bytes as text, but for a character that the next block ends.
fn text(bytes: &[u8], last: bool, place: Place) -> Result<&str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(e) => {
            let good = bytes.get(..e.valid_up_to()).unwrap_or_default();
            let good = std::str::from_utf8(good).unwrap_or_default();
            if e.error_len().is_none() && !last {
                return Ok(good);
            }
            let mut place = place;
            place.pass(good);
            Err(unreadable("the bytes here are notttttt UTF-8 text", place))
        }
    }
}
