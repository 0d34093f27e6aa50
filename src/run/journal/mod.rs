//! `warehouse/_runs/<run>.jsonl`, the journal of a run: written while it goes on, read by whoever asks.

pub(in crate::run) mod read;
pub(in crate::run) mod run_name;
pub(in crate::run) mod write;
