//! What the screen Today shows.

/// The screen Today.
#[derive(Debug, Default)]
pub struct Today {}

impl Today {
    /// The last day that any table is loaded up to, for the title.
    pub fn as_of(&self) -> Option<String> {
        None
    }
}
