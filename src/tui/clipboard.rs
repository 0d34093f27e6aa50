//! The clipboard of the desktop, where there is one; through SSH it is the terminal's.

use std::sync::mpsc::{Sender, channel};

use crate::tui::core::message::Message;

/// Keeps the text that was copied, as desktops ask for it when it is pasted.
#[derive(Default)]
pub struct Clipboard {
    thread: Option<Sender<String>>,
}

impl Clipboard {
    /// Whether there is a desktop to copy to.
    pub fn is_native() -> bool {
        let set = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty());
        let remote = set("SSH_CONNECTION") || set("SSH_TTY");
        let desktop = cfg!(any(target_os = "macos", windows)) || set("DISPLAY") || set("WAYLAND_DISPLAY");
        desktop && !remote
    }

    /// Copies a text; where that fails, [`Message::NotCopied`] brings it back.
    pub fn copy(&mut self, text: String, messages: &Sender<Message>) {
        let thread = self.thread.get_or_insert_with(|| start(messages.clone()));
        if let Err(error) = thread.send(text) {
            let _ = messages.send(Message::NotCopied(error.0));
        }
    }
}

fn start(messages: Sender<Message>) -> Sender<String> {
    let (sender, texts) = channel::<String>();
    std::thread::spawn(move || {
        let mut clipboard = arboard::Clipboard::new();
        for text in texts {
            let copied = clipboard.as_mut().map(|c| c.set_text(text.as_str()));
            if !matches!(copied, Ok(Ok(()))) && messages.send(Message::NotCopied(text)).is_err() {
                return;
            }
        }
    });
    sender
}
