//! Rejected rows one by one: line, column, value, rule, the whole row.

use ratatui::layout::Rect;

use crate::report::text::{counted, grouped};
use crate::tui::screens::errors::model::{Level, Table};
use crate::tui::screens::errors::request::Line;
use crate::tui::widgets::canvas::{Canvas, Side, cells};
use crate::tui::widgets::table::{Column, Columns, GAP, Marked, Table as Lines};

/// The widest that a file is shown.
const FILE: u16 = 24;
/// The widest that a column's name is shown.
const COLUMN: u16 = 20;
/// The widest that a value is shown.
const VALUE: u16 = 24;
/// The widest that a rule is shown.
const RULE: u16 = 34;
/// The column of line numbers.
const LINE: usize = 1;

/// The part of the screen that rows have when they are all there is.
pub fn place(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}

/// Where the rows stand in their part: under a line that counts them and a line of names.
pub fn list(place: Rect) -> Rect {
    Rect { y: place.y + 2, height: place.height.saturating_sub(2), ..place }
}

/// Draws the rows of a level.
pub fn draw(level: &Level, area: Rect, canvas: &mut Canvas<'_>) {
    let table = &level.table;
    if table.rows.value().is_none() {
        return match table.rows.failure() {
            Some(failure) => canvas.failure(area, failure),
            None => canvas.note(area, "loading rejected rows"),
        };
    }
    let area = place(area);
    heading(level, area, canvas);
    if table.len() == 0 {
        return match level.scope.text.as_str() {
            "" => canvas.note(area, "no rejected rows any more"),
            text => canvas.note(area, &format!("no match for “{text}”")),
        };
    }
    lines(table, area, canvas);
    canvas.mark(list(area), &level.scope.text);
    let lines = Lines { list: table.list, len: table.len(), area: list(area), marked: Marked::Wider };
    lines.draw(canvas, |_, _, _| {});
}

/// How many rows there are, and what keeps newer ones from being here.
fn heading(level: &Level, area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let Rect { x, y, width, .. } = area;
    let table = &level.table;
    if let Some(failure) = table.rows.failure() {
        canvas.text(x, y, width, &format!("{} {}", styles.sign("✗", "x"), failure.message), styles.bad());
        return;
    }
    let of = level
        .of
        .filter(|_| level.scope.text.is_empty())
        .map(|of| format!(" of {}", grouped(of.into(), 0)))
        .unwrap_or_default();
    let words = format!("{}{of}", counted(table.len() as u64, "rejected row", "rejected rows"));
    let (text, dot) = (&level.scope.text, styles.sign(" · ", " - "));
    let used =
        if text.is_empty() { 0 } else { canvas.parts(x, y, width, &[(text, styles.accent()), (dot, styles.dim())]) };
    let used = used + canvas.text(x + used, y, width.saturating_sub(used), &words, styles.plain());
    let rest = width.saturating_sub(used + 2);
    let state = if table.rows.is_loading() { "looking" } else { "" };
    canvas.aligned(x + used + 2, y, rest, state, Side::Right, styles.dim());
}

/// The columns: file, line, column, value and rule; the whole row has the rest.
fn columns(table: &Table, shown: &[Option<&Line>], place: Rect) -> Columns<'static> {
    let widest = |text: fn(&Line) -> String, least: &str, most: u16| {
        let found = shown.iter().flatten().map(|line| cells(&text(line), most)).max().unwrap_or(0);
        found.max(cells(least, most))
    };
    let with_gap = |cells: u16| if cells > 0 { cells + GAP } else { 0 };
    let room = place.width;
    let file = if table.scope.report.is_some() { 0 } else { widest(file, "file", FILE.min(room / 4)) };
    let room = room.saturating_sub(with_gap(file));
    let line = widest(|l| grouped(l.line.into(), 0), "line", 12);
    // What was chosen is the same in every row.
    let (known_rule, known_column) = (table.scope.rule.is_some(), table.scope.column.is_some());
    let column = match known_rule || known_column {
        true => 0,
        false => widest(|l| l.column.clone().unwrap_or_default(), "column", COLUMN.min(room / 5)),
    };
    let value = widest(shown_value, "value", if known_rule { VALUE * 2 } else { VALUE }.min(room / 4));
    let rest = room.saturating_sub(line + with_gap(column) + value + 2 * GAP);
    let rule = if known_rule { 0 } else { widest(rule, "rule", RULE.min(rest)) };
    let columns = vec![
        Column::words("file", file),
        Column::numbers("line", line),
        Column::words("column", column),
        Column::words("value", value),
        Column::words("rule", rule),
        Column::words("the row", place.width),
    ];
    Columns::new(columns, place)
}

/// The file of a row, as its report names it.
fn file(line: &Line) -> String {
    let name = line.mark.report.as_str();
    let stem = name.strip_suffix(".csv").unwrap_or(name);
    stem.strip_prefix("errors_").unwrap_or(stem).to_owned()
}

/// The value in its marks; it may be empty or blank.
fn shown_value(line: &Line) -> String {
    line.value.as_deref().map(|value| format!("«{value}»")).unwrap_or_default()
}

fn rule(line: &Line) -> String {
    if line.more == 0 { line.rule.clone() } else { format!("{} +{}", line.rule, line.more) }
}

pub fn lines(table: &Table, area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let place = list(area);
    let window = table.list.window(place.height.into(), table.len());
    let shown: Vec<Option<&Line>> = window.map(|number| table.line(number)).collect();
    // While a page is on its way the columns stay where those of another one are.
    let known: Vec<Option<&Line>> = match shown.iter().any(Option::is_some) {
        true => shown.clone(),
        false => table.pages.values().flatten().take(place.height.into()).map(Some).collect(),
    };
    let columns = columns(table, &known, place);
    columns.heading(place.y - 1, styles.dim(), canvas);
    for (y, found) in (place.y..place.bottom()).zip(shown) {
        let Some(found) = found else {
            if let Some(place) = columns.places.iter().find(|place| place.column > LINE) {
                canvas.text(place.x, y, 3, styles.sign("…", "..."), styles.dim());
            }
            continue;
        };
        columns.row(y, canvas, |column| match column {
            0 => Some((file(found).into(), styles.plain())),
            LINE => Some((grouped(found.line.into(), 0).into(), styles.dim())),
            2 => Some((found.column.as_deref().unwrap_or_default().into(), styles.plain())),
            3 => Some((shown_value(found).into(), styles.attention())),
            4 => Some((rule(found).into(), styles.plain())),
            _ => Some((found.row.as_str().into(), styles.dim())),
        });
    }
}
