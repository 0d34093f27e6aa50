//! The hidden names under which files lie in the landing zone while they are taken or put back.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::number::number;

/// The end of the name of a file that is taken: `.sales.txt.1.take`.
const CLAIMED: &str = ".take";
/// The end of the name of a copy on its way back from the archive: `.sales.txt.untake`.
const RETURNING: &str = ".untake";

/// The hidden name of a file that is taken.
pub(super) fn claim_name(name: &OsStr, number: u32) -> OsString {
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{number}{CLAIMED}"));
    hidden
}

/// The hidden name of a copy on its way back into the landing zone.
pub(super) fn returning(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(RETURNING);
    path.with_file_name(name)
}

/// Whether a copy on its way back has this name.
pub(super) fn is_returning(name: &OsStr) -> bool {
    let bytes = name.as_encoded_bytes();
    bytes.starts_with(b".") && bytes.ends_with(RETURNING.as_bytes())
}

/// The own name of a claimed file, by its hidden name, and the number of the claim.
pub(super) fn claimed(hidden: &OsStr) -> Option<(OsString, u32)> {
    let name = hidden.as_encoded_bytes().strip_prefix(b".")?.strip_suffix(CLAIMED.as_bytes())?;
    let dot = memchr::memrchr(b'.', name)?;
    let (name, digits) = (name.get(..dot)?, name.get(dot + 1..)?);
    let visible = name.first().is_some_and(|first| *first != b'.');
    Some((text(name)?, number(std::str::from_utf8(digits).ok()?)?)).filter(|_| visible)
}

#[cfg(unix)]
fn text(bytes: &[u8]) -> Option<OsString> {
    Some(std::os::unix::ffi::OsStringExt::from_vec(bytes.to_vec()))
}

#[cfg(not(unix))]
fn text(bytes: &[u8]) -> Option<OsString> {
    std::str::from_utf8(bytes).ok().map(OsString::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_knows_the_name_of_its_file() {
        let check = |name: &str, number: u32, expected: &str| {
            assert_eq!(claim_name(name.as_ref(), number), *expected);
            assert_eq!(claimed(expected.as_ref()), Some((name.into(), number)));
        };
        check("sales.txt", 1, ".sales.txt.1.take");
        check("sales.txt~2", 12, ".sales.txt~2.12.take");
        check("sales.3.take", 1, ".sales.3.take.1.take");
        for other in
            ["sales.1.take", ".sales.take", ".sales.0.take", ".sales.1.take.part", "..a.1.take", "..1.take", ".take"]
        {
            assert_eq!(claimed(other.as_ref()), None, "{other}");
        }
    }
}
