//! What the screen History shows.

/// The screen History.
#[derive(Debug, Default)]
pub struct History {}
