//! What moves between the threads: keys and answers to the model, asks to the worker. Plain data, no frames.

use std::path::PathBuf;

use crossterm::event::{KeyEvent, MouseEvent};

use crate::error::Error;
use crate::run::Event;
use crate::tui::core::shop;
use crate::tui::screens::errors::request as errors;
use crate::tui::screens::history::request as history;
use crate::tui::screens::reports::request as reports;
use crate::tui::screens::runs::request as runs;
use crate::tui::screens::tables::request as tables;
use crate::tui::screens::today::request as today;

/// Something that the model hears of.
#[derive(Debug)]
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// The mouse was clicked or its wheel turned.
    Mouse(MouseEvent),
    /// Text was pasted.
    Paste(String),
    /// The terminal has this many columns and rows now.
    Resize(u16, u16),
    /// A moment that was asked for by [`Effect::Wake`] has come.
    Tick,
    /// Something happened in the run that goes on.
    Progress(Ticket, Event),
    /// About so many more bytes of a pipeline's file were checked in the run that goes on.
    Moved(Ticket, String, u64),
    /// An ask has ended.
    Answer(Answer),
    /// The desktop would not take this text onto its clipboard.
    NotCopied(String),
    /// The landing zone changed.
    Landed,
    /// The process is asked to end.
    Terminate,
}

/// Something that the model wants done.
#[derive(Debug)]
pub enum Effect {
    /// By the worker, which always answers.
    Ask(Ask),
    /// Stop what was asked under this ticket, at its next batch.
    Cancel(Ticket),
    /// Put this text on the clipboard.
    Copy(String),
    /// The same by way of the terminal.
    CopyByTerminal(String),
    /// Send [`Message::Tick`] after so many milliseconds.
    Wake(u64),
    /// Draw everything again.
    Redraw,
    /// Give the terminal back to the shell until it continues this process.
    Suspend,
    /// Leave.
    Quit,
}

/// The number of an ask; its answer carries it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Ticket(pub u64);

/// Something to be done by the worker.
#[derive(Debug)]
pub struct Ask {
    /// Its number.
    pub ticket: Ticket,
    /// What.
    pub job: Job,
}

/// What the worker can do.
#[derive(Debug)]
pub enum Job {
    /// Open or create the workspace, load files, write files.
    Shop(shop::Job),
    /// For the screen Today.
    Today(today::Job),
    /// For the screen Runs.
    Runs(runs::Job),
    /// For the screen Errors.
    Errors(errors::Job),
    /// For the screen History.
    History(history::Job),
    /// For the screen Reports.
    Reports(reports::Job),
    /// For the screen Tables.
    Tables(tables::Job),
}

/// What the worker found.
#[derive(Debug)]
pub enum Found {
    /// About the workspace or a run.
    Shop(shop::Found),
    /// For the screen Today.
    Today(today::Found),
    /// For the screen Runs.
    Runs(runs::Found),
    /// For the screen Errors.
    Errors(errors::Found),
    /// For the screen History.
    History(history::Found),
    /// For the screen Reports.
    Reports(reports::Found),
    /// For the screen Tables.
    Tables(tables::Found),
}

/// The end of an ask.
#[derive(Debug)]
pub struct Answer {
    /// The ask's number.
    pub ticket: Ticket,
    /// How it ended.
    pub outcome: Outcome,
}

/// How an ask ended.
#[derive(Debug)]
pub enum Outcome {
    /// Well.
    Finished(Found),
    /// Not well.
    Failed(Failure),
    /// Overtaken by a newer ask of its kind, or stopped.
    Cancelled,
}

/// Why something could not be done, fit to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What happened and where.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { message: error.to_string(), hint: error.hint_text() }
    }
}

/// A file that was written for the owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Where it is, relative to the workspace if it lies in it.
    pub path: PathBuf,
    /// How many rows it has.
    pub rows: usize,
}

impl Job {
    /// Asks of one group overtake each other: only the latest counts. What changes something has none.
    pub fn supersede_group(&self) -> Option<&'static str> {
        match self {
            Self::Shop(job) => job.supersede_group(),
            Self::Today(job) => job.supersede_group(),
            Self::Runs(job) => job.supersede_group(),
            Self::Errors(job) => job.supersede_group(),
            Self::History(job) => job.supersede_group(),
            Self::Reports(job) => job.supersede_group(),
            Self::Tables(job) => job.supersede_group(),
        }
    }
}
