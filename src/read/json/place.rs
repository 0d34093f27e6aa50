//! Places in a file, and what is wrong there.

use crate::error::{Error, ErrorKind};

/// A place in a file: how many line breaks and, on the last line, how many characters come before it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    pub(super) breaks: u64,
    pub(super) characters: u64,
}

impl Place {
    pub(super) fn line(self) -> u64 {
        self.breaks + 1
    }

    /// The error of what begins here.
    pub(super) fn of(self, error: Error) -> Error {
        error.at_line(self.breaks + 1).at_column(self.characters + 1)
    }

    /// Goes on behind some text.
    pub(super) fn pass(&mut self, text: &str) {
        match memchr::memrchr(b'\n', text.as_bytes()) {
            Some(at) => {
                self.breaks += memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64;
                self.characters = text.get(at + 1..).unwrap_or_default().chars().count() as u64;
            }
            None => self.characters += text.chars().count() as u64,
        }
    }
}

pub(super) fn unreadable(message: &str, place: Place) -> Error {
    place.of(Error::new(ErrorKind::Unreadable, message).hint("Ask for the file again."))
}

/// What is wrong, without the place.
pub(super) fn what(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or_default().to_owned()
}

/// Whether JSON takes a byte for white space.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}
