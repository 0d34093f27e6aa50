//! Groups of rejected rows: files, rules or columns, with how many rows each has; where there is room, with its rows.

use ratatui::layout::Rect;

use crate::report::text::{counted, grouped};
use crate::tui::core::drawn::Seen;
use crate::tui::screens::errors::model::Level;
use crate::tui::screens::errors::request::{By, File, Group, What};
use crate::tui::screens::errors::view::beside;
use crate::tui::widgets::canvas::{Canvas, Side, cells};
use crate::tui::widgets::table::{Marked, Table};

/// From how many cells on the rows of the selected group are seen beside the groups.
const WIDE: u16 = 100;
/// The cells of a date.
const DATE: u16 = 10;

/// Whether there is room for rows beside the groups.
fn is_wide(area: Rect) -> bool {
    area.width >= WIDE
}

/// The groups' part of the area.
fn left(area: Rect) -> Rect {
    if is_wide(area) { Rect { width: area.width * 9 / 20, ..area } } else { area }
}

/// Where the groups stand.
pub fn list(area: Rect, level: &Level) -> Rect {
    let above = if has_heading(level) { 2 } else { 1 };
    let area = left(area);
    Rect { y: area.y + above, height: area.height.saturating_sub(above), ..area }
}

/// Whether a line of names stands above the list.
fn has_heading(level: &Level) -> bool {
    level.by != By::File
}

/// Draws the groups.
pub fn draw(level: &Level, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(groups) = level.groups.value() else {
        return match level.groups.failure() {
            Some(failure) => canvas.failure(area, failure),
            None => canvas.note(area, "looking for rejected rows"),
        };
    };
    if groups.is_empty() && level.groups.failure().is_none() && !level.groups.is_loading() {
        return match level.scope.text.as_str() {
            "" => canvas.note(area, "no rejected row and no quarantined file: everything that came is loaded"),
            text => canvas.note(area, &format!("nothing has “{text}”")),
        };
    }
    heading(level, groups, area, canvas);
    let place = list(area, level);
    if has_heading(level) {
        let name = if level.by == By::Rule { "rule" } else { "column" };
        canvas.text(place.x + 1, place.y - 1, place.width.saturating_sub(8), name, canvas.styles.dim());
        canvas.aligned(place.right() - 7, place.y - 1, 6, "rows", Side::Right, canvas.styles.dim());
    }
    let table = Table { list: level.list, len: groups.len(), area: place, marked: Marked::Line };
    let shown = groups.get(table.window()).unwrap_or_default();
    let counts = shown.iter().map(|g| cells(&count(g), 24)).max().unwrap_or(0);
    let columns = columns(shown, place.width.saturating_sub(counts + 6));
    table.draw(canvas, |at, row, canvas| {
        let line = Rect { x: row.x + 1, width: row.width.saturating_sub(2), ..row };
        if let Some(group) = groups.get(at) {
            draw_group(group, counts, &columns, line, canvas);
        }
        canvas.mark(line, &level.scope.text);
    });
    if is_wide(area) {
        let from = place.right() + 1;
        canvas.drawn.beside = Some(Seen { height: area.height.into(), len: level.table.len() });
        let beside = Rect { x: from, width: area.right().saturating_sub(from), y: area.y, height: area.height };
        beside::draw(level, beside, canvas);
    }
}

fn heading(level: &Level, groups: &[Group], area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let room = left(area).width.saturating_sub(2);
    let (x, y) = (area.x + 1, area.y);
    if let Some(failure) = level.groups.failure() {
        canvas.text(x, y, room, &format!("{} {}", styles.sign("✗", "x"), failure.message), styles.bad());
        return;
    }
    let dot = styles.sign(" · ", " - ");
    let words = match level.by {
        By::File => {
            let quarantined = groups.iter().filter(|g| matches!(g.what, What::Quarantined(_))).count();
            let files = groups.len() - quarantined;
            let aside = if quarantined == 0 { String::new() } else { format!("{dot}{quarantined} quarantined") };
            format!("{}{aside}", counted(files as u64, "file with rejected rows", "files with rejected rows"))
        }
        By::Rule => format!("by rule{dot}a row counts for each it breaks"),
        By::Column | By::Row => format!("by column{dot}a row counts for each at fault"),
    };
    let text = &level.scope.text;
    let used =
        if text.is_empty() { 0 } else { canvas.parts(x, y, room, &[(text, styles.accent()), (dot, styles.dim())]) };
    canvas.text(x + used, y, room.saturating_sub(used), &words, styles.dim());
    if level.groups.is_loading() {
        let wide = cells(&words, room) + used;
        canvas.aligned(x + wide, y, room.saturating_sub(wide), "looking", Side::Right, styles.dim());
    }
}

/// The cells of date and pipeline before the names of files; none where there is no room.
struct Columns {
    date: u16,
    pipeline: u16,
}

fn columns(shown: &[Group], room: u16) -> Columns {
    let file = |group: &Group| match &group.what {
        What::File(file) => Some((file.pipeline.clone(), file.file.clone().unwrap_or_else(|| file.report.clone()))),
        What::Quarantined(file) => Some((file.pipeline.clone(), file.file.clone())),
        What::Rule(_) | What::Column(_) => None,
    };
    let files: Vec<(String, String)> = shown.iter().filter_map(file).collect();
    let pipeline = files.iter().map(|(pipeline, _)| cells(pipeline, 16) + 2).max().unwrap_or(0);
    let name = files.iter().map(|(_, name)| cells(name, 40)).max().unwrap_or(0);
    let date = DATE + 2;
    // Names of files tell both, as a rule: the date goes first where it cannot stay.
    match room.saturating_sub(name) {
        left if left >= date + pipeline => Columns { date, pipeline },
        left if left >= pipeline => Columns { date: 0, pipeline },
        _ => Columns { date: 0, pipeline: 0 },
    }
}

fn count(group: &Group) -> String {
    match &group.what {
        What::File(File { of: Some(of), .. }) => {
            format!("{} of {}", grouped(group.rows.into(), 0), grouped((*of).into(), 0))
        }
        What::Quarantined(_) => "quarantined".to_owned(),
        _ => grouped(group.rows.into(), 0),
    }
}

fn draw_group(group: &Group, counts: u16, columns: &Columns, line: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let Rect { x, y, width, .. } = line;
    let counts = counts.min(width);
    let name_room = width.saturating_sub(counts + 2);
    let side = Side::Right;
    match &group.what {
        What::File(file) => {
            canvas.text(x, y, 2, styles.sign("▲", "!"), styles.attention());
            let name = file.file.as_deref().unwrap_or(&file.report);
            named([&file.date.to_string(), &file.pipeline, name], columns, Rect { width: name_room, ..line }, canvas);
            canvas.aligned(x + width - counts, y, counts, &count(group), side, styles.plain());
        }
        What::Quarantined(file) => {
            canvas.text(x, y, 2, styles.sign("✗", "x"), styles.bad());
            let date = file.date.map(|d| d.to_string()).unwrap_or_default();
            named([&date, &file.pipeline, &file.file], columns, Rect { width: name_room, ..line }, canvas);
            canvas.aligned(x + width - counts, y, counts, &count(group), side, styles.bad());
        }
        What::Rule(text) | What::Column(text) => {
            let (text, style) = match text.as_str() {
                "" => ("the row as a whole", styles.dim()),
                text => (text, styles.plain()),
            };
            canvas.text(x, y, name_room, text, style);
            canvas.aligned(x + width - counts, y, counts, &count(group), side, styles.plain());
        }
    }
}

/// Date, pipeline and name of a file.
fn named([date, pipeline, name]: [&str; 3], columns: &Columns, line: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let x = line.x + 2;
    canvas.text(x, line.y, columns.date.saturating_sub(2), date, styles.dim());
    canvas.text(x + columns.date, line.y, columns.pipeline.saturating_sub(2), pipeline, styles.dim());
    let x = x + columns.date + columns.pipeline;
    canvas.text(x, line.y, line.right().saturating_sub(x), name, styles.plain());
}
