//! The lines of a list that are seen, one a row: each can be clicked, the selected one is marked.

use ratatui::layout::Rect;

use crate::tui::core::drawn::{Hit, Seen};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::list::List;

/// How the selected line is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marked {
    No,
    /// From end to end.
    Line,
    /// With the cells on both sides of it.
    Wider,
    /// By a sign in its second cell, and from there on.
    Sign,
}

/// Lines of a list in an area.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    pub list: List,
    /// All lines of it.
    pub len: usize,
    pub area: Rect,
    pub marked: Marked,
}

/// The lines of a list, under its heading.
pub fn under_heading(area: Rect) -> Rect {
    Rect { y: area.y + 1.min(area.height), height: area.height.saturating_sub(1), ..area }
}

impl Table {
    /// How much of it is seen.
    pub fn seen(&self) -> Seen {
        Seen { height: self.area.height.into(), len: self.len }
    }

    /// The lines that are seen.
    pub fn window(&self) -> std::ops::Range<usize> {
        self.list.window(self.area.height.into(), self.len)
    }

    /// Draws the lines that are seen: of each its number among all, and its place.
    pub fn draw(&self, canvas: &mut Canvas<'_>, mut line: impl FnMut(usize, Rect, &mut Canvas<'_>)) {
        canvas.drawn.list = Some(self.seen());
        for (y, number) in (self.area.y..self.area.bottom()).zip(self.window()) {
            let place = Rect { y, height: 1, ..self.area };
            canvas.drawn.hit(place, Hit::Row(number));
            line(number, place, canvas);
            if number == self.list.selected {
                self.mark(place, canvas);
            }
        }
    }

    fn mark(&self, place: Rect, canvas: &mut Canvas<'_>) {
        let style = canvas.styles.selected();
        match self.marked {
            Marked::No => {}
            Marked::Line => canvas.style(place, style),
            Marked::Wider => canvas.style(Rect { x: place.x - 1, width: place.width + 2, ..place }, style),
            Marked::Sign => {
                canvas.text(place.x + 1, place.y, 1, canvas.styles.sign("▸", ">"), canvas.styles.accent());
                canvas.style(Rect { x: place.x + 1, width: place.width.saturating_sub(1), ..place }, style);
            }
        }
    }
}
