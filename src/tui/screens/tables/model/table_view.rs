//! Rows that are looked at: which ones, the pages that are here, the selection, the columns.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::tui::core::outcome::Ticket;
use crate::tui::screens::tables::request::{Cell, Grid, GridColumn, PAGE, Page, Sort, Spec, Subject};
use crate::tui::widgets::list::List;
use crate::tui::widgets::loadable::Loadable;

/// How many pages are kept.
const PAGES: usize = 6;

/// Rows that are looked at.
#[derive(Debug, Clone, Default)]
pub struct TableView {
    /// Where they come from; none before there is anything to look at.
    pub subject: Option<Subject>,
    /// Only what held on this day.
    pub day: Option<NaiveDate>,
    /// By which column they are sorted.
    pub sort: Option<Sort>,
    /// Which of them; empty for all.
    pub filter: String,
    /// Their number and columns.
    pub grid: Loadable<Grid>,
    /// Those of them that are here.
    pub pages: Vec<Page>,
    /// The page that is on its way.
    pub asked: Option<(Ticket, usize)>,
    /// The selected row.
    pub list: List,
    /// The selected column, among all.
    pub column: usize,
    /// How many columns are scrolled out on the left, of those that are shown and not frozen.
    pub left: usize,
    /// How many of the columns that are shown stay on the left.
    pub frozen: usize,
    /// Columns that are not shown.
    pub hidden: BTreeSet<String>,
    /// The cells that the widest value of each column took so far.
    pub widths: Vec<u16>,
}

impl TableView {
    /// Rows that were not asked for yet.
    pub fn new(subject: Subject) -> Self {
        Self { subject: Some(subject), ..Self::default() }
    }

    /// Which rows, for the worker.
    pub fn spec(&self, epoch: u64) -> Option<Spec> {
        let subject = self.subject.clone()?;
        Some(Spec { subject, day: self.day, sort: self.sort.clone(), filter: self.filter.clone(), epoch })
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.grid.value().map_or(0, |grid| grid.rows)
    }

    pub fn columns(&self) -> &[GridColumn] {
        self.grid.value().map_or(&[], |grid| &grid.columns)
    }

    /// The numbers of the columns that are shown.
    pub fn shown(&self) -> Vec<usize> {
        let columns = self.columns().iter().enumerate();
        columns.filter(|(_, column)| !self.hidden.contains(&column.name)).map(|(at, _)| at).collect()
    }

    /// The values of a row, if they are here.
    pub fn row(&self, row: usize) -> Option<&[Cell]> {
        let page = self.pages.iter().find(|page| page.start <= row && row < page.start + page.rows.len())?;
        page.rows.get(row.checked_sub(page.start)?).map(Vec::as_slice)
    }

    /// The value under the cursor.
    pub fn cell(&self) -> Option<&Cell> {
        self.row(self.list.selected)?.get(self.column)
    }

    /// Takes a grid in place of the one before.
    pub fn open(&mut self, mut grid: Grid) {
        let same = self.columns() == grid.columns.as_slice();
        if !same {
            (self.widths, self.left) = (Vec::new(), 0);
            self.column = self.column.min(grid.columns.len().saturating_sub(1));
        }
        self.pages.clear();
        self.asked = None;
        let page = std::mem::take(&mut grid.page);
        self.grid.fill(grid);
        self.take(page);
    }

    /// Takes a page; the one farthest from the window makes room for it.
    pub fn take(&mut self, page: Page) {
        self.widths.resize(page.widths.len().max(self.widths.len()), 0);
        for (known, new) in self.widths.iter_mut().zip(&page.widths) {
            *known = (*known).max(*new);
        }
        self.pages.retain(|known| known.start != page.start);
        self.pages.push(page);
        let here = self.list.selected;
        while self.pages.len() > PAGES {
            let farthest = self.pages.iter().enumerate().max_by_key(|(_, page)| page.start.abs_diff(here));
            let Some((at, _)) = farthest else { return };
            self.pages.remove(at);
        }
    }

    /// The number of the first row of a page that is wanted and not here: in the window, or next to it.
    pub fn missing(&self, height: usize) -> Option<usize> {
        let window = self.list.window(height, self.rows());
        let last = window.end.saturating_sub(1);
        let around = [window.start, last, last.saturating_add(PAGE), window.start.saturating_sub(PAGE)];
        let pages = around.into_iter().filter(|row| *row < self.rows()).map(|row| row - row % PAGE);
        pages.into_iter().find(|start| self.row(*start).is_none())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn page(start: usize, rows: usize) -> Page {
        let cell = |row: usize| vec![Cell::Text((start + row).to_string())];
        Page { grid: 1, start, rows: (0..rows).map(cell).collect(), widths: vec![4] }
    }

    fn view(rows: usize) -> TableView {
        let columns = vec![GridColumn { name: "id".into(), kind: "int".into(), number: true }];
        let took = Duration::default();
        let mut view = TableView::default();
        view.open(Grid { number: 1, columns, rows, all: rows, more: false, took, page: page(0, rows.min(PAGE)) });
        view
    }

    #[test]
    fn what_is_seen_comes_before_what_may_be_seen_next() {
        let mut view = view(1_000_000);
        assert_eq!(view.missing(20), Some(PAGE), "the next page is asked for ahead");
        view.list.to(999_999, view.rows());
        let last = 999_999 - 999_999 % PAGE;
        assert_eq!(view.missing(20), Some(last));
        view.take(page(last, 1_000_000 - last));
        assert_eq!(view.missing(20), Some(last - PAGE));
        view.take(page(last - PAGE, PAGE));
        assert_eq!(view.missing(20), None);
        assert_eq!(view.cell(), Some(&Cell::Text("999999".into())));
    }

    #[test]
    fn few_pages_are_kept_and_the_nearest_ones() {
        let mut view = view(1_000_000);
        for number in 1..50 {
            view.list.to(number * PAGE, view.rows());
            view.take(page(number * PAGE, PAGE));
        }
        assert_eq!(view.pages.len(), PAGES);
        assert!(view.row(49 * PAGE).is_some() && view.row(45 * PAGE).is_some() && view.row(0).is_none());
    }

    #[test]
    fn nothing_is_missing_where_nothing_is() {
        assert_eq!(view(0).missing(20), None);
        assert_eq!(view(3).missing(20), None);
        assert_eq!(TableView::default().missing(20), None);
    }
}
