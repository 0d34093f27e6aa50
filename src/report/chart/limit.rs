//! As much of a chart as a page has room and colours for: the first labels, the largest series.

use super::bars::Bars;
use super::model::Chart;

/// How much of a chart is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Most {
    pub(super) strips: usize,
    pub(super) series: usize,
}

impl Chart {
    /// The first labels and the largest series; the other series are folded into one where they stand in one bar, and
    /// left out elsewhere. The chart says what it has not.
    pub(super) fn limited(&self, most: Most) -> Self {
        let shares = Shares::of(&self.bars, most.series);
        let each = if self.is_stacked() { 1 } else { shares.series.len().max(1) };
        let labels = self.len().min((most.strips / each).max(1));
        if labels == self.len() && shares.folded.is_empty() {
            return self.clone();
        }
        let bars = shares.bars(&self.bars, labels);
        let mut chart = Self::of(bars, self.caption.clone());
        chart.others = (self.is_stacked() && !shares.folded.is_empty()).then_some(shares.series.len());
        let mut left_out = Vec::new();
        if labels < self.len() {
            let (all, rest) = (self.len(), self.len() - labels);
            left_out.push(format!("The first {labels} of {all} labels are shown; {rest} are left out."));
        }
        if chart.others.is_none() && !shares.folded.is_empty() {
            let (shown, rest) = (shares.series.len(), shares.folded.len());
            left_out.push(format!("The largest {shown} of {} series are shown; {rest} are left out.", shown + rest));
        }
        chart.left_out = left_out.join(" ");
        chart
    }
}

/// Which series stand for themselves, by their places in the chart.
struct Shares {
    series: Vec<usize>,
    /// Those that share one place.
    folded: Vec<usize>,
}

impl Shares {
    /// All series if there is room for them; else the largest, and one place for the others.
    fn of(bars: &Bars, most: usize) -> Self {
        let all = bars.series.len();
        if all <= most {
            return Self { series: (0..all).collect(), folded: Vec::new() };
        }
        let weight = |series: usize| -> u128 {
            let values = bars.values.iter().filter_map(|values| values.get(series).copied().flatten());
            values.map(i128::unsigned_abs).fold(0, u128::saturating_add)
        };
        let mut order: Vec<usize> = (0..all).collect();
        order.sort_by_key(|&series| std::cmp::Reverse(weight(series)));
        let mut folded = order.split_off(most.saturating_sub(1));
        order.sort_unstable();
        folded.sort_unstable();
        Self { series: order, folded }
    }

    fn bars(&self, bars: &Bars, labels: usize) -> Bars {
        let name = |series: &usize| bars.series.get(*series).cloned().unwrap_or_default();
        let others = bars.kind.is_stacked() && !self.folded.is_empty();
        let mut series: Vec<String> = self.series.iter().map(name).collect();
        series.extend(others.then(|| format!("{} others", self.folded.len())));
        let values = bars.values.iter().take(labels).map(|values| {
            let value = |series: &usize| values.get(*series).copied().flatten();
            let mut shown: Vec<Option<i128>> = self.series.iter().map(value).collect();
            shown.extend(others.then(|| self.folded.iter().filter_map(value).reduce(i128::saturating_add)));
            shown
        });
        let labels = bars.labels.iter().take(labels).cloned().collect();
        Bars { kind: bars.kind, labels, series, values: values.collect(), scale: bars.scale }
    }
}
