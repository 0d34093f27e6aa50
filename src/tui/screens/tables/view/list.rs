//! The list of tables, where there is room for it.

use ratatui::layout::Rect;
use ratatui::symbols::line;

use crate::report::text::{counted, grouped};
use crate::tui::core::drawn::{Hit, Seen};
use crate::tui::core::shared::Shared;
use crate::tui::screens::tables::model::{Focus, Tables};
use crate::tui::widgets::canvas::{Canvas, Side};

/// The lines of a table where there is room for all of them: its name, versions, current versions, loads, and a blank.
const LINES: u16 = 5;

/// Draws it with a thin line on its right.
pub fn draw(tables: &Tables, shared: &Shared, area: Rect, canvas: &mut Canvas<'_>) {
    if area.width == 0 {
        return;
    }
    let bar = canvas.styles.sign(line::VERTICAL, "|");
    for y in area.y..area.bottom() {
        canvas.text(area.right(), y, 1, bar, canvas.styles.dim());
    }
    let len = shared.shop.tables.len();
    let lines = lines(len, area);
    let seen = Seen { height: room(len, area), len };
    canvas.drawn.beside = Some(seen);
    let window = tables.list.window(seen.height, seen.len);
    for (place, at) in window.enumerate() {
        let y = area.y + u16::try_from(place).unwrap_or_default() * lines;
        canvas.drawn.hit(Rect { y, height: lines, ..area }.intersection(area), Hit::Beside(at));
        entry(tables, shared, at, Rect { y, height: lines, ..area }, canvas);
    }
}

/// How many of so many tables the list shows at once.
fn room(tables: usize, area: Rect) -> usize {
    usize::from(area.height / lines(tables, area)).max(1)
}

fn lines(tables: usize, area: Rect) -> u16 {
    let all = u16::try_from(tables).unwrap_or(u16::MAX);
    if all.saturating_mul(LINES) <= area.height + 1 { LINES } else { 1 }
}

fn entry(tables: &Tables, shared: &Shared, at: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(table) = shared.shop.tables.get(at) else { return };
    let styles = canvas.styles;
    let here = tables.query.is_none() && tables.name() == Some(&table.name);
    let focused = tables.focus == Focus::Tables;
    let style = if here { styles.accent() } else { styles.plain() };
    let sign = if here { styles.sign("▸", ">") } else { " " };
    canvas.parts(
        area.x + 1,
        area.y,
        area.width.saturating_sub(2),
        &[(sign, style), (" ", style), (&table.name, style)],
    );
    if at == tables.list.selected && focused {
        canvas.style(Rect { height: 1, ..area }, styles.selected());
    }
    let Some(fact) = tables.fact(&table.name) else {
        if tables.facts.failure().is_some() && area.height > 1 {
            let text = format!("{} cannot be read", styles.sign("✗", "x"));
            canvas.text(area.x + 3, area.y + 1, area.width.saturating_sub(4), &text, styles.bad());
        }
        return;
    };
    if area.height == 1 {
        let count = grouped(i128::from(fact.current), 0);
        canvas.aligned(area.right().saturating_sub(12), area.y, 11, &count, Side::Right, styles.dim());
        return;
    }
    let said = [
        counted(fact.versions, "history row", "history rows"),
        format!("{} current", grouped(i128::from(fact.current), 0)),
        fact.loads_text(),
    ];
    for (y, text) in (area.y + 1..area.bottom()).zip(said) {
        canvas.text(area.x + 3, y, area.width.saturating_sub(4), &text, styles.dim());
    }
}
