//! The model, the worker and the messages between them: the app without its terminal.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use crate::run::Clock;
use crate::tui::clipboard::Clipboard;
use crate::tui::core::drawn::Drawn;
use crate::tui::core::message::{Effect, Message};
use crate::tui::core::model::Model;
use crate::tui::core::update;
use crate::tui::settings::Settings;
use crate::tui::worker::Worker;

/// How long a load that goes on may take to stop when the app is left.
const PATIENCE: Duration = Duration::from_secs(10);

/// The app without its terminal.
pub struct App {
    /// What is shown.
    pub model: Model,
    clock: Clock,
    worker: Worker,
    clipboard: Clipboard,
    messages: Sender<Message>,
    inbox: Receiver<Message>,
    wake: Option<Instant>,
}

/// What only the terminal can do.
#[derive(Debug, PartialEq, Eq)]
pub enum TerminalCommand {
    /// Copy a text by OSC 52.
    Copy(String),
    /// Draw everything again.
    Redraw,
    /// Give the terminal back to the shell for a while.
    Suspend,
    /// Leave.
    Quit,
}

impl App {
    /// Begins with a workspace; the first thing that is asked for is to open it.
    pub fn start(dir: &Path, clock: Clock, size: (u16, u16), settings: Settings) -> Self {
        let (messages, inbox) = channel();
        let mut app = Self {
            model: Model::new(dir.display().to_string(), size, clock(), settings),
            clock,
            worker: Worker::start(dir.to_owned(), clock, messages.clone()),
            clipboard: Clipboard::default(),
            messages,
            inbox,
            wake: None,
        };
        let effects = update::start(&mut app.model);
        app.perform(effects);
        app
    }

    /// Where keys and the mouse are sent to.
    pub fn messages(&self) -> Sender<Message> {
        self.messages.clone()
    }

    /// The next message, as soon as there is one; none if there was none for so long.
    pub fn next(&mut self, longest: Option<Duration>) -> Option<Message> {
        let now = Instant::now();
        let until = longest.map(|longest| now + longest);
        let message = match [self.wake, until].into_iter().flatten().min() {
            None => self.inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(at) => self.inbox.recv_timeout(at.saturating_duration_since(now)),
        };
        let woken = self.wake.is_some_and(|at| at <= Instant::now());
        if woken {
            self.wake = None;
        }
        match message {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Timeout) => woken.then_some(Message::Tick),
            Err(RecvTimeoutError::Disconnected) => Some(Message::Terminate),
        }
    }

    /// A message that is there already.
    pub fn waiting(&mut self) -> Option<Message> {
        self.inbox.try_recv().ok()
    }

    /// Takes a message; gives what is left for the terminal to do.
    pub fn take(&mut self, message: Message) -> Vec<TerminalCommand> {
        let effects = update::update(&mut self.model, message, (self.clock)());
        self.perform(effects)
    }

    /// A frame was drawn: what has come into view is asked for.
    pub fn drawn(&mut self, drawn: Drawn) {
        let effects = update::drawn(&mut self.model, drawn);
        self.perform(effects);
    }

    /// Ends what goes on, as far as that does not take too long.
    pub fn stop(&self) {
        self.worker.stop(PATIENCE);
    }

    fn perform(&mut self, effects: Vec<Effect>) -> Vec<TerminalCommand> {
        let mut commands = Vec::new();
        for effect in effects {
            match effect {
                Effect::Ask(ask) => self.worker.ask(ask),
                Effect::Cancel(ticket) => self.worker.cancel(ticket),
                Effect::Copy(text) if Clipboard::is_native() => self.clipboard.copy(text, &self.messages),
                Effect::Copy(text) | Effect::CopyByTerminal(text) => commands.push(TerminalCommand::Copy(text)),
                Effect::Wake(milliseconds) => {
                    let at = Instant::now() + Duration::from_millis(milliseconds);
                    self.wake = Some(self.wake.map_or(at, |wake| wake.min(at)));
                }
                Effect::Redraw => commands.push(TerminalCommand::Redraw),
                Effect::Suspend => commands.push(TerminalCommand::Suspend),
                Effect::Quit => commands.push(TerminalCommand::Quit),
            }
        }
        commands
    }
}
