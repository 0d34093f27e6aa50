//! What the screen Reports shows.

/// The screen Reports.
#[derive(Debug, Default)]
pub struct Reports {}
