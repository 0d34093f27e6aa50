//! What happens in a run: the lines of its journal and of `run --json`, and the words of each.

mod figures;
mod kind;
mod words;

pub use figures::{Done, Share, Totals};
pub use kind::{About, Event, EventKind};
pub use words::{Level, Sign, details, ends, line, said};
