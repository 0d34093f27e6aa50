//! What goes wrong around the engine: file calls that fail, processes that die at any of them, and whoever else is at
//! work in the same folders. `scripts/torture.sh` runs it for longer.

mod fault;
mod races;
mod scenes;
mod shim;
mod sweep;

use std::time::{Duration, Instant};

/// How much is tried: an even sample if not set, `all`, or for so many minutes.
const HOW_MUCH: &str = "SHOPTUI_TORTURE";
/// What the sample and the order of the cases go by.
const SEED: &str = "SHOPTUI_TEST_SEED";

/// How much is to be tried.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Effort {
    /// As much as a test may take.
    Sample,
    /// So long.
    Until(Instant),
    All,
}

impl Effort {
    /// What is asked for; of the minutes a test gets its share.
    fn asked(share: f64) -> Self {
        match std::env::var(HOW_MUCH).as_deref() {
            Err(_) | Ok("") => Self::Sample,
            Ok("all") => Self::All,
            Ok(minutes) => {
                let minutes: f64 = minutes.parse().expect("SHOPTUI_TORTURE is `all` or a number of minutes");
                Self::Until(Instant::now() + Duration::from_secs_f64(minutes * 60.0 * share))
            }
        }
    }

    fn is_spent(self) -> bool {
        matches!(self, Self::Until(end) if Instant::now() >= end)
    }

    /// When a race ends.
    fn of_a_race(share: f64) -> Instant {
        match Self::asked(share) {
            Self::Sample => Instant::now() + Duration::from_secs(6),
            Self::Until(end) => end,
            Self::All => Instant::now() + Duration::from_secs(600),
        }
    }
}

fn seed() -> u64 {
    std::env::var(SEED).map_or(1, |seed| seed.parse().expect("SHOPTUI_TEST_SEED is a number"))
}
