//! What the screen History shows: the keys of a table, and the life of one of them.

mod timeline;

use crate::tui::widgets::list::List;
use crate::tui::widgets::loadable::Loadable;
use crate::warehouse::Keys;

pub use timeline::{Page, Span, Timeline, What};

/// The most keys that are listed.
pub const MOST_KEYS: usize = 500;

/// The screen History.
#[derive(Debug, Default)]
pub struct History {
    /// The table; empty until the screen was entered.
    pub table: String,
    /// What is searched for.
    pub search: String,
    /// The keys that have it.
    pub keys: Loadable<Keys>,
    /// Whether the answer that is on its way goes on where the one before it stopped.
    pub goes_on: bool,
    /// Which key is selected.
    pub list: List,
    /// Whether a load may have changed what is shown.
    pub stale: bool,
    /// The key that is looked into.
    pub timeline: Option<Timeline>,
}
