//! The screens: a folder each.

pub mod errors;
pub mod history;
pub mod reports;
pub mod runs;
pub mod tables;
pub mod today;
