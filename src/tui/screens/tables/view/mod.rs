//! The screen Tables: the tables, their rows or those of a query, their columns.

mod about;
mod layout;
mod list;
mod rows;

use ratatui::layout::{Position, Rect};

use crate::report::text::grouped;
use crate::tui::core::model::Model;
use crate::tui::core::view::Hit;
use crate::tui::screens::tables::request::Fact;
use crate::tui::widgets::canvas::Canvas;

pub use about::lines as about_lines;
pub use layout::{WIDE, left, panes};
pub use list::room as list_room;

/// The trail that leads to what is shown, after the screen's name.
pub fn trail(model: &Model) -> Vec<String> {
    let tables = &model.tables;
    let mut trail: Vec<String> = match &tables.query {
        Some(_) => vec!["query".to_owned()],
        None => tables.name().map(str::to_owned).into_iter().collect(),
    };
    if tables.about.is_some() {
        trail.push("columns".to_owned());
    }
    trail
}

/// Draws it into an area of at least 40x6.
pub fn draw(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let panes = panes(&model.tables, area);
    if model.shop.tables.is_empty() && model.tables.query.is_none() {
        return canvas.note(area, "the workspace has no tables");
    }
    list::draw(model, panes.list, canvas);
    match &model.tables.about {
        Some(about) => about::draw(model, about, &panes, canvas),
        None => rows::draw(model, &panes, canvas),
    }
}

/// What lies under the mouse: a row, the name of a column, or a table of the list.
pub fn hit(model: &Model, area: Rect, at: Position) -> Option<Hit> {
    let panes = panes(&model.tables, area);
    if panes.list.contains(at) {
        return list::hit(model, panes.list, at).map(|table| Hit::Other(0, table));
    }
    if panes.rows.contains(at) {
        let row = usize::from(at.y - panes.rows.y);
        let (list, len) = match &model.tables.about {
            Some(about) => (about.list, about_lines(model).len()),
            None => (model.tables.sheet().list, model.tables.sheet().rows()),
        };
        let row = list.window(panes.rows.height.into(), len).start + row;
        return (row < len).then_some(Hit::Row(row));
    }
    if panes.head.contains(at) && model.tables.about.is_none() {
        let places = layout::places(model.tables.sheet(), panes.rows);
        let under = places.into_iter().find(|place| place.x <= at.x && at.x < place.x + place.width);
        return under.map(|place| Hit::Column(place.column));
    }
    None
}

/// A count with its word.
fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(i128::from(count), 0), if count == 1 { one } else { many })
}

/// From how many files a table was loaded, and up to when.
fn loads(fact: &Fact) -> String {
    let loads = counted(fact.loads as u64, "load", "loads");
    fact.last.map_or(loads.clone(), |day| format!("{loads} to {day}"))
}
