//! Lines that are typed: a filter, a day, a query.

use crate::tui::core::shared::{Shared, Tone};
use crate::tui::overlay::day;
use crate::tui::overlay::model::{Prompt, Purpose};
use crate::tui::screens::tables::model::{Focus, TableView, Tables};
use crate::tui::screens::tables::request::Subject;
use crate::tui::screens::tables::update::rows;

/// A filter counts with every key where there are at most so many rows; in larger tables when Enter ends it.
const AT_ONCE: usize = 200_000;

pub fn ask_line(tables: &mut Tables, shared: &mut Shared, purpose: Purpose) {
    let view = tables.view();
    let text = match purpose {
        Purpose::Sql => match &view.subject {
            Some(Subject::Query(sql)) => sql.clone(),
            _ => String::new(),
        },
        Purpose::AsOf => view.day.map(|day| day.to_string()).unwrap_or_default(),
        _ => view.filter.clone(),
    };
    shared.prompt(purpose, &text);
}

/// A line was typed or is being typed (filter, day, query); `done` when Enter ended it.
pub fn typed(tables: &mut Tables, shared: &mut Shared, prompt: &Prompt, done: bool) {
    let text = prompt.input.value().trim().to_owned();
    match prompt.purpose {
        Purpose::Filter => {
            let view = tables.view_mut();
            let small = view.grid.value().is_some_and(|grid| grid.all <= AT_ONCE);
            if (done || small) && view.filter != text {
                view.filter = text;
                rows::restart(tables, shared);
            }
        }
        Purpose::AsOf if done => on_day(tables, shared, &text),
        Purpose::Sql if done && !text.is_empty() => {
            shared.user.remember(&text);
            rows::close_query(tables, shared);
            tables.about = None;
            tables.focus = Focus::Rows;
            tables.query = Some(TableView::new(Subject::Query(text)));
            rows::reopen(tables, shared);
        }
        _ => {}
    }
}

fn on_day(tables: &mut Tables, shared: &mut Shared, text: &str) {
    let day = match day::typed(text) {
        Ok(day) => day,
        Err(said) => return shared.toast(Tone::Attention, said),
    };
    if tables.view().day != day {
        tables.view_mut().day = day;
        rows::restart(tables, shared);
    }
}
