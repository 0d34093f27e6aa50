//! Words along an axis: shortened or left out, never one over another.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::report::text::{escape_control, width};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::chart::plot::cells;

/// What a label is cut down to before labels are left out.
pub const LEAST: usize = 4;
/// A label is at most this long where every so many are left out.
const KEPT: usize = 14;

/// Puts words into a row from left to right.
pub struct Placer {
    row: Rect,
    gap: u16,
    /// The most cells of a text; a longer one is cut.
    most: u16,
    /// The first free cell.
    free: u16,
}

impl Placer {
    /// A row without words, with so many cells between two, of which none takes more than `most`.
    pub fn new(row: Rect, gap: u16, most: usize) -> Self {
        Self { row, gap, most: cells(most).min(row.width), free: row.x }
    }

    /// Writes a text around a place, if that overlaps nothing; says whether it did.
    pub fn centred(&mut self, x: u16, text: &str, style: Style, canvas: &mut Canvas<'_>) -> bool {
        let wide = self.wide(text);
        let start = x.saturating_sub(wide / 2).max(self.row.x).min(self.row.right() - wide);
        self.at(start, text, style, canvas)
    }

    /// Writes a text from a place on, if that overlaps nothing and all of it fits; says whether it did.
    pub fn at(&mut self, x: u16, text: &str, style: Style, canvas: &mut Canvas<'_>) -> bool {
        let wide = self.wide(text);
        if x < self.free || x.saturating_add(wide) > self.row.right() {
            return false;
        }
        canvas.text(x, self.row.y, wide, text, style);
        self.free = x + wide + self.gap;
        true
    }

    fn wide(&self, text: &str) -> u16 {
        let head: String = text.chars().take(512).collect();
        cells(width(&escape_control(&head))).min(self.most)
    }
}

/// How labels are written below slots of so many cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// Whole or cut, one below each.
    Each(usize),
    /// The day and, below it where it changes, the rest of the date: so many characters of it.
    Days {
        /// Characters before the part that stands below each slot.
        rest: usize,
        /// Below every so manieth slot.
        every: usize,
    },
    /// Cut to so many cells, below every so manieth slot.
    Some {
        cells: usize,
        /// Slots.
        every: usize,
    },
}

impl Fit {
    /// The fit for labels of which the widest takes so many cells.
    pub fn of(widest: usize, days: bool, slot: usize) -> Self {
        let room = slot.saturating_sub(1);
        if room >= widest {
            return Self::Each(widest);
        }
        match slot {
            6.. if days => Self::Days { rest: 5, every: 1 },
            _ if days => Self::Days { rest: 8, every: 3usize.div_ceil(slot.max(1)) },
            _ if room >= LEAST => Self::Each(room),
            _ => {
                let every = (widest.min(KEPT) + 1).div_ceil(slot.max(1));
                Self::Some { cells: (every * slot).saturating_sub(1), every }
            }
        }
    }

    /// How many rows the labels take.
    pub fn rows(self) -> u16 {
        if matches!(self, Self::Days { .. }) { 2 } else { 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_fit_below_their_slots() {
        let check = |widest, days, slot, expected| assert_eq!(Fit::of(widest, days, slot), expected, "{widest} {slot}");
        check(5, false, 6, Fit::Each(5));
        check(20, false, 8, Fit::Each(7));
        check(20, false, 3, Fit::Some { cells: 14, every: 5 });
        check(1, false, 1, Fit::Some { cells: 1, every: 2 });
        check(10, true, 11, Fit::Each(10));
        check(10, true, 7, Fit::Days { rest: 5, every: 1 });
        check(10, true, 3, Fit::Days { rest: 8, every: 1 });
        check(10, true, 2, Fit::Days { rest: 8, every: 2 });
    }
}
