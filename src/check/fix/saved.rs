//! A fix file as a spreadsheet program saved it: encoding, delimiter, line breaks, apostrophes.

use std::path::Path;

use csv::ReaderBuilder;
use encoding_rs::{Encoding, UTF_8};

use super::super::resend::guarded;
use crate::error::{Error, ErrorKind, Result};

/// What stands after the columns: the row's line, what is wrong with it, the archived file that it is of, and a sign
/// by which it is known again, wherever it stands and whatever becomes of it.
pub(super) const ABOUT: [&str; 4] = ["line", "errors", "file", "row"];
/// What to do about a file that is none.
const AGAIN: &str = "Write the fix file again with `shoptui errors fix`, and change only the values of its rows.";

/// The text of a file that was saved by a spreadsheet program.
pub(super) fn decoded(bytes: &[u8], path: &Path) -> Result<String> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let bytes = bytes.get(mark..).unwrap_or_default();
    if encoding != UTF_8 {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
        return text.map(Into::into).ok_or_else(|| no_fix(path, format!("is not {} text", encoding.name()), 1));
    }
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|e| {
        let before = bytes.get(..e.valid_up_to()).unwrap_or_default();
        let line = memchr::memchr_iter(b'\n', before).count() as u64 + 1;
        no_fix(path, "is not UTF-8 text".to_owned(), line).hint("Save it again as `CSV UTF-8`.")
    })
}

/// The delimiter, and the names of the columns before `line`, `errors` and `file`.
pub(super) fn header(text: &str, path: &Path) -> Result<(u8, Vec<String>)> {
    for delimiter in *b",;\t" {
        let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
        let Ok(header) = reader.headers() else { continue };
        let names: Vec<&str> = header.iter().map(unguarded).collect();
        if let Some((columns, about)) = names.split_last_chunk::<{ ABOUT.len() }>()
            && *about == ABOUT
        {
            return Ok((delimiter, columns.iter().map(|name| (*name).to_owned()).collect()));
        }
    }
    Err(no_fix(path, format!("is not a fix file: its last columns are not {}", ABOUT.join(", ")), 1))
}

/// What a cell means where this is what was written: a line break may have changed, a formula have its apostrophe.
pub(super) fn value(cell: &str, was: &str) -> String {
    if same(cell, was) { was.to_owned() } else { unguarded(cell).to_owned() }
}

fn same(cell: &str, was: &str) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
    cell == was || [plain(was), plain(&guarded(was))].contains(&plain(cell))
}

/// The text without the apostrophe that [`guarded`] puts before it.
pub(super) fn unguarded(cell: &str) -> &str {
    let guards = |rest: &&str| matches!(guarded(rest), std::borrow::Cow::Owned(_));
    cell.strip_prefix('\'').filter(guards).unwrap_or(cell)
}

/// The error of a file that is none, with the line on which that shows.
pub(super) fn no_fix(path: &Path, message: String, line: u64) -> Error {
    Error::new(ErrorKind::Usage, message).at_file(path).at_line(line).hint(AGAIN)
}
