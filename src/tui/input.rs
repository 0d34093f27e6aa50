//! Keys, the mouse and signals, as messages.

use std::sync::mpsc::Sender;
#[cfg(unix)]
use std::time::Duration;

use crossterm::event::{Event, MouseEventKind, read};

use crate::tui::core::message::Message;

/// How long after a signal the app may still be there: a terminal that takes nothing more keeps it from leaving.
#[cfg(unix)]
const LEAVING: Duration = Duration::from_secs(15);

/// Reads the terminal as long as somebody listens.
pub fn start(messages: Sender<Message>) {
    signals(messages.clone());
    std::thread::spawn(move || {
        loop {
            let message = match read() {
                Ok(event) => translate(event),
                Err(error) => {
                    tracing::error!(%error, "the terminal is gone");
                    Some(Message::Terminate)
                }
            };
            let last = matches!(message, Some(Message::Terminate));
            if message.is_some_and(|m| messages.send(m).is_err()) || last {
                return;
            }
        }
    });
}

fn translate(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) => Some(Message::Key(key)),
        Event::Mouse(mouse) => {
            // That the mouse moved changes nothing, and comes a hundred times a second.
            let counts =
                matches!(mouse.kind, MouseEventKind::Down(_) | MouseEventKind::ScrollUp | MouseEventKind::ScrollDown);
            counts.then_some(Message::Mouse(mouse))
        }
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Resize(columns, rows) => Some(Message::Resize(columns, rows)),
        Event::FocusGained | Event::FocusLost => None,
    }
}

#[cfg(unix)]
fn signals(messages: Sender<Message>) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    match Signals::new([SIGTERM, SIGHUP, SIGINT]) {
        Ok(mut signals) => {
            std::thread::spawn(move || {
                for signal in signals.forever() {
                    let _ = messages.send(Message::Terminate);
                    std::thread::spawn(move || {
                        std::thread::sleep(LEAVING);
                        signal_hook::low_level::emulate_default_handler(signal)
                    });
                }
            });
        }
        Err(error) => tracing::warn!(%error, "signals are not heard"),
    }
}

#[cfg(not(unix))]
fn signals(_: Sender<Message>) {}
