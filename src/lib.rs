//! shoptui: one ingest engine for small shops, behind a terminal app and a command line.
#![doc = include_str!("../docs/src/architecture.md")]

pub mod app;
pub mod check;
pub mod cli;
mod config;
pub mod error;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
pub mod history;
pub mod landing;
pub mod print;
pub mod read;
pub mod report;
pub mod run;
pub mod sample;
pub mod setup;
mod sql;
pub mod tui;
pub mod warehouse;
mod whole;
pub mod workspace;
