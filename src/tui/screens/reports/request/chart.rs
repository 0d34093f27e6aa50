//! A chart and its measures, taken once, so that drawing it looks only at what is seen.

use chrono::NaiveDate;

use crate::report::chart::Bars;
use crate::report::text::{escape_control, grouped, width};
use crate::workspace::ChartKind;

/// As much of a label as can matter for its width.
const HEAD: usize = 256;

/// A chart and its measures.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Labels, series and values.
    pub bars: Bars,
    /// What it measures.
    pub caption: String,
    /// How many cells the widest label takes.
    pub label_cells: usize,
    /// How many cells the widest value beside a bar takes.
    pub value_cells: usize,
    /// The ends of the longest bars below and above zero, both from zero on.
    pub reach: (f64, f64),
    /// The least and the greatest single value.
    pub span: (f64, f64),
    /// Whether every label is a day.
    pub days: bool,
}

impl Chart {
    /// Measures a chart.
    pub fn of(bars: Bars, caption: String) -> Self {
        let label_cells = bars.labels.iter().map(|label| cells(label)).max().unwrap_or(0);
        let days = !bars.labels.is_empty() && bars.labels.iter().all(|label| is_day(label));
        let values = || bars.values.iter().flatten().flatten().map(|value| size(*value));
        let span = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        let mut chart = Self { bars, caption, label_cells, value_cells: 0, reach: (0.0, 0.0), span, days };
        chart.value_cells = (0..chart.len()).map(|label| chart.widest_value(label)).max().unwrap_or(0);
        chart.reach = (0..chart.len()).flat_map(|label| chart.strips(label)).fold((0.0, 0.0), |(low, high), strip| {
            let (below, above) = ends(&strip);
            (f64::min(low, below), f64::max(high, above))
        });
        chart
    }

    /// How many labels it has.
    pub fn len(&self) -> usize {
        self.bars.labels.len()
    }

    /// How many bars stand at a label.
    pub fn strips_each(&self) -> usize {
        if self.is_stacked() { 1 } else { self.bars.series.len().max(1) }
    }

    /// Whether the series of a label are in one bar.
    pub fn is_stacked(&self) -> bool {
        self.bars.kind == ChartKind::Stacked
    }

    /// The bars at a label: the series in each with their sizes.
    pub fn strips(&self, label: usize) -> Vec<Vec<(usize, f64)>> {
        let values = self.bars.values.get(label).map(Vec::as_slice).unwrap_or_default();
        let parts = values.iter().enumerate().map(|(series, value)| value.map(|value| (series, size(value))));
        if self.is_stacked() {
            vec![parts.flatten().collect()]
        } else {
            parts.map(|p| p.into_iter().collect()).collect()
        }
    }

    /// The value of one bar at a label: of its series, or of all of them if they are in one bar.
    pub fn value(&self, label: usize, strip: usize) -> Option<i128> {
        let values = self.bars.values.get(label)?;
        if self.is_stacked() {
            values.iter().flatten().copied().reduce(i128::saturating_add)
        } else {
            values.get(strip).copied().flatten()
        }
    }

    /// A value with all its digits.
    pub fn exact(&self, value: i128) -> String {
        grouped(value, self.bars.scale)
    }

    /// The names and values at a label, and their sum if they are in one bar.
    pub fn facts(&self, label: usize) -> Vec<(String, Option<i128>)> {
        let values = self.bars.values.get(label).map(Vec::as_slice).unwrap_or_default();
        let mut facts: Vec<_> = self.bars.series.iter().cloned().zip(values.iter().copied()).collect();
        if self.is_stacked() && facts.len() > 1 {
            facts.push(("all".to_owned(), self.value(label, 0)));
        }
        facts
    }

    fn widest_value(&self, label: usize) -> usize {
        (0..self.strips_each())
            .filter_map(|strip| self.value(label, strip))
            .map(|v| self.exact(v).len())
            .max()
            .unwrap_or(0)
    }
}

/// Whether a text is a day as YYYY-MM-DD.
pub fn is_day(text: &str) -> bool {
    text.len() == 10 && NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

/// How far the parts of a bar reach below and above zero.
fn ends(parts: &[(usize, f64)]) -> (f64, f64) {
    parts.iter().fold((0.0, 0.0), |(low, high), (_, size)| (low + size.min(0.0), high + size.max(0.0)))
}

#[expect(clippy::cast_precision_loss, reason = "a bar has far fewer cells than a float has digits")]
fn size(value: i128) -> f64 {
    value as f64
}

fn cells(text: &str) -> usize {
    let head = text.char_indices().nth(HEAD).map_or(text, |(at, _)| text.get(..at).unwrap_or(text));
    width(&escape_control(head))
}
