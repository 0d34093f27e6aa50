//! What of a chart a picture shows: clean text, colours, strips, and what is left out.

use super::color::Color;
use crate::report::chart::Bars;
use crate::report::text::{escape_control, grouped};
use crate::workspace::ChartKind;

/// Colours that colour-blind people can tell apart, after Okabe and Ito, with the palest last.
const COLORS: [Color; 8] = [
    Color(0x00, 0x72, 0xb2),
    Color(0xe6, 0x9f, 0x00),
    Color(0x00, 0x9e, 0x73),
    Color(0xcc, 0x79, 0xa7),
    Color(0x56, 0xb4, 0xe9),
    Color(0xd5, 0x5e, 0x00),
    Color(0x44, 0x44, 0x44),
    Color(0xf0, 0xe4, 0x42),
];
/// What stands for everything that has no colour of its own.
const OTHERS: Color = Color(0xb0, 0xb0, 0xb0);
/// No picture has more strips: it would be too high for a page and for a viewer.
const MOST_STRIPS: usize = 160;

/// What is shown.
pub(super) struct Sheet {
    /// What the colours mean.
    pub(super) series: Vec<Series>,
    /// Label by label.
    pub(super) groups: Vec<Group>,
    /// How many decimals the values have.
    pub(super) scale: usize,
    /// What the chart has and the picture has not, as a sentence; empty if that is nothing.
    pub(super) left_out: String,
}

/// What a colour means.
pub(super) struct Series {
    /// Its name.
    pub(super) name: String,
    /// Its colour.
    pub(super) color: Color,
}

/// A label and its strips, side by side.
pub(super) struct Group {
    /// The label.
    pub(super) label: String,
    /// One strip if stacked, else one a series.
    pub(super) strips: Vec<Strip>,
}

/// A bar, of one part or several.
pub(super) struct Strip {
    /// The parts, from zero outwards on either side.
    pub(super) parts: Vec<Part>,
    /// Where it begins: zero or below.
    pub(super) low: f64,
    /// Where it ends: zero or above.
    pub(super) high: f64,
    /// The value of the whole; none where there is none.
    pub(super) value: Option<i128>,
}

/// A part of a strip in one colour.
pub(super) struct Part {
    /// Its lower end.
    pub(super) from: f64,
    /// Its upper end.
    pub(super) to: f64,
    /// What it shows.
    pub(super) value: i128,
    /// Its colour.
    pub(super) color: Color,
}

impl Sheet {
    /// What is shown of the bars: the first labels, and the largest series.
    pub(super) fn of(bars: &Bars) -> Self {
        let shares = Shares::of(bars);
        let strips = if bars.kind == ChartKind::Bar { shares.series.len().max(1) } else { 1 };
        let shown = bars.labels.len().min((MOST_STRIPS / strips).max(1));
        let group = |(label, values): (&String, &Vec<Option<i128>>)| {
            let strips = match bars.kind {
                ChartKind::Bar => shares.side_by_side(values),
                ChartKind::Stacked => vec![shares.stacked(values)],
            };
            Group { label: clean(label), strips }
        };
        let groups = bars.labels.iter().zip(&bars.values).take(shown).map(group).collect();
        let mut left_out = Vec::new();
        if shown < bars.labels.len() {
            let (all, rest) = (bars.labels.len(), bars.labels.len() - shown);
            left_out.push(format!("The first {shown} of {all} labels are shown; {rest} are left out."));
        }
        if bars.kind == ChartKind::Bar && !shares.folded.is_empty() {
            let (shown, rest) = (shares.series.len(), shares.folded.len());
            left_out.push(format!("The largest {shown} of {} series are shown; {rest} are left out.", shown + rest));
        }
        let series = shares.legend(bars);
        Self { series, groups, scale: bars.scale, left_out: left_out.join(" ") }
    }

    /// All strips.
    pub(super) fn strips(&self) -> impl Iterator<Item = &Strip> {
        self.groups.iter().flat_map(|group| &group.strips)
    }

    /// How far the strips reach below and above zero.
    pub(super) fn reach(&self) -> (f64, f64) {
        self.strips().fold((0.0, 0.0), |(low, high), strip| (low.min(strip.low), high.max(strip.high)))
    }

    /// A value with all its digits.
    pub(super) fn exact(&self, value: i128) -> String {
        grouped(value, self.scale)
    }
}

/// Which series get a colour, by their places in the chart.
struct Shares {
    series: Vec<usize>,
    /// Those that share one.
    folded: Vec<usize>,
}

impl Shares {
    /// All series if there are colours for them; else the largest, and one colour for the others.
    fn of(bars: &Bars) -> Self {
        let all = bars.series.len();
        if all <= COLORS.len() {
            return Self { series: (0..all).collect(), folded: Vec::new() };
        }
        let weight = |series: usize| -> u128 {
            let values = bars.values.iter().filter_map(|values| values.get(series).copied().flatten());
            values.map(i128::unsigned_abs).fold(0, u128::saturating_add)
        };
        let mut order: Vec<usize> = (0..all).collect();
        order.sort_by_key(|&series| std::cmp::Reverse(weight(series)));
        let mut folded = order.split_off(COLORS.len() - 1);
        order.sort_unstable();
        folded.sort_unstable();
        Self { series: order, folded }
    }

    fn legend(&self, bars: &Bars) -> Vec<Series> {
        let name = |series: &usize| bars.series.get(*series).map_or_else(String::new, |name| clean(name));
        let named = self.series.iter().zip(COLORS).map(|(series, color)| Series { name: name(series), color });
        let mut legend: Vec<Series> = named.collect();
        if bars.kind == ChartKind::Stacked && !self.folded.is_empty() {
            legend.push(Series { name: format!("{} others", self.folded.len()), color: OTHERS });
        }
        legend
    }

    fn values(&self, values: &[Option<i128>]) -> Vec<(Option<i128>, Color)> {
        let value = |series: &usize| values.get(*series).copied().flatten();
        self.series.iter().zip(COLORS).map(|(series, color)| (value(series), color)).collect()
    }

    fn side_by_side(&self, values: &[Option<i128>]) -> Vec<Strip> {
        let strip = |(value, color): (Option<i128>, Color)| Strip::of(value.map(|value| (value, color)).as_slice());
        self.values(values).into_iter().map(strip).collect()
    }

    fn stacked(&self, values: &[Option<i128>]) -> Strip {
        let mut shown = self.values(values);
        let others = self.folded.iter().filter_map(|series| values.get(*series).copied().flatten());
        shown.push((others.reduce(i128::saturating_add), OTHERS));
        let known: Vec<_> = shown.into_iter().filter_map(|(value, color)| Some((value?, color))).collect();
        Strip::of(&known)
    }
}

impl Strip {
    fn of(values: &[(i128, Color)]) -> Self {
        let (mut low, mut high) = (0.0, 0.0);
        let part = |&(value, color): &(i128, Color)| {
            let end = if value < 0 { &mut low } else { &mut high };
            let start = *end;
            *end += size(value);
            Part { from: f64::min(start, *end), to: f64::max(start, *end), value, color }
        };
        let parts = values.iter().map(part).collect();
        let value = values.iter().map(|(value, _)| *value).reduce(i128::saturating_add);
        Self { parts, low, high, value }
    }

    /// Whether its value stands at its lower end.
    pub(super) fn hangs(&self) -> bool {
        self.low < 0.0 && (self.high <= 0.0 || self.value.is_some_and(|value| value < 0))
    }
}

/// Text from files as a picture may have it: nothing that steers, and nothing that XML forbids.
pub(super) fn clean(text: &str) -> String {
    escape_control(text).chars().map(|c| if matches!(c, '\u{fffe}' | '\u{ffff}') { '\u{fffd}' } else { c }).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a picture has far fewer pixels than a float has digits")]
fn size(value: i128) -> f64 {
    value as f64
}
