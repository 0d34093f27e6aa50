//! The app drawn on a buffer instead of a terminal, with the real engine behind it: for benchmarks and pictures.

use std::path::Path;
use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::run::Clock;
use crate::tui::app::App;
use crate::tui::core::message::Message;
use crate::tui::core::view;
use crate::tui::settings::Settings;

/// The app on a buffer.
pub struct Harness {
    app: App,
    buffer: Buffer,
}

/// How long a key took to show.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// To change the model.
    pub update: Duration,
    /// To draw the model as it is then.
    pub draw: Duration,
}

impl Harness {
    /// Begins with a workspace, on so many columns and rows.
    pub fn start(dir: &Path, clock: Clock, size: (u16, u16)) -> Self {
        let app = App::start(dir, clock, size, Settings::default());
        Self { app, buffer: Buffer::empty(Rect::new(0, 0, size.0, size.1)) }
    }

    /// Draws the model as it is; gives how long that took.
    pub fn draw(&mut self) -> Duration {
        let start = Instant::now();
        self.buffer.reset();
        let drawn = view::draw(&self.app.model, &mut self.buffer);
        self.app.drawn(drawn);
        start.elapsed()
    }

    /// Presses a key: a character, or a name such as `enter`, `down`, `pgdn`.
    pub fn key(&mut self, key: &str) -> Shown {
        let code = match key {
            "enter" => KeyCode::Enter,
            "esc" => KeyCode::Esc,
            "up" => KeyCode::Up,
            "down" => KeyCode::Down,
            "left" => KeyCode::Left,
            "right" => KeyCode::Right,
            "pgdn" => KeyCode::PageDown,
            "pgup" => KeyCode::PageUp,
            other => KeyCode::Char(other.chars().next().unwrap_or(' ')),
        };
        self.take(Message::Key(KeyEvent::new(code, KeyModifiers::NONE)))
    }

    /// Types a text, one key after the other.
    pub fn keys(&mut self, text: &str) {
        for c in text.chars() {
            self.key(c.encode_utf8(&mut [0; 4]));
        }
    }

    /// Takes the messages that come, one by one, until nothing came for so long; gives how long each took to show.
    pub fn settle(&mut self, quiet: Duration) -> Vec<Shown> {
        let mut shown = Vec::new();
        while let Some(message) = self.app.next(Some(quiet)) {
            shown.push(self.take(message));
        }
        shown
    }

    /// Takes messages until the frame holds a text, but not longer than that; gives how long each took to show.
    pub fn wait(&mut self, text: &str, longest: Duration) -> Option<Vec<Shown>> {
        let start = Instant::now();
        let mut shown = Vec::new();
        self.draw();
        while !self.text().contains(text) {
            let rest = longest.checked_sub(start.elapsed())?;
            if let Some(message) = self.app.next(Some(rest.min(Duration::from_millis(50)))) {
                shown.push(self.take(message));
            }
        }
        Some(shown)
    }

    /// Changes the theme, as the file of settings would.
    pub fn theme(&mut self, name: &str) {
        self.app.model.shared.styles.choose(name);
        self.draw();
    }

    /// The frame that was drawn last.
    pub fn frame(&self) -> &Buffer {
        &self.buffer
    }

    /// The frame that was drawn last as text, without blanks at the ends of lines.
    pub fn text(&self) -> String {
        let cells: Vec<&str> = self.buffer.content().iter().map(|cell| cell.symbol()).collect();
        let lines = cells.chunks(usize::from(self.buffer.area.width).max(1));
        lines.map(|line| line.concat().trim_end().to_owned()).collect::<Vec<_>>().join("\n")
    }

    fn take(&mut self, message: Message) -> Shown {
        let start = Instant::now();
        self.app.take(message);
        let update = start.elapsed();
        Shown { update, draw: self.draw() }
    }
}
