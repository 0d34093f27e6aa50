//! What the screen Errors shows: groups of rejected rows, and the rows of a group, one level within the other.

use std::collections::BTreeMap;

pub use crate::check::rejected_rows::PAGE;
use crate::tui::core::outcome::Ticket;
use crate::tui::screens::errors::request::{By, Group, Line, Mark, Rows, Scope, What};
use crate::tui::widgets::list::List;
use crate::tui::widgets::loadable::Loadable;

/// How many pages on each side of the one that is seen are kept.
const NEAR: usize = 4;

/// The screen Errors.
#[derive(Debug)]
pub struct Errors {
    /// All files, then what was looked into, one within the other; never empty.
    pub levels: Vec<Level>,
    /// Whether a load may have changed what is shown.
    pub stale: bool,
    /// The row whose detail is on its way.
    pub detail: Option<Ticket>,
    /// The row whose detail is shown, or on its way.
    pub row: Option<Mark>,
    /// The row that is on its way to be edited.
    pub editing: Option<Ticket>,
    /// The resend request that is being written.
    pub writing: Option<Ticket>,
}

impl Default for Errors {
    fn default() -> Self {
        Self { levels: vec![Level::default()], stale: false, detail: None, row: None, editing: None, writing: None }
    }
}

/// Some rejected rows, in groups or one by one.
#[derive(Debug, Default)]
pub struct Level {
    /// What was chosen to get here.
    pub title: String,
    /// All rows of the file, if it is about one and a load tells them.
    pub of: Option<u64>,
    /// Which rows.
    pub scope: Scope,
    /// How they are grouped.
    pub by: By,
    pub groups: Loadable<Vec<Group>>,
    /// Which group is selected.
    pub list: List,
    /// The rows one by one; of the selected group where there are groups and room for both.
    pub table: Table,
}

/// Rows one by one, of which only some pages are here.
#[derive(Debug, Default)]
pub struct Table {
    /// Which rows.
    pub scope: Scope,
    /// How many they are, and where they lie.
    pub rows: Loadable<Rows>,
    /// The pages that are here.
    pub pages: BTreeMap<usize, Vec<Line>>,
    /// The page that is on its way.
    pub paging: Option<(Ticket, usize)>,
    /// Which row is selected.
    pub list: List,
}

impl Errors {
    /// What is in front.
    pub fn level(&self) -> Option<&Level> {
        self.levels.last()
    }

    /// What is in front, to be changed.
    pub fn level_mut(&mut self) -> Option<&mut Level> {
        self.levels.last_mut()
    }
}

impl Level {
    /// The selected group.
    pub fn group(&self) -> Option<&Group> {
        self.groups.value()?.get(self.list.selected)
    }

    /// The list in front: of the groups, or of the rows.
    pub fn list_mut(&mut self) -> &mut List {
        if self.by == By::Row { &mut self.table.list } else { &mut self.list }
    }

    /// How many lines its list has.
    pub fn len(&self) -> usize {
        if self.by == By::Row { self.table.len() } else { self.groups.value().map_or(0, Vec::len) }
    }

    /// The next way to group what is not chosen yet.
    pub fn next_by(&self) -> By {
        let free = |by: &By| match by {
            By::File => self.scope.report.is_none(),
            By::Rule => self.scope.rule.is_none(),
            By::Column => self.scope.column.is_none() && self.scope.rule.is_none(),
            By::Row => true,
        };
        let all = [By::File, By::Rule, By::Column, By::Row];
        let here = all.iter().position(|by| *by == self.by).unwrap_or_default();
        all.into_iter().cycle().skip(here + 1).find(free).unwrap_or(By::Row)
    }

    /// The rows of a group; none of a file that could not be read.
    pub fn scope_of(&self, group: &Group) -> Option<Scope> {
        let mut scope = self.scope.clone();
        match &group.what {
            What::File(file) => scope.report = Some(file.report.clone()),
            What::Rule(rule) => scope.rule = Some(rule.clone()),
            What::Column(column) => scope.column = Some(column.clone()),
            What::Quarantined(_) => return None,
        }
        Some(scope)
    }
}

impl Table {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.value().map_or(0, |r| r.total)
    }

    /// The row of that number, if its page is here.
    pub fn line(&self, number: usize) -> Option<&Line> {
        self.pages.get(&(number / PAGE))?.get(number % PAGE)
    }

    /// Takes how many rows there are, and the first page.
    pub fn take(&mut self, mut rows: Rows) {
        self.pages.clear();
        self.paging = None;
        self.pages.insert(0, std::mem::take(&mut rows.first));
        self.rows.fill(rows);
    }

    /// Takes a page; those far from it go.
    pub fn take_page(&mut self, number: usize, lines: Vec<Line>) {
        self.pages.retain(|page, _| page.abs_diff(number) <= NEAR);
        self.pages.insert(number, lines);
    }

    /// The first page of a window that is not here.
    pub fn missing(&self, window: &std::ops::Range<usize>) -> Option<usize> {
        (window.start / PAGE..window.end.div_ceil(PAGE)).find(|page| !self.pages.contains_key(page))
    }
}
