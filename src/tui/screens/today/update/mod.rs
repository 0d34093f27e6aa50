//! What happens on the screen Today.

mod ask;

use chrono::Duration;

use crate::tui::core::drawn::Hit;
use crate::tui::core::message;
use crate::tui::core::message::{Effect, Ticket};
use crate::tui::core::model::Model;
use crate::tui::core::update::Ended;
use crate::tui::core::{run, undo};
use crate::tui::keys::{Action, Scope};
use crate::tui::overlay::model::{Detail, Overlay, Prompt, Purpose};
use crate::tui::screen::Screen;
use crate::tui::screens::today::request::{File, Found, Job, More, Peek, Place, State};
use crate::tui::widgets::list::List;

/// How soon a file that grows is looked at again, in milliseconds.
const AGAIN: u64 = 700;

/// The screen comes to the front: what it shows is asked for if need be.
pub fn enter(model: &mut Model) {
    let today = &model.today;
    if today.standing.is_fresh() || today.stale && !today.standing.is_loading() {
        look(model);
    }
}

/// What it shows may be out of date: a run has ended, or the owner asked for it again.
pub fn refresh(model: &mut Model) {
    model.today.stale = true;
    // The title of every screen says up to which day all is loaded, so it is asked for at once, whatever is in front.
    if model.is_open() {
        look(model);
    }
}

/// The landing zone has changed.
pub fn landed(model: &mut Model) {
    if model.today.standing.is_loading() {
        // Files that come one after the other would each overtake the look that the one before them asked for.
        model.today.pending = true;
    } else if model.screen == Screen::Today {
        look(model);
    } else {
        model.today.stale = true;
    }
}

fn look(model: &mut Model) {
    model.today.again = None;
    model.today.pending = false;
    model.today.asked = model.now;
    let ticket = model.ask(message::Job::Today(Job::Look));
    model.today.standing.wait(ticket);
}

/// Does an action of the owner; whether there was something to do.
pub fn act(model: &mut Model, action: Action) -> bool {
    let page = model.drawn.page();
    let len = model.today.shown.len();
    match action {
        Action::Load => ask::load(model),
        Action::Cancel => ask::stop(model),
        Action::AcceptShrink => ask::accept(model),
        Action::Undo => undo::look(model, None),
        Action::Left | Action::Right => scroll(model, action),
        Action::Open => open(model),
        Action::Copy => {
            let name = model.today.selected().map(|file| file.name.clone());
            model.copy(name);
        }
        Action::Filter => {
            model.overlay = Some(Overlay::Prompt(Prompt::new(Purpose::Filter, &model.today.filter)));
        }
        Action::NextMatch if len > 0 => model.today.list.selected = (model.today.list.selected + 1) % len,
        Action::PreviousMatch if len > 0 => model.today.list.selected = (model.today.list.selected + len - 1) % len,
        action => {
            let before = model.today.list;
            model.today.list.step(action, page, len);
            return model.today.list != before;
        }
    }
    true
}

/// Moves the calendar by days, as far as there are any.
fn scroll(model: &mut Model, action: Action) {
    let days = model.today.span().map_or(0, |span| span.days());
    let most = days.saturating_sub(model.drawn.days);
    let back = model.today.back.min(most);
    model.today.back = if action == Action::Left { (back + 1).min(most) } else { back.saturating_sub(1) };
}

/// Everything about a file, and its first lines as soon as they are read.
fn open(model: &mut Model) {
    let Some(file) = model.today.selected().cloned() else { return };
    model.overlay =
        Some(Overlay::Detail(Detail { title: file.name.clone(), lines: about(model, &file), list: List::default() }));
    model.today.peek = None;
    if let Some(pipeline) = file.pipeline {
        let peek = Peek { file: file.name.clone(), pipeline, place: file.place };
        let ticket = model.ask(message::Job::Today(Job::Peek(peek)));
        model.today.peek = Some((ticket, file.name));
    }
}

fn about(model: &Model, file: &File) -> Vec<(String, String)> {
    let place = match file.place {
        Place::Landed => "landing zone",
        Place::Archived => "archive",
    };
    let none = "none".to_owned();
    let bytes = file.bytes.map(|b| format!("{} bytes", crate::report::text::grouped(b.into(), 0)));
    let mut lines = vec![
        ("state", file.state.word().to_owned()),
        ("reason", file.reason.clone()),
        ("what to do", file.hint.clone().unwrap_or_default()),
        ("pipeline", file.pipeline.clone().unwrap_or_else(|| none.clone())),
        ("day", file.date.map_or(none, |day| day.to_string())),
        ("size", bytes.unwrap_or_default()),
        ("place", place.to_owned()),
    ];
    if file.state == State::Held {
        let key = model.keys.key_of(Scope::On(Screen::Today), Action::AcceptShrink);
        lines.push(("", format!("{key} loads it in spite of max_shrink.")));
    }
    lines.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Puts the first lines of a file into the window that waits for them, if it is still there.
fn peeked(model: &mut Model, more: Vec<(String, String)>) {
    let Some((_, title)) = model.today.peek.take() else { return };
    if let Some(Overlay::Detail(detail)) = model.overlay.as_mut().filter(|_| model.screen == Screen::Today)
        && detail.title == title
    {
        detail.lines.push((String::new(), String::new()));
        detail.lines.extend(more);
    }
}

/// Goes one step back within the screen; false if it is at its root.
pub fn back(model: &mut Model) -> bool {
    let there = !model.today.filter.is_empty();
    if there {
        model.today.filter("");
    }
    there
}

/// A line was typed or is being typed (filter, search, day, query); `done` when Enter ended it.
pub fn typed(model: &mut Model, prompt: &Prompt, _done: bool) {
    model.today.filter(prompt.input.value());
}

/// An item of a choice that this screen opened was taken.
pub fn chosen(model: &mut Model, action: Action, _item: usize) {
    match action {
        Action::Load => run::start(model, Vec::new()),
        Action::AcceptShrink => {
            let pipelines = ask::held(model);
            run::start(model, pipelines);
        }
        Action::Undo => undo::start(model),
        _ => {}
    }
}

/// Something was clicked: it is selected, or, if it is already, looked into.
pub fn click(model: &mut Model, hit: Hit) {
    let Hit::Row(row) = hit else { return };
    if row == model.today.list.selected {
        open(model);
    } else {
        model.today.list.to(row, model.today.shown.len());
    }
}

/// An ask has ended; one that nothing waits for any more is dropped.
pub fn answer(model: &mut Model, ticket: Ticket, ended: Ended<Found>) {
    if model.today.standing.expects(ticket) {
        match ended {
            Ended::Found(Found::Standing(standing)) => {
                model.today.fill(*standing);
                model.today.answered = model.now;
                watch(model);
            }
            Ended::Failed(failure) => model.today.standing.fail(failure),
            _ => model.today.standing.give_up(),
        }
        if model.today.pending {
            look(model);
        } else if std::mem::take(&mut model.today.wanted) {
            ask::load(model);
        }
    } else if model.today.peek.as_ref().is_some_and(|(peek, _)| *peek == ticket) {
        match ended {
            Ended::Found(Found::Head(lines, more)) => {
                let mut shown: Vec<(String, String)> =
                    (1..).zip(lines).map(|(number, line): (usize, _)| (format!("{number:>6}"), line)).collect();
                if more == More::Yes {
                    shown.push((String::new(), "… and more".to_owned()));
                }
                peeked(model, shown);
            }
            Ended::Failed(failure) => peeked(model, vec![("not read".to_owned(), failure.message)]),
            _ => model.today.peek = None,
        }
    }
}

/// While a file grows, it is looked at again.
fn watch(model: &mut Model) {
    let files = model.today.standing.value().map_or(&[][..], |s| &s.files);
    if files.iter().any(|file| file.state == State::Growing) {
        model.today.again = Some(model.now + Duration::milliseconds(AGAIN.cast_signed()));
        model.effect(Effect::Wake(AGAIN));
    }
}

/// A frame was drawn.
pub fn drawn(model: &mut Model) {
    if let Some(seen) = model.drawn.list {
        model.today.list.follow(seen.height, seen.len);
    }
}

/// A moment that was asked for has come.
pub fn tick(model: &mut Model) {
    let Some(again) = model.today.again else { return };
    if again > model.now {
        model.effect(Effect::Wake((again - model.now).num_milliseconds().unsigned_abs() + 1));
    } else if model.screen == Screen::Today && !model.is_running() {
        look(model);
    } else {
        model.today.again = None;
        model.today.stale = true;
    }
}
