//! Fuzz targets: what must hold of a part of the engine whatever bytes it is given.
//!
//! A target is a function of bytes that panics where its property does not hold. `cargo test` runs every target over
//! its corpus in `tests/data/corpus` and over made-up inputs, `scripts/fuzz.sh` runs them under libFuzzer for as long
//! as one likes. Nothing of this is in a build that is shipped.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a property that does not hold panics")]

mod canvas;
mod cast;
mod config;
mod corrections;
mod delimited;
mod delta_log;
mod error_report;
mod input;
mod journal;
mod json;
#[cfg(test)]
mod tests;

/// What a target does with an input.
pub type Target = fn(&[u8]);

/// All targets by name.
pub const TARGETS: [(&str, Target); 9] = [
    ("canvas", canvas::canvas),
    ("cast", cast::cast),
    ("config", config::config),
    ("corrections", corrections::corrections),
    ("delimited", delimited::delimited),
    ("delta_log", delta_log::delta_log),
    ("error_report", error_report::error_report),
    ("journal", journal::journal),
    ("json", json::json),
];

/// The target of that name.
pub fn target(name: &str) -> Option<Target> {
    TARGETS.iter().find(|(known, _)| *known == name).map(|(_, target)| *target)
}
