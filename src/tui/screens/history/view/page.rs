//! The file that a version came from, as it stands in the archive.

use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;

use crate::report::text::grouped;
use crate::tui::screens::history::model::Page;
use crate::tui::widgets::canvas::{Canvas, Side};
use crate::tui::widgets::table::{Marked, Table};

fn list(area: Rect) -> Rect {
    Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }
}

/// Draws the lines.
pub fn draw(page: &Page, area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let Some(excerpt) = page.excerpt.value() else {
        return match page.excerpt.failure() {
            Some(failure) => canvas.failure(area, failure),
            None => canvas.note(area, "opening the file"),
        };
    };
    let place = list(area);
    let table = Table { list: page.list, len: excerpt.lines.len(), area: place, marked: Marked::Line };
    let last = excerpt.first + excerpt.lines.len() as u64;
    let numbers = u16::try_from(grouped(last.into(), 0).len()).unwrap_or(8);
    let words = match page.line {
        Some(line) => format!("line {} in the archived file, as it came", grouped(line.into(), 0)),
        None => "the line was not found; these are the first lines".to_owned(),
    };
    canvas.text(area.x + 1, area.y, area.width.saturating_sub(2), &words, styles.dim());
    if excerpt.lines.is_empty() {
        return canvas.note(place, "the file is empty");
    }
    table.draw(canvas, |at, Rect { y, .. }, canvas| {
        let (Some(text), number) = (excerpt.lines.get(at), excerpt.first + at as u64) else { return };
        let here = page.line == Some(number);
        let style = if here { styles.accent() } else { styles.dim() };
        canvas.aligned(area.x + 2, y, numbers, &grouped(number.into(), 0), Side::Right, style);
        if here {
            canvas.text(area.x, y, 2, styles.sign("▸", ">"), styles.accent());
        }
        let x = area.x + 2 + numbers + 2;
        let from = text.grapheme_indices(true).nth(page.left).map_or(text.len(), |(from, _)| from);
        let rest = text.get(if page.left == 0 { 0 } else { from }..).unwrap_or_default();
        let style = if here { styles.strong() } else { styles.plain() };
        canvas.text(x, y, area.right().saturating_sub(x), rest, style);
    });
}
