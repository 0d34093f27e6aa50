//! The columns of a table: how many cells each takes, which of them are seen and where, and their names.

use std::borrow::Cow;

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::widgets::canvas::{Canvas, Side};

/// Between two columns.
pub const GAP: u16 = 2;
/// So much is left for the columns that move beside those that are kept.
const MOVING: u16 = 12;

/// A column, and how it takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column<'a> {
    pub name: &'a str,
    pub side: Side,
    /// How many cells it takes; with none it is left out.
    pub cells: u16,
    /// How many it takes where there is room to spare.
    pub most: u16,
    /// With fewer it is left for later; the first column that moves is always seen.
    pub least: u16,
    /// The cells behind it.
    pub gap: u16,
}

impl<'a> Column<'a> {
    /// A column of words, which may be cut.
    pub fn words(name: &'a str, cells: u16) -> Self {
        Self { name, side: Side::Left, cells, most: cells, least: 1, gap: GAP }
    }

    /// A column of numbers, which are seen whole or not at all.
    pub fn numbers(name: &'a str, cells: u16) -> Self {
        Self { side: Side::Right, least: cells, ..Self::words(name, cells) }
    }

    pub fn gap(self, gap: u16) -> Self {
        Self { gap, ..self }
    }
}

/// Which columns are scrolled away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scroll {
    /// So many from the first on are kept in view while the others move.
    pub kept: usize,
    /// So many of the others are scrolled away.
    pub offset: usize,
    /// The cells of the line between what is kept and what moves.
    pub edge: u16,
}

/// A column in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its number among all columns.
    pub column: usize,
    /// Its first cell.
    pub x: u16,
    pub width: u16,
    /// Whether it stays while others move.
    pub kept: bool,
}

/// Columns in their places.
pub struct Columns<'a> {
    all: Vec<Column<'a>>,
    /// Those that are seen.
    pub places: Vec<Place>,
}

impl<'a> Columns<'a> {
    /// Columns side by side in an area, as many as there is room for.
    pub fn new(all: Vec<Column<'a>>, area: Rect) -> Self {
        Self::scrolled(all, Scroll::default(), area)
    }

    /// The same with some of them scrolled away.
    pub fn scrolled(all: Vec<Column<'a>>, scroll: Scroll, area: Rect) -> Self {
        let places = places(&all, &widths(&all, scroll, area.width), scroll, area);
        Self { all, places }
    }

    /// Where a column stands, if it is seen.
    pub fn place(&self, column: usize) -> Option<Place> {
        self.places.iter().find(|place| place.column == column).copied()
    }

    /// Writes the names of the columns.
    pub fn heading(&self, y: u16, style: Style, canvas: &mut Canvas<'_>) {
        for (place, column) in self.seen() {
            canvas.aligned(place.x, y, place.width, column.name, column.side, style);
        }
    }

    /// Writes a value into each column; `None` leaves one as it is.
    pub fn row<'v>(
        &self,
        y: u16,
        canvas: &mut Canvas<'_>,
        mut value: impl FnMut(usize) -> Option<(Cow<'v, str>, Style)>,
    ) {
        for (place, column) in self.seen() {
            if let Some((text, style)) = value(place.column) {
                canvas.aligned(place.x, y, place.width, &text, column.side, style);
            }
        }
    }

    fn seen(&self) -> impl Iterator<Item = (&Place, &Column<'a>)> {
        self.places.iter().filter_map(|place| Some((place, self.all.get(place.column)?)))
    }
}

/// The least offset, from that of `scroll` on, at which a column is seen whole; if none is, it is the first that moves.
pub fn offset_to_see(columns: &[Column<'_>], column: usize, scroll: Scroll, area: Rect) -> usize {
    let Some(last) = column.checked_sub(scroll.kept) else {
        return scroll.offset.min(columns.len().saturating_sub(scroll.kept + 1));
    };
    let widths = widths(columns, scroll, area.width);
    let is_whole = |offset: &usize| {
        let places = places(columns, &widths, Scroll { offset: *offset, ..scroll }, area);
        let place = places.iter().find(|place| place.column == column);
        place.is_some_and(|place| widths.get(column).is_some_and(|width| place.width >= *width))
    };
    (scroll.offset.min(last)..last).find(is_whole).unwrap_or(last)
}

/// The cells of the columns, with what room there is to spare given to the first that take more.
fn widths(columns: &[Column<'_>], scroll: Scroll, room: u16) -> Vec<u16> {
    let gaps = columns.split_last().map_or(&[][..], |(_, others)| others).iter().map(|column| column.gap);
    let used = columns.iter().map(|column| column.cells).chain(gaps).fold(scroll.edge, u16::saturating_add);
    let mut spare = room.saturating_sub(used);
    let grown = columns.iter().map(|column| {
        let more = column.most.saturating_sub(column.cells).min(spare);
        spare -= more;
        column.cells + more
    });
    grown.collect()
}

fn places(columns: &[Column<'_>], widths: &[u16], scroll: Scroll, area: Rect) -> Vec<Place> {
    let Scroll { kept, offset, edge } = scroll;
    let mut x = area.x;
    let mut places = Vec::new();
    let all = columns.iter().zip(widths).enumerate();
    for (at, (column, width)) in all.clone().take(kept).chain(all.skip(kept.saturating_add(offset))) {
        let stays = at < kept;
        let end = if stays { area.right().saturating_sub(MOVING) } else { area.right() };
        let room = end.saturating_sub(x);
        // The first column that moves is seen as far as there is any room.
        let least = if stays || !places.is_empty() { column.least.min(*width).max(1) } else { 1 };
        if *width == 0 || stays && room < least {
            continue;
        }
        if room < least {
            break;
        }
        let width = room.min(*width);
        places.push(Place { column: at, x, width, kept: stays });
        x += width.saturating_add(column.gap).saturating_add(if at + 1 == kept { edge } else { 0 });
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Rect = Rect { x: 10, y: 0, width: 30, height: 1 };

    fn check(columns: &[Column<'_>], scroll: Scroll, expected: &[(usize, u16, u16)]) {
        let columns = Columns::scrolled(columns.to_vec(), scroll, AREA);
        let places: Vec<_> = columns.places.iter().map(|place| (place.column, place.x, place.width)).collect();
        assert_eq!(places, expected);
    }

    #[test]
    fn words_are_cut_and_numbers_are_whole() {
        let (ten, words, numbers) = (Column::words("", 10), Column::words("", 20), Column::numbers("", 20));
        check(&[ten, words, ten], Scroll::default(), &[(0, 10, 10), (1, 22, 18)]);
        check(&[ten, numbers, ten], Scroll::default(), &[(0, 10, 10)]);
        check(&[ten, Column::words("", 0), ten], Scroll::default(), &[(0, 10, 10), (2, 22, 10)]);
        check(&[Column::numbers("", 90), ten], Scroll::default(), &[(0, 10, 30)]);
    }

    #[test]
    fn room_to_spare_goes_to_the_first_that_take_more() {
        let more = Column { most: 16, ..Column::words("", 4) };
        check(&[more, more, more], Scroll::default(), &[(0, 10, 16), (1, 28, 6), (2, 36, 4)]);
    }

    #[test]
    fn what_is_kept_leaves_room_for_what_moves() {
        let (kept, wide) = (Scroll { kept: 1, offset: 1, edge: 1 }, Column::words("", 40));
        check(&[Column::words("", 4), wide, wide], kept, &[(0, 10, 4), (2, 17, 23)]);
        check(&[wide, wide, wide], kept, &[(0, 10, 18), (2, 31, 9)]);
    }

    #[test]
    fn a_column_is_scrolled_to() {
        let columns = [Column::words("", 10); 6];
        let to = |column, offset| offset_to_see(&columns, column, Scroll { kept: 1, offset, edge: 0 }, AREA);
        assert_eq!((to(1, 0), to(2, 0), to(5, 0)), (0, 1, 4));
        assert_eq!((to(0, 9), to(2, 4)), (4, 1));
        assert_eq!(offset_to_see(&[Column::words("", 90); 3], 2, Scroll::default(), AREA), 2);
    }
}
