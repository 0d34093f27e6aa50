//! What happens on the screen Tables.

mod act;
mod answer;
mod columns;
mod complete;
mod export;
mod row;
mod rows;
mod typed;

use crate::tui::core::drawn::Hit;
use crate::tui::core::message::Job;
use crate::tui::core::outcome::Ticket;
use crate::tui::core::part::{Answered, Ended, ScreenUpdate};
use crate::tui::core::shared::Shared;
use crate::tui::keys::Action;
use crate::tui::overlay::model::Prompt;
use crate::tui::screen::Screen;
use crate::tui::screens::tables::describe::lines;
use crate::tui::screens::tables::model::{Focus, Tables};
use crate::tui::screens::tables::request as tables;
use crate::tui::screens::tables::request::Found;

impl ScreenUpdate for Tables {
    fn enter(&mut self, shared: &mut Shared) {
        let stale = std::mem::take(&mut self.stale);
        if stale || self.facts.is_fresh() {
            ask_facts(self, shared);
        }
        let wanted = wanted_table(shared).filter(|name| self.name() != Some(name));
        match wanted {
            Some(name) if self.query.is_none() => rows::show_table(self, shared, &name),
            _ if stale || self.view().grid.is_fresh() => rows::reopen(self, shared),
            _ => {}
        }
        if stale && self.about.is_some() {
            rows::about(self, shared);
        }
    }

    fn refresh(&mut self, shared: &mut Shared) {
        self.epoch += 1;
        self.stale = true;
        // What is not in front is asked for when it comes there.
        let under = self.query.is_some().then_some(&mut self.table);
        self.kept.iter_mut().chain(under).for_each(|view| view.grid.clear());
        if shared.screen == Screen::Tables && shared.is_open() {
            self.enter(shared);
        }
    }

    fn act(&mut self, shared: &mut Shared, action: Action) -> bool {
        act::act(self, shared, action)
    }

    fn back(&mut self, shared: &mut Shared) -> bool {
        act::back(self, shared)
    }

    fn typed(&mut self, shared: &mut Shared, prompt: &Prompt, done: bool) {
        typed::typed(self, shared, prompt, done);
    }

    fn chosen(&mut self, shared: &mut Shared, action: Action, item: usize) {
        act::chosen(self, shared, action, item);
    }

    fn click(&mut self, shared: &mut Shared, hit: Hit) {
        act::click(self, shared, hit);
    }

    fn clamp(&mut self, shared: &mut Shared) {
        let lines = lines(self, shared).len();
        self.list.clamp(shared.shop.tables.len());
        if let Some(about) = self.about.as_mut() {
            about.list.clamp(lines);
        }
        let view = self.view_mut();
        if view.grid.value().is_some() {
            view.list.clamp(view.rows());
        }
    }

    fn drawn(&mut self, shared: &mut Shared) {
        match shared.drawn.beside {
            Some(seen) => self.list.follow(seen.height, seen.len),
            None => self.focus = Focus::Rows,
        }
        if let Some(offset) = shared.drawn.column_offset {
            self.view_mut().left = offset;
        }
        let Some(seen) = shared.drawn.list else { return };
        match self.about.as_mut() {
            Some(about) => about.list.follow(seen.height, seen.len),
            None => {
                self.view_mut().list.follow(seen.height, seen.len);
                rows::ask_page(self, shared, seen.height);
            }
        }
    }

    fn complete(&self, shared: &Shared, prompt: &Prompt) -> Vec<String> {
        complete::complete(shared, prompt)
    }
}

impl Answered for Tables {
    type Found = Found;

    fn answer(&mut self, shared: &mut Shared, ticket: Ticket, ended: Ended<Found>) {
        answer::answer(self, shared, ticket, ended);
    }
}

fn ask_facts(tables: &mut Tables, shared: &mut Shared) {
    let ticket = shared.ask(Job::Tables(tables::Job::Facts));
    tables.facts.wait(ticket);
}

/// The table that was looked at last, here or on another screen; the first one if there is none.
fn wanted_table(shared: &Shared) -> Option<String> {
    let known = shared.user.table.as_deref().filter(|name| shared.shop.table(name).is_some());
    known.or_else(|| shared.shop.tables.first().map(|table| table.name.as_str())).map(str::to_owned)
}
