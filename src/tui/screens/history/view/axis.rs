//! Days on a line: how wide a day is drawn, which days are in view, what is written above them.

use chrono::{Datelike, Days, NaiveDate};

use crate::tui::screens::history::model::Timeline;

/// The widest that a day is drawn, in cells, unless the owner wants it wider.
const WIDE: i64 = 7;
const WIDEST: i64 = 12;

/// A life's days on a line of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axis {
    /// The first day of the life.
    first: NaiveDate,
    /// How many days it has.
    days: i64,
    /// How many cells there are; one more is kept for the sign of what goes on.
    cells: i64,
    /// The cells of a day; of those that are drawn together, if there are several.
    wide: i64,
    /// How many days share those cells.
    together: i64,
    /// The first day in view, from 0.
    start: i64,
}

impl Axis {
    /// The axis of a life on so many cells: all of it, or closer as the owner wants, with the day in view.
    pub fn of(timeline: &Timeline, cells: u16) -> Self {
        let cells = i64::from(cells.saturating_sub(1)).max(1);
        let days = (timeline.last - timeline.first).num_days().max(0) + 1;
        let mut axis = Self { first: timeline.first, days, cells, wide: 1, together: 1, start: 0 };
        if days <= cells {
            axis.wide = (cells / days).min(WIDE);
        } else {
            axis.together = (days + cells - 1) / cells;
        }
        for _ in 0..timeline.zoom {
            if axis.together > 1 {
                axis.together = (axis.together + 1) / 2;
            } else {
                axis.wide = (axis.wide * 2).min(WIDEST.max(axis.wide)).min(cells);
            }
        }
        let seen = cells / axis.wide * axis.together;
        let day = (timeline.day - timeline.first).num_days();
        let start = (day - seen / 2).clamp(0, (days - seen).max(0));
        // Days that share cells share the same ones wherever the axis begins.
        axis.start = start / axis.together * axis.together;
        axis
    }

    /// The cell in which a day begins; it may lie beyond either end.
    pub fn at(&self, day: NaiveDate) -> i64 {
        self.cell((day - self.first).num_days())
    }

    fn cell(&self, day: i64) -> i64 {
        (day - self.start).div_euclid(self.together) * self.wide
    }

    /// The cells of the line; what goes on beyond the last day has one more.
    pub fn cells(&self) -> i64 {
        self.cells
    }

    /// The cell after the last day of the life.
    pub fn end(&self) -> i64 {
        self.cell(self.days - 1) + self.wide
    }

    /// The number of the day at a cell, from 0.
    pub fn day_at(&self, cell: i64) -> usize {
        let day = self.start + cell / self.wide * self.together;
        usize::try_from(day.clamp(0, self.days - 1)).unwrap_or_default()
    }

    /// What is written above the days, in two lines: months and days, or years and months; each text with its cell.
    pub fn headings(&self) -> [Vec<(i64, String)>; 2] {
        let (mut above, mut below) = (Line::default(), Line::default());
        let seen = self.cells / self.wide * self.together;
        for number in
            (self.start..self.days.min(self.start + seen)).step_by(usize::try_from(self.together).unwrap_or(1))
        {
            let Some(day) = self.first.checked_add_days(Days::new(number.unsigned_abs())) else { break };
            let cell = self.cell(number);
            if self.together == 1 {
                above.add(cell, (day.year(), day.month()), || day.format("%Y-%m").to_string());
                // Few enough to keep apart, and never so late in a month that the next one has no room.
                if self.wide >= 3 || day.day() == 1 || (day.day() % 5 == 0 && day.day() <= 25) || number == self.start {
                    below.add(cell, (day.year(), day.ordinal()), || day.day().to_string());
                }
            } else {
                above.add(cell, (day.year(), 0), || day.format("%Y").to_string());
                below.add(cell, (day.year(), day.month()), || day.format("%b").to_string());
            }
        }
        [above, below].map(|line| line.apart(self.cells))
    }
}

/// Texts on a line, each where something new begins.
#[derive(Default)]
struct Line {
    texts: Vec<(i64, String)>,
    last: Option<(i32, u32)>,
}

impl Line {
    /// Adds a text where something new begins.
    fn add(&mut self, cell: i64, what: (i32, u32), text: impl FnOnce() -> String) {
        if self.last.replace(what) != Some(what) {
            self.texts.push((cell, text()));
        }
    }

    /// The texts that keep apart. The first one names something that began earlier: it gives way to the second.
    fn apart(self, cells: i64) -> Vec<(i64, String)> {
        let mut kept: Vec<(i64, String)> = Vec::new();
        for (number, (cell, text)) in self.texts.into_iter().enumerate() {
            let free = kept.last().map_or(0, |(cell, text)| cell + text.len() as i64 + 1);
            if cell < free && number == 1 {
                kept.pop();
            } else if cell < free {
                continue;
            }
            if cell + text.len() as i64 <= cells + 1 {
                kept.push((cell, text));
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline(days: u64, day: u64, zoom: u8) -> Timeline {
        let first = NaiveDate::from_ymd_opt(2024, 10, 9).unwrap_or_default();
        let at = |days| first + Days::new(days);
        Timeline { first, last: at(days - 1), day: at(day), zoom, ..Timeline::default() }
    }

    fn headings(timeline: &Timeline, cells: u16) -> String {
        let line = |texts: Vec<(i64, String)>| {
            let mut line = String::new();
            for (cell, text) in texts {
                line.extend(std::iter::repeat_n(' ', usize::try_from(cell).unwrap_or(0) - line.len()));
                line.push_str(&text);
            }
            line
        };
        Axis::of(timeline, cells).headings().map(line).join("\n")
    }

    #[test]
    fn a_short_timeline_fits() {
        let axis = Axis::of(&timeline(7, 0, 0), 45);
        assert_eq!((axis.wide, axis.end(), axis.at(axis.first + Days::new(3))), (6, 42, 18));
        assert_eq!(headings(&timeline(7, 0, 0), 45), "2024-10\n9     10    11    12    13    14    15");
        assert_eq!(Axis::of(&timeline(1, 0, 0), 45).wide, 7);
        assert_eq!(
            headings(&timeline(40, 0, 0), 45),
            "2024-10                2024-11\n 10   15   20   25     1   5    10   15"
        );
    }

    #[test]
    fn a_long_timeline_is_drawn_in_years_and_scrolls_when_drawn_closer() {
        let long = timeline(1000, 500, 0);
        let axis = Axis::of(&long, 51);
        assert_eq!((axis.together, axis.start, axis.end()), (20, 0, 50));
        let expected =
            "2024 2025              2026              2027\n  Nov Feb  May Aug  Nov Feb  May  Aug Nov  Feb May";
        assert_eq!(headings(&long, 51), expected);
        for zoom in 1..12 {
            let axis = Axis::of(&timeline(1000, 500, zoom), 51);
            let cell = axis.at(axis.first + Days::new(500));
            assert!((0..axis.cells()).contains(&cell), "{zoom} {axis:?}");
            let near = axis.day_at(cell) as i64;
            assert!((0..axis.together).contains(&(500 - near)), "{zoom} {near}");
        }
        for day in [0, 999] {
            let axis = Axis::of(&timeline(1000, day, 6), 51);
            assert!((0..axis.cells()).contains(&axis.at(axis.first + Days::new(day))));
        }
    }
}
