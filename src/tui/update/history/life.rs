//! The life of a key: its day, its versions, and the files behind them.

use chrono::NaiveDate;

use crate::history::Version;
use crate::run::{Lines, Origin};
use crate::tui::keymap::Action;
use crate::tui::message::history::{Found, Job};
use crate::tui::message::{Effect, Job as Any};
use crate::tui::model::history::{Life, What};
use crate::tui::model::{Detail, List, Model, Overlay, Prompt, Purpose, Screen, Tone};
use crate::tui::update::Ended;
use crate::tui::view::{self, Hit};

/// A big step in a life of up to two months, in days.
const WEEK: i64 = 7;
/// A big step in a longer one.
const MONTH: i64 = 30;
/// The closest that the axis is drawn.
const CLOSEST: u8 = 12;

/// Asks for the versions of the key that is looked into.
pub fn ask(model: &mut Model) {
    let Some(life) = &model.history.life else { return };
    let job = Job::Versions { table: model.history.table.clone(), key: life.key.clone() };
    let ticket = model.ask(Any::History(job));
    if let Some(life) = &mut model.history.life {
        life.versions.wait(ticket);
    }
}

/// Back to the keys; what is still read for this one is stopped.
pub fn close(model: &mut Model) {
    if let Some((ticket, _)) = model.history.life.take().and_then(|life| life.reading) {
        model.effect(Effect::Cancel(ticket));
    }
}

/// Takes the versions.
pub fn answer(life: &mut Life, ended: Ended<Found>) {
    match ended {
        Ended::Found(Found::Versions(versions)) => life.take(versions),
        Ended::Found(_) => {}
        Ended::Failed(failure) => life.versions.fail(failure),
        Ended::Cancelled => life.versions.give_up(),
    }
}

/// Takes the lines of a file.
pub fn read(life: &mut Life, ended: Ended<Found>) {
    let Some((_, file)) = life.reading.take() else { return };
    match ended {
        Ended::Found(Found::Lines(lines)) => drop(life.lines.insert(file, lines)),
        // A file that cannot be read tells no line; it is not asked again.
        Ended::Failed(_) => drop(life.lines.insert(file, Lines::new())),
        Ended::Found(_) | Ended::Cancelled => {}
    }
}

/// Reads the next file behind the versions in view, one at a time: who goes on looking wants others by then.
pub fn read_on(model: &mut Model) {
    let area = view::body(model);
    let front = model.screen == Screen::History && model.is_open();
    let Some(life) = model.history.life.as_ref().filter(|life| front && life.reading.is_none()) else { return };
    let height = view::history::spans_height(area, life.spans.len());
    let Some(file) = life.unread(life.list.window(height, life.spans.len())) else { return };
    let job = Job::Lines { table: model.history.table.clone(), key: life.key.clone(), file: file.clone() };
    let ticket = model.ask(Any::History(job));
    if let Some(life) = &mut model.history.life {
        life.reading = Some((ticket, file));
    }
}

/// Does an action in the life of a key.
pub fn act(model: &mut Model, action: Action) -> bool {
    let area = view::body(model);
    let Some(life) = &mut model.history.life else { return false };
    let big = if (life.last - life.first).num_days() <= 2 * MONTH { WEEK } else { MONTH };
    match action {
        Action::Left => life.by_days(-1),
        Action::Right => life.by_days(1),
        Action::PageUp => life.by_days(-big),
        Action::PageDown => life.by_days(big),
        Action::Closer => life.zoom = (life.zoom + 1).min(CLOSEST),
        Action::Wider => life.zoom = life.zoom.saturating_sub(1),
        Action::AsOf => {
            let day = life.day.to_string();
            model.overlay = Some(Overlay::Prompt(Prompt::new(Purpose::AsOf, &day)));
        }
        Action::Copy => {
            let key = life.key_text();
            model.copy(Some(key));
        }
        Action::Open => detail(model),
        Action::Source => super::page::open(model),
        Action::NextMatch => step(life, Action::Down, 1),
        Action::PreviousMatch => step(life, Action::Up, 1),
        action => {
            let before = life.list.selected;
            let height = view::history::spans_height(area, life.spans.len());
            step(life, action, height);
            return life.list.selected != before;
        }
    }
    true
}

/// Chooses a version; the day goes to its beginning.
fn step(life: &mut Life, action: Action, page: usize) {
    let before = life.list.selected;
    life.list.step(action, page, life.spans.len());
    if life.list.selected != before
        && let Some(day) = life.span().map(|span| span.from)
    {
        life.day = day;
    }
}

/// A day was typed; empty is the last one.
pub fn typed(model: &mut Model, text: &str) {
    let Some(life) = &mut model.history.life else { return };
    let text = text.trim();
    if text.is_empty() {
        return life.show_day(life.last);
    }
    match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Ok(day) => {
            life.show_day(day);
            if life.day != day {
                let (first, last) = (life.first, life.last);
                model.toast(Tone::Attention, format!("this key is known from {first} to {last}"));
            }
        }
        Err(_) => model.toast(Tone::Attention, "not a day; write it as YYYY-MM-DD"),
    }
}

/// A click on a bar chooses it, one on the axis moves the day; one on the chosen bar shows its whole row.
pub fn click(model: &mut Model, hit: Hit) {
    let Some(life) = &mut model.history.life else { return };
    match hit {
        Hit::Row(row) if row == life.list.selected => detail(model),
        Hit::Row(row) => {
            life.list.to(row, life.spans.len());
            if let Some(day) = life.span().map(|span| span.from) {
                life.day = day;
            }
        }
        Hit::Column(day) => life.show_day(life.first + chrono::Days::new(day as u64)),
        _ => {}
    }
}

/// Shows the whole row that held on the day.
fn detail(model: &mut Model) {
    let Some(life) = &model.history.life else { return };
    let Some((number, version)) = life.held() else {
        let day = life.day;
        return model.toast(Tone::Attention, format!("no version held on {day}"));
    };
    let title = format!("{} {}", model.history.table, life.key_text());
    let lines = lines(version, &life.origin(number));
    model.overlay = Some(Overlay::Detail(Detail { title, lines, list: List::default() }));
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

/// The version on the day that a file can be shown for; where the key is away, the one before.
pub fn version_of(life: &Life) -> Option<usize> {
    match life.span()?.what {
        What::Version(number) | What::Gap(number) => Some(number),
    }
}
