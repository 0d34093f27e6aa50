//! The file that a version came from, around its line.

use crate::tui::core::message::Job as Any;
use crate::tui::core::part::Ended;
use crate::tui::core::shared::{Shared, Tone};
use crate::tui::keys::Action;
use crate::tui::screens::history::model::{History, Page, Timeline};
use crate::tui::screens::history::request::{Found, Job, Source};
use crate::tui::widgets::list::List;
use crate::tui::widgets::loadable::Loadable;

/// How many characters left and right scroll.
const ASIDE: usize = 10;

/// Looks into the file of the version that holds on the day; where the key is away, of the one before.
pub fn open(history: &mut History, shared: &mut Shared) {
    let table = history.table.clone();
    let Some(timeline) = &history.timeline else { return };
    let Some((number, version)) = timeline.version_of_day().and_then(|n| Some((n, timeline.version(n)?))) else {
        return;
    };
    let origin = timeline.origin(number);
    let Some(file) = origin.file else {
        return shared.toast(Tone::Attention, "the file of this history row is not known");
    };
    let (key, line, row_hash) = (timeline.key.clone(), origin.line, version.row_hash);
    let source = Source { table, key, file: file.clone(), line, row_hash };
    let ticket = shared.ask(Any::History(Job::Source(source)));
    let mut excerpt = Loadable::default();
    excerpt.wait(ticket);
    if let Some(timeline) = &mut history.timeline {
        timeline.page = Some(Page { file, line, excerpt, list: List::default(), left: 0 });
    }
}

/// Takes the lines; the one that is looked for is selected.
pub fn answer(page: &mut Page, ended: Ended<Found>) {
    match ended {
        Ended::Found(Found::Source(line, excerpt)) => {
            page.line = line;
            let at = line.unwrap_or(1).saturating_sub(excerpt.first);
            page.list.to(usize::try_from(at).unwrap_or_default(), excerpt.lines.len());
            // A few lines of what comes before stay in view.
            page.list.first = page.list.selected.saturating_sub(5);
            page.excerpt.fill(excerpt);
        }
        Ended::Found(_) => {}
        Ended::Failed(failure) => page.excerpt.fail(failure),
        Ended::Cancelled => page.excerpt.give_up(),
    }
}

/// Does an action in the file.
pub fn act(history: &mut History, shared: &mut Shared, action: Action) -> bool {
    let height = shared.drawn.page();
    let Some(page) = history.timeline.as_mut().and_then(|timeline| timeline.page.as_mut()) else { return false };
    let lines = page.excerpt.value().map(|e| e.lines.as_slice()).unwrap_or_default();
    match action {
        Action::Left => page.left = page.left.saturating_sub(ASIDE),
        Action::Right => {
            let longest = lines.iter().map(|l| l.chars().count()).max().unwrap_or_default();
            page.left = (page.left + ASIDE).min(longest.saturating_sub(1) / ASIDE * ASIDE);
        }
        Action::Copy => {
            let line = lines.get(page.list.selected).cloned();
            shared.copy(line);
        }
        action => {
            let before = page.list.selected;
            page.list.step(action, height, lines.len());
            return page.list.selected != before;
        }
    }
    true
}

/// A click selects a line.
pub fn click(timeline: &mut Timeline, row: usize) {
    if let Some(page) = &mut timeline.page {
        let lines = page.excerpt.value().map_or(0, |e| e.lines.len());
        page.list.to(row, lines);
    }
}
