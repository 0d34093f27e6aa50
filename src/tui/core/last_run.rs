//! What the last run did, from its events.

use chrono::{DateTime, Utc};

use crate::run::{About, Done, Event, EventKind, Level, RunResult, Step};
use crate::warehouse::Hold;

/// What a run did, from its events.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LastRun {
    /// Its name.
    pub run: String,
    /// When it began.
    pub started: Option<DateTime<Utc>>,
    /// How it ended; none if it goes on or was killed.
    pub result: Option<RunResult>,
    /// How long it took.
    pub seconds: Option<f64>,
    /// Whether it wrote the reports, and so the lists of checks.
    pub reported: bool,
    /// Whether another process is at it now.
    pub elsewhere: bool,
    /// Files that it took back into the landing zone.
    pub undone: u64,
    /// Rejected rows that it corrected.
    pub corrected: u64,
    /// One for each pipeline that had files.
    pub figures: Vec<Figures>,
    /// The first failures and warnings, failures first.
    pub notes: Vec<Note>,
    /// How many failures and warnings there are.
    pub said: usize,
}

/// What a run did to a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    pub pipeline: String,
    /// Files loaded.
    pub files: u64,
    /// Rows in them.
    pub rows: u64,
    /// Versions opened.
    pub opened: u64,
    /// Versions closed.
    pub closed: u64,
    /// Rows that changed nothing.
    pub unchanged: u64,
    /// Rows rejected.
    pub rejected: u64,
}

/// A failure or warning of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Which of them.
    pub level: Level,
    /// The pipeline or the report.
    pub pipeline: Option<String>,
    pub file: Option<String>,
    /// What happened.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// Whether it is a snapshot that waits for a yes.
    pub held_back: bool,
    /// What that would do, where its run says it.
    pub hold: Option<Hold>,
}

/// So many failures and warnings of a run are kept.
const NOTES: usize = 100;

impl LastRun {
    /// Counts an event in.
    pub fn add(&mut self, event: &Event) {
        if self.run.is_empty() {
            self.run.clone_from(&event.run);
        }
        match &event.happening {
            EventKind::RunStarted => self.started = Some(event.time),
            EventKind::Planned { pipelines, .. } => {
                for share in pipelines {
                    self.figures_of(&share.pipeline);
                }
            }
            EventKind::StepFinished { at, done, .. } => match at.step {
                Some(Step::Load) => {
                    if let Some(figures) = at.pipeline.as_ref().and_then(|name| self.figures_of(name)) {
                        figures.add(done);
                    }
                }
                Some(Step::Report) => self.reported = true,
                Some(Step::Take | Step::Check | Step::Model) | None => {}
            },
            EventKind::Undone { .. } => self.undone += 1,
            EventKind::Corrected { rows, .. } => self.corrected += rows,
            EventKind::RunFinished { result, seconds, .. } => {
                (self.result, self.seconds) = (Some(*result), Some(*seconds));
            }
            EventKind::Waiting { .. } | EventKind::StepStarted { .. } | EventKind::Replay { .. } => {}
            // Below.
            EventKind::StepFailed { .. } | EventKind::Warning { .. } => {}
        }
        if let Some(note) = Note::of(event) {
            self.said += 1;
            let place = self.notes.partition_point(|known| known.level >= note.level);
            self.notes.insert(place, note);
            self.notes.truncate(NOTES);
        }
    }

    fn figures_of(&mut self, pipeline: &str) -> Option<&mut Figures> {
        if !self.figures.iter().any(|f| f.pipeline == pipeline) {
            self.figures.push(Figures { pipeline: pipeline.to_owned(), ..Figures::default() });
        }
        self.figures.iter_mut().find(|f| f.pipeline == pipeline)
    }
}

impl Figures {
    fn add(&mut self, done: &Done) {
        self.files += 1;
        self.rows += done.rows.unwrap_or_default();
        self.opened += done.opened.unwrap_or_default();
        self.closed += done.closed.unwrap_or_default();
        self.unchanged += done.unchanged.unwrap_or_default();
        self.rejected += done.rejected.unwrap_or_default();
    }
}

impl Note {
    /// The note that an event is, if it is one.
    pub fn of(event: &Event) -> Option<Self> {
        let (at, message, hint, about, hold) = match &event.happening {
            EventKind::StepFailed { at, message, hint, .. } => (at, message, hint, None, None),
            EventKind::Warning { at, message, hint, about, hold, .. } => (at, message, hint, *about, *hold),
            _ => return None,
        };
        Some(Self {
            level: event.level(),
            pipeline: at.pipeline.clone(),
            file: at.file.clone(),
            message: message.clone(),
            hint: hint.clone(),
            held_back: about == Some(About::HeldSnapshot),
            hold,
        })
    }
}
