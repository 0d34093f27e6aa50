//! What a run prints while it goes on: bars on a terminal, a line a step elsewhere, events for a program.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::{note, out};
use crate::run::{Event, Happening, Listener, Step, line};

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

/// Shows a run.
pub struct Printer {
    mode: Mode,
    bar: Mutex<Bar>,
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
        Self { mode, bar: Mutex::new(Bar { line, sizes: HashMap::new() }) }
    }

    /// Takes the moving line away.
    pub fn finish(&self) {
        if let Ok(bar) = self.bar.lock() {
            bar.line.finish_and_clear();
        }
    }

    fn bars(&self, event: &Event) {
        let Ok(mut bar) = self.bar.lock() else { return };
        match &event.happening {
            Happening::RunStarted => {}
            Happening::Planned { bytes, .. } => {
                bar.line.set_length(bytes * STEPS);
                bar.line.enable_steady_tick(Duration::from_millis(100));
            }
            Happening::StepStarted { at, bytes } => {
                if let Some(file) = at.file.clone().filter(|_| *bytes > 0) {
                    bar.sizes.insert(file, *bytes);
                }
                bar.line.set_message(line(event));
            }
            Happening::StepFinished { at, .. } => {
                let size = at.file.as_ref().and_then(|file| bar.sizes.get(file)).copied();
                bar.line.inc(size.unwrap_or_default());
                if at.step == Some(Step::Load) {
                    bar.line.suspend(|| note(&line(event)));
                }
            }
            _ => bar.line.suspend(|| note(&line(event))),
        }
    }
}

impl Listener for Printer {
    fn event(&self, event: &Event) {
        match self.mode {
            Mode::Bars => self.bars(event),
            Mode::Lines if is_beginning(&event.happening) => {}
            Mode::Lines => note(&line(event)),
            Mode::Json => {
                let text = serde_json::to_string(event).unwrap_or_default();
                // A reader that has gone away must not stop the load.
                let _ = out(|out| writeln!(out, "{text}"));
            }
        }
    }
}

/// What is of interest only while it goes on.
fn is_beginning(happening: &Happening) -> bool {
    matches!(happening, Happening::RunStarted | Happening::Planned { .. } | Happening::StepStarted { .. })
}
