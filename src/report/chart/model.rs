//! What a chart shows, in which order and on which scale: worked out once, so that who draws it only finds places.

use chrono::NaiveDate;

use super::axis::Axis;
use super::bars::{Bars, bars, caption};
use crate::error::Result;
use crate::report::Report;
use crate::report::text::{escape_control, grouped, width};
use crate::workspace::ChartSpec;

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
    /// The series that stands for those that were folded into it, if any were.
    pub others: Option<usize>,
    /// What the report has and the chart has not, as a sentence; empty if that is nothing.
    pub left_out: String,
}

/// A bar, of one part or several.
#[derive(Debug, Clone, PartialEq)]
pub struct Strip {
    /// The parts, from zero outwards on either side.
    pub parts: Vec<Part>,
    /// Where it begins: zero or below.
    pub low: f64,
    /// Where it ends: zero or above.
    pub high: f64,
    /// The value of the whole; none where there is none.
    pub value: Option<i128>,
}

/// A part of a strip: one series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// The number of the series, which is that of its colour and its fill.
    pub series: usize,
    /// What it shows.
    pub value: i128,
    /// Its lower end.
    pub from: f64,
    /// Its upper end.
    pub to: f64,
}

impl Chart {
    /// The chart of a report.
    pub fn of_report(spec: &ChartSpec, report: &Report) -> Result<Self> {
        Ok(Self::of(bars(spec, report)?, caption(spec, report)))
    }

    /// Measures a chart.
    pub fn of(bars: Bars, caption: String) -> Self {
        let label_cells = bars.labels.iter().map(|label| cells(label)).max().unwrap_or(0);
        let days = !bars.labels.is_empty() && bars.labels.iter().all(|label| is_day(label));
        let values = || bars.values.iter().flatten().flatten().map(|value| size(*value));
        let span = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        let (value_cells, reach) = (0, (0.0, 0.0));
        let mut chart =
            Self { bars, caption, label_cells, value_cells, reach, span, days, others: None, left_out: String::new() };
        let (mut low, mut high, mut widest) = (0.0f64, 0.0f64, 0);
        for strip in chart.all_strips() {
            (low, high) = (low.min(strip.low), high.max(strip.high));
            widest = widest.max(strip.value.map_or(0, |value| chart.exact(value).len()));
        }
        (chart.reach, chart.value_cells) = ((low, high), widest);
        chart
    }

    /// How many labels it has.
    pub fn len(&self) -> usize {
        self.bars.labels.len()
    }

    /// Whether it has no label.
    pub fn is_empty(&self) -> bool {
        self.bars.labels.is_empty()
    }

    /// How many bars stand at a label.
    pub fn strips_each(&self) -> usize {
        if self.is_stacked() { 1 } else { self.bars.series.len().max(1) }
    }

    /// Whether the series of a label are in one bar.
    pub fn is_stacked(&self) -> bool {
        self.bars.kind.is_stacked()
    }

    /// The bars at a label.
    pub fn strips(&self, label: usize) -> Vec<Strip> {
        let values = self.bars.values.get(label).map(Vec::as_slice).unwrap_or_default();
        let known = values.iter().enumerate().map(|(series, value)| value.map(|value| (series, value)));
        if self.is_stacked() {
            vec![Strip::of(known.flatten())]
        } else {
            known.map(|value| Strip::of(value.into_iter())).collect()
        }
    }

    /// All bars, label by label.
    pub fn all_strips(&self) -> impl Iterator<Item = Strip> {
        (0..self.len()).flat_map(|label| self.strips(label))
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

    /// The axis of bars, which begin at zero, in about so many steps.
    pub fn axis(&self, steps: i32) -> Axis {
        Axis::of(self.reach.0, self.reach.1, self.bars.scale, steps)
    }

    /// The axis of lines, in about so many steps: they may begin above zero, where they would be flat otherwise.
    pub fn line_axis(&self, steps: i32) -> Axis {
        let (low, high) = if self.span.0 > self.span.1 { (0.0, 0.0) } else { self.span };
        let low = if low >= 0.0 && low < high / 2.0 { 0.0 } else { low };
        let high = if low < 0.0 && high <= 0.0 && high > low / 2.0 { 0.0 } else { high };
        Axis::between(low, high, self.bars.scale, steps)
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
}

impl Strip {
    /// A bar of the values of series.
    fn of(values: impl Iterator<Item = (usize, i128)>) -> Self {
        let mut strip = Self { parts: Vec::new(), low: 0.0, high: 0.0, value: None };
        for (series, value) in values {
            let end = if value < 0 { &mut strip.low } else { &mut strip.high };
            let start = *end;
            *end += size(value);
            strip.parts.push(Part { series, value, from: start.min(*end), to: start.max(*end) });
            strip.value = Some(strip.value.map_or(value, |sum| sum.saturating_add(value)));
        }
        strip
    }

    /// Its parts on one side of zero, without those that are zero: the series and the size of each.
    pub fn side(&self, negative: bool) -> Vec<(usize, f64)> {
        let parts = self.parts.iter().filter(|part| part.value != 0 && (part.value < 0) == negative);
        parts.map(|part| (part.series, part.size())).collect()
    }

    /// Whether its value stands at its lower end.
    pub fn hangs(&self) -> bool {
        self.low < 0.0 && (self.high <= 0.0 || self.value.is_some_and(|value| value < 0))
    }
}

impl Part {
    /// Its value as a length, below zero if the value is.
    pub fn size(&self) -> f64 {
        size(self.value)
    }
}

/// Whether a text is a day as YYYY-MM-DD.
pub fn is_day(text: &str) -> bool {
    text.len() == 10 && NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

#[expect(clippy::cast_precision_loss, reason = "a bar has far fewer cells and pixels than a float has digits")]
fn size(value: i128) -> f64 {
    value as f64
}

fn cells(text: &str) -> usize {
    let head = text.char_indices().nth(HEAD).map_or(text, |(at, _)| text.get(..at).unwrap_or(text));
    width(&escape_control(head))
}
