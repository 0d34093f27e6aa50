//! What lies over the screen.

use ratatui::layout::{Position, Rect};

use crate::report::text::counted;
use crate::tui::core::drawn::{Hit, Seen};
use crate::tui::core::frame::Parts;
use crate::tui::core::page;
use crate::tui::core::page::HelpLine;
use crate::tui::core::shared::Shared;
use crate::tui::overlay::form::view as form;
use crate::tui::overlay::model::{Choice, Confirm, Detail, Overlay, Prompt, Purpose, WIDEST};
use crate::tui::overlay::palette::commands;
use crate::tui::widgets::canvas::wrapped;
use crate::tui::widgets::canvas::{Canvas, Side};
use crate::tui::widgets::list::List;

/// Draws it; gives where the cursor is.
pub fn draw(shared: &Shared, parts: &Parts, canvas: &mut Canvas<'_>) -> Option<Position> {
    let overlay = shared.overlay.as_ref()?;
    if !matches!(overlay, Overlay::Prompt(_)) {
        canvas.drawn.cover();
    }
    match overlay {
        Overlay::Help(list) => {
            help(shared, list, window(shared, parts, "Keys", canvas), canvas);
            None
        }
        Overlay::Palette { input, list } => {
            let area = window(shared, parts, "Command", canvas);
            palette(shared, input.value(), list, area, canvas);
            Some(line(area, "› ", input, canvas))
        }
        Overlay::Confirm(confirm) => {
            question(confirm, window(shared, parts, "", canvas), canvas);
            None
        }
        Overlay::Choice(choice) => {
            let area = window(shared, parts, &choice.title, canvas);
            items(choice, area, canvas);
            None
        }
        Overlay::Detail(detail) => {
            let area = window(shared, parts, &detail.title, canvas);
            details(detail, area, canvas);
            None
        }
        Overlay::Prompt(prompt) => Some(typed(prompt, parts, canvas)),
        Overlay::Form(row) => {
            let title = format!("{} line {}", row.row.row.file, row.row.row.line);
            form::draw(shared, row, window(shared, parts, &title, canvas), canvas)
        }
    }
}

/// The place of the window with its frame.
fn place(shared: &Shared, parts: &Parts) -> Rect {
    let body = parts.body;
    let width = match &shared.overlay {
        // What is wrong stands beside the values.
        Some(Overlay::Form(_)) => body.width.min(WIDEST + 32),
        _ => body.width.saturating_sub(4).min(WIDEST),
    };
    let lines = match &shared.overlay {
        Some(Overlay::Help(_)) => page::help(shared).len(),
        Some(Overlay::Palette { .. }) => 16,
        Some(Overlay::Confirm(confirm)) => {
            let cells = usize::from(width).saturating_sub(4).max(1);
            let texts = std::iter::once(&confirm.question).chain(&confirm.consequences);
            3 + texts.map(|text| wrapped(text, cells).len()).sum::<usize>()
        }
        Some(Overlay::Choice(choice)) => choice.items.len(),
        Some(Overlay::Detail(detail)) => detail.lines.len(),
        Some(Overlay::Form(form)) => form.fields.len() + usize::from(form::FOOT),
        Some(Overlay::Prompt(_)) | None => 1,
    };
    let height = u16::try_from(lines + 2).unwrap_or(u16::MAX).min(body.height).max(3.min(body.height));
    Rect { x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 2, width, height }
}

fn inner(area: Rect) -> Rect {
    Rect { x: area.x + 2, y: area.y + 1, width: area.width.saturating_sub(4), height: area.height.saturating_sub(2) }
}

/// Clears the window and draws a rule above and below; gives what is within.
fn window(shared: &Shared, parts: &Parts, title: &str, canvas: &mut Canvas<'_>) -> Rect {
    let area = place(shared, parts);
    canvas.clear(area);
    canvas.rule(area.x, area.y, area.width);
    canvas.rule(area.x, area.bottom().saturating_sub(1), area.width);
    if !title.is_empty() {
        let title = format!(" {title} ");
        canvas.text(area.x + 2, area.y, area.width.saturating_sub(4), &title, canvas.styles.accent());
    }
    inner(area)
}

fn help(shared: &Shared, list: &List, area: Rect, canvas: &mut Canvas<'_>) {
    let lines = page::help(shared);
    canvas.drawn.overlay = Some(Seen { height: area.height.into(), len: lines.len() });
    for (y, line) in rows(area).zip(list.window(area.height.into(), lines.len()).filter_map(|at| lines.get(at))) {
        match line {
            HelpLine::Heading(text) => {
                canvas.text(area.x, y, area.width, text, canvas.styles.strong());
            }
            HelpLine::Key(keys, text) => {
                canvas.text(area.x + 1, y, 16, keys, canvas.styles.accent());
                canvas.text(area.x + 18, y, area.width.saturating_sub(18), text, canvas.styles.plain());
            }
            HelpLine::Blank => {}
        }
    }
}

fn palette(shared: &Shared, typed: &str, list: &List, area: Rect, canvas: &mut Canvas<'_>) {
    let found = commands(shared.scope(), typed);
    let below = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    if found.is_empty() {
        canvas.note(below, "no matching command");
    }
    let seen = Seen { height: below.height.into(), len: found.len() };
    canvas.drawn.overlay = Some(seen);
    let window = list.window(seen.height, seen.len);
    for (y, at) in rows(below).zip(window) {
        let Some(binding) = found.get(at) else { continue };
        let key = shared.keys.key_of(binding.scope, binding.action);
        canvas.text(below.x + 1, y, below.width.saturating_sub(14), binding.help, canvas.styles.plain());
        canvas.aligned(below.right().saturating_sub(11), y, 10, &key, Side::Right, canvas.styles.accent());
        if at == list.selected {
            canvas.style(Rect { y, height: 1, ..below }, canvas.styles.selected());
        }
    }
}

fn question(confirm: &Confirm, area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let cells = usize::from(area.width);
    let mut lines: Vec<_> = wrapped(&confirm.question, cells).into_iter().map(|line| (line, styles.strong())).collect();
    for consequence in &confirm.consequences {
        lines.extend(wrapped(consequence, cells).into_iter().map(|line| (line, styles.plain())));
    }
    // The answers are seen whatever else there is no room for.
    let room = usize::from(area.height.saturating_sub(1));
    if lines.len() > room {
        let more = lines.len() + 1 - room.max(1);
        lines.truncate(room.saturating_sub(1));
        lines.push((format!("and {}", counted(more as u64, "more line", "more lines")), styles.dim()));
    } else if lines.len() < room {
        lines.push((String::new(), styles.plain()));
    }
    lines.push(("y yes   any other key no".to_owned(), styles.accent()));
    for (y, (text, style)) in rows(area).zip(&lines) {
        canvas.text(area.x, y, area.width, text, *style);
    }
}

fn items(choice: &Choice, area: Rect, canvas: &mut Canvas<'_>) {
    canvas.drawn.overlay = Some(Seen { height: area.height.into(), len: choice.items.len() });
    for (y, at) in rows(area).zip(choice.list.window(area.height.into(), choice.items.len())) {
        let text = choice.items.get(at).map_or("", String::as_str);
        canvas.drawn.hit(Rect { y, height: 1, ..area }, Hit::Row(at));
        canvas.text(area.x + 1, y, area.width.saturating_sub(1), text, canvas.styles.plain());
        if at == choice.list.selected {
            canvas.style(Rect { y, height: 1, ..area }, canvas.styles.selected());
        }
    }
}

fn details(detail: &Detail, area: Rect, canvas: &mut Canvas<'_>) {
    let names = Detail::name_cells(area.width, detail.lines.iter().map(|(name, _)| name.as_str()));
    canvas.drawn.overlay = Some(Seen { height: area.height.into(), len: detail.lines.len() });
    for (y, at) in rows(area).zip(detail.list.window(area.height.into(), detail.lines.len())) {
        let Some((name, value)) = detail.lines.get(at) else { continue };
        canvas.drawn.hit(Rect { y, height: 1, ..area }, Hit::Row(at));
        canvas.text(area.x, y, names, name, canvas.styles.dim());
        canvas.text(area.x + names + 2, y, area.width.saturating_sub(names + 2), value, canvas.styles.plain());
        if at == detail.list.selected {
            canvas.style(Rect { y, height: 1, ..area }, canvas.styles.selected());
        }
    }
}

/// The line that is typed on, in place of the footer.
fn typed(prompt: &Prompt, parts: &Parts, canvas: &mut Canvas<'_>) -> Position {
    canvas.clear(parts.footer);
    let name = match prompt.purpose {
        Purpose::Filter => " filter ",
        Purpose::Search => " search ",
        Purpose::AsOf => " date (YYYY-MM-DD, empty for the latest) ",
        Purpose::Sql => " SQL ",
    };
    let used = canvas.text(parts.footer.x, parts.footer.y, parts.footer.width, name, canvas.styles.accent());
    let rest = Rect { x: parts.footer.x + used, width: parts.footer.width.saturating_sub(used + 1), ..parts.footer };
    line(rest, "", &prompt.input, canvas)
}

/// A line of typed text with its cursor, scrolled so that the cursor is seen.
fn line(area: Rect, before: &str, input: &tui_input::Input, canvas: &mut Canvas<'_>) -> Position {
    let used = canvas.text(area.x, area.y, area.width, before, canvas.styles.accent());
    let room = area.width.saturating_sub(used + 1);
    let scroll = input.visual_scroll(room.into());
    let mut skipped = 0;
    let shown: String = input
        .value()
        .chars()
        .skip_while(|c| {
            let skip = skipped < scroll;
            skipped += crate::report::text::width(c.encode_utf8(&mut [0; 4]));
            skip
        })
        .collect();
    // A query may have several lines.
    let shown = shown.replace('\n', canvas.styles.sign("↵", "/"));
    canvas.text(area.x + used, area.y, room, &shown, canvas.styles.plain());
    let cursor = u16::try_from(input.visual_cursor().saturating_sub(scroll)).unwrap_or(room).min(room);
    Position::new(area.x + used + cursor, area.y)
}

fn rows(area: Rect) -> std::ops::Range<u16> {
    area.y..area.bottom()
}
