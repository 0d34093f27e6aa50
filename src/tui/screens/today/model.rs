//! What the screen Today shows.

use chrono::{DateTime, NaiveDate, Utc};

use crate::landing::QUIET;
use crate::report::text::{escape_control, width};
use crate::tui::core::outcome::Ticket;
use crate::tui::screens::today::request::{Days, File, Mark, Standing, State};
use crate::tui::widgets::list::List;
use crate::tui::widgets::loadable::Loadable;

/// A file that is ready counts in the calendar if it is not further from the last loaded day than this.
const NEAR: i64 = 31;

/// The screen Today.
#[derive(Debug, Default)]
pub struct Today {
    /// How everything stands.
    pub standing: Loadable<Standing>,
    /// Whether that may be out of date.
    pub stale: bool,
    /// Whether the landing zone changed since it was asked for.
    pub pending: bool,
    /// Whether a load waits for that answer: only it tells whether days are replayed.
    pub wanted: bool,
    /// Only files with this text are shown.
    pub filter: String,
    /// The files that are shown, as places in the standing.
    pub shown: Vec<usize>,
    /// The selected one.
    pub list: List,
    /// How many days the calendar is moved into the past.
    pub back: usize,
    /// When it was asked for last.
    pub asked: DateTime<Utc>,
    /// When the last answer came.
    pub answered: DateTime<Utc>,
    /// When a file that grows is looked at again.
    pub again: Option<DateTime<Utc>>,
    /// The look into a file that is on its way: its ask and the title of the window that waits for it.
    pub peek: Option<(Ticket, String)>,
    /// The most cells that a name of a file takes.
    pub widest: usize,
}

impl Today {
    /// A file that is shown.
    pub fn file(&self, line: usize) -> Option<&File> {
        self.standing.value()?.files.get(*self.shown.get(line)?)
    }

    /// The selected file.
    pub fn selected(&self) -> Option<&File> {
        self.file(self.list.selected)
    }

    /// Takes how everything stands now; the selection stays on its file.
    pub fn fill(&mut self, mut standing: Standing) {
        self.settle(&mut standing);
        let selected = self.selected().map(|file| file.name.clone());
        self.widest = standing.files.iter().map(|file| width(&escape_control(&file.name))).max().unwrap_or_default();
        self.standing.fill(standing);
        self.stale = false;
        self.choose(selected);
    }

    /// As the run does: a file that did not change for a while is whole, also where its time lies in the future because
    /// its sender's clock runs ahead; otherwise it would be looked at again for ever.
    fn settle(&self, standing: &mut Standing) {
        let before = self.standing.value().map_or(&[][..], |s| &s.files);
        let long_enough = (self.asked - self.answered).to_std().is_ok_and(|pause| pause >= QUIET);
        for file in standing.files.iter_mut().filter(|file| file.state == State::Growing) {
            let known = before.binary_search_by(|b| b.name.cmp(&file.name)).ok().and_then(|at| before.get(at));
            let Some(known) = known.filter(|known| known.bytes == file.bytes) else { continue };
            if known.state == State::Ready || known.state == State::Growing && long_enough {
                file.state = State::Ready;
            }
        }
    }

    /// Shows only files with a text.
    pub fn filter(&mut self, text: &str) {
        let selected = self.selected().map(|file| file.name.clone());
        text.clone_into(&mut self.filter);
        self.choose(selected);
    }

    /// Brings what is shown in line with the filter, with this file selected if it is there.
    fn choose(&mut self, selected: Option<String>) {
        let wanted = self.filter.to_lowercase();
        let files = self.standing.value().map_or(&[][..], |s| &s.files);
        let fits = |file: &File| {
            let pipeline = file.pipeline.as_deref().unwrap_or_default();
            [&file.name, pipeline, &file.reason].iter().any(|text| text.to_lowercase().contains(&wanted))
        };
        self.shown = (0..files.len()).filter(|at| files.get(*at).is_some_and(fits)).collect();
        let place = self.shown.iter().position(|at| files.get(*at).map(|f| &f.name) == selected.as_ref());
        let line = place.unwrap_or(self.list.selected);
        self.list.to(line, self.shown.len());
    }

    /// The first and the last day of the calendar, and the first and the last loaded one.
    pub fn span(&self) -> Option<Span> {
        let days = || self.standing.value().into_iter().flat_map(|s| &s.calendar).flat_map(|d| &d.marks);
        let loaded = || days().filter(|(_, mark)| matches!(mark, Mark::Loaded | Mark::Rejects)).map(|(day, _)| *day);
        let loaded = loaded().min().zip(loaded().max());
        let near = |day: NaiveDate| loaded.is_none_or(|(_, last)| (day - last).num_days() <= NEAR);
        let all = || days().map(|(day, _)| *day).filter(|day| near(*day));
        Some(Span { first: all().min()?, last: all().max()?, loaded })
    }
}

/// The days of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
    /// The first and the last loaded day.
    pub loaded: Option<(NaiveDate, NaiveDate)>,
}

impl Span {
    /// How many days there are.
    pub fn days(&self) -> usize {
        usize::try_from((self.last - self.first).num_days()).unwrap_or_default() + 1
    }

    /// Whether a day without a file is missing.
    pub fn misses(&self, day: NaiveDate) -> bool {
        self.loaded.is_some_and(|(first, last)| (first..=last).contains(&day))
    }
}

impl Days {
    /// What became of a day.
    pub fn mark(&self, day: NaiveDate) -> Option<Mark> {
        let at = self.marks.binary_search_by_key(&day, |(day, _)| *day).ok()?;
        self.marks.get(at).map(|(_, mark)| *mark)
    }
}
