//! What happens on the screen Reports.

mod export;
mod look;
mod pick;
mod show;

use crate::tui::core::drawn::Hit;
use crate::tui::core::outcome::Ticket;
use crate::tui::core::part::Ended;
use crate::tui::core::part::{Answered, ScreenUpdate};
use crate::tui::core::shared::Shared;
use crate::tui::keys::Action;
use crate::tui::overlay::model::{Prompt, Purpose};
use crate::tui::screen::Screen;
use crate::tui::screens::reports::model::{Focus, Reports};
use crate::tui::screens::reports::request::Found;

impl ScreenUpdate for Reports {
    fn enter(&mut self, shared: &mut Shared) {
        show::want(self, shared);
    }

    fn refresh(&mut self, shared: &mut Shared) {
        show::forget(self);
        if shared.screen == Screen::Reports && shared.is_open() {
            show::want(self, shared);
        }
    }

    fn act(&mut self, shared: &mut Shared, action: Action) -> bool {
        let in_report = pick::in_report(self, shared);
        let count = shared.shop.reports.len();
        match action {
            _ if count == 0 => return false,
            Action::NextReport => show::switch(self, shared, (self.list.selected + 1) % count),
            Action::PreviousReport => show::switch(self, shared, (self.list.selected + count - 1) % count),
            Action::Up | Action::Down | Action::Top | Action::Bottom if !in_report => {
                let mut list = self.list;
                list.step(action, count, count);
                show::switch(self, shared, list.selected);
            }
            Action::Open if !in_report => self.focus = Focus::Report,
            Action::Open => look::open(self, shared),
            Action::Left | Action::Right => look::sideways(self, shared, action),
            Action::Filter => look::filter(self, shared),
            Action::NextMatch | Action::PreviousMatch => return look::next(self, shared, action),
            Action::Copy => look::copy(self, shared),
            Action::AsOf => show::ask_day(self, shared),
            Action::Shape => look::shape(self, shared),
            Action::Chart => look::form(self, shared),
            Action::Export => export::csv(self, shared),
            Action::ExportAs => export::choose(self, shared),
            action => look::step(self, shared, action),
        }
        true
    }

    fn back(&mut self, shared: &mut Shared) -> bool {
        if !self.look.filter.is_empty() {
            look::narrow(self, shared, "");
            return true;
        }
        let inside = shared.drawn.beside.is_some() && self.focus == Focus::Report;
        if inside {
            self.focus = Focus::List;
        }
        inside
    }

    fn typed(&mut self, shared: &mut Shared, prompt: &Prompt, done: bool) {
        match prompt.purpose {
            Purpose::Filter => look::narrow(self, shared, prompt.input.value()),
            Purpose::AsOf if done => show::typed_day(self, shared, prompt.input.value()),
            Purpose::AsOf | Purpose::Search | Purpose::Sql => {}
        }
    }

    fn chosen(&mut self, shared: &mut Shared, action: Action, item: usize) {
        if action == Action::ExportAs {
            export::chosen(self, shared, item);
        }
    }

    fn click(&mut self, shared: &mut Shared, hit: Hit) {
        match hit {
            Hit::Beside(place) => {
                let again = place == self.list.selected;
                self.focus = if again { Focus::Report } else { Focus::List };
                show::switch(self, shared, place);
            }
            Hit::Row(place) => look::click(self, shared, place),
            _ => {}
        }
    }

    fn clamp(&mut self, shared: &mut Shared) {
        let (count, len) = (shared.shop.reports.len(), self.look.picked.len());
        self.list.clamp(count);
        pick::list(self, shared).clamp(len);
    }

    fn drawn(&mut self, shared: &mut Shared) {
        if let Some(seen) = shared.drawn.beside {
            self.list.follow(seen.height, seen.len);
        }
        if let Some(offset) = shared.drawn.column_offset {
            self.look.column_offset = offset;
        }
        if let Some(seen) = shared.drawn.list {
            pick::list(self, shared).follow(seen.height, seen.len);
        }
    }
}

impl Answered for Reports {
    type Found = Found;

    fn answer(&mut self, shared: &mut Shared, ticket: Ticket, ended: Ended<Found>) {
        if self.exports.contains(&ticket) {
            export::ended(self, shared, ticket, ended);
        } else if self.front.expects(ticket) {
            show::ended(self, shared, ended);
        }
    }
}
