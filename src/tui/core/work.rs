//! What a run that was started here is for.

/// What a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Work {
    /// It loads what is ready.
    #[default]
    Load,
    /// It takes back what another run brought.
    Undo,
    /// It replays a day with a corrected row.
    Correct,
}

impl Work {
    /// What goes on, in words.
    pub fn goes_on(self) -> &'static str {
        match self {
            Self::Load => "a load is running",
            Self::Undo => "an undo is running",
            Self::Correct => "a correction is running",
        }
    }

    /// What it does, as a heading says it.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Load => "Loading",
            Self::Undo => "Undoing",
            Self::Correct => "Correcting",
        }
    }
}
