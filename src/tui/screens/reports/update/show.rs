//! Which report is in front, and of which day.

use chrono::{Days, NaiveDate};

use crate::tui::core::message;
use crate::tui::core::model::{Model, Tone};
use crate::tui::core::update::Ended;
use crate::tui::keys::Action;
use crate::tui::overlay::model::{Overlay, Prompt, Purpose};
use crate::tui::screens::reports::face::front;
use crate::tui::screens::reports::model::{Looking, Wanted};
use crate::tui::screens::reports::request::{Found, Job, Shown};
use std::sync::Arc;

use crate::tui::screens::reports::update::look;

/// Sees to it that the report in front is shown as of the day that was chosen: from the cache, or asked for.
pub fn want(model: &mut Model) {
    let Some(report) = front(model).map(|report| report.name.clone()) else { return };
    let day = model.reports.day;
    let reports = &mut model.reports;
    if reports.look.report != report {
        reports.look = Looking { report: report.clone(), ..Looking::default() };
    }
    let here = reports.front.value().filter(|shown| shown.report == report && shown.day == day).cloned();
    let known = here.or_else(|| reports.cache.get(&report, day)).filter(|_| !reports.stale);
    if let Some(shown) = known {
        return take(model, shown);
    }
    let wanted = Wanted { report: report.clone(), day };
    if reports.front.is_loading() && reports.wanted.as_ref() == Some(&wanted) {
        return;
    }
    let ticket = model.ask(message::Job::Reports(Job::Show { report, day }));
    model.reports.wanted = Some(wanted);
    model.reports.front.wait(ticket);
}

/// The tables may have changed: nothing that was computed or is being computed counts any more.
pub fn forget(model: &mut Model) {
    model.reports.cache.clear();
    model.reports.stale = true;
    model.reports.wanted = None;
    model.reports.front.give_up();
}

/// Puts another report in front.
pub fn switch(model: &mut Model, place: usize) {
    let Some(name) = model.shop.reports.get(place).map(|report| report.name.clone()) else { return };
    let reports = &mut model.reports;
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
    want(model);
}

/// An ask for a report has ended.
pub fn ended(model: &mut Model, ended: Ended<Found>) {
    match ended {
        Ended::Found(Found::Shown(shown)) => {
            model.reports.stale = false;
            model.reports.cache.put(Arc::clone(&shown));
            take(model, shown);
        }
        Ended::Failed(failure) => model.reports.front.fail(failure),
        Ended::Found(Found::Written(_)) | Ended::Cancelled => model.reports.front.give_up(),
    }
}

fn take(model: &mut Model, shown: Arc<Shown>) {
    model.reports.last = shown.last.or(model.reports.last);
    model.reports.wanted = None;
    model.reports.front.fill(shown);
    look::pick(model);
}

/// Lets the owner type a day.
pub fn ask_day(model: &mut Model) {
    let day = model.reports.day.map(|day| day.to_string()).unwrap_or_default();
    model.overlay = Some(Overlay::Prompt(Prompt::new(Purpose::AsOf, &day)));
}

/// A day was typed; nothing means the latest.
pub fn typed_day(model: &mut Model, text: &str) {
    let text = text.trim();
    let day = Some(text).filter(|t| t.len() == 10).and_then(|t| NaiveDate::parse_from_str(t, "%Y-%m-%d").ok());
    if text.is_empty() || day.is_some() {
        model.reports.day = day;
        return want(model);
    }
    let shown: String = text.chars().take(24).collect();
    model.toast(Tone::Attention, format!("{shown} is no day; write it as YYYY-MM-DD"));
    model.overlay = Some(Overlay::Prompt(Prompt::new(Purpose::AsOf, text)));
}

/// The day before or after; after the last one come the latest figures.
pub fn move_day(model: &mut Model, action: Action) {
    let (day, last) = (model.reports.day, model.reports.last);
    let Some(from) = day.or(last) else {
        return model.toast(Tone::Attention, "no day is loaded yet");
    };
    let to = if action == Action::Left {
        from.checked_sub_days(Days::new(1))
    } else {
        from.checked_add_days(Days::new(1)).filter(|to| last.is_none_or(|last| *to <= last))
    };
    if to.is_none() && day.is_none() {
        return model.toast(Tone::Attention, "these are the latest figures");
    }
    model.reports.day = to;
    want(model);
}
