//! The columns of what is looked at: their types, the key, how many values are missing.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::report::text::{counted, grouped};
use crate::tui::core::shared::Shared;
use crate::tui::screens::tables::describe::{Line, lines};
use crate::tui::screens::tables::model::{About, Tables};
use crate::tui::screens::tables::view::layout::Panes;
use crate::tui::widgets::canvas::{Canvas, Side, cells};
use crate::tui::widgets::table::{Marked, Table};

/// What is said of every column.
const HEADS: [&str; 5] = ["column", "type", "required", "key", "empty"];

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
    let places = Places::new(panes.rows, &lines);
    places.draw(panes.head.y, HEADS.map(|head| (head, styles.strong())), canvas);
    canvas.rule(panes.rule.x, panes.rule.y, if panes.rule.height > 0 { panes.rule.width } else { 0 });
    let table = Table { list: about.list, len: lines.len(), area: panes.rows, marked: Marked::Line };
    table.draw(canvas, |at, Rect { y, .. }, canvas| {
        let Some(line) = lines.get(at) else { return };
        let yes = styles.sign("✓", "yes");
        let required = if line.required == Some(true) { yes } else { "" };
        let empty = empty(tables, about, line);
        let key = if line.key { yes } else { "" };
        let plain = styles.plain();
        let cells =
            [(line.name.as_str(), plain), (&line.kind, styles.dim()), (required, plain), (key, plain), (&empty, plain)];
        places.draw(y, cells, canvas);
    });
}

/// What is said of the whole.
fn said(tables: &Tables, shared: &Shared, lines: &[Line]) -> String {
    let columns = counted(lines.len() as u64, "column", "columns");
    let fact = tables.name().and_then(|name| tables.fact(name)).filter(|_| tables.query.is_none());
    let Some(fact) = fact else { return columns };
    let versions = counted(fact.versions, "version", "versions");
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

/// Where the five columns of the page stand.
struct Places([(u16, u16); 5]);

impl Places {
    fn new(area: Rect, lines: &[Line]) -> Self {
        let widest = |text: fn(&Line) -> &str, most: u16| lines.iter().map(|l| cells(text(l), most)).max().unwrap_or(0);
        let narrow = area.width < 60;
        let name = widest(|l| &l.name, if narrow { 14 } else { 32 }).max(6);
        let kind = widest(|l| &l.kind, if narrow { 9 } else { 20 }).max(4);
        let x = area.x + 1;
        let (a, b) = (x + name + 2, x + name + kind + 4);
        let c = if narrow { b } else { b + 10 };
        let d = if narrow { b } else { c + 5 };
        let empty = area.right().saturating_sub(d + 1).min(16);
        Self([(x, name), (a, kind), (b, c.saturating_sub(b + 1)), (c, d.saturating_sub(c + 1)), (d, empty)])
    }

    fn draw(&self, y: u16, cells: [(&str, Style); 5], canvas: &mut Canvas<'_>) {
        for (at, ((x, width), (text, style))) in self.0.into_iter().zip(cells).enumerate() {
            let side = if at == 4 { Side::Right } else { Side::Left };
            canvas.aligned(x, y, width, text, side, style);
        }
    }
}
