//! The terminal app: one more front end of the engine.
//!
//! Messages go in, the model changes, a frame comes out. [`update`] is the only writer of the model and does no I/O;
//! [`view`] borrows the model; the [`worker`] does the work on threads of its own and answers every ask.

mod clipboard;
mod input;
mod keymap;
mod log;
mod message;
mod model;
mod settings;
mod terminal;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail on the spot")]
mod tests;
mod theme;
mod update;
mod view;
mod worker;

use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind};
use crate::run::Clock;
use clipboard::Clipboard;
use message::{Effect, Message};
use model::Model;
use settings::{Environment, Places};
use terminal::Screen;
use worker::Worker;

/// How long a load that goes on may take to stop when the app is left.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most messages between two frames.
const TOGETHER: usize = 512;

/// Runs the terminal app on a workspace until the owner leaves.
///
/// Fails with everything that is wrong with the user's file of keys and themes, before the terminal is touched.
pub fn run(dir: &Path, clock: Clock) -> Result<(), Vec<Error>> {
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        let error = Error::new(ErrorKind::Usage, "the terminal app needs a terminal");
        return Err(vec![error.hint("`shoptui --help` lists the commands that work without one.")]);
    }
    let places = Places::of_user();
    let settings = settings::load(&places, &Environment::of_process())?;
    log::start(&places);
    let (messages, inbox) = channel();
    let mut screen = Screen::take().map_err(failed)?;
    let size = screen.size().map_err(failed)?;
    let mut app = App {
        model: Model::new(dir.display().to_string(), size, clock(), settings),
        worker: Worker::start(dir.to_owned(), clock, messages.clone()),
        clipboard: Clipboard::default(),
        messages: messages.clone(),
        wake: None,
        leaving: false,
    };
    input::start(messages);
    let ended = app.live(&mut screen, &inbox, clock);
    drop(screen);
    app.worker.stop(PATIENCE);
    settings::save(&places, &app.model.user).map_err(|e| vec![e])?;
    ended.map_err(failed)
}

/// The keys in effect, as the user's file of keys would say it.
pub fn keys() -> Result<String, Vec<Error>> {
    let places = Places::of_user();
    let settings = settings::load(&places, &Environment::default())?;
    Ok(settings::keys_text(&settings.keys, &places))
}

#[expect(clippy::needless_pass_by_value, reason = "fits where an error is mapped")]
fn failed(error: io::Error) -> Vec<Error> {
    vec![Error::new(ErrorKind::Io, format!("the terminal does not answer: {error}"))]
}

struct App {
    model: Model,
    worker: Worker,
    clipboard: Clipboard,
    messages: Sender<Message>,
    wake: Option<Instant>,
    leaving: bool,
}

impl App {
    fn live(&mut self, screen: &mut Screen, inbox: &Receiver<Message>, clock: Clock) -> io::Result<()> {
        let effects = update::start(&mut self.model);
        self.perform(effects, screen)?;
        while !self.leaving {
            screen.draw(&self.model)?;
            let first = self.next(inbox);
            let others = std::iter::from_fn(|| inbox.try_recv().ok());
            for message in std::iter::once(first).chain(others).take(TOGETHER) {
                let effects = update::update(&mut self.model, message, clock());
                self.perform(effects, screen)?;
            }
        }
        Ok(())
    }

    /// The next message; sleeps until there is one.
    fn next(&mut self, inbox: &Receiver<Message>) -> Message {
        let message = match self.wake {
            None => inbox.recv().unwrap_or(Message::Terminate),
            Some(at) => match inbox.recv_timeout(at.saturating_duration_since(Instant::now())) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) => Message::Tick,
                Err(RecvTimeoutError::Disconnected) => Message::Terminate,
            },
        };
        if self.wake.is_some_and(|at| at <= Instant::now()) {
            self.wake = None;
        }
        message
    }

    fn perform(&mut self, effects: Vec<Effect>, screen: &mut Screen) -> io::Result<()> {
        for effect in effects {
            match effect {
                Effect::Ask(ask) => self.worker.ask(ask),
                Effect::Cancel(ticket) => self.worker.cancel(ticket),
                Effect::Copy(text) if Clipboard::is_native() => self.clipboard.copy(text, &self.messages),
                Effect::Copy(text) | Effect::CopyByTerminal(text) => screen.copy(&text)?,
                Effect::Wake(milliseconds) => {
                    let at = Instant::now() + Duration::from_millis(milliseconds);
                    self.wake = Some(self.wake.map_or(at, |wake| wake.min(at)));
                }
                Effect::Redraw => screen.clear()?,
                Effect::Suspend => screen.suspend()?,
                Effect::Quit => self.leaving = true,
            }
        }
        Ok(())
    }
}
