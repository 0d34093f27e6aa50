//! Asks and answers of the screen Today.

use chrono::{DateTime, NaiveDate, Utc};

use crate::run::{About, Done, Event, Happening, Level, RunResult, Step};

/// What can be asked.
#[derive(Debug)]
pub enum Job {
    /// Look at the landing zone, the loaded days and the last run.
    Look,
    /// Read the beginning of a file.
    Peek(Peek),
}

/// A file to look into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peek {
    /// Its name.
    pub file: String,
    /// Its pipeline.
    pub pipeline: String,
    /// Where it is.
    pub place: Place,
}

/// What was found.
#[derive(Debug)]
pub enum Found {
    /// How everything stands.
    Standing(Box<Standing>),
    /// The first lines of a file, and whether there are more.
    Head(Vec<String>, More),
}

/// Whether something goes on beyond what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum More {
    /// It does.
    Yes,
    /// This is all.
    No,
}

impl Job {
    pub fn lane(&self) -> Option<&'static str> {
        Some(match self {
            Self::Look => "today.look",
            Self::Peek(_) => "today.peek",
        })
    }
}

/// How the shop stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// Everything in the landing zone, and what waits in the archive, by name.
    pub files: Vec<File>,
    /// One for each pipeline, in the order of the config file.
    pub calendar: Vec<Days>,
    /// The last run, if there was one.
    pub last: Option<LastRun>,
    /// What the lists of checks said when they were written last.
    pub checks: Vec<Checks>,
    /// Files in the quarantine.
    pub quarantined: usize,
    /// The last day that any table is loaded up to.
    pub as_of: Option<NaiveDate>,
}

/// A file that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its pipeline, if it has one.
    pub pipeline: Option<String>,
    /// Its date, if it has one.
    pub date: Option<NaiveDate>,
    /// Its size in bytes, if that is known.
    pub bytes: Option<u64>,
    /// Where it is.
    pub place: Place,
    /// What can be done with it.
    pub state: State,
    /// Why, in words; empty where the state says it all.
    pub reason: String,
    /// What to do.
    pub hint: Option<String>,
}

/// Where a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the landing zone.
    Landed,
    /// In the archive, taken by a run that did not get to load it.
    Archived,
}

/// What can be done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The next run loads it.
    Ready,
    /// The same, from the archive.
    Taken,
    /// It changed just now.
    Growing,
    /// These very bytes are loaded: nothing is done twice.
    Loaded,
    /// A file of this name is loaded; whether it has the same bytes shows in the run.
    Again,
    /// A file of this name with other bytes is loaded.
    Changed,
    /// It is for a day before the last loaded one.
    Older,
    /// Its day has another file already.
    Doubled,
    /// A snapshot that would close too much.
    Held,
    /// It belongs to no pipeline.
    Unknown,
}

/// What is known of the days of a pipeline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Days {
    /// The pipeline.
    pub pipeline: String,
    /// The days of which something is known, in their order.
    pub marks: Vec<(NaiveDate, Mark)>,
}

/// What became of a day; the worst counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Its file is ready.
    Waiting,
    /// Its file is loaded.
    Loaded,
    /// The same, but rows of it were rejected.
    Rejects,
    /// Its file is in the quarantine.
    Quarantined,
}

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
    /// Whether another process is at it now.
    pub elsewhere: bool,
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
    /// The pipeline.
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
    /// The file.
    pub file: Option<String>,
    /// What happened.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// Whether it is a snapshot that waits for a yes.
    pub held: bool,
}

/// What a list of checks said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checks {
    /// The report's title.
    pub title: String,
    /// Its lines; none if it was never written.
    pub lines: Option<Vec<CheckLine>>,
}

/// A line of a list of checks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckLine {
    /// What it says.
    pub text: String,
    /// Whether it holds.
    pub ok: bool,
    /// The other columns, with their names.
    pub values: Vec<(String, String)>,
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
            Happening::RunStarted => self.started = Some(event.time),
            Happening::Planned { pipelines, .. } => {
                for share in pipelines {
                    self.figures_of(&share.pipeline);
                }
            }
            Happening::StepFinished { at, done, .. } if at.step == Some(Step::Load) => {
                if let Some(figures) = at.pipeline.as_ref().and_then(|name| self.figures_of(name)) {
                    figures.add(done);
                }
            }
            Happening::RunFinished { result, seconds, .. } => {
                (self.result, self.seconds) = (Some(*result), Some(*seconds));
            }
            _ => {}
        }
        if let Some(note) = Note::of(event) {
            self.said += 1;
            let place = self.notes.partition_point(|known| known.level >= note.level);
            self.notes.insert(place, note);
            self.notes.truncate(NOTES);
        }
    }

    /// The pipelines whose snapshots wait for a yes, each once.
    pub fn held(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.notes.iter().filter(|n| n.held).filter_map(|note| note.pipeline.clone()).collect();
        names.dedup();
        names
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
        let (at, message, hint, about) = match &event.happening {
            Happening::StepFailed { at, message, hint } => (at, message, hint, None),
            Happening::Warning { at, message, hint, about } => (at, message, hint, *about),
            _ => return None,
        };
        Some(Self {
            level: event.level(),
            pipeline: at.pipeline.clone(),
            file: at.file.clone(),
            message: message.clone(),
            hint: hint.clone(),
            held: about == Some(About::HeldSnapshot),
        })
    }
}
