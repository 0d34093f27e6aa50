//! A list with a selected line, of which a window is shown.

use std::ops::Range;

use crate::tui::keys::Action;

/// Where the selection and the window of a list are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct List {
    /// The selected line, from 0.
    pub selected: usize,
    /// The first line of the window.
    pub first: usize,
}

impl List {
    /// Moves the selection by so many lines, within `len`.
    pub fn by(&mut self, lines: isize, len: usize) {
        self.to(self.selected.saturating_add_signed(lines), len);
    }

    /// Moves the selection to a line, within `len`.
    pub fn to(&mut self, line: usize, len: usize) {
        self.selected = line.min(len.saturating_sub(1));
    }

    /// Keeps the selection within `len`.
    pub fn clamp(&mut self, len: usize) {
        self.to(self.selected, len);
    }

    /// Moves the selection as an action says; `page` is the height of the window.
    pub fn step(&mut self, action: Action, page: usize, len: usize) {
        let page = page.clamp(1, isize::MAX as usize) as isize;
        match action {
            Action::Up => self.by(-1, len),
            Action::Down => self.by(1, len),
            Action::HalfUp => self.by(-(page / 2).max(1), len),
            Action::HalfDown => self.by((page / 2).max(1), len),
            Action::PageUp => self.by(-page, len),
            Action::PageDown => self.by(page, len),
            Action::Top => self.to(0, len),
            Action::Bottom => self.to(usize::MAX, len),
            _ => {}
        }
    }

    /// The same, and by matches: behind the last one comes the first. Whether there was anything to do.
    pub fn step_by_match(&mut self, action: Action, page: usize, len: usize) -> bool {
        let before = *self;
        match action {
            Action::NextMatch if len > 0 => self.selected = (self.selected + 1) % len,
            Action::PreviousMatch if len > 0 => self.selected = (self.selected + len - 1) % len,
            action => {
                self.step(action, page, len);
                return *self != before;
            }
        }
        true
    }

    /// Moves the window of `height` lines so that the selection is in it and no space is wasted.
    pub fn follow(&mut self, height: usize, len: usize) {
        self.selected = self.selected.min(len.saturating_sub(1));
        *self = Self { selected: self.selected, first: self.window(height, len).start };
    }

    /// The lines that a window of `height` lines shows.
    pub fn window(&self, height: usize, len: usize) -> Range<usize> {
        let height = height.max(1);
        let last = len.saturating_sub(height);
        let first = self.first.min(self.selected).max((self.selected + 1).saturating_sub(height)).min(last);
        first..(first + height).min(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_follows_the_selection() {
        let mut list = List::default();
        list.by(25, 100);
        list.follow(10, 100);
        assert_eq!((list.selected, list.first), (25, 16));
        list.by(-3, 100);
        list.follow(10, 100);
        assert_eq!((list.selected, list.first), (22, 16));
        list.by(-10, 100);
        list.follow(10, 100);
        assert_eq!((list.selected, list.first), (12, 12));
        list.to(usize::MAX, 100);
        assert_eq!(list.window(10, 100), 90..100);
    }

    #[test]
    fn short_and_empty_lists_have_a_window() {
        let list = List { selected: 7, first: 5 };
        assert_eq!(list.window(10, 3), 0..3);
        assert_eq!(list.window(0, 0), 0..0);
        let mut list = list;
        list.follow(4, 0);
        assert_eq!(list, List::default());
    }
}
