//! The chart of a report: what it shows ([`Chart`], worked out once), and who only finds places for it: text here and in
//! the terminal app, and [`picture`]s.

pub mod axis;
mod bars;
mod draw;
mod limit;
mod model;
pub mod picture;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests;

pub use bars::{Bars, bars};
pub use draw::{Style, draw};
pub use model::{Chart, Part, Strip, is_day};
