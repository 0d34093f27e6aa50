//! Asks and answers of the screen Reports.

/// What can be asked.
#[derive(Debug)]
pub enum Job {}

/// What was found.
#[derive(Debug)]
pub enum Found {}

impl Job {
    pub fn lane(&self) -> Option<&'static str> {
        match *self {}
    }
}
