//! What the screen Tables shows.

/// The screen Tables.
#[derive(Debug, Default)]
pub struct Tables {}
