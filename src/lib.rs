//! shoptui: one ingest engine for small shops, behind a terminal app and a command line.

pub mod app;
pub mod check;
pub mod cli;
pub mod error;
pub mod history;
pub mod landing;
pub mod print;
pub mod read;
pub mod report;
pub mod run;
pub mod sample;
pub mod warehouse;
pub mod workspace;
