//! Where an array is not JSON, and what is wrong there: as the JSON reader says it of the whole file, element by element.

use std::fmt;
use std::io::{self, Read};
use std::path::Path;

use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};

use super::place::{Place, unreadable, what};
use crate::error::{Error, Result};
use crate::read::bytes::Blocks;
use crate::workspace::Pipeline;

/// How much is read at a time.
const BLOCK: usize = if cfg!(any(test, fuzzing)) { 1 << 6 } else { 1 << 20 };

/// The error of an array that is not JSON.
pub(super) fn of_array(path: &Path, pipeline: &Pipeline) -> Error {
    find(path, pipeline).unwrap_or_else(|error| error)
}

fn find(path: &Path, pipeline: &Pipeline) -> Result<Error> {
    let blocks = Blocks::open(path, pipeline)?;
    let mut bytes = Bytes { blocks, block: Vec::new(), at: 0, more: true, place: Place::default(), failed: None };
    let mut reader = serde_json::Deserializer::from_reader(&mut bytes);
    let read = reader.deserialize_seq(Elements).and_then(|()| reader.end());
    let Bytes { place, failed, .. } = bytes;
    if let Some(error) = failed {
        return Err(error);
    }
    // The reader stops behind the byte that is wrong, so that is where the place is.
    let place = Place { characters: place.characters.saturating_sub(1), ..place };
    Ok(match read {
        Err(error) => {
            let column = place.characters + 1;
            let column = if error.column() == 0 { 0 } else { column };
            unreadable(&format!("broken JSON: {}", what(&error)), place).at_column(column)
        }
        Ok(()) => unreadable("broken JSON", Place::default()),
    })
}

/// Goes through the elements and keeps none.
struct Elements;

impl<'de> Visitor<'de> for Elements {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// The bytes of a file one by one, and where they are.
struct Bytes {
    blocks: Blocks,
    block: Vec<u8>,
    at: usize,
    more: bool,
    place: Place,
    failed: Option<Error>,
}

impl Read for &mut Bytes {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.block.len() && self.more {
            self.block.clear();
            self.at = 0;
            match self.blocks.append(&mut self.block, BLOCK) {
                Ok(more) => self.more = more,
                Err(error) => {
                    self.failed = Some(error);
                    return Err(io::Error::other("the file cannot be read"));
                }
            }
        }
        let rest = self.block.get(self.at..).unwrap_or_default();
        let mut count = 0;
        for (to, byte) in out.iter_mut().zip(rest) {
            *to = *byte;
            count += 1;
            match byte {
                b'\n' => {
                    self.place.breaks += 1;
                    self.place.characters = 0;
                }
                // The rest of a character that is counted already.
                0x80..=0xbf => {}
                _ => self.place.characters += 1,
            }
        }
        self.at += count;
        Ok(count)
    }
}
