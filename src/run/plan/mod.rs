//! What a run does, as a value: made without doing any of it, executed as it is, and shown by every preview.

pub mod changes;
pub mod intake;
pub mod listing;
pub mod loaded;
pub mod pipeline;
pub mod planner;
pub mod preview;
pub mod reason;
#[cfg(test)]
mod tests;
pub mod upstream;
pub mod waits;
