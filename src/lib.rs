//! shoptui: one ingest engine for small shops, behind a terminal app and a command line.

pub mod error;
pub mod report;
pub mod workspace;
