//! The life of a key: its day, its versions, and the files behind them.

use crate::history::Version;
use crate::run::{Lines, Origin};
use crate::tui::core::drawn::Hit;
use crate::tui::core::message::{Effect, Job as Any};
use crate::tui::core::part::Ended;
use crate::tui::core::shared::{Shared, Tone};
use crate::tui::keys::Action;
use crate::tui::overlay::day;
use crate::tui::overlay::model::Purpose;
use crate::tui::screens::history::model::{History, Timeline};
use crate::tui::screens::history::request::{Found, Job};

/// A big step in a life of up to two months, in days.
const WEEK: i64 = 7;
/// A big step in a longer one.
const MONTH: i64 = 30;
/// The closest that the axis is drawn.
const CLOSEST: u8 = 12;

/// Asks for the versions of the key that is looked into.
pub fn ask(history: &mut History, shared: &mut Shared) {
    let Some(timeline) = &history.timeline else { return };
    let job = Job::Versions { table: history.table.clone(), key: timeline.key.clone() };
    let ticket = shared.ask(Any::History(job));
    if let Some(timeline) = &mut history.timeline {
        timeline.versions.wait(ticket);
    }
}

/// Back to the keys; what is still read for this one is stopped.
pub fn close(history: &mut History, shared: &mut Shared) {
    if let Some((ticket, _)) = history.timeline.take().and_then(|timeline| timeline.reading) {
        shared.effect(Effect::Cancel(ticket));
    }
}

/// Takes the versions.
pub fn answer(timeline: &mut Timeline, ended: Ended<Found>) {
    match ended {
        Ended::Found(Found::Versions(versions)) => timeline.take(versions),
        Ended::Found(_) => {}
        Ended::Failed(failure) => timeline.versions.fail(failure),
        Ended::Cancelled => timeline.versions.give_up(),
    }
}

/// Takes the lines of a file.
pub fn read(timeline: &mut Timeline, ended: Ended<Found>) {
    let Some((_, file)) = timeline.reading.take() else { return };
    match ended {
        Ended::Found(Found::Lines(lines)) => drop(timeline.lines.insert(file, lines)),
        // A file that cannot be read tells no line; it is not asked again.
        Ended::Failed(_) => drop(timeline.lines.insert(file, Lines::new())),
        Ended::Found(_) | Ended::Cancelled => {}
    }
}

/// Reads the next file behind the versions in view, one at a time: who goes on looking wants others by then.
pub fn read_on(history: &mut History, shared: &mut Shared) {
    let unread = |timeline: &&Timeline| timeline.reading.is_none() && timeline.page.is_none();
    let Some(timeline) = history.timeline.as_ref().filter(unread) else { return };
    let Some(seen) = shared.drawn.list else { return };
    let Some(file) = timeline.unread(timeline.list.window(seen.height, timeline.spans.len())) else { return };
    let job = Job::Lines { table: history.table.clone(), key: timeline.key.clone(), file: file.clone() };
    let ticket = shared.ask(Any::History(job));
    if let Some(timeline) = &mut history.timeline {
        timeline.reading = Some((ticket, file));
    }
}

/// Does an action in the life of a key.
pub fn act(history: &mut History, shared: &mut Shared, action: Action) -> bool {
    let height = shared.drawn.page();
    let Some(timeline) = &mut history.timeline else { return false };
    let big = if (timeline.last - timeline.first).num_days() <= 2 * MONTH { WEEK } else { MONTH };
    match action {
        Action::Left => timeline.by_days(-1),
        Action::Right => timeline.by_days(1),
        Action::PageUp => timeline.by_days(-big),
        Action::PageDown => timeline.by_days(big),
        Action::Closer => timeline.zoom = (timeline.zoom + 1).min(CLOSEST),
        Action::Wider => timeline.zoom = timeline.zoom.saturating_sub(1),
        Action::AsOf => {
            let day = timeline.day.to_string();
            shared.prompt(Purpose::AsOf, &day);
        }
        Action::Copy => {
            let key = timeline.key_text();
            shared.copy(Some(key));
        }
        Action::Open => detail(history, shared),
        Action::Source => crate::tui::screens::history::update::page::open(history, shared),
        Action::NextMatch => step(timeline, Action::Down, 1),
        Action::PreviousMatch => step(timeline, Action::Up, 1),
        action => {
            let before = timeline.list.selected;
            step(timeline, action, height);
            return timeline.list.selected != before;
        }
    }
    true
}

/// Chooses a version; the day goes to its beginning.
fn step(timeline: &mut Timeline, action: Action, page: usize) {
    let before = timeline.list.selected;
    timeline.list.step(action, page, timeline.spans.len());
    if timeline.list.selected != before
        && let Some(day) = timeline.span().map(|span| span.from)
    {
        timeline.day = day;
    }
}

/// A day was typed; empty is the last one.
pub fn typed(history: &mut History, shared: &mut Shared, text: &str) {
    let Some(timeline) = &mut history.timeline else { return };
    match day::typed(text) {
        Ok(None) => timeline.show_day(timeline.last),
        Ok(Some(day)) => {
            timeline.show_day(day);
            if timeline.day != day {
                let (first, last) = (timeline.first, timeline.last);
                shared.toast(Tone::Attention, format!("this record has history from {first} to {last}"));
            }
        }
        Err(said) => shared.toast(Tone::Attention, said),
    }
}

/// A click on a bar chooses it, one on the axis moves the day; one on the chosen bar shows its whole row.
pub fn click(history: &mut History, shared: &mut Shared, hit: Hit) {
    let Some(timeline) = &mut history.timeline else { return };
    match hit {
        Hit::Row(row) if row == timeline.list.selected => detail(history, shared),
        Hit::Row(row) => {
            timeline.list.to(row, timeline.spans.len());
            if let Some(day) = timeline.span().map(|span| span.from) {
                timeline.day = day;
            }
        }
        Hit::Column(day) => timeline.show_day(timeline.first + chrono::Days::new(day as u64)),
        _ => {}
    }
}

/// Shows the whole row that held on the day.
fn detail(history: &mut History, shared: &mut Shared) {
    let Some(timeline) = &history.timeline else { return };
    let Some((number, version)) = timeline.version_on_day() else {
        let day = timeline.day;
        return shared.toast(Tone::Attention, format!("no history row on {day}"));
    };
    let title = format!("{} {}", history.table, timeline.key_text());
    let lines = lines(version, &timeline.origin(number));
    shared.detail(title, lines);
}

fn lines(version: &Version, origin: &Origin) -> Vec<(String, String)> {
    let old = |column: &str| version.changes.iter().find(|c| c.column == column);
    let mut lines = Vec::with_capacity(version.values.len() + 8);
    for (column, value) in &version.values {
        lines.push((column.clone(), value.clone().unwrap_or_default()));
        if let Some(change) = old(column) {
            lines.push((String::new(), format!("before: {}", change.old.as_deref().unwrap_or("(none)"))));
        }
    }
    let mut add = |name: &str, value: Option<String>| lines.extend(value.map(|value| (name.to_owned(), value)));
    add("", Some(String::new()));
    add("from", Some(version.effective_from.to_string()));
    add("until", Some(if version.is_current { "open".to_owned() } else { version.expiry_date.to_string() }));
    add("file", origin.file.clone());
    add("line", origin.line.map(|line| line.to_string()));
    add("run", origin.run.clone());
    add("ended by", origin.ended_by.clone());
    lines
}
