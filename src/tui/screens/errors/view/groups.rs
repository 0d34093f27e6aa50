//! Groups of rejected rows: files, rules or columns, with how many rows each has; where there is room, with its rows.

use ratatui::layout::Rect;

use crate::report::text::{counted, grouped};
use crate::tui::core::drawn::Seen;
use crate::tui::screens::errors::model::Level;
use crate::tui::screens::errors::request::{By, File, Group, What};
use crate::tui::screens::errors::view::beside;
use crate::tui::widgets::canvas::{Canvas, Side, cells};
use crate::tui::widgets::table::{Column, Columns, GAP, Marked, Table};

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
            None => canvas.note(area, "loading rejected rows"),
        };
    };
    if groups.is_empty() && level.groups.failure().is_none() && !level.groups.is_loading() {
        return match level.scope.text.as_str() {
            "" => canvas.note(area, "no rejected rows and no quarantined files: everything was loaded"),
            text => canvas.note(area, &format!("no match for “{text}”")),
        };
    }
    heading(level, groups, area, canvas);
    let place = list(area, level);
    let table = Table { list: level.list, len: groups.len(), area: place, marked: Marked::Line };
    let shown = groups.get(table.window()).unwrap_or_default();
    let columns = columns(level.by, shown, line_of(place));
    if has_heading(level) {
        columns.heading(place.y - 1, canvas.styles.dim(), canvas);
    }
    table.draw(canvas, |at, row, canvas| {
        let line = line_of(row);
        if let Some(group) = groups.get(at) {
            draw_group(group, &columns, line, canvas);
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
        By::Rule => format!("by rule{dot}a row counts once for each rule it breaks"),
        By::Column | By::Row => format!("by column{dot}a row counts once for each wrong column"),
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

/// The part of a line that is written on.
fn line_of(row: Rect) -> Rect {
    Rect { x: row.x + 1, width: row.width.saturating_sub(2), ..row }
}

/// The columns: sign, date, pipeline and name of files, or the name of a rule or column; then how many rows.
///
/// Date and pipeline are left out where there is no room.
fn columns(by: By, shown: &[Group], line: Rect) -> Columns<'static> {
    let file = |group: &Group| match &group.what {
        What::File(file) => Some((file.pipeline.clone(), file.file.clone().unwrap_or_else(|| file.report.clone()))),
        What::Quarantined(file) => Some((file.pipeline.clone(), file.file.clone())),
        What::Rule(_) | What::Column(_) => None,
    };
    let files: Vec<(String, String)> = shown.iter().filter_map(file).collect();
    let pipeline = files.iter().map(|(pipeline, _)| cells(pipeline, 16)).max().unwrap_or(0);
    let name = files.iter().map(|(_, name)| cells(name, 40)).max().unwrap_or(0);
    let counts = shown.iter().map(|group| cells(&count(group), 24)).max().unwrap_or(0);
    let (title, sign, counts) = match by {
        By::File => ("", 2, counts),
        By::Rule => ("rule", 0, counts.max(4)),
        By::Column | By::Row => ("column", 0, counts.max(4)),
    };
    let room = line.width.saturating_sub(sign + GAP + counts);
    // Names of files tell both, as a rule: the date goes first where it cannot stay.
    let (date, pipeline) = match room.saturating_sub(name) {
        _ if by != By::File => (0, 0),
        left if left >= DATE + GAP + pipeline + GAP => (DATE, pipeline),
        left if left >= pipeline + GAP => (0, pipeline),
        _ => (0, 0),
    };
    let before: u16 = [date, pipeline].into_iter().filter(|cells| *cells > 0).map(|cells| cells + GAP).sum();
    let columns = vec![
        Column::words("", sign).gap(0),
        Column::words("", date),
        Column::words("", pipeline),
        Column::words(title, room.saturating_sub(before)),
        Column::numbers("rows", counts),
    ];
    Columns::new(columns, line)
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

fn draw_group(group: &Group, columns: &Columns<'_>, line: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let (plain, dim) = (styles.plain(), styles.dim());
    let (sign, date, pipeline, (name, named), counted) = match &group.what {
        What::File(file) => {
            let name = file.file.as_deref().unwrap_or(&file.report);
            let sign = (styles.sign("▲", "!"), styles.attention());
            (sign, file.date.to_string(), file.pipeline.as_str(), (name, plain), plain)
        }
        What::Quarantined(file) => {
            let date = file.date.map(|d| d.to_string()).unwrap_or_default();
            let bad = styles.bad();
            ((styles.sign("✗", "x"), bad), date, file.pipeline.as_str(), (file.file.as_str(), plain), bad)
        }
        What::Rule(text) | What::Column(text) => {
            let name = if text.is_empty() { ("the whole row", dim) } else { (text.as_str(), plain) };
            (("", plain), String::new(), "", name, plain)
        }
    };
    columns.row(line.y, canvas, |column| match column {
        0 => Some((sign.0.into(), sign.1)),
        1 => Some((date.as_str().into(), dim)),
        2 => Some((pipeline.into(), dim)),
        3 => Some((name.into(), named)),
        _ => Some((count(group).into(), counted)),
    });
}
