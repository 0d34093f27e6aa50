//! A chart and what of it is seen: what every form of it is drawn from.

use crate::report::chart::Chart;
use crate::tui::widgets::chart::form::Form;
use crate::tui::widgets::list::List;
use crate::tui::widgets::picked::Picked;

/// A chart and what of it is seen.
#[derive(Clone, Copy)]
pub struct Plot<'a> {
    /// Its numbers.
    pub chart: &'a Chart,
    /// The labels that are shown.
    pub picked: &'a Picked,
    /// The selected label and the window, among these.
    pub list: List,
    pub form: Form,
    /// Whether the selected label is marked.
    pub marked: bool,
}

impl Plot<'_> {
    /// The labels in a window of so many: the place of each and its number in the chart.
    pub(super) fn seen(&self, count: usize) -> impl Iterator<Item = (usize, usize)> {
        self.list.window(count, self.picked.len()).filter_map(|place| Some((place, self.picked.at(place)?)))
    }

    /// Whether this is the place that is marked.
    pub(super) fn marks(&self, place: usize) -> bool {
        self.marked && place == self.list.selected
    }

    pub(super) fn label(&self, number: usize) -> &str {
        self.chart.bars.labels.get(number).map_or("", String::as_str)
    }
}

/// A number of cells.
pub(super) fn cells(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
