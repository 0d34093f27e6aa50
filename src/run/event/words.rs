//! What each event is to those who hear it, and its words: all that is known of an event but its fields stands here.
//!
//! Nothing here has an arm for the rest, so that a new event is asked for in each of the three lists.

use super::figures::{Done, Totals};
use super::kind::{Event, EventKind};
use crate::report::text::{counted, escape_control, grouped};
use crate::run::messages::replays;
use crate::run::outcome::{RunResult, result_words};
use crate::run::plan::reason::reasons;
use crate::run::step::{At, Step};

/// How much an event matters, for filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// As it should be.
    Info,
    /// The owner should know.
    Warning,
    /// It could not go on.
    Error,
}

/// What sort of event it is, for the sign before its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// It tells only how far a run is.
    Progress,
    /// Something begins; of interest only while it goes on.
    Begin,
    /// A step ended well.
    Done,
    /// Something is replayed, corrected or taken back.
    Again,
    /// The owner should know.
    Warning,
    /// A step could not go on.
    Failed,
    /// The run waits.
    Waiting,
    /// The run ended.
    End(RunResult),
}

impl EventKind {
    /// What sort of event it is, and where it happened.
    fn nature(&self) -> (Sign, Option<&At>) {
        match self {
            Self::RunStarted | Self::Planned { .. } => (Sign::Progress, None),
            Self::Waiting { .. } => (Sign::Waiting, None),
            Self::StepStarted { at, .. } => (Sign::Begin, Some(at)),
            Self::StepFinished { at, .. } => (Sign::Done, Some(at)),
            Self::StepFailed { at, .. } => (Sign::Failed, Some(at)),
            Self::Warning { at, .. } => (Sign::Warning, Some(at)),
            Self::Replay { at, .. } | Self::Corrected { at, .. } | Self::Undone { at, .. } => (Sign::Again, Some(at)),
            Self::RunFinished { result, .. } => (Sign::End(*result), None),
        }
    }
}

impl Sign {
    fn level(self) -> Level {
        match self {
            Self::Failed | Self::End(RunResult::Failed) => Level::Error,
            Self::Warning | Self::Waiting => Level::Warning,
            Self::Progress | Self::Begin | Self::Done | Self::Again | Self::End(_) => Level::Info,
        }
    }
}

impl Event {
    /// How much it matters.
    pub fn level(&self) -> Level {
        self.sign().level()
    }

    /// What sort of event it is.
    pub fn sign(&self) -> Sign {
        self.happening.nature().0
    }

    /// What the failures below a failed step or a warning said, the nearest first.
    pub fn causes(&self) -> &[String] {
        match &self.happening {
            EventKind::StepFailed { causes, .. } | EventKind::Warning { causes, .. } => causes,
            _ => &[],
        }
    }

    /// Where it happened.
    pub fn at(&self) -> Option<&At> {
        self.happening.nature().1
    }
}

impl Totals {
    /// Counts an event in; a damaged journal may name numbers that no sum can hold.
    pub fn add(&mut self, happening: &EventKind) {
        if matches!(happening.nature().0, Sign::Warning | Sign::Failed) {
            self.warnings = self.warnings.saturating_add(1);
        }
        if let EventKind::StepFinished { done, .. } = happening
            && done.opened.is_some()
        {
            let add = |to: &mut u64, more: Option<u64>| *to = to.saturating_add(more.unwrap_or_default());
            add(&mut self.files, Some(1));
            add(&mut self.rows, done.rows);
            add(&mut self.rejected, done.rejected);
            add(&mut self.opened, done.opened);
            add(&mut self.closed, done.closed);
        }
    }
}

/// Whether an event is the last of its run.
pub fn ends(event: &Event) -> bool {
    matches!(event.sign(), Sign::End(_))
}

/// An event as a line of words; text from files is made visible.
pub fn line(event: &Event) -> String {
    let place = event.at().map(|at| {
        let parts = [at.step.map(Step::word), at.pipeline.as_deref(), at.file.as_deref()];
        parts.into_iter().flatten().collect::<Vec<&str>>().join(" ")
    });
    let (place, said) = (place.unwrap_or_default(), says(event));
    let line = match event.sign() {
        Sign::Begin => format!("{place} {said}"),
        Sign::Done => format!("✓ {place}: {said}"),
        Sign::Failed => format!("✗ {place}: {said}"),
        Sign::Warning => format!("▲ {place}: {said}"),
        Sign::Again => format!("↺ {place}: {said}"),
        Sign::Progress | Sign::Waiting | Sign::End(_) => said,
    };
    escape_control(&line).into_owned()
}

/// What an event says, without the place it says it of; text from files is made visible.
pub fn said(event: &Event) -> String {
    escape_control(&says(event)).into_owned()
}

fn says(event: &Event) -> String {
    match &event.happening {
        EventKind::RunStarted => format!("run {} started", event.run),
        EventKind::Planned { files, bytes, .. } => {
            format!("{} to load, {}", counted(*files, "file", "files"), counted(*bytes, "byte", "bytes"))
        }
        EventKind::Waiting { message } => format!("waiting: {message}"),
        EventKind::StepStarted { .. } => "…".to_owned(),
        EventKind::StepFinished { done, seconds, .. } => format!("{} in {seconds:.3} s", figures(done)),
        EventKind::Replay { at, days, versions, because, .. } => {
            let from = at.date.map(|day| format!(" from {day} on")).unwrap_or_default();
            format!("{}: {}", replays(*days, *versions, &from), reasons(because))
        }
        EventKind::Corrected { rows, by, place, .. } => {
            format!("{} corrected by {by}, kept in {place}", counted(*rows, "row", "rows"))
        }
        EventKind::Undone { place, .. } => format!("undone; returned to {place}"),
        EventKind::StepFailed { message, hint, .. } | EventKind::Warning { message, hint, .. } => {
            let hint = hint.as_ref().map(|h| format!(" ({h})")).unwrap_or_default();
            format!("{message}{hint}")
        }
        EventKind::RunFinished { result, seconds, lost, .. } => {
            let lost = lost
                .map_or_else(String::new, |lost| format!("; its journal lacks {}", counted(lost, "event", "events")));
            format!("run {} {} in {seconds:.3} s{lost}", event.run, result_words(*result))
        }
    }
}

/// Everything that an event says beside its time and place, each under its name; text from files is as it came.
pub fn details(event: &Event) -> Vec<(&'static str, String)> {
    let number = |number: u64| grouped(number.into(), 0);
    match &event.happening {
        EventKind::RunStarted => vec![("event", "the run started".to_owned())],
        EventKind::Planned { files, bytes, .. } => vec![("files", number(*files)), ("bytes", number(*bytes))],
        EventKind::Replay { .. } | EventKind::Undone { .. } | EventKind::Corrected { .. } => {
            vec![("message", said(event))]
        }
        EventKind::Waiting { message } => vec![("message", message.clone())],
        EventKind::StepStarted { bytes, .. } => {
            vec![("event", "the step started".to_owned()), ("bytes", number(*bytes))]
        }
        EventKind::StepFinished { done, seconds, .. } => {
            let mut details = vec![("event", "the step ended".to_owned())];
            details.extend(counts(done).into_iter().filter_map(|(name, count)| Some((name, number(count?)))));
            details.extend(done.sha256.clone().map(|hash| ("SHA-256", hash)));
            details.push(("took", format!("{seconds:.3} s")));
            details
        }
        EventKind::StepFailed { message, hint, .. } | EventKind::Warning { message, hint, .. } => {
            let hint = hint.clone().map(|hint| ("what to do", hint));
            std::iter::once(("message", message.clone())).chain(hint).collect()
        }
        EventKind::RunFinished { result, seconds, .. } => {
            vec![("result", result_words(*result).to_owned()), ("took", format!("{seconds:.3} s"))]
        }
    }
}

const ROWS: &str = "rows";
const ACCEPTED: &str = "accepted";
const REJECTED: &str = "rejected";
const DUPLICATES: &str = "duplicates";
const BYTES: &str = "bytes";

fn figures(done: &Done) -> String {
    let shown = |(name, count): (&str, Option<u64>)| {
        let is_shown = |n: &u64| name != ACCEPTED && (*n > 0 || !matches!(name, REJECTED | DUPLICATES));
        let count = count.filter(is_shown)?;
        // The others are the same for one and for many.
        let one = if matches!(name, ROWS | DUPLICATES | BYTES) { name.strip_suffix('s').unwrap_or(name) } else { name };
        Some(counted(count, one, name))
    };
    counts(done).into_iter().filter_map(shown).collect::<Vec<_>>().join(", ")
}

fn counts(done: &Done) -> [(&'static str, Option<u64>); 8] {
    [
        (ROWS, done.rows),
        (ACCEPTED, done.accepted),
        (REJECTED, done.rejected),
        (DUPLICATES, done.duplicates),
        ("new or changed", done.opened),
        ("ended", done.closed),
        ("unchanged", done.unchanged),
        (BYTES, done.bytes),
    ]
}
