//! What the screen Errors shows.

/// The screen Errors.
#[derive(Debug, Default)]
pub struct Errors {}
