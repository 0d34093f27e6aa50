//! shoptui: one ingest engine for small shops, behind a terminal app and a command line.

pub mod check;
pub mod error;
pub mod history;
pub mod landing;
pub mod read;
pub mod report;
pub mod sample;
pub mod warehouse;
pub mod workspace;
