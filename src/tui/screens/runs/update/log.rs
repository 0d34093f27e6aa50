//! The log of a run: read, read on while its run goes on, searched, looked into.

use chrono::Duration;

use crate::run::{At, Event, Level, details, line};
use crate::tui::core::message;
use crate::tui::core::message::Effect;
use crate::tui::core::outcome::Ticket;
use crate::tui::core::part::{Ended, ScreenUpdate};
use crate::tui::core::shared::Shared;
use crate::tui::keys::Action;
use crate::tui::overlay::model::Purpose;
use crate::tui::screen::Screen;
use crate::tui::screens::runs::model::{Direction, Runs};
use crate::tui::screens::runs::request::{Found, Job};
use crate::tui::zone::Zone;

/// How soon the log of a run of another process is read on, in milliseconds.
const AGAIN: u64 = 700;

/// Asks for what the open log says further on, unless that is all.
pub fn read_on(runs: &mut Runs, shared: &mut Shared) {
    let Some(log) = runs.log.as_mut().filter(|log| !log.has_ended()) else { return };
    if log.state.is_loading() {
        log.pending = true;
        return;
    }
    (log.pending, log.again) = (false, None);
    let job = Job::Log { run: log.run.clone(), from: log.next };
    let ticket = shared.ask(message::Job::Runs(job));
    if let Some(log) = runs.log.as_mut() {
        log.state.wait(ticket);
    }
}

/// A run that was started here said something: if its log is open, it has grown.
pub fn hear(runs: &mut Runs, shared: &mut Shared, run: &str) {
    let known = runs.named(run).is_some();
    if runs.log.as_ref().is_some_and(|log| log.run == run) && shared.screen == Screen::Runs {
        read_on(runs, shared);
    } else if !known && !runs.all.is_loading() {
        runs.refresh(shared);
    }
}

/// An ask has ended; one that nothing waits for any more is dropped.
pub fn answer(runs: &mut Runs, shared: &mut Shared, ticket: Ticket, ended: Ended<Found>) {
    let Some(log) = runs.log.as_mut().filter(|log| log.state.expects(ticket)) else { return };
    let lived = log.live;
    match ended {
        Ended::Found(Found::Log(tail)) => log.fill(tail),
        Ended::Failed(failure) => return log.state.fail(failure),
        _ => return log.state.give_up(),
    }
    let here = shared.running.as_ref().is_some_and(|r| r.result.is_none() && r.run.as_ref() == Some(&log.run));
    if lived && !log.live && !here {
        // Nobody else tells that a run of another process has ended.
        shared.outdated = true;
    } else if log.pending {
        read_on(runs, shared);
    } else if log.live && !here {
        log.again = Some(shared.now + Duration::milliseconds(AGAIN.cast_signed()));
        shared.effect(Effect::Wake(AGAIN));
    }
}

/// A moment that was asked for has come. Only a log in front is read on.
pub fn tick(runs: &mut Runs, shared: &mut Shared) {
    let Some(again) = runs.log.as_ref().and_then(|log| log.again) else { return };
    if shared.screen != Screen::Runs {
        return;
    }
    if again > shared.now {
        shared.effect(Effect::Wake((again - shared.now).num_milliseconds().unsigned_abs() + 1));
    } else {
        read_on(runs, shared);
    }
}

/// Does an action of the owner in the open log; whether there was something to do.
pub fn act(runs: &mut Runs, shared: &mut Shared, action: Action) -> bool {
    let page = shared.drawn.page();
    let Some(log) = runs.log.as_mut() else { return false };
    let len = log.shown.len();
    match action {
        Action::Open => look_into(runs, shared),
        Action::Copy => {
            let event = log.line(log.list.selected).map(|line| &line.event);
            let text =
                event.map(|e| format!("{}  {}", shared.styles.zone.show(e.time, "%Y-%m-%d %H:%M:%S%.3f"), line(e)));
            shared.copy(text);
        }
        Action::Filter => {
            shared.prompt(Purpose::Filter, &log.filter);
        }
        Action::Level => log.level(log.least.next()),
        Action::Follow => {
            log.follow = !log.follow;
            log.keep_up();
        }
        Action::Left => log.turn(Direction::Back),
        Action::Right => log.turn(Direction::On),
        Action::NextMatch => log.search(Direction::On),
        Action::PreviousMatch => log.search(Direction::Back),
        action => {
            let before = log.list;
            log.list.step(action, page, len);
            // Who goes up wants to read; who goes to the end does not stop following.
            log.follow = log.follow && log.list.selected >= before.selected;
            return log.list != before;
        }
    }
    true
}

/// A line was clicked.
pub fn click(runs: &mut Runs, shared: &mut Shared, row: usize) {
    let Some(log) = runs.log.as_mut() else { return };
    if row == log.list.selected {
        look_into(runs, shared);
    } else {
        log.follow = false;
        log.list.to(row, log.shown.len());
    }
}

/// Everything about the selected line.
fn look_into(runs: &mut Runs, shared: &mut Shared) {
    let Some(log) = &runs.log else { return };
    let Some(line) = log.line(log.list.selected) else { return };
    shared.detail("Log line", everything(&line.event, shared.styles.zone));
}

fn everything(event: &Event, zone: Zone) -> Vec<(String, String)> {
    let level = match event.level() {
        Level::Info => "info",
        Level::Warning => "warning",
        Level::Error => "failure",
    };
    let mut lines = vec![
        ("time", format!("{} {}", zone.show(event.time, "%Y-%m-%d %H:%M:%S%.3f"), zone.name())),
        ("run", event.run.clone()),
        ("level", level.to_owned()),
    ];
    if let Some(At { step, pipeline, file, date }) = event.at() {
        let step = step.map(|step| step.word().to_owned());
        let date = date.map(|day| day.to_string());
        let place = [("step", step), ("pipeline", pipeline.clone()), ("file", file.clone()), ("day", date)];
        lines.extend(place.into_iter().filter_map(|(name, value)| Some((name, value?))));
    }
    lines.extend(details(event));
    lines.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
