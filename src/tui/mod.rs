//! The terminal app: one more front end of the engine.
//!
//! Messages go in, the model changes, a frame comes out. `update` is the only writer of the model and does no I/O;
//! `view` borrows the model, and what it drew (`Drawn`: what can be clicked, how much of a list is seen) is all that
//! `update` knows of it; the `worker` does the work on threads of its own and answers every ask. Between two messages
//! nothing happens: an app that is left alone sleeps.

mod app;
mod clipboard;
pub(crate) mod core;
mod harness;
mod input;
mod keys;
mod log;
mod overlay;
mod screen;
mod screens;
mod settings;
mod terminal;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail on the spot")]
mod tests;
pub(crate) mod theme;
pub(crate) mod widgets;
mod worker;
mod zone;

use std::io::{self, IsTerminal};
use std::path::Path;

use crate::error::{Error, ErrorKind};
use crate::run::Clock;
use app::{App, TerminalCommand};
use settings::{Environment, Places};
use terminal::Screen;
use zone::Zone;

pub use harness::{Harness, Shown};

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
    let mut settings = settings::load(&places, &Environment::of_process())?;
    settings.styles.zone = Zone::Local;
    log::start(&places);
    let mut screen = Screen::take().map_err(failed)?;
    let size = screen.size().map_err(failed)?;
    let mut app = App::start(dir, clock, size, settings);
    input::start(app.messages());
    let ended = live(&mut app, &mut screen);
    drop(screen);
    app.stop();
    settings::save(&places, &app.model.shared.user).map_err(|e| vec![e])?;
    ended.map_err(failed)
}

/// The keys in effect, as the user's file of keys would say it.
pub fn keys() -> Result<String, Vec<Error>> {
    let places = Places::of_user();
    let settings = settings::load(&places, &Environment::default())?;
    Ok(settings::keys_text(&settings.keys, &places))
}

fn live(app: &mut App, screen: &mut Screen) -> io::Result<()> {
    loop {
        // Drawing asks for what has come into view, and for nothing else: there is nothing for the terminal to do.
        let drawn = screen.draw(&app.model)?;
        app.drawn(drawn);
        let mut next = app.next(None);
        let mut taken = 0;
        while let Some(message) = next {
            for command in app.take(message) {
                match command {
                    TerminalCommand::Copy(text) => screen.copy(&text)?,
                    TerminalCommand::Redraw => screen.clear()?,
                    TerminalCommand::Suspend => screen.suspend()?,
                    TerminalCommand::Quit => return Ok(()),
                }
            }
            taken += 1;
            next = if taken < TOGETHER { app.waiting() } else { None };
        }
    }
}

fn failed(error: io::Error) -> Vec<Error> {
    vec![Error::new(ErrorKind::Io, format!("the terminal does not answer: {error}")).with_source(error)]
}
