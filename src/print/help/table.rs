//! A table of a page: columns side by side, each cell broken into lines of its own.

use super::words::{Ink, Span, Style, natural_width, shown_width, wrap};

/// Between two columns.
const GAP: usize = 2;

/// The rows of a table; the first is its head.
pub(super) type Rows = Vec<Vec<Vec<Span>>>;

/// A table as lines that are at most so wide.
pub(super) fn draw(mut rows: Rows, width: usize, ink: Ink) -> Vec<String> {
    let Some((head, body)) = rows.split_first_mut() else { return Vec::new() };
    head.iter_mut().flatten().for_each(|span| span.style = Style::Strong);
    let untitled = head.iter().all(Vec::is_empty);
    let columns = head.len();
    let widest = |at: usize| rows_of(head, body).filter_map(|row| row.get(at)).map(|cell| natural_width(cell)).max();
    let wanted: Vec<usize> = (0..columns).map(|at| widest(at).unwrap_or_default()).collect();
    let widths = fitted(&wanted, width.saturating_sub(GAP * columns.saturating_sub(1)));
    let mut lines = Vec::new();
    if !untitled {
        lines.extend(row(head, &widths, ink));
        lines.push(widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>().join(&" ".repeat(GAP)));
    }
    // Rows of several lines are told apart by a blank one.
    let bodies: Vec<Vec<String>> = body.iter().map(|cells| row(cells, &widths, ink)).collect();
    let apart = bodies.iter().any(|lines| lines.len() > 1);
    for (at, body) in bodies.into_iter().enumerate() {
        if apart && at > 0 {
            lines.push(String::new());
        }
        lines.extend(body);
    }
    lines
}

fn rows_of<'a>(head: &'a Vec<Vec<Span>>, body: &'a [Vec<Vec<Span>>]) -> impl Iterator<Item = &'a Vec<Vec<Span>>> {
    std::iter::once(head).chain(body)
}

fn row(cells: &[Vec<Span>], widths: &[usize], ink: Ink) -> Vec<String> {
    let cells: Vec<Vec<String>> = cells.iter().zip(widths).map(|(cell, width)| wrap(cell, *width, ink)).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or_default();
    let line = |at: usize| {
        let mut line = String::new();
        for (cell, width) in cells.iter().zip(widths) {
            let text = cell.get(at).map(String::as_str).unwrap_or_default();
            line.push_str(text);
            line.push_str(&" ".repeat(width.saturating_sub(shown_width(text)) + GAP));
        }
        line.trim_end().to_owned()
    };
    (0..height).map(line).collect()
}

/// The widths of columns that together take at most so much: narrow ones have theirs, wide ones share the rest.
fn fitted(wanted: &[usize], room: usize) -> Vec<usize> {
    let mut by_width: Vec<(usize, usize)> = wanted.iter().copied().enumerate().collect();
    by_width.sort_by_key(|(_, width)| *width);
    let (mut left, mut columns, mut widths) = (room, wanted.len(), vec![0; wanted.len()]);
    for (at, width) in by_width {
        let given = width.min(left / columns.max(1)).max(1);
        if let Some(slot) = widths.get_mut(at) {
            *slot = given;
        }
        left = left.saturating_sub(given);
        columns -= 1;
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_columns_share_what_narrow_ones_leave() {
        assert_eq!(fitted(&[5, 10, 20], 40), [5, 10, 20]);
        assert_eq!(fitted(&[5, 80, 80], 45), [5, 20, 20]);
        assert_eq!(fitted(&[5, 12, 80], 45), [5, 12, 28]);
        assert_eq!(fitted(&[], 45), [0; 0]);
    }
}
