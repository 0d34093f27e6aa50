//! How the report in front is looked at: its face, what of it is shown, what is selected.

use std::sync::Arc;

use crate::report::chart::Chart;
use crate::tui::core::model::{Model, Tone};
use crate::tui::keys::Action;
use crate::tui::overlay::model::{Detail, Overlay, Prompt, Purpose};
use crate::tui::screens::reports::face::{Face, face, front};
use crate::tui::screens::reports::model::{Focus, Picked};
use crate::tui::screens::reports::request::Shown;
use crate::tui::screens::reports::update::show;
use crate::tui::widgets::chart::form::Form;
use crate::tui::widgets::list::List;

fn shown(model: &Model) -> Option<Arc<Shown>> {
    model.reports.front.value().cloned()
}

fn is_chart(model: &Model) -> bool {
    shown(model).is_some_and(|shown| matches!(face(model, &shown), Face::Chart(_)))
}

/// The list that is seen: labels of a chart, or rows.
pub fn list(model: &mut Model) -> &mut List {
    if is_chart(model) { &mut model.reports.look.labels } else { &mut model.reports.look.rows }
}

/// Whether the arrows move in the report: always where the list is not seen.
pub fn in_report(model: &Model) -> bool {
    model.drawn.beside.is_none() || model.reports.focus == Focus::Report
}

/// Picks what the filter lets through of the face that is seen.
pub fn pick(model: &mut Model) {
    let Some(shown) = shown(model) else { return };
    let filter = model.reports.look.filter.as_str();
    let picked = match (face(model, &shown), filter.is_empty()) {
        (Face::Chart(chart), true) => Picked::All(chart.len()),
        (Face::Chart(chart), false) => Picked::Some(labels(chart, filter)),
        (Face::Checks, true) if !shown.broken.is_empty() => Picked::Some(broken_first(&shown)),
        (_, true) => Picked::All(shown.sheet.rows()),
        (_, false) => Picked::Some(shown.sheet.matching(filter)),
    };
    model.reports.look.picked = picked;
}

fn broken_first(shown: &Shown) -> Vec<usize> {
    let holds = |row: &usize| shown.broken.binary_search(row).is_err();
    shown.broken.iter().copied().chain((0..shown.sheet.rows()).filter(holds)).collect()
}

fn labels(chart: &Chart, filter: &str) -> Vec<usize> {
    let filter = filter.to_lowercase();
    let labels = chart.bars.labels.iter().enumerate();
    labels.filter(|(_, label)| label.to_lowercase().contains(&filter)).map(|(number, _)| number).collect()
}

/// Lets the owner type a filter.
pub fn filter(model: &mut Model) {
    model.reports.focus = Focus::Report;
    let filter = model.reports.look.filter.clone();
    model.overlay = Some(Overlay::Prompt(Prompt::new(Purpose::Filter, &filter)));
}

/// Shows only what has a text.
pub fn narrow(model: &mut Model, text: &str) {
    if model.reports.look.filter == text {
        return;
    }
    text.clone_into(&mut model.reports.look.filter);
    pick(model);
    *list(model) = List::default();
}

/// The next or previous line that has the text of the filter; false without one.
pub fn next(model: &mut Model, action: Action) -> bool {
    let filtered = !model.reports.look.filter.is_empty();
    if filtered {
        model.reports.focus = Focus::Report;
        step(model, if action == Action::NextMatch { Action::Down } else { Action::Up });
    }
    filtered
}

/// Moves the selection in the report.
pub fn step(model: &mut Model, action: Action) {
    let page = model.drawn.page();
    let len = model.reports.look.picked.len();
    list(model).step(action, page, len);
}

/// A table moves by a column; everything else by a day.
pub fn sideways(model: &mut Model, action: Action) {
    let table = shown(model).is_some_and(|shown| matches!(face(model, &shown), Face::Table));
    if !table {
        return show::move_day(model, action);
    }
    let look = &mut model.reports.look;
    look.away = if action == Action::Left { look.away.saturating_sub(1) } else { look.away.saturating_add(1) };
}

/// The chart or the checks, or the rows.
pub fn shape(model: &mut Model) {
    let Some(report) = front(model) else { return };
    if !report.chart && !report.check {
        return model.toast(Tone::Attention, "this report has no chart");
    }
    model.reports.look.table = !model.reports.look.table;
    pick(model);
}

/// The next form of the chart; from its rows, back to it.
pub fn form(model: &mut Model) {
    let Some(shown) = shown(model) else { return };
    if let Face::Table = face(model, &shown) {
        return shape(model);
    }
    if let Face::Chart(chart) = face(model, &shown) {
        let next = model.reports.look.form.unwrap_or_else(|| Form::suiting(chart)).next();
        if model.drawn.is_low {
            model.toast(Tone::Attention, format!("{} need a higher terminal", next.name()));
        }
        model.reports.look.form = Some(next);
    } else {
        model.toast(Tone::Attention, "this report has no chart");
    }
}

/// Everything about the selected line.
pub fn open(model: &mut Model) {
    let Some(shown) = shown(model) else { return };
    let look = &model.reports.look;
    let detail = match face(model, &shown) {
        Face::Chart(chart) => look.picked.at(look.labels.selected).map(|number| of_label(chart, number)),
        Face::Failed(_) => None,
        Face::Checks | Face::Table => {
            let title = front(model).map(|report| report.title.as_str()).unwrap_or_default();
            look.picked.at(look.rows.selected).map(|row| of_row(&shown, title, row))
        }
    };
    model.overlay = detail.map(Overlay::Detail).or(model.overlay.take());
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
    let columns = shown.sheet.columns.iter().enumerate();
    let value = |number: usize| shown.sheet.cell(row, number).unwrap_or("(none)").to_owned();
    let lines = columns.map(|(number, column)| (column.name.clone(), value(number))).collect();
    Detail { title: format!("{title}, row {}", row + 1), lines, list: List::default() }
}

/// Copies the selected line: of a chart the label and its values, else the row, between tabs.
pub fn copy(model: &mut Model) {
    let Some(shown) = shown(model) else { return model.copy(None) };
    let look = &model.reports.look;
    let text = match face(model, &shown) {
        Face::Chart(chart) => look.picked.at(look.labels.selected).map(|number| label_text(chart, number)),
        Face::Failed(failure) => Some(failure.message.clone()),
        Face::Checks | Face::Table => look.picked.at(look.rows.selected).and_then(|row| shown.sheet.line(row)),
    };
    model.copy(text);
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
pub fn click(model: &mut Model, place: usize) {
    let was_inside = in_report(model);
    model.reports.focus = Focus::Report;
    let list = list(model);
    if was_inside && list.selected == place {
        return open(model);
    }
    list.selected = place;
}
