//! The number after the name of a file that keeps it apart from others of its name: `sales.txt~2`.

use crate::error::{Error, ErrorKind, Result};
use crate::store::Location;

/// Between the name of a file and its number.
pub(super) const NUMBER: char = '~';
/// The highest number of a file; longer digits are part of a name.
const LAST: u32 = 999_999;

/// A number as it is written here: from 1, no sign, no zero before it.
pub(super) fn number(digits: &str) -> Option<u32> {
    let plain = !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|number| plain && *number <= LAST)
}

/// The number after another; fails where a name has no more of them.
pub(super) fn next(number: u32, of: &Location) -> Result<u32> {
    if number < LAST {
        return Ok(number + 1);
    }
    let message = format!("there are {LAST} files of this name, and no number is left for another");
    Err(Error::new(ErrorKind::Io, message).at_file(of).hint("Give the file another name."))
}

/// A name without its number, and that number; none if it has none.
pub(super) fn unnumbered(name: &str) -> Option<(&str, u32)> {
    let (name, digits) = name.rsplit_once(NUMBER)?;
    Some((name, number(digits)?))
}

/// A name without the number that keeps it apart from others of its name.
pub(super) fn plain(name: &str) -> &str {
    unnumbered(name).map_or(name, |(plain, _)| plain)
}

/// The name of a file in the archive; one that seems to have a number already gets one in any case.
pub(super) fn numbered(name: &str, number: u32) -> String {
    if number == 1 && unnumbered(name).is_none() { name.to_owned() } else { format!("{name}{NUMBER}{number}") }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn names_have_their_number_from_the_second_file_of_a_slot_on() {
        let check = |name: &str, number: u32, expected: &str| {
            assert_eq!(numbered(name, number), expected);
            let plain = unnumbered(expected).unwrap_or((expected, 1));
            assert_eq!(plain, (name, number));
        };
        check("sales.txt", 1, "sales.txt");
        check("sales.txt", 2, "sales.txt~2");
        check("sales.txt.gz", 10, "sales.txt.gz~10");
        check("sales.txt", LAST, "sales.txt~999999");
        // What seems to have a number gets one in any case.
        check("sales~3", 1, "sales~3~1");
        check("sales~", 1, "sales~");
        check("sales~0", 1, "sales~0");
        check("~2", 2, "~2~2");
    }

    #[test]
    fn what_is_written_in_another_way_is_part_of_a_name() {
        for digits in ["", "0", "02", "+2", "-2", "2 ", "1000000", "4294967295", "4294967296", "\u{0662}"] {
            assert_eq!(number(digits), None, "{digits}");
        }
        assert_eq!(number("999999"), Some(LAST));
        let of = Store::folder("").find("a").unwrap();
        assert_eq!(next(LAST - 1, &of).ok(), Some(LAST));
        assert!(next(LAST, &of).is_err());
    }
}
