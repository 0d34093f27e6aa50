//! A rejected row while it is edited: a line a column with its value and what is wrong with it.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use tui_input::Input;

use crate::report::text::{escape_control, width};
use crate::run::said;
use crate::tui::core::drawn::{Hit, Seen};
use crate::tui::core::shared::Shared;
use crate::tui::overlay::form::model::{Field, Form};
use crate::tui::widgets::canvas::Canvas;

/// The lines under the fields: about the selected one, and about the row.
pub const FOOT: u16 = 2;
/// From this width on, what is wrong with a value stands beside it.
const WIDE: u16 = 56;

/// Draws it; gives where the cursor is.
pub fn draw(shared: &Shared, form: &Form, area: Rect, canvas: &mut Canvas<'_>) -> Option<Position> {
    let list = Rect { height: area.height.saturating_sub(FOOT), ..area };
    let longest = form.fields.iter().map(|field| width(&escape_control(&field.name))).max().unwrap_or_default();
    let name = u16::try_from(longest).unwrap_or(u16::MAX).min(area.width / 4);
    let mut cursor = None;
    let seen = Seen { height: list.height.into(), len: form.fields.len() };
    canvas.drawn.overlay = Some(seen);
    for (y, at) in (list.y..list.bottom()).zip(form.list.window(seen.height, seen.len)) {
        let Some(field) = form.fields.get(at) else { continue };
        let row = Rect { y, height: 1, ..list };
        canvas.drawn.hit(row, Hit::Row(at));
        let selected = at == form.list.selected;
        let place = draw_field(field, name, row, canvas);
        if selected {
            canvas.text(row.x, y, 1, canvas.styles.sign("▸", ">"), canvas.styles.accent());
            cursor = place.filter(|_| form.saving.is_none() && !form.leaving);
        }
    }
    let foot = Rect { y: list.bottom(), height: area.height - list.height, ..area };
    about(form, foot, canvas);
    word(shared, form, foot, canvas);
    cursor
}

/// Draws a field; gives where its cursor is, if it can be typed on.
fn draw_field(field: &Field, name: u16, row: Rect, canvas: &mut Canvas<'_>) -> Option<Position> {
    let styles = canvas.styles;
    canvas.text(row.x + 2, row.y, name, &field.name, styles.dim());
    let x = row.x + 2 + name + 2;
    let rest = row.right().saturating_sub(x);
    let wrong = if row.width >= WIDE { rest * 2 / 5 } else { 1 };
    let cells = rest.saturating_sub(wrong + 1);
    if !field.wrong.is_empty() {
        let rules = field.wrong.iter().map(|reason| reason.rule.to_string()).collect::<Vec<_>>().join("; ");
        let text = if wrong > 1 { format!(" {rules}") } else { String::new() };
        let style = told(field, canvas);
        let parts = [(styles.sign("✗", "x"), style), (text.as_str(), style)];
        canvas.parts(x + cells + 1, row.y, wrong, &parts);
    }
    if field.is_locked() {
        let text = format!("{} bytes: too long to be edited here", field.was.len());
        canvas.text(x, row.y, cells, &text, styles.dim());
        return None;
    }
    let style = if field.is_edited() { styles.accent() } else { styles.plain() };
    Some(value(&field.input, Rect { x, width: cells, ..row }, style, canvas))
}

/// How what is wrong with a field looks: what was told of an older value says less.
fn told(field: &Field, canvas: &Canvas<'_>) -> Style {
    if field.touched { canvas.styles.dim() } else { canvas.styles.bad() }
}

/// A value with its control characters made visible, scrolled so that the cursor is seen; gives where that is.
fn value(input: &Input, area: Rect, style: Style, canvas: &mut Canvas<'_>) -> Position {
    let shown: Vec<String> =
        input.value().chars().map(|c| escape_control(c.encode_utf8(&mut [0; 4])).into_owned()).collect();
    let cells: Vec<usize> = shown.iter().map(|text| width(text)).collect();
    let cursor = input.cursor().min(shown.len());
    // The cursor needs a cell of its own behind the text.
    let room = usize::from(area.width.saturating_sub(1));
    let mut before = 0;
    let fits = |cell: &&usize| {
        before += **cell;
        before <= room
    };
    let first = cursor - cells.iter().take(cursor).rev().take_while(fits).count();
    let text: String = shown.iter().skip(first).map(String::as_str).collect();
    canvas.text(area.x, area.y, area.width, &text, style);
    let ahead: usize = cells.iter().take(cursor).skip(first).sum();
    Position::new(area.x + u16::try_from(ahead).unwrap_or(area.width).min(area.width.saturating_sub(1)), area.y)
}

/// What is to be known of the selected field.
fn about(form: &Form, area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let Some(field) = form.field() else { return };
    let mut facts: Vec<(String, Style)> = Vec::new();
    if field.is_edited() {
        facts.push((format!("came as «{}»", field.was), styles.dim()));
    }
    if field.is_locked() {
        facts.push(("`shoptui errors fix` writes it out to be edited".to_owned(), styles.dim()));
    }
    facts.extend(field.wrong.iter().map(|reason| (reason.sentence(), told(field, canvas))));
    let mut x = area.x + 2;
    for (text, style) in facts.iter().rev() {
        x += canvas.text(x, area.y, area.right().saturating_sub(x), text, *style);
        x += canvas.text(x, area.y, area.right().saturating_sub(x), "  ", styles.plain());
    }
}

/// What becomes of the row: the question before it is left, the replay, what is wrong with it as a whole.
fn word(shared: &Shared, form: &Form, area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let y = area.y + 1;
    let room = area.width.saturating_sub(2);
    let running = shared.running.as_ref().filter(|run| Some(run.ticket) == form.saving);
    let (text, style) = if form.leaving {
        ("Discard the changes? y yes   any other key no".to_owned(), styles.accent())
    } else if let Some(running) = running {
        let last = running.log.back().map(said).unwrap_or_else(|| "checking the row".to_owned());
        (format!("{} {last}", styles.sign("▸", ">")), styles.accent())
    } else if let Some(word) = &form.word {
        let whole = form.wrong.iter().map(|reason| format!("; {}", reason.sentence())).collect::<String>();
        (format!("{} {word}{whole}", styles.sign("▲", "!")), styles.attention())
    } else {
        let whole: Vec<String> = form.wrong.iter().map(crate::check::Reason::sentence).collect();
        (whole.join("; "), styles.bad())
    };
    canvas.text(area.x + 2, y, room, &text, style);
}
