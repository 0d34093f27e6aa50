//! What a run prints while it goes on: bars on a terminal, a line a step elsewhere, events for a program.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::speaker::Weight;
use super::{EVENTS, WORDS, finish, write_out, write_words};
use crate::report::text::escape_control;
use crate::run::{Event, EventKind, Listener, Sign, Step, line};

/// The steps that each file goes through: take, check, load.
const STEPS: u64 = 3;

/// How a run is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A moving line for what goes on, and a line for what the owner should know.
    Bars,
    /// A line a step.
    Lines,
    /// An event a line, as JSON on standard output.
    Json,
}

/// Shows a run; never waits for whoever reads it.
pub struct Printer {
    mode: Mode,
    bar: Arc<Mutex<Bar>>,
}

/// The moving line: how far the run is, in bytes that went through a step.
struct Bar {
    line: ProgressBar,
    /// The bytes of the files that were begun.
    sizes: HashMap<String, u64>,
}

impl Printer {
    /// A printer for one run.
    pub fn new(mode: Mode) -> Self {
        let line = if mode == Mode::Bars { ProgressBar::no_length() } else { ProgressBar::hidden() };
        let template = "{bar:30.cyan} {percent:>3} %  {binary_bytes_per_sec}  {eta} left  {wide_msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            line.set_style(style.progress_chars("━╸─"));
        }
        Self { mode, bar: Arc::new(Mutex::new(Bar { line, sizes: HashMap::new() })) }
    }

    /// Takes the moving line away.
    pub fn finish(&self) {
        if self.mode == Mode::Bars {
            self.on_bar(Weight::Word, |bar| bar.line.finish_and_clear());
        }
        finish();
    }

    /// Does something with the moving line where words are written.
    fn on_bar(&self, weight: Weight, draw: impl FnOnce(&mut Bar) + Send + 'static) {
        let bar = Arc::clone(&self.bar);
        // About what a line takes.
        WORDS.say(weight, 100, move || {
            draw(&mut bar.lock().unwrap_or_else(PoisonError::into_inner));
        });
    }
}

impl Drop for Printer {
    fn drop(&mut self) {
        self.finish();
        // The line waits for its own drawing when it goes, and a terminal that is stopped never lets that end.
        std::mem::forget(Arc::clone(&self.bar));
    }
}

impl Bar {
    fn event(&mut self, event: &Event) {
        let file = event.at().and_then(|at| at.file.clone());
        match event.sign() {
            Sign::Progress => {
                if let EventKind::Planned { bytes, .. } = &event.happening {
                    self.line.set_length(bytes * STEPS);
                    self.line.enable_steady_tick(Duration::from_millis(100));
                }
            }
            Sign::Begin => {
                if let EventKind::StepStarted { bytes: bytes @ 1.., .. } = event.happening {
                    self.sizes.extend(file.map(|file| (file, bytes)));
                }
                self.line.set_message(line(event));
            }
            Sign::Done => {
                let size = file.and_then(|file| self.sizes.get(&file)).copied();
                self.line.inc(size.unwrap_or_default());
                if event.at().is_some_and(|at| at.step == Some(Step::Load)) {
                    self.tell(event);
                }
            }
            Sign::Again | Sign::Warning | Sign::Failed | Sign::Waiting | Sign::End(_) => self.tell(event),
        }
    }

    /// A line that stays.
    fn tell(&self, event: &Event) {
        self.line.suspend(|| write_words(&told(event)));
    }
}

impl Listener for Printer {
    fn event(&self, event: &Event) {
        let weight = weight(event.sign());
        match self.mode {
            Mode::Bars => {
                let event = event.clone();
                self.on_bar(weight, move |bar| bar.event(&event));
            }
            Mode::Lines if is_beginning(event.sign()) => {}
            Mode::Lines => {
                let text = told(event);
                WORDS.say(weight, text.len(), move || write_words(&text));
            }
            Mode::Json => {
                let text = serde_json::to_string(event).unwrap_or_default();
                // A reader that has gone away must not stop the load.
                EVENTS.say(weight, text.len(), move || drop(write_out(|out| writeln!(out, "{text}"))));
            }
        }
    }
}

/// An event as lines for a person.
fn told(event: &Event) -> String {
    let below = super::causes(event.causes());
    format!("{}\n{below}", escape_control(&line(event)))
}

/// What tells only how far a run is may be left out.
fn weight(sign: Sign) -> Weight {
    match sign {
        Sign::Progress | Sign::Begin | Sign::Done => Weight::Progress,
        Sign::Again | Sign::Warning | Sign::Failed | Sign::Waiting | Sign::End(_) => Weight::Word,
    }
}

/// What is of interest only while it goes on.
fn is_beginning(sign: Sign) -> bool {
    matches!(sign, Sign::Progress | Sign::Begin)
}
