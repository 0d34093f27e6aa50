//! Which report is in front, and of which day.

use chrono::Days;

use crate::tui::core::message;
use crate::tui::core::part::Ended;
use crate::tui::core::shared::{Shared, Tone};
use crate::tui::keys::Action;
use crate::tui::overlay::day;
use crate::tui::overlay::model::Purpose;
use crate::tui::screens::reports::face::front;
use crate::tui::screens::reports::model::{Reports, ViewState, Wanted};
use crate::tui::screens::reports::request::{Found, Job, Shown};
use std::sync::Arc;

use crate::tui::screens::reports::update::pick::pick;

/// Sees to it that the report in front is shown as of the day that was chosen: from the cache, or asked for.
pub fn want(reports: &mut Reports, shared: &mut Shared) {
    let Some(report) = front(reports, shared).map(|report| report.name.clone()) else { return };
    let day = reports.day;
    if reports.look.report != report {
        reports.look = ViewState { report: report.clone(), ..ViewState::default() };
    }
    let here = reports.front.value().filter(|shown| shown.report == report && shown.day == day).cloned();
    let known = here.or_else(|| reports.cache.get(&report, day)).filter(|_| !reports.stale);
    if let Some(shown) = known {
        return take(reports, shared, shown);
    }
    let wanted = Wanted { report: report.clone(), day };
    if reports.front.is_loading() && reports.wanted.as_ref() == Some(&wanted) {
        return;
    }
    let ticket = shared.ask(message::Job::Reports(Job::Show { report, day }));
    reports.wanted = Some(wanted);
    reports.front.wait(ticket);
}

/// The tables may have changed: nothing that was computed or is being computed counts any more.
pub fn forget(reports: &mut Reports) {
    reports.cache.clear();
    reports.stale = true;
    reports.wanted = None;
    reports.front.give_up();
}

/// Puts another report in front.
pub fn switch(reports: &mut Reports, shared: &mut Shared, place: usize) {
    let Some(name) = shared.shop.reports.get(place).map(|report| report.name.clone()) else { return };
    if reports.look.report == name {
        return;
    }
    let old = std::mem::take(&mut reports.look);
    reports.parked.insert(old.report.clone(), old);
    reports.look = reports.parked.remove(&name).unwrap_or_default();
    reports.look.report = name;
    reports.list.selected = place;
    reports.front.clear();
    reports.wanted = None;
    want(reports, shared);
}

/// An ask for a report has ended.
pub fn ended(reports: &mut Reports, shared: &mut Shared, ended: Ended<Found>) {
    match ended {
        Ended::Found(Found::Shown(shown)) => {
            reports.stale = false;
            reports.cache.put(Arc::clone(&shown));
            take(reports, shared, shown);
        }
        Ended::Failed(failure) => reports.front.fail(failure),
        Ended::Found(Found::Written { .. }) | Ended::Cancelled => reports.front.give_up(),
    }
}

fn take(reports: &mut Reports, shared: &mut Shared, shown: Arc<Shown>) {
    reports.last = shown.last.or(reports.last);
    reports.wanted = None;
    reports.front.fill(shown);
    pick(reports, shared);
}

/// Lets the owner type a day.
pub fn ask_day(reports: &mut Reports, shared: &mut Shared) {
    let day = reports.day.map(|day| day.to_string()).unwrap_or_default();
    shared.prompt(Purpose::AsOf, &day);
}

/// A day was typed; nothing means the latest.
pub fn typed_day(reports: &mut Reports, shared: &mut Shared, text: &str) {
    match day::typed(text) {
        Ok(day) => {
            reports.day = day;
            want(reports, shared);
        }
        Err(said) => {
            shared.toast(Tone::Attention, said);
            shared.prompt(Purpose::AsOf, text.trim());
        }
    }
}

/// The day before or after; after the last one come the latest figures.
pub fn move_day(reports: &mut Reports, shared: &mut Shared, action: Action) {
    let (day, last) = (reports.day, reports.last);
    let Some(from) = day.or(last) else {
        return shared.toast(Tone::Attention, "no day is loaded yet");
    };
    let to = if action == Action::Left {
        from.checked_sub_days(Days::new(1))
    } else {
        from.checked_add_days(Days::new(1)).filter(|to| last.is_none_or(|last| *to <= last))
    };
    if to.is_none() && day.is_none() {
        return shared.toast(Tone::Attention, "these are the latest figures");
    }
    reports.day = to;
    want(reports, shared);
}
