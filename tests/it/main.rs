//! The engine and the real binary from outside; `tests/data/README.md` lists the files that the tests read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, reason = "tests")]

mod after_commit;
mod any_order;
mod cli;
mod clock;
mod docs;
mod events;
mod foreign;
mod history_cases;
mod hostile;
#[cfg(unix)]
mod kills;
mod kinds;
mod landing;
mod large;
mod layers;
#[cfg(unix)]
mod looks;
#[cfg(unix)]
mod models;
mod nested;
mod pictures;
#[cfg(unix)]
mod rot;
#[cfg_attr(not(unix), allow(dead_code, reason = "most topics that begin with them kill processes"))]
mod scenes;
mod sql;
mod stored;
#[cfg(unix)]
mod stories;
#[cfg(unix)]
mod suppliers;
mod support;
#[cfg(unix)]
mod terminal;
#[cfg(unix)]
mod torture;
mod twice;
mod undated;
mod value_props;
mod verify;
#[cfg(unix)]
mod words;
mod workspaces;
