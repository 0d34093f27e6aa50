//! What happens on the screen History.

mod keys;
mod page;
mod timeline;

use crate::tui::core::drawn::Hit;
use crate::tui::core::outcome::Ticket;
use crate::tui::core::part::Ended;
use crate::tui::core::part::{Answered, ScreenUpdate};
use crate::tui::core::shared::Shared;
use crate::tui::keys::Action;
use crate::tui::overlay::model::{Prompt, Purpose};
use crate::tui::screen::Screen;
use crate::tui::screens::history::model::History;
use crate::tui::screens::history::request::Found;

impl ScreenUpdate for History {
    fn enter(&mut self, shared: &mut Shared) {
        if shared.shop.table(&self.table).is_none() {
            let remembered = shared.user.table.as_deref().filter(|name| shared.shop.table(name).is_some());
            let first = || shared.shop.tables.first().map(|t| t.name.as_str());
            self.table = remembered.or_else(first).unwrap_or_default().to_owned();
        }
        if self.stale || self.keys.is_fresh() {
            again(self, shared);
        }
    }

    fn refresh(&mut self, shared: &mut Shared) {
        self.stale = true;
        if shared.screen == Screen::History {
            self.enter(shared);
        }
    }

    fn act(&mut self, shared: &mut Shared, action: Action) -> bool {
        match (action, &self.timeline) {
            (Action::Table, _) => keys::choose_table(self, shared),
            (Action::Filter, _) => keys::search(self, shared),
            (_, None) => return keys::act(self, shared, action),
            (_, Some(timeline)) if timeline.page.is_some() => return page::act(self, shared, action),
            (_, Some(_)) => return timeline::act(self, shared, action),
        }
        true
    }

    fn back(&mut self, shared: &mut Shared) -> bool {
        match &mut self.timeline {
            Some(timeline) if timeline.page.is_some() => timeline.page = None,
            Some(_) => timeline::close(self, shared),
            None => return keys::forget_search(self, shared),
        }
        true
    }

    fn typed(&mut self, shared: &mut Shared, prompt: &Prompt, done: bool) {
        match prompt.purpose {
            Purpose::Search => keys::typed(self, shared, prompt.input.value()),
            Purpose::AsOf if done => timeline::typed(self, shared, prompt.input.value()),
            _ => {}
        }
    }

    fn chosen(&mut self, shared: &mut Shared, action: Action, item: usize) {
        if action == Action::Table {
            keys::table_chosen(self, shared, item);
        }
    }

    fn click(&mut self, shared: &mut Shared, hit: Hit) {
        match (&mut self.timeline, hit) {
            (Some(timeline), Hit::Row(row)) if timeline.page.is_some() => page::click(timeline, row),
            (Some(_), hit) => timeline::click(self, shared, hit),
            (None, Hit::Row(row)) => keys::click(self, shared, row),
            (None, _) => {}
        }
    }

    fn clamp(&mut self, _shared: &mut Shared) {
        self.list.clamp(self.keys.value().map_or(0, |k| k.keys.len()));
        if let Some(timeline) = &mut self.timeline {
            timeline.list.clamp(timeline.spans.len());
            if let Some(page) = &mut timeline.page {
                page.list.clamp(page.excerpt.value().map_or(0, |e| e.lines.len()));
            }
        }
    }

    fn drawn(&mut self, shared: &mut Shared) {
        if let Some(seen) = shared.drawn.list {
            let list = match &mut self.timeline {
                None => &mut self.list,
                Some(timeline) => timeline.page.as_mut().map_or(&mut timeline.list, |page| &mut page.list),
            };
            list.follow(seen.height, seen.len);
        }
        timeline::read_on(self, shared);
    }
}

impl Answered for History {
    type Found = Found;

    fn answer(&mut self, shared: &mut Shared, ticket: Ticket, ended: Ended<Found>) {
        if self.keys.expects(ticket) {
            return keys::answer(self, shared, ended);
        }
        let Some(timeline) = self.timeline.as_mut() else { return };
        if timeline.versions.expects(ticket) {
            timeline::answer(timeline, ended);
        } else if timeline.reading.as_ref().is_some_and(|(reading, _)| *reading == ticket) {
            timeline::read(timeline, ended);
        } else if let Some(page) = timeline.page.as_mut().filter(|page| page.excerpt.expects(ticket)) {
            page::answer(page, ended);
        }
    }
}

fn again(history: &mut History, shared: &mut Shared) {
    history.stale = false;
    keys::ask(history, shared);
    timeline::ask(history, shared);
}
