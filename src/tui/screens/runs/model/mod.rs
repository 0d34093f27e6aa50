//! What the screen Runs shows.

mod log;

use crate::run::{RunSummary, result_words};
use crate::tui::screens::runs::request::RunList;
use crate::tui::widgets::list::List;
use crate::tui::widgets::loadable::Loadable;
use crate::tui::zone::Zone;

pub use log::{Direction, Least, Log};

/// The screen Runs.
#[derive(Debug, Default)]
pub struct Runs {
    /// Every run.
    pub all: Loadable<RunList>,
    /// Whether that may be out of date.
    pub stale: bool,
    /// The zone of the times that are shown, and so looked for.
    pub zone: Zone,
    /// Only runs with this text are shown.
    pub filter: String,
    /// The runs that are shown, as places among all.
    pub shown: Vec<usize>,
    /// The selected one.
    pub list: List,
    /// The log that is open.
    pub log: Option<Log>,
}

impl Runs {
    /// A run that is shown.
    pub fn run(&self, line: usize) -> Option<&RunSummary> {
        self.all.value()?.runs.get(*self.shown.get(line)?)
    }

    /// The run of a name.
    pub fn named(&self, name: &str) -> Option<&RunSummary> {
        self.all.value()?.runs.iter().find(|run| run.run == name)
    }

    /// Whether a run goes on now.
    pub fn is_live(&self, run: &RunSummary) -> bool {
        run.result.is_none() && self.all.value().and_then(|all| all.live.as_ref()) == Some(&run.run)
    }

    /// Takes every run; the selection stays on its run, or on the latest.
    pub fn fill(&mut self, all: RunList) {
        let selected = self.run(self.list.selected).map(|run| run.run.clone()).filter(|_| self.list.selected > 0);
        self.all.fill(all);
        self.stale = false;
        self.choose(selected);
    }

    /// Shows only runs with a text.
    pub fn filter(&mut self, text: &str) {
        let selected = self.run(self.list.selected).map(|run| run.run.clone());
        text.clone_into(&mut self.filter);
        self.choose(selected);
    }

    fn choose(&mut self, selected: Option<String>) {
        let wanted = self.filter.to_lowercase();
        let all = self.all.value().map_or(&[][..], |all| &all.runs);
        let fits = |run: &RunSummary| {
            let started = run.started.map(|time| self.zone.moment(time)).unwrap_or_default();
            let result = run.result.map_or("interrupted", result_words);
            wanted.is_empty() || [run.run.to_lowercase().as_str(), &started, result].iter().any(|t| t.contains(&wanted))
        };
        self.shown = (0..all.len()).filter(|at| all.get(*at).is_some_and(fits)).collect();
        let line =
            selected.and_then(|name| self.shown.iter().position(|at| all.get(*at).is_some_and(|r| r.run == name)));
        self.list.to(line.unwrap_or_default(), self.shown.len());
    }
}
