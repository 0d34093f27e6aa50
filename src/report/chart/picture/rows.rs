//! Level bars, one below the other: for long or many labels.

use super::color;
use super::page::{Anchor, Area, FAINT, INK, MARGIN, Page, SMALL, TEXT, WIDTH, clean, drop, ends, on};
use crate::report::chart::axis::Axis;
use crate::report::chart::model::{Chart, Strip};

/// No label takes more of the page.
const LONGEST_LABEL: i32 = 280;
/// No value takes more of the page: a longer one is not written at its bar.
const LONGEST_VALUE: i32 = 190;
/// Between a bar and its words.
const GAP: i32 = 7;
/// From this many strips on, the axis stands above the bars too.
const MANY: usize = 30;
/// How many steps the axis has, if their words leave room for so many.
const STEPS: i32 = 7;

/// The bars, their labels and the axis.
pub(super) fn draw(chart: &Chart, page: &mut Page<'_>) {
    let plot = Plot::of(chart, page);
    let many = chart.all_strips().count() >= MANY;
    page.y += if many { 38 } else { 14 };
    let top = page.y;
    let height = plot.height();
    let bottom = top + height * count(chart.len());
    for (value, words) in &plot.axis.ticks {
        let x = plot.axis.place(*value, plot.left, plot.right);
        page.upright(x, (top, bottom), *value);
        page.words(words, (x, bottom + 20), Anchor::Middle, SMALL, FAINT);
        if many {
            page.words(words, (x, top - 10), Anchor::Middle, SMALL, FAINT);
        }
    }
    for (number, label) in chart.bars.labels.iter().enumerate() {
        let middle = page.y + height / 2;
        let label = page.font.fitted(&clean(label), TEXT, LONGEST_LABEL);
        page.words(&label, (plot.labels, middle + drop(TEXT)), Anchor::End, TEXT, INK);
        let mut y = page.y + plot.gap / 2;
        for strip in &chart.strips(number) {
            plot.strip(page, strip, y);
            y += plot.thick + 1;
        }
        page.y += height;
    }
    page.upright(plot.axis.place(0.0, plot.left, plot.right), (top, bottom), 0.0);
    page.y = bottom + 24;
}

/// Where the bars stand.
struct Plot<'a> {
    chart: &'a Chart,
    axis: Axis,
    /// Where labels end.
    labels: i32,
    left: i32,
    right: i32,
    thick: i32,
    gap: i32,
    /// Whether there is room for values.
    valued: bool,
}

impl<'a> Plot<'a> {
    fn of(chart: &'a Chart, page: &Page<'_>) -> Self {
        let label = chart.bars.labels.iter().map(|label| page.font.width(&clean(label), TEXT)).max().unwrap_or(0);
        let label = label.min(LONGEST_LABEL);
        let wide = |hangs: bool| {
            let values = chart.all_strips().filter(|strip| strip.hangs() == hangs).filter_map(|strip| strip.value);
            values.map(|value| page.font.width(&chart.exact(value), SMALL) + GAP).max().unwrap_or(0)
        };
        let (before, behind) = (wide(true), wide(false));
        let valued = before.max(behind) <= LONGEST_VALUE;
        let labels = MARGIN + label;
        let first = labels + 10 + if valued { before } else { 0 };
        let last = WIDTH - MARGIN - if valued { behind } else { 0 };
        let mut steps = STEPS;
        let (axis, left, right) = loop {
            let axis = chart.axis(steps);
            let widest = page.widest(axis.ticks.iter().map(|(_, words)| words.as_str()), SMALL);
            // The words of the outermost steps stand half outside.
            let (left, right) = (first.max(MARGIN + widest / 2), last.min(WIDTH - MARGIN - widest / 2));
            if steps == 1 || (right - left) / (count(axis.ticks.len()) - 1).max(1) >= widest + 16 {
                break (axis, left, right);
            }
            steps -= 1;
        };
        let (thick, gap) = measures(chart);
        Self { chart, axis, labels, left, right, thick, gap, valued }
    }

    /// How high the strips of a label are, with the gap around them.
    fn height(&self) -> i32 {
        count(self.chart.strips_each()) * (self.thick + 1) - 1 + self.gap
    }

    fn strip(&self, page: &mut Page<'_>, strip: &Strip, top: i32) {
        let (middle, bottom) = (top + self.thick / 2, top + self.thick);
        let (mut first, mut last) = (i32::MAX, self.axis.place(0.0, self.left, self.right));
        for part in &strip.parts {
            let color = color::series(self.chart, part.series);
            let (left, right) = ends(&self.axis, part, self.left, self.right);
            (first, last) = (first.min(left), last.max(right));
            page.area(Area { left, top, right, bottom, color });
            let words = self.chart.exact(part.value);
            let room = self.thick > SMALL + 2 && page.font.width(&words, SMALL) + 10 <= right - left;
            if self.valued && strip.parts.len() > 1 && room {
                let place = ((left + right) / 2, middle + drop(SMALL));
                page.words(&words, place, Anchor::Middle, SMALL, on(color));
            }
        }
        if let Some(value) = strip.value.filter(|_| self.valued) {
            let (x, anchor) = if strip.hangs() { (first - GAP, Anchor::End) } else { (last + GAP, Anchor::Start) };
            page.value(&self.chart.exact(value), (x, middle + drop(SMALL)), anchor);
        }
    }
}

/// How thick a strip is and what stays free between labels: less, the more there are.
fn measures(chart: &Chart) -> (i32, i32) {
    match (chart.len() * chart.strips_each(), chart.strips_each() > 1) {
        (0..=8, false) => (30, 14),
        (9..=20, false) => (20, 10),
        (21..=60, false) => (16, 7),
        (_, false) => (13, 5),
        (0..=16, true) => (19, 16),
        (17..=48, true) => (15, 12),
        (_, true) => (13, 9),
    }
}

fn count(things: usize) -> i32 {
    i32::try_from(things).unwrap_or(i32::MAX)
}
