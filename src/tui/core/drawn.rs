//! What the last frame showed, as far as keys, clicks and asks depend on it.

use ratatui::layout::{Position, Rect};

use crate::tui::screen::Screen;

/// What lies under the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// A tab of the title line.
    Tab(Screen),
    /// A line of the list that has the focus, from 0 over the whole list.
    Row(usize),
    /// A line of the list beside it.
    Beside(usize),
    /// A column, from 0 over all columns.
    Column(usize),
}

/// A list as it was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The lines that are seen at once.
    pub height: usize,
    /// All lines of it.
    pub len: usize,
}

/// Made by drawing a frame, kept until the next one.
#[derive(Debug, Clone, Default)]
pub struct Drawn {
    hits: Vec<(Rect, Hit)>,
    /// Where the cursor is, if a line is being typed.
    pub cursor: Option<Position>,
    /// The list that the arrows move in.
    pub list: Option<Seen>,
    /// The list beside it; none where there is no room for one.
    pub beside: Option<Seen>,
    /// The list in what lies over the screen.
    pub overlay: Option<Seen>,
    /// The days of the calendar.
    pub days: usize,
    /// How many columns of a table were scrolled out on the left, if one was drawn.
    pub column_offset: Option<usize>,
    /// Whether a chart was drawn in another form, as its own needs a higher terminal.
    pub is_low: bool,
}

impl Drawn {
    /// An area that can be clicked; what is drawn later lies above.
    pub fn hit(&mut self, area: Rect, hit: Hit) {
        self.hits.push((area, hit));
    }

    /// From here on only what is drawn later can be clicked.
    pub fn cover(&mut self) {
        self.hits.clear();
    }

    /// What lies under the mouse.
    pub fn under(&self, column: u16, row: u16) -> Option<Hit> {
        let at = Position::new(column, row);
        self.hits.iter().rev().find(|(area, _)| area.contains(at)).map(|(_, hit)| *hit)
    }

    /// The lines by which a page moves.
    pub fn page(&self) -> usize {
        self.list.map_or(1, |list| list.height)
    }
}
