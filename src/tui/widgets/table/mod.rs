//! A table: its columns with their names, and the lines under them that are seen.

mod columns;
mod lines;

pub use columns::{Column, Columns, GAP, Place, Scroll, offset_to_see};
pub use lines::{Marked, Table, under_heading};
