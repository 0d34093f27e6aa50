//! How long a step takes: it begins, and it ends well.

use chrono::{DateTime, Utc};

use super::context::Context;
use super::event::{Done, EventKind};
use super::step::At;

/// When a step began, and on what.
pub(super) struct StepTimer {
    pub(super) at: At,
    began: DateTime<Utc>,
}

impl StepTimer {
    /// Says that a step begins on a file of so many bytes.
    pub(super) fn start(context: &Context<'_>, at: At, bytes: u64) -> Self {
        context.say(EventKind::StepStarted { at: at.clone(), bytes });
        Self { at, began: (context.clock)() }
    }

    /// Says that it ended, and what it did.
    pub(super) fn finish(&self, context: &Context<'_>, done: Done) {
        let seconds = context.since(self.began);
        context.say(EventKind::StepFinished { at: self.at.clone(), done, seconds });
    }
}
