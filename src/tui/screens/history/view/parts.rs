//! Where things stand on the page of one key.

use ratatui::layout::Rect;

/// Where things stand.
pub struct Parts {
    pub heading: Rect,
    /// The lines above the days: two, or one where rows are few.
    pub axis: Rect,
    /// One line a span.
    pub spans: Rect,
    pub marker: Rect,
    pub rule: Option<Rect>,
    pub pane: Rect,
    /// The cells of the words before each bar.
    pub words: u16,
}

/// Divides the area for so many spans.
pub fn parts(area: Rect, spans: usize) -> Parts {
    let line = |y: u16, height: u16| Rect { x: area.x + 1, y, width: area.width.saturating_sub(2), height };
    let above = if area.height >= 14 { 2 } else { 1 };
    let rule = u16::from(area.height >= 12);
    let rest = area.height.saturating_sub(2 + above + rule);
    let most = if area.height >= 10 { rest / 2 } else { rest.saturating_sub(1) };
    let rows = u16::try_from(spans).unwrap_or(u16::MAX).min(most.max(1));
    let first = area.y + 1 + above;
    let after = first + rows + 1;
    Parts {
        heading: line(area.y, 1),
        axis: line(area.y + 1, above),
        spans: line(first, rows),
        marker: line(first + rows, 1),
        rule: (rule > 0).then(|| line(after, 1)),
        pane: line(after + rule, area.bottom().saturating_sub(after + rule)),
        words: if area.width < 60 { 11 } else { area.width * 2 / 5 },
    }
}

/// The part of the line that the days have.
pub fn days(line: Rect, parts: &Parts) -> Rect {
    let used = parts.words.min(line.width) + 1;
    Rect { x: line.x + used, width: line.width.saturating_sub(used), ..line }
}
