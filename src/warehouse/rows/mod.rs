//! Rows of a table, filtered and sorted: what `export` writes and the screen Tables shows.

mod filter;
mod read;
mod typed;

pub use filter::filter;
pub use read::{MEMORY, Order, RowQuery, SortKey, by_key, rows, sorted};
pub use typed::{condition, sort_keys};
