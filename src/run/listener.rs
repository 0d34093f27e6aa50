//! Who hears of a run while it goes on, and what time it is there.

use chrono::{DateTime, Utc};

use super::event::Event;
use super::step::At;

/// Tells the time; passed in, so that only the front ends read a clock.
pub type Clock = fn() -> DateTime<Utc>;

/// Hears of everything that happens in a run, as it happens.
pub trait Listener: Sync {
    /// Something happened.
    fn event(&self, event: &Event);

    /// About so many more bytes of a file went through a step that goes on; for gauges alone, the journal has none of it.
    fn moved(&self, _at: &At, _bytes: u64) {}

    /// Whether the run should stop: looked at before each step and between the batches of a large file.
    fn cancelled(&self) -> bool {
        false
    }
}
