//! The engine and the real binary from outside; `tests/data/README.md` lists the files that the tests read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, reason = "tests")]

mod any_order;
mod cli;
mod foreign;
mod history_cases;
#[cfg(unix)]
mod kills;
mod landing;
mod large;
mod layers;
mod pictures;
mod sql;
mod support;
#[cfg(unix)]
mod terminal;
mod twice;
mod verify;
#[cfg(unix)]
mod words;
