//! The seal of a journal: its last line has the SHA-256 of all bytes before it, and of its own without the hash.

use sha2::{Digest, Sha256};

use crate::store::hex;

/// What stands before the hash in the last line, and what after it.
const SEAL: (&str, &str) = (",\"seal\":\"", "\"}\n");

/// Whether a journal is as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// It is.
    Whole,
    /// It is not.
    Broken,
    /// That cannot be told: it has no seal.
    None,
}

/// The last line, without its end, with the hash of the journal; `before` is that of the lines before it.
pub(super) fn sealed(mut before: Sha256, line: &str) -> Vec<u8> {
    before.update(line);
    before.update(b"\n");
    let open = line.strip_suffix('}').unwrap_or(line);
    let close = SEAL.1.trim_end();
    format!("{open}{}{}{close}", SEAL.0, hex(before)).into_bytes()
}

/// Whether the bytes of a journal are as they were written.
pub fn seal(journal: &[u8]) -> Seal {
    let Some(lines) = journal.strip_suffix(b"\n") else { return Seal::None };
    let (before, last) = journal.split_at(memchr::memrchr(b'\n', lines).map_or(0, |at| at + 1));
    let Some((body, hash)) = std::str::from_utf8(last).ok().and_then(|last| last.rsplit_once(SEAL.0)) else {
        return Seal::None;
    };
    let Some(hash) = hash.strip_suffix(SEAL.1) else { return Seal::None };
    let mut found = Sha256::new();
    [before, body.as_bytes(), b"}\n".as_slice()].iter().for_each(|bytes| found.update(bytes));
    if hex(found) == hash { Seal::Whole } else { Seal::Broken }
}
