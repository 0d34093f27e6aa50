//! The SHA-256 of what is written, on its way.

use std::io::Write;

use sha2::{Digest, Sha256};

/// A writer that hashes what goes through it.
pub struct Hashing<W> {
    out: W,
    hash: Sha256,
}

impl<W: Write> Hashing<W> {
    /// Hands on to `out` what goes through it.
    pub fn new(out: W) -> Self {
        Self { out, hash: Sha256::new() }
    }

    /// The SHA-256 of what went through, in lower-case hexadecimal digits.
    pub fn sha256(self) -> String {
        hex(self.hash)
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let taken = self.out.write(bytes)?;
        self.hash.update(bytes.get(..taken).unwrap_or_default());
        Ok(taken)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

/// A SHA-256 in lower-case hexadecimal digits.
pub fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
