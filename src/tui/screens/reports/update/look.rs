//! How the report in front is looked at: its face, what of it is shown, what is selected.

use crate::report::chart::Chart;
use crate::tui::core::shared::{Shared, Tone};
use crate::tui::keys::Action;
use crate::tui::overlay::model::{Detail, Overlay, Purpose};
use crate::tui::screens::reports::face::{Face, face, front};
use crate::tui::screens::reports::model::{Focus, Reports};
use crate::tui::screens::reports::request::Shown;
use crate::tui::screens::reports::update::pick::{in_report, list, pick, shown};
use crate::tui::screens::reports::update::show;
use crate::tui::widgets::chart::form::Form;
use crate::tui::widgets::list::List;

/// Lets the owner type a filter.
pub fn filter(reports: &mut Reports, shared: &mut Shared) {
    reports.focus = Focus::Report;
    let filter = reports.look.filter.clone();
    shared.prompt(Purpose::Filter, &filter);
}

/// Shows only what has a text.
pub fn narrow(reports: &mut Reports, shared: &mut Shared, text: &str) {
    if reports.look.filter == text {
        return;
    }
    text.clone_into(&mut reports.look.filter);
    pick(reports, shared);
    *list(reports, shared) = List::default();
}

/// The next or previous line that has the text of the filter; false without one.
pub fn next(reports: &mut Reports, shared: &mut Shared, action: Action) -> bool {
    let filtered = !reports.look.filter.is_empty();
    if filtered {
        reports.focus = Focus::Report;
        step(reports, shared, if action == Action::NextMatch { Action::Down } else { Action::Up });
    }
    filtered
}

/// Moves the selection in the report.
pub fn step(reports: &mut Reports, shared: &mut Shared, action: Action) {
    let page = shared.drawn.page();
    let len = reports.look.picked.len();
    list(reports, shared).step(action, page, len);
}

/// A table moves by a column; everything else by a day.
pub fn sideways(reports: &mut Reports, shared: &mut Shared, action: Action) {
    let table = shown(reports).is_some_and(|shown| matches!(face(reports, shared, &shown), Face::Table));
    if !table {
        return show::move_day(reports, shared, action);
    }
    let look = &mut reports.look;
    look.column_offset = if action == Action::Left {
        look.column_offset.saturating_sub(1)
    } else {
        look.column_offset.saturating_add(1)
    };
}

/// The chart or the checks, or the rows.
pub fn shape(reports: &mut Reports, shared: &mut Shared) {
    let Some(report) = front(reports, shared) else { return };
    if !report.chart && !report.check {
        return shared.toast(Tone::Attention, "this report has no chart");
    }
    reports.look.table = !reports.look.table;
    pick(reports, shared);
}

/// The next form of the chart; from its rows, back to it.
pub fn form(reports: &mut Reports, shared: &mut Shared) {
    let Some(shown) = shown(reports) else { return };
    if let Face::Table = face(reports, shared, &shown) {
        return shape(reports, shared);
    }
    if let Face::Chart(chart) = face(reports, shared, &shown) {
        let next = reports.look.form.unwrap_or_else(|| Form::suiting(chart)).next();
        if shared.drawn.is_low {
            shared.toast(Tone::Attention, format!("{} need a taller terminal", next.name()));
        }
        reports.look.form = Some(next);
    } else {
        shared.toast(Tone::Attention, "this report has no chart");
    }
}

/// Everything about the selected line.
pub fn open(reports: &mut Reports, shared: &mut Shared) {
    let Some(shown) = shown(reports) else { return };
    let look = &reports.look;
    let detail = match face(reports, shared, &shown) {
        Face::Chart(chart) => look.picked.at(look.labels.selected).map(|number| of_label(chart, number)),
        Face::Failed(_) => None,
        Face::Checks | Face::Table => {
            let title = front(reports, shared).map(|report| report.title.as_str()).unwrap_or_default();
            look.picked.at(look.rows.selected).map(|row| of_row(&shown, title, row))
        }
    };
    shared.overlay = detail.map(Overlay::Detail).or(shared.overlay.take());
}

fn of_label(chart: &Chart, number: usize) -> Detail {
    let title = chart.bars.labels.get(number).cloned().unwrap_or_default();
    let all = chart.value(number, 0).filter(|_| chart.is_stacked() && chart.bars.series.len() > 1);
    let line = |(name, value): (String, Option<i128>)| {
        let exact = value.map_or_else(|| "–".to_owned(), |value| chart.exact(value));
        let share = value.zip(all).map(|(value, all)| share(value, all)).unwrap_or_default();
        let name = if name.is_empty() { chart.caption.clone() } else { name };
        (name, format!("{exact:>0$}{share}", chart.value_cells))
    };
    Detail { title, lines: chart.facts(number).into_iter().map(line).collect(), list: List::default() }
}

/// A part of a sum in percent; nothing where the parts have different signs, as that would be no share.
#[expect(clippy::cast_precision_loss, reason = "a share is shown with four digits")]
fn share(value: i128, all: i128) -> String {
    let share = value as f64 / all as f64;
    if (0.0..=1.0).contains(&share) { format!("   {:>5.1} %", share * 100.0) } else { String::new() }
}

fn of_row(shown: &Shown, title: &str, row: usize) -> Detail {
    let columns = shown.table.columns.iter().enumerate();
    let value = |number: usize| shown.table.cell(row, number).unwrap_or("(none)").to_owned();
    let lines = columns.map(|(number, column)| (column.name.clone(), value(number))).collect();
    Detail { title: format!("{title}, row {}", row + 1), lines, list: List::default() }
}

/// Copies the selected line: of a chart the label and its values, else the row, between tabs.
pub fn copy(reports: &mut Reports, shared: &mut Shared) {
    let Some(shown) = shown(reports) else { return shared.copy(None) };
    let look = &reports.look;
    let text = match face(reports, shared, &shown) {
        Face::Chart(chart) => look.picked.at(look.labels.selected).map(|number| label_text(chart, number)),
        Face::Failed(failure) => Some(failure.message.clone()),
        Face::Checks | Face::Table => look.picked.at(look.rows.selected).and_then(|row| shown.table.line(row)),
    };
    shared.copy(text);
}

fn label_text(chart: &Chart, number: usize) -> String {
    let label = chart.bars.labels.get(number).map(String::as_str).unwrap_or_default();
    let plain = |value: Option<i128>| value.map(|value| chart.exact(value).replace(',', "")).unwrap_or_default();
    let line = |(name, value): (String, Option<i128>)| match name.as_str() {
        "" => format!("{label}\t{}", plain(value)),
        name => format!("{label}\t{name}\t{}", plain(value)),
    };
    chart.facts(number).into_iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A line was clicked: it is selected; if it was already, it is opened.
pub fn click(reports: &mut Reports, shared: &mut Shared, place: usize) {
    let was_inside = in_report(reports, shared);
    reports.focus = Focus::Report;
    let list = list(reports, shared);
    if was_inside && list.selected == place {
        return open(reports, shared);
    }
    list.selected = place;
}
