//! The life of one key: its versions and the gaps between them, a day in it, the file behind a version.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use crate::history::Version;
use crate::read::Excerpt;
use crate::run::{Lines, Origin};
use crate::tui::core::outcome::Ticket;
use crate::tui::screens::history::request::Versions;
use crate::tui::widgets::list::List;
use crate::tui::widgets::loadable::Loadable;

/// One key, looked into.
#[derive(Debug, Default)]
pub struct Timeline {
    /// The texts of its columns.
    pub key: Vec<String>,
    /// What else tells which key it is.
    pub name: String,
    pub versions: Loadable<Versions>,
    /// Its versions and gaps in their order.
    pub spans: Vec<Span>,
    /// Which of them holds on the day.
    pub list: List,
    pub day: NaiveDate,
    /// The first day of its first version.
    pub first: NaiveDate,
    /// The last day that is known of it.
    pub last: NaiveDate,
    /// How often the axis was drawn closer than all of its life.
    pub zoom: u8,
    /// Its lines in the files that were read so far.
    pub lines: HashMap<String, Lines>,
    /// The file that is being read.
    pub reading: Option<(Ticket, String)>,
    /// The file that is looked into.
    pub page: Option<Page>,
}

/// A stretch of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// What holds on them.
    pub what: What,
    /// The first day.
    pub from: NaiveDate,
    /// The first day after; none if there is no end.
    pub to: Option<NaiveDate>,
}

/// What holds on a stretch of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The version of that number, from 0.
    Version(usize),
    /// Nothing: the key is away after that version.
    Gap(usize),
}

/// A file that is looked into.
#[derive(Debug)]
pub struct Page {
    /// Its name.
    pub file: String,
    /// The line that is looked for, if it was found.
    pub line: Option<u64>,
    /// What stands around it.
    pub excerpt: Loadable<Excerpt>,
    /// The selected line.
    pub list: List,
    /// How many characters of every line are scrolled away.
    pub left: usize,
}

impl Timeline {
    /// A key whose versions are yet to come.
    pub fn new(key: Vec<String>, name: String) -> Self {
        Self { key, name, ..Self::default() }
    }

    /// The key as one text.
    pub fn key_text(&self) -> String {
        self.key.join(", ")
    }

    /// Takes its versions; the day stays where it was, if it was anywhere.
    pub fn take(&mut self, found: Versions) {
        let versions = &found.versions;
        let fresh = self.spans.is_empty();
        self.spans = spans(versions);
        self.first = versions.first().map(|v| v.effective_from).unwrap_or_default();
        let last = versions.last().map(|v| if v.is_current { v.effective_from } else { v.expiry_date });
        self.last = last.unwrap_or_default().max(found.until.unwrap_or_default());
        // Files may have come again: what was read of them may be out of date.
        self.lines.clear();
        self.reading = None;
        self.versions.fill(found);
        self.show_day(if fresh { self.last } else { self.day });
    }

    /// Moves to a day, within its life; the span that holds then is selected.
    pub fn show_day(&mut self, day: NaiveDate) {
        self.day = day.clamp(self.first, self.last.max(self.first));
        let holds = self.spans.iter().rposition(|span| span.from <= self.day);
        self.list.selected = holds.unwrap_or_default();
    }

    /// Moves by so many days.
    pub fn by_days(&mut self, days: i64) {
        let by = Days::new(days.unsigned_abs());
        let day = if days < 0 { self.day.checked_sub_days(by) } else { self.day.checked_add_days(by) };
        self.show_day(day.unwrap_or(self.day));
    }

    /// The span that holds on the day.
    pub fn span(&self) -> Option<&Span> {
        self.spans.get(self.list.selected)
    }

    /// The version of that number.
    pub fn version(&self, number: usize) -> Option<&Version> {
        self.versions.value()?.versions.get(number)
    }

    /// The version that holds on the day, and its number.
    pub fn version_on_day(&self) -> Option<(usize, &Version)> {
        match self.span()?.what {
            What::Version(number) => Some((number, self.version(number)?)),
            What::Gap(_) => None,
        }
    }

    /// The version on the day that a file can be shown for; where the key is away, the one before.
    pub fn version_of_day(&self) -> Option<usize> {
        match self.span()?.what {
            What::Version(number) | What::Gap(number) => Some(number),
        }
    }

    /// Where a version came from, as far as that is known by now.
    pub fn origin(&self, number: usize) -> Origin {
        let places = self.versions.value().and_then(|v| v.places.get(number));
        let hash = self.version(number).map_or(0, |v| v.row_hash);
        places.map(|p| p.origin(hash, |file| self.lines.get(file))).unwrap_or_default()
    }

    /// Whether all files that a version can have come from were read.
    pub fn is_read(&self, number: usize) -> bool {
        self.files(number).iter().all(|(file, _)| self.lines.contains_key(file))
    }

    /// The first file of the versions nearest to the selected one that was not read yet.
    pub fn unread(&self, window: std::ops::Range<usize>) -> Option<String> {
        let mut near: Vec<usize> = window.collect();
        near.sort_by_key(|at| at.abs_diff(self.list.selected));
        let versions = near.into_iter().filter_map(|at| match self.spans.get(at)?.what {
            What::Version(number) => Some(number),
            What::Gap(_) => None,
        });
        let mut files = versions.flat_map(|number| self.files(number));
        files.find(|(file, _)| !self.lines.contains_key(file)).map(|(file, _)| file.clone())
    }

    fn files(&self, number: usize) -> &[(String, String)] {
        self.versions.value().and_then(|v| v.places.get(number)).map(|p| p.files.as_slice()).unwrap_or_default()
    }
}

fn spans(versions: &[Version]) -> Vec<Span> {
    let mut spans = Vec::with_capacity(versions.len() + 1);
    for (number, version) in versions.iter().enumerate() {
        let to = (!version.is_current).then_some(version.expiry_date);
        spans.push(Span { what: What::Version(number), from: version.effective_from, to });
        let next = versions.get(number + 1).map(|next| next.effective_from);
        if let Some(to) = to.filter(|to| next.is_none_or(|next| *to < next)) {
            spans.push(Span { what: What::Gap(number), from: to, to: next });
        }
    }
    spans
}
