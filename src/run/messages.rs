//! What happened, in words: for the log of a run on the command line and on the screen.

use chrono::NaiveDate;

use super::{Done, Event, EventKind, Preview, ReplayReason, RunResult, Undo};
use crate::report::text::escape_control;

/// An event as a line of words; text from files is made visible.
pub fn line(event: &Event) -> String {
    escape_control(&words(event)).into_owned()
}

fn words(event: &Event) -> String {
    let place = event.at().map(|at| {
        let step = at.step.map(|s| format!("{s:?}").to_lowercase());
        let parts = [step.as_deref(), at.pipeline.as_deref(), at.file.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    });
    let place = place.unwrap_or_default();
    let said = says(event);
    match &event.happening {
        EventKind::StepStarted { .. } => format!("{place} {said}"),
        EventKind::StepFinished { .. } => format!("✓ {place}: {said}"),
        EventKind::StepFailed { .. } => format!("✗ {place}: {said}"),
        EventKind::Warning { .. } => format!("▲ {place}: {said}"),
        EventKind::Replay { .. } | EventKind::Undone { .. } | EventKind::Corrected { .. } => {
            format!("↺ {place}: {said}")
        }
        _ => said,
    }
}

/// What an event says, without the place it says it of; text from files is made visible.
pub fn said(event: &Event) -> String {
    escape_control(&says(event)).into_owned()
}

fn says(event: &Event) -> String {
    let hinted = |message: &str, hint: &Option<String>| {
        let hint = hint.as_ref().map(|h| format!(" ({h})")).unwrap_or_default();
        format!("{message}{hint}")
    };
    match &event.happening {
        EventKind::RunStarted => format!("run {} started", event.run),
        EventKind::Planned { files, bytes, .. } => format!("{files} files to load, {bytes} bytes"),
        EventKind::Waiting { message } => format!("waiting: {message}"),
        EventKind::StepStarted { .. } => "…".to_owned(),
        EventKind::StepFinished { done, seconds, .. } => format!("{} in {seconds:.3} s", figures(done)),
        EventKind::Replay { at, days, versions, because, .. } => {
            let from = at.date.map(|day| format!(" from {day} on")).unwrap_or_default();
            format!("{}: {}", replays(*days, *versions, &from), reasons(because))
        }
        EventKind::Corrected { rows, by, place, .. } => {
            let rows = if *rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
            format!("{rows} corrected by {by}, kept in {place}")
        }
        EventKind::Undone { place, .. } => format!("taken back; it is {place} again"),
        EventKind::StepFailed { message, hint, .. } | EventKind::Warning { message, hint, .. } => hinted(message, hint),
        EventKind::RunFinished { result, seconds, lost, .. } => {
            let lost = lost.map_or_else(String::new, |lost| format!("; its journal lacks {lost} events"));
            format!("run {} {} in {seconds:.3} s{lost}", event.run, result_words(*result))
        }
    }
}

/// What a replay does; `from` follows the number of days.
pub fn replays(days: u64, versions: u64, from: &str) -> String {
    let counted = |n: u64, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    let will = if days == 1 { "is" } else { "are" };
    format!("{}{from} {will} replayed, {} change", counted(days, "day"), counted(versions, "version"))
}

/// The days of a pipeline that the next run replays, how many versions that changes, and why; none if it replays none.
pub fn replay_ahead(next: &Preview) -> Option<String> {
    let replay = next.replay.as_ref()?;
    let what = replays(replay.days, replay.versions, &format!(" from {} on", replay.from));
    Some(escape_control(&format!("{}: {what}: {}", next.pipeline, reasons(&replay.because))).into_owned())
}

/// What an undo takes back: for each pipeline, and for each of its files. Text from files is made visible.
pub fn taken_back(undo: &Undo) -> Vec<(String, Vec<String>)> {
    let file = |file: &super::UndoneFile| {
        let back = if file.corrections { "its corrections count no more" } else { "goes back into the landing zone" };
        let then = file.then.as_ref().filter(|_| !file.corrections);
        let then = then.map(|then| if *then == file.file { "the one before it".into() } else { escape_control(then) });
        let then = then.map_or_else(String::new, |then| format!("; {then} counts again"));
        let slot = file.slot.to_string();
        format!("{:<32} {}  {back}{then}", escape_control(&file.file), escape_control(&slot))
    };
    let part = |part: &super::UndonePipeline| {
        let what = match part.days {
            0 => format!("{} versions change", part.versions),
            days => replays(days, part.versions, ""),
        };
        let files = if part.files.len() == 1 { "1 file".to_owned() } else { format!("{} files", part.files.len()) };
        let head = format!("{}: takes back {files} of run {}; {what}", part.pipeline, part.run);
        (escape_control(&head).into_owned(), part.files.iter().map(file).collect())
    };
    undo.pipelines.iter().map(part).collect()
}

/// Why days are replayed.
pub fn reasons(because: &[ReplayReason]) -> String {
    let word = |because: &ReplayReason| match because {
        ReplayReason::Late => "a file came late",
        ReplayReason::Resent => "a file was sent again",
        ReplayReason::Corrected => "rows were corrected",
        ReplayReason::Reference => "a table they refer to has changed",
        ReplayReason::Asked => "asked for",
        ReplayReason::Undone => "a file was taken back",
    };
    because.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// Some days in words; of many, the first and how many more.
pub fn days(days: &[NaiveDate]) -> String {
    const SHOWN: usize = 3;
    let shown = days.iter().take(SHOWN).map(NaiveDate::to_string).collect::<Vec<_>>().join(", ");
    match days.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more days"),
    }
}

/// Whether an event is the last of its run.
pub fn ends(event: &Event) -> bool {
    matches!(event.happening, EventKind::RunFinished { .. })
}

/// The result of a run.
pub fn result_words(result: RunResult) -> &'static str {
    match result {
        RunResult::Done => "done",
        RunResult::DoneWithRejects => "done, with something to look at",
        RunResult::Cancelled => "cancelled",
        RunResult::Failed => "failed",
    }
}

fn figures(done: &Done) -> String {
    let figures = [
        ("rows", done.rows),
        ("rejected", done.rejected.filter(|n| *n > 0)),
        ("duplicates", done.duplicates.filter(|n| *n > 0)),
        ("opened", done.opened),
        ("closed", done.closed),
        ("unchanged", done.unchanged),
        ("bytes", done.bytes),
    ];
    let figures = figures.iter().filter_map(|(name, n)| n.map(|n| format!("{n} {name}")));
    figures.collect::<Vec<_>>().join(", ")
}
