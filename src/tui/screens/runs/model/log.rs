//! The log of a run: its lines, and which of them are shown.

use chrono::{DateTime, Utc};

use crate::run::{Level, ends};
use crate::tui::screens::runs::request::{Line, Tail};
use crate::tui::widgets::list::List;
use crate::tui::widgets::loadable::Loadable;

/// The least level that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Least {
    /// Everything.
    #[default]
    All,
    /// Warnings and failures.
    Warnings,
    Failures,
}

impl Least {
    /// The next one, around the end.
    pub fn next(self) -> Self {
        match self {
            Self::All => Self::Warnings,
            Self::Warnings => Self::Failures,
            Self::Failures => Self::All,
        }
    }

    fn lets(self, level: Level) -> bool {
        match self {
            Self::All => true,
            Self::Warnings => level >= Level::Warning,
            Self::Failures => level >= Level::Error,
        }
    }
}

/// Which way to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To what comes after.
    On,
    /// To what comes before.
    Back,
}

impl Direction {
    /// The place so many steps from one among `len`, around the ends.
    fn from(self, place: usize, steps: usize, len: usize) -> usize {
        match self {
            Self::On => (place + steps) % len.max(1),
            Self::Back => (place + len - steps.min(len)) % len.max(1),
        }
    }
}

/// The log of a run.
#[derive(Debug)]
pub struct Log {
    pub run: String,
    /// Whether its lines are here.
    pub state: Loadable<()>,
    /// All lines so far.
    pub lines: Vec<Line>,
    /// Where to read on.
    pub next: u64,
    /// Whether its run goes on.
    pub live: bool,
    /// Whether it has more to say than what was asked for.
    pub pending: bool,
    /// When it is read on, if nobody tells.
    pub again: Option<DateTime<Utc>>,
    /// The lines that are shown, as places among all.
    pub shown: Vec<usize>,
    /// The selected one.
    pub list: List,
    /// Whether the selection stays at the end.
    pub follow: bool,
    /// The least level that is shown.
    pub least: Least,
    /// Only lines of this pipeline are shown.
    pub pipeline: Option<String>,
    /// Only lines with this text are shown.
    pub filter: String,
    pipelines: Vec<String>,
}

impl Log {
    /// The log of a run, of which nothing is known yet.
    pub fn new(run: String) -> Self {
        Self {
            run,
            state: Loadable::default(),
            lines: Vec::new(),
            next: 0,
            live: false,
            pending: false,
            again: None,
            shown: Vec::new(),
            list: List::default(),
            follow: false,
            least: Least::default(),
            pipeline: None,
            filter: String::new(),
            pipelines: Vec::new(),
        }
    }

    /// A line that is shown.
    pub fn line(&self, line: usize) -> Option<&Line> {
        self.lines.get(*self.shown.get(line)?)
    }

    /// Whether its run said that it ended.
    pub fn has_ended(&self) -> bool {
        self.lines.last().is_some_and(|line| ends(&line.event))
    }

    /// Takes what it says further on.
    pub fn fill(&mut self, tail: Tail) {
        if self.next == 0 {
            self.follow = tail.live;
        }
        (self.next, self.live) = (tail.next, tail.live);
        for line in tail.lines {
            let pipeline = line.event.at().and_then(|at| at.pipeline.as_ref());
            if let Some(name) = pipeline.filter(|name| !self.pipelines.contains(name)) {
                self.pipelines.push(name.clone());
            }
            if self.fits(&line, &self.filter.to_lowercase()) {
                self.shown.push(self.lines.len());
            }
            self.lines.push(line);
        }
        self.state.fill(());
        self.keep_up();
    }

    /// Goes to the end, if it is to stay there.
    pub fn keep_up(&mut self) {
        if self.follow {
            self.list.to(usize::MAX, self.shown.len());
        }
    }

    /// Shows only lines with a text.
    pub fn filter(&mut self, text: &str) {
        // What has the longer text has the shorter one too: only what is shown need be looked at.
        let narrower = text.starts_with(&self.filter);
        text.clone_into(&mut self.filter);
        let wanted = text.to_lowercase();
        if narrower {
            let selected = self.selected();
            let mut shown = std::mem::take(&mut self.shown);
            shown.retain(|at| self.lines.get(*at).is_some_and(|line| line.lower.contains(&wanted)));
            self.shown = shown;
            self.select(selected);
        } else {
            self.choose();
        }
    }

    /// Shows only lines of a level and above.
    pub fn level(&mut self, least: Least) {
        self.least = least;
        self.choose();
    }

    /// Shows only the next or the previous pipeline, or all of them.
    pub fn turn(&mut self, direction: Direction) {
        let place = self.pipelines.iter().position(|p| Some(p) == self.pipeline.as_ref()).map_or(0, |at| at + 1);
        let place = direction.from(place, 1, self.pipelines.len() + 1);
        self.pipeline = place.checked_sub(1).and_then(|at| self.pipelines.get(at)).cloned();
        self.choose();
    }

    /// Selects the next line, or the previous one, that has what was searched for: any, if only such lines are shown;
    /// otherwise a warning or a failure.
    pub fn search(&mut self, direction: Direction) {
        let len = self.shown.len();
        let from = self.list.selected;
        let order = (1..=len).map(|by| direction.from(from, by, len));
        let counts = |line: &usize| {
            !self.filter.is_empty() || self.line(*line).is_some_and(|line| line.event.level() > Level::Info)
        };
        let found = order.into_iter().find(counts);
        if let Some(line) = found {
            self.follow = false;
            self.list.to(line, len);
        }
    }

    fn choose(&mut self) {
        let selected = self.selected();
        let wanted = self.filter.to_lowercase();
        let fits = |(at, line): (usize, &Line)| self.fits(line, &wanted).then_some(at);
        self.shown = self.lines.iter().enumerate().filter_map(fits).collect();
        self.select(selected);
    }

    fn fits(&self, line: &Line, wanted: &str) -> bool {
        let pipeline = || line.event.at().and_then(|at| at.pipeline.as_ref());
        self.least.lets(line.event.level())
            && (self.pipeline.is_none() || self.pipeline.as_ref() == pipeline())
            && (wanted.is_empty() || line.lower.contains(wanted))
    }

    /// The place of the selected line among all.
    fn selected(&self) -> Option<usize> {
        self.shown.get(self.list.selected).copied()
    }

    /// Selects a line, or the first shown after it.
    fn select(&mut self, place: Option<usize>) {
        let line = self.shown.partition_point(|at| *at < place.unwrap_or_default());
        self.list.to(line, self.shown.len());
        self.keep_up();
    }
}
