//! The columns: gone through, sorted by, hidden, kept in view.

use crate::tui::core::shared::{Shared, Tone};
use crate::tui::keys::Action;
use crate::tui::screens::tables::model::{Focus, TableView, Tables};
use crate::tui::screens::tables::request::{Order, Sort};
use crate::tui::screens::tables::update::rows;

/// The column before or after; before the first one lies the list of tables.
pub fn aside(tables: &mut Tables, shared: &mut Shared, action: Action) {
    let wide = shared.drawn.beside.is_some();
    let view = tables.view_mut();
    let shown = view.shown();
    let at = shown.iter().position(|column| *column == view.column).unwrap_or_default();
    if at == 0 && action == Action::Left && wide {
        tables.focus = Focus::Tables;
        return;
    }
    let to = if action == Action::Left { at.saturating_sub(1) } else { (at + 1).min(shown.len().saturating_sub(1)) };
    view.column = shown.get(to).copied().unwrap_or_default();
}

pub fn sort(tables: &mut Tables, shared: &mut Shared) {
    let view = tables.view_mut();
    let Some(column) = view.columns().get(view.column).map(|column| column.name.clone()) else { return };
    let order = view.sort.as_ref().filter(|sort| sort.column == column).map(|sort| sort.order);
    view.sort = match order {
        None => Some(Sort { column, order: Order::Ascending }),
        Some(Order::Ascending) => Some(Sort { column, order: Order::Descending }),
        Some(Order::Descending) => None,
    };
    rows::restart(tables, shared);
}

/// Hides the column and goes to the next one; the last one that is left stays.
pub fn hide(tables: &mut Tables, shared: &mut Shared) {
    let view = tables.view_mut();
    let shown = view.shown();
    let Some(at) = shown.iter().position(|column| *column == view.column) else { return };
    let Some(next) = shown.get(at + 1).or_else(|| at.checked_sub(1).and_then(|before| shown.get(before))) else {
        return shared.toast(Tone::Attention, "the last column cannot be hidden");
    };
    let name = view.columns().get(view.column).map(|column| column.name.clone());
    view.hidden.extend(name);
    if at < view.frozen {
        view.frozen -= 1;
    }
    view.column = *next;
}

/// Keeps the columns up to this one in view, or lets them go if they are kept already.
pub fn freeze(view: &mut TableView) {
    let shown = view.shown();
    let upto = shown.iter().position(|column| *column == view.column).map_or(0, |at| at + 1);
    view.frozen = if view.frozen == upto { 0 } else { upto };
    view.left = 0;
}
