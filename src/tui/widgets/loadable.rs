//! Something that the worker is asked for: not asked yet, on its way, here, or failed.

use crate::tui::core::outcome::{Failure, Ticket};

/// A value from the worker; while a newer one is on its way, the old one is still shown.
#[derive(Debug, Clone)]
pub struct Loadable<T> {
    value: Option<T>,
    failure: Option<Failure>,
    waiting: Option<Ticket>,
}

impl<T> Default for Loadable<T> {
    fn default() -> Self {
        Self { value: None, failure: None, waiting: None }
    }
}

impl<T> Loadable<T> {
    /// A value that is here.
    pub fn ready(value: T) -> Self {
        Self { value: Some(value), failure: None, waiting: None }
    }

    /// The value, old or new.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Why there is none, or no newer one.
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// Whether an answer is on its way.
    pub fn is_loading(&self) -> bool {
        self.waiting.is_some()
    }

    /// Whether it was never asked for.
    pub fn is_fresh(&self) -> bool {
        self.value.is_none() && self.failure.is_none() && self.waiting.is_none()
    }

    /// Waits for the answer to this ticket; earlier answers will not count.
    pub fn wait(&mut self, ticket: Ticket) {
        self.waiting = Some(ticket);
    }

    /// Whether this is the ticket it waits for.
    pub fn expects(&self, ticket: Ticket) -> bool {
        self.waiting == Some(ticket)
    }

    /// The ticket it waits for.
    pub fn waits_for(&self) -> Option<Ticket> {
        self.waiting
    }

    /// Takes what it waited for.
    pub fn fill(&mut self, value: T) {
        *self = Self::ready(value);
    }

    /// Takes the news that it will not come; the old value stays.
    pub fn fail(&mut self, failure: Failure) {
        self.failure = Some(failure);
        self.waiting = None;
    }

    /// Waits no longer; the old value stays.
    pub fn give_up(&mut self) {
        self.waiting = None;
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}
