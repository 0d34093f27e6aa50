//! What happens on the screen Runs.

mod log;

use crate::tui::core::drawn::Hit;
use crate::tui::core::message;
use crate::tui::core::outcome::Ticket;
use crate::tui::core::part::Ended;
use crate::tui::core::part::{Answered, ScreenUpdate};
use crate::tui::core::shared::Shared;
use crate::tui::core::undo;
use crate::tui::keys::Action;
use crate::tui::overlay::model::{Prompt, Purpose};
use crate::tui::screen::Screen;
use crate::tui::screens::runs::model::{Log, Runs};
use crate::tui::screens::runs::request::{Found, Job};

impl ScreenUpdate for Runs {
    fn enter(&mut self, shared: &mut Shared) {
        if !self.all.is_loading() && (self.all.is_fresh() || self.stale) {
            ask(self, shared);
        }
        log::read_on(self, shared);
    }

    fn refresh(&mut self, shared: &mut Shared) {
        self.stale = true;
        if shared.screen == Screen::Runs && shared.is_open() {
            ask(self, shared);
            log::read_on(self, shared);
        }
    }

    fn act(&mut self, shared: &mut Shared, action: Action) -> bool {
        if action == Action::Undo {
            let open = self.log.as_ref().map(|log| log.run.clone());
            let selected = || self.run(self.list.selected).map(|run| run.run.clone());
            let run = open.or_else(selected);
            undo::look(shared, run);
            return true;
        }
        if self.log.is_some() {
            return log::act(self, shared, action);
        }
        let page = shared.drawn.page();
        let len = self.shown.len();
        match action {
            Action::Open => open(self, shared),
            Action::Copy => {
                let name = self.run(self.list.selected).map(|run| run.run.clone());
                shared.copy(name);
            }
            Action::Filter => shared.prompt(Purpose::Filter, &self.filter),
            action => return self.list.step_by_match(action, page, len),
        }
        true
    }

    fn back(&mut self, _shared: &mut Shared) -> bool {
        match self.log.as_mut() {
            Some(log) if !log.filter.is_empty() => log.filter(""),
            Some(_) => self.log = None,
            None if !self.filter.is_empty() => self.filter(""),
            None => return false,
        }
        true
    }

    fn typed(&mut self, _shared: &mut Shared, prompt: &Prompt, _done: bool) {
        let text = prompt.input.value();
        match self.log.as_mut() {
            Some(log) => log.filter(text),
            None => self.filter(text),
        }
    }

    fn chosen(&mut self, shared: &mut Shared, action: Action, _item: usize) {
        if action == Action::Undo {
            undo::start(shared);
        }
    }

    fn click(&mut self, shared: &mut Shared, hit: Hit) {
        let Hit::Row(row) = hit else { return };
        if self.log.is_some() {
            log::click(self, shared, row);
        } else if row == self.list.selected {
            open(self, shared);
        } else {
            self.list.to(row, self.shown.len());
        }
    }

    fn drawn(&mut self, shared: &mut Shared) {
        let Some(seen) = shared.drawn.list else { return };
        let list = self.log.as_mut().map_or(&mut self.list, |log| &mut log.list);
        list.follow(seen.height, seen.len);
    }

    fn tick(&mut self, shared: &mut Shared) {
        log::tick(self, shared);
    }

    fn heard(&mut self, shared: &mut Shared, run: &str) {
        log::hear(self, shared, run);
    }
}

impl Answered for Runs {
    type Found = Found;

    fn answer(&mut self, shared: &mut Shared, ticket: Ticket, ended: Ended<Found>) {
        if !self.all.expects(ticket) {
            return log::answer(self, shared, ticket, ended);
        }
        match ended {
            Ended::Found(Found::List(all)) => {
                self.zone = shared.styles.zone;
                self.fill(all);
            }
            Ended::Failed(failure) => self.all.fail(failure),
            _ => self.all.give_up(),
        }
    }
}

fn ask(runs: &mut Runs, shared: &mut Shared) {
    let ticket = shared.ask(message::Job::Runs(Job::List));
    runs.all.wait(ticket);
}

/// Opens the log of the selected run.
fn open(runs: &mut Runs, shared: &mut Shared) {
    let Some(run) = runs.run(runs.list.selected).map(|run| run.run.clone()) else { return };
    runs.log = Some(Log::new(run));
    log::read_on(runs, shared);
}
