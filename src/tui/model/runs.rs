//! What the screen Runs shows.

/// The screen Runs.
#[derive(Debug, Default)]
pub struct Runs {}
