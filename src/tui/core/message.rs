//! What moves between the threads: keys and answers to the model, asks to the worker. Plain data, no frames.

use crossterm::event::{KeyEvent, MouseEvent};

use crate::run::Event;
use crate::tui::core::outcome::{Failure, Ticket};
use crate::tui::core::shop;
use crate::tui::screen::{Screen, screens};

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

/// Something to be done by the worker.
#[derive(Debug)]
pub struct Ask {
    /// Its number.
    pub ticket: Ticket,
    pub job: Job,
}

macro_rules! jobs {
    ($($name:ident $folder:ident,)*) => {
        /// What the worker can do: about the workspace or a run, or for a screen.
        #[derive(Debug)]
        pub enum Job {
            Shop(shop::Job),
            $($name(crate::tui::screens::$folder::request::Job)),*
        }

        /// What the worker found.
        #[derive(Debug)]
        pub enum Found {
            Shop(shop::Found),
            $($name(crate::tui::screens::$folder::request::Found)),*
        }

        impl Job {
            /// Asks of one group overtake each other: only the latest counts. What changes something has none.
            pub fn supersede_group(&self) -> Option<&'static str> {
                match self {
                    Self::Shop(job) => job.supersede_group(),
                    $(Self::$name(job) => job.supersede_group()),*
                }
            }

            /// The screen that it is for; none if it is for the app as a whole.
            pub fn screen(&self) -> Option<Screen> {
                match self {
                    Self::Shop(_) => None,
                    $(Self::$name(_) => Some(Screen::$name)),*
                }
            }
        }
    };
}
screens!(jobs);

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
