//! `warehouse/_runs/<run>.jsonl`, the journal of a run: written while it goes on, read by whoever asks.

mod place;
pub mod read;
pub mod run_name;
pub mod seal;
pub mod write;

pub use place::place_of;
