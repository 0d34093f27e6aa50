//! The screen Tables: the tables, their rows or those of a query, their columns.

mod about;
mod layout;
mod list;
mod rows;

use ratatui::layout::Rect;

use crate::report::text::grouped;
use crate::tui::core::model::Model;
use crate::tui::screens::tables::request::Fact;
use crate::tui::widgets::canvas::Canvas;

use layout::panes;

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

/// A count with its word.
fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(i128::from(count), 0), if count == 1 { one } else { many })
}

/// From how many files a table was loaded, and up to when.
fn loads(fact: &Fact) -> String {
    let loads = counted(fact.loads as u64, "load", "loads");
    fact.last.map_or(loads.clone(), |day| format!("{loads} to {day}"))
}
