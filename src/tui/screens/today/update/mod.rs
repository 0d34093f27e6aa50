//! What happens on the screen Today.

mod ask;

use chrono::Duration;

use crate::tui::core::drawn::Hit;
use crate::tui::core::message;
use crate::tui::core::message::Effect;
use crate::tui::core::outcome::Ticket;
use crate::tui::core::part::Ended;
use crate::tui::core::part::{Answered, ScreenUpdate};
use crate::tui::core::shared::Shared;
use crate::tui::core::{run, undo};
use crate::tui::keys::{Action, Scope};
use crate::tui::overlay::model::{Overlay, Prompt, Purpose};
use crate::tui::screen::Screen;
use crate::tui::screens::today::model::Today;
use crate::tui::screens::today::request::{File, Found, Job, More, Peek, Place, State};

/// How soon a file that grows is looked at again, in milliseconds.
const AGAIN: u64 = 700;

impl ScreenUpdate for Today {
    fn enter(&mut self, shared: &mut Shared) {
        if self.standing.is_fresh() || self.stale && !self.standing.is_loading() {
            look(self, shared);
        }
    }

    fn refresh(&mut self, shared: &mut Shared) {
        self.stale = true;
        // The title of every screen says up to which day all is loaded, so it is asked for at once, whatever is in front.
        if shared.is_open() {
            look(self, shared);
        }
    }

    fn act(&mut self, shared: &mut Shared, action: Action) -> bool {
        let page = shared.drawn.page();
        let len = self.shown.len();
        match action {
            Action::Load => ask::load(self, shared),
            Action::Cancel => ask::stop(shared),
            Action::AcceptShrink => ask::accept(self, shared),
            Action::Undo => undo::look(shared, None),
            Action::Left | Action::Right => scroll(self, shared, action),
            Action::Open => open(self, shared),
            Action::Copy => {
                let name = self.selected().map(|file| file.name.clone());
                shared.copy(name);
            }
            Action::Filter => shared.prompt(Purpose::Filter, &self.filter),
            action => return self.list.step_by_match(action, page, len),
        }
        true
    }

    fn back(&mut self, _shared: &mut Shared) -> bool {
        let there = !self.filter.is_empty();
        if there {
            self.filter("");
        }
        there
    }

    fn typed(&mut self, _shared: &mut Shared, prompt: &Prompt, _done: bool) {
        self.filter(prompt.input.value());
    }

    fn chosen(&mut self, shared: &mut Shared, action: Action, _item: usize) {
        match action {
            Action::Load => run::start(shared, Vec::new()),
            Action::AcceptShrink => {
                let pipelines = ask::held_back(self);
                run::start(shared, pipelines);
            }
            Action::Undo => undo::start(shared),
            _ => {}
        }
    }

    fn click(&mut self, shared: &mut Shared, hit: Hit) {
        let Hit::Row(row) = hit else { return };
        if row == self.list.selected {
            open(self, shared);
        } else {
            self.list.to(row, self.shown.len());
        }
    }

    fn drawn(&mut self, shared: &mut Shared) {
        if let Some(seen) = shared.drawn.list {
            self.list.follow(seen.height, seen.len);
        }
    }

    fn landed(&mut self, shared: &mut Shared) {
        if self.standing.is_loading() {
            // Files that come one after the other would each overtake the look that the one before them asked for.
            self.pending = true;
        } else if shared.screen == Screen::Today {
            look(self, shared);
        } else {
            self.stale = true;
        }
    }

    fn tick(&mut self, shared: &mut Shared) {
        let Some(again) = self.again else { return };
        if again > shared.now {
            shared.effect(Effect::Wake((again - shared.now).num_milliseconds().unsigned_abs() + 1));
        } else if shared.screen == Screen::Today && !shared.is_running() {
            look(self, shared);
        } else {
            self.again = None;
            self.stale = true;
        }
    }
}

impl Answered for Today {
    type Found = Found;

    fn answer(&mut self, shared: &mut Shared, ticket: Ticket, ended: Ended<Found>) {
        if self.standing.expects(ticket) {
            match ended {
                Ended::Found(Found::Standing(standing)) => {
                    shared.loaded_to = standing.as_of;
                    self.fill(*standing);
                    self.answered = shared.now;
                    watch(self, shared);
                }
                Ended::Failed(failure) => self.standing.fail(failure),
                _ => self.standing.give_up(),
            }
            if self.pending {
                look(self, shared);
            } else if std::mem::take(&mut self.wanted) {
                ask::load(self, shared);
            }
        } else if self.peek.as_ref().is_some_and(|(peek, _)| *peek == ticket) {
            match ended {
                Ended::Found(Found::Head(lines, more)) => {
                    let mut shown: Vec<(String, String)> =
                        (1..).zip(lines).map(|(number, line): (usize, _)| (format!("{number:>6}"), line)).collect();
                    if more == More::Yes {
                        shown.push((String::new(), "… and more".to_owned()));
                    }
                    peeked(self, shared, shown);
                }
                Ended::Failed(failure) => peeked(self, shared, vec![("not read".to_owned(), failure.message)]),
                _ => self.peek = None,
            }
        }
    }
}

fn look(today: &mut Today, shared: &mut Shared) {
    today.again = None;
    today.pending = false;
    today.asked = shared.now;
    let ticket = shared.ask(message::Job::Today(Job::Look));
    today.standing.wait(ticket);
}

/// Moves the calendar by days, as far as there are any.
fn scroll(today: &mut Today, shared: &mut Shared, action: Action) {
    let days = today.span().map_or(0, |span| span.days());
    let most = days.saturating_sub(shared.drawn.days);
    let back = today.back.min(most);
    today.back = if action == Action::Left { (back + 1).min(most) } else { back.saturating_sub(1) };
}

/// Everything about a file, and its first lines as soon as they are read.
fn open(today: &mut Today, shared: &mut Shared) {
    let Some(file) = today.selected().cloned() else { return };
    shared.detail(&file.name, about(shared, &file));
    today.peek = None;
    if let Some(pipeline) = file.pipeline {
        let peek = Peek { file: file.name.clone(), pipeline, place: file.place };
        let ticket = shared.ask(message::Job::Today(Job::Peek(peek)));
        today.peek = Some((ticket, file.name));
    }
}

fn about(shared: &Shared, file: &File) -> Vec<(String, String)> {
    let place = match file.place {
        Place::Landed => "landing zone",
        Place::Archived => "archive",
    };
    let none = "none".to_owned();
    let bytes = file.bytes.map(|b| crate::report::text::counted(b, "byte", "bytes"));
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
        let key = shared.keys.key_of(Scope::On(Screen::Today), Action::AcceptShrink);
        lines.push(("", format!("{key} loads it despite max_shrink.")));
    }
    lines.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Puts the first lines of a file into the window that waits for them, if it is still there.
fn peeked(today: &mut Today, shared: &mut Shared, more: Vec<(String, String)>) {
    let Some((_, title)) = today.peek.take() else { return };
    if let Some(Overlay::Detail(detail)) = shared.overlay.as_mut().filter(|_| shared.screen == Screen::Today)
        && detail.title == title
    {
        detail.lines.push((String::new(), String::new()));
        detail.lines.extend(more);
    }
}

/// While a file grows, it is looked at again.
fn watch(today: &mut Today, shared: &mut Shared) {
    let files = today.standing.value().map_or(&[][..], |s| &s.files);
    if files.iter().any(|file| file.state == State::Growing) {
        today.again = Some(shared.now + Duration::milliseconds(AGAIN.cast_signed()));
        shared.effect(Effect::Wake(AGAIN));
    }
}
