//! `max_field`, `max_unpacked` and `max_shrink`: what keeps one file from taking all memory, or ending most keys.

use crate::config::{Node, int};

/// 16 MB.
pub(super) const DEFAULT_MAX_FIELD: usize = 16 << 20;
/// Text packs to a tenth, seldom to a hundredth.
pub(super) const DEFAULT_MAX_UNPACKED: u64 = 100;
pub(super) const DEFAULT_MAX_SHRINK: f64 = 0.5;
/// A row has four times as many bytes, and is in memory more than once.
const MOST_FIELD: usize = 1 << 30;
const UNITS: [(&str, usize); 3] = [("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)];

/// How many bytes a field may have: `"16 MB"`, or a number of bytes.
pub(super) fn max_field(node: &Node<'_>) -> Option<usize> {
    let bytes = match node.value.as_str() {
        Some(text) => size(text),
        None => int(node.value).and_then(|number| usize::try_from(number).ok()),
    };
    let bytes = bytes.filter(|bytes| (1..=MOST_FIELD).contains(bytes));
    if bytes.is_none() {
        node.wrong("must be a size from 1 byte to 1 GB", "Such as \"16 MB\", \"512 KB\" or a number of bytes.");
    }
    bytes
}

/// How many times its size a compressed file may become.
pub(super) fn max_unpacked(node: &Node<'_>) -> Option<u64> {
    let times = int(node.value).and_then(|number| u64::try_from(number).ok()).filter(|times| *times > 0);
    if times.is_none() {
        let hint = "Such as 100: a compressed file may become 100 times as large.";
        node.wrong("must be a whole number of at least 1", hint);
    }
    times
}

/// The share of keys that a snapshot may close.
pub(super) fn max_shrink(node: &Node<'_>) -> Option<f64> {
    let share = match node.value.as_float() {
        Some(number) => number.as_str().parse().ok(),
        None => int(node.value).map(|n| n as f64),
    };
    let share = share.filter(|share| (0.0..=1.0).contains(share));
    if share.is_none() {
        node.wrong("must be a number from 0 to 1", "Such as 0.5: a file may end half of the keys; 1 turns this off.");
    }
    share
}

/// A number of bytes in words, in the largest unit that says it exactly.
pub fn size_text(bytes: usize) -> String {
    match UNITS.iter().find(|(_, unit)| bytes.is_multiple_of(*unit)) {
        Some((name, unit)) if bytes > 0 => format!("{} {name}", bytes / unit),
        _ => format!("{bytes} B"),
    }
}

/// A number and its unit; 1 KB has 1024 bytes.
fn size(text: &str) -> Option<usize> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = text.get(digits.len()..)?;
    let unit = if unit == "B" { 1 } else { UNITS.iter().find(|(name, _)| *name == unit)?.1 };
    digits.trim_end().parse::<usize>().ok()?.checked_mul(unit)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_they_are_read() {
        for (text, bytes) in [("16 MB", 16 << 20), ("1 GB", 1 << 30), ("3 KB", 3072), ("1500 B", 1500), ("1 B", 1)] {
            assert_eq!((size(text), size_text(bytes).as_str()), (Some(bytes), text));
        }
        assert_eq!(size("16MB"), Some(16 << 20));
        for wrong in
            ["", "MB", "16", "16 mb", "1.5 MB", "-1 MB", "16 MB 3", "99999999999999999999 B", "18446744073709551615 KB"]
        {
            assert_eq!(size(wrong), None, "{wrong}");
        }
    }
}
