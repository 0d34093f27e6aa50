//! The columns of what is looked at: their types, the key, how many values are missing.

use ratatui::layout::Rect;

use crate::report::text::{counted, grouped};
use crate::tui::core::shared::Shared;
use crate::tui::screens::tables::describe::{Line, lines};
use crate::tui::screens::tables::model::{About, Tables};
use crate::tui::screens::tables::view::layout::Panes;
use crate::tui::widgets::canvas::{Canvas, cells};
use crate::tui::widgets::table::{Column, Columns, GAP, Marked, Table};

/// Draws them.
pub fn draw(tables: &Tables, shared: &Shared, about: &About, panes: &Panes, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let lines = lines(tables, shared);
    canvas.text(
        panes.said.x + 1,
        panes.said.y,
        panes.said.width.saturating_sub(2),
        &said(tables, shared, &lines),
        styles.dim(),
    );
    let columns = columns(panes.rows, &lines);
    columns.heading(panes.head.y, styles.strong(), canvas);
    canvas.rule(panes.rule.x, panes.rule.y, if panes.rule.height > 0 { panes.rule.width } else { 0 });
    let table = Table { list: about.list, len: lines.len(), area: panes.rows, marked: Marked::Line };
    table.draw(canvas, |at, Rect { y, .. }, canvas| {
        let Some(line) = lines.get(at) else { return };
        let yes = styles.sign("✓", "yes");
        let plain = styles.plain();
        columns.row(y, canvas, |column| match column {
            0 => Some((line.name.as_str().into(), plain)),
            1 => Some((line.kind.as_str().into(), styles.dim())),
            2 => Some((if line.required == Some(true) { yes } else { "" }.into(), plain)),
            3 => Some((if line.key { yes } else { "" }.into(), plain)),
            _ => Some((empty(tables, about, line).into(), plain)),
        });
    });
}

/// What is said of the whole.
fn said(tables: &Tables, shared: &Shared, lines: &[Line]) -> String {
    let columns = counted(lines.len() as u64, "column", "columns");
    let fact = tables.name().and_then(|name| tables.fact(name)).filter(|_| tables.query.is_none());
    let Some(fact) = fact else { return columns };
    let versions = counted(fact.versions, "history row", "history rows");
    let disk = format!("{} on disk", bytes(fact.bytes));
    [columns, versions, fact.loads_text(), disk].join(shared.styles.sign(" · ", " - "))
}

fn bytes(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        _ => format!("{}.{} MB", grouped(i128::from(bytes / 1_000_000), 0), bytes % 1_000_000 / 100_000),
    }
}

/// How many values are missing, and which share that is.
fn empty(tables: &Tables, about: &About, line: &Line) -> String {
    let Some(nulls) = about.nulls.value() else {
        return if about.nulls.is_loading() { "…".to_owned() } else { String::new() };
    };
    match nulls.iter().find(|(name, _)| *name == line.name) {
        Some((_, Some(0))) | None => String::new(),
        Some((_, None)) => "?".to_owned(),
        Some((_, Some(nulls))) => {
            let versions = tables.name().and_then(|name| tables.fact(name)).map_or(0, |f| f.versions);
            let share = (nulls * 100).checked_div(versions).map(|share| format!("{share:>4} %")).unwrap_or_default();
            format!("{}{share}", grouped(i128::from(*nulls), 0))
        }
    }
}

/// The columns of the page: what is said of every column.
fn columns(area: Rect, lines: &[Line]) -> Columns<'static> {
    let widest = |text: fn(&Line) -> &str, most: u16| lines.iter().map(|l| cells(text(l), most)).max().unwrap_or(0);
    let narrow = area.width < 60;
    let name = widest(|l| &l.name, if narrow { 14 } else { 32 }).max(6);
    let kind = widest(|l| &l.kind, if narrow { 9 } else { 20 }).max(4);
    let (required, key) = if narrow { (0, 0) } else { (9, 4) };
    let before = [name + GAP, kind + GAP, required, key].iter().sum::<u16>() + if narrow { 0 } else { 2 };
    let empty = area.width.saturating_sub(before + 2).min(16);
    let columns = vec![
        Column::words("column", name),
        Column::words("type", kind),
        Column::words("required", required).gap(1),
        Column::words("key", key).gap(1),
        Column { least: 1, ..Column::numbers("empty", empty) },
    ];
    Columns::new(columns, Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area })
}
