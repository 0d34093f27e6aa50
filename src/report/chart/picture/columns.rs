//! Upright bars, left to right: for few and short labels, such as days.

use super::color;
use super::font::Fonts;
use super::page::{Anchor, Area, FAINT, INK, MARGIN, Page, SMALL, TEXT, WIDTH, clean, drop, ends, on};
use crate::report::chart::axis::Axis;
use crate::report::chart::model::{Chart, Strip};

/// How high the bars can be.
const HEIGHT: i32 = 380;
/// More labels stand better below one another.
const MOST_LABELS: usize = 24;
/// A column that is narrower than this looks like a line, a wider one like a wall.
const NARROWEST: i32 = 14;
const WIDEST: i32 = 110;
/// About how wide the words of the axis are.
const AXIS: i32 = 70;
const STEPS: i32 = 5;
/// Between an end of a column and its value.
const GAP: i32 = 6;

/// Whether there is room for all labels and columns.
pub(super) fn fit(chart: &Chart, font: &Fonts) -> bool {
    let slot = (WIDTH - 2 * MARGIN - AXIS) / count(chart.len()).max(1);
    let wordy = |label: &String| font.width(&clean(label), TEXT) + 10 > slot;
    chart.len() <= MOST_LABELS
        && thickness(slot, count(chart.strips_each())) >= NARROWEST
        && !chart.bars.labels.iter().any(wordy)
}

/// The columns, their labels and the axis.
pub(super) fn draw(chart: &Chart, page: &mut Page<'_>) {
    let axis = chart.axis(STEPS);
    let left = MARGIN + page.widest(axis.ticks.iter().map(|(_, words)| words.as_str()), SMALL) + 10;
    let right = WIDTH - MARGIN;
    let top = page.y + 30;
    let bottom = top + HEIGHT;
    for (value, words) in &axis.ticks {
        let y = axis.place(*value, bottom, top);
        page.level(y, (left, right), *value);
        page.words(words, (left - 10, y + drop(SMALL)), Anchor::End, SMALL, FAINT);
    }
    let slot = f64::from(right - left) / f64::from(count(chart.len()));
    let strips = count(chart.strips_each());
    let thick = thickness(pixels(slot), strips);
    let plot = Plot { chart, axis: &axis, top, bottom, thick, valued: valued(chart, page, pixels(slot), thick) };
    let below = if plot.valued && chart.all_strips().any(|strip| strip.hangs()) { SMALL + GAP } else { 0 };
    for (number, label) in chart.bars.labels.iter().enumerate() {
        let middle = f64::from(left) + (f64::from(count(number)) + 0.5) * slot;
        let mut x = pixels(middle - f64::from(strips * (thick + 1) - 1) / 2.0);
        for strip in &chart.strips(number) {
            plot.strip(page, strip, x);
            x += thick + 1;
        }
        page.words(&clean(label), (pixels(middle), bottom + below + 22), Anchor::Middle, TEXT, INK);
    }
    page.level(axis.place(0.0, bottom, top), (left, right), 0.0);
    page.y = bottom + below + 26;
}

/// Where the columns stand.
struct Plot<'a> {
    chart: &'a Chart,
    axis: &'a Axis,
    top: i32,
    bottom: i32,
    thick: i32,
    /// Whether there is room for values.
    valued: bool,
}

impl Plot<'_> {
    fn strip(&self, page: &mut Page<'_>, strip: &Strip, left: i32) {
        let (middle, right) = (left + self.thick / 2, left + self.thick);
        let (mut highest, mut lowest) = (self.axis.place(0.0, self.bottom, self.top), i32::MIN);
        for part in &strip.parts {
            let color = color::series(self.chart, part.series);
            let (bottom, top) = ends(self.axis, part, self.bottom, self.top);
            (highest, lowest) = (highest.min(top), lowest.max(bottom));
            page.area(Area { left, top, right, bottom, color });
            let words = self.chart.exact(part.value);
            let room = bottom - top >= TEXT + 5 && page.font.width(&words, SMALL) <= self.thick - 6;
            if self.valued && strip.parts.len() > 1 && room {
                page.words(&words, (middle, (top + bottom) / 2 + drop(SMALL)), Anchor::Middle, SMALL, on(color));
            }
        }
        if let Some(value) = strip.value.filter(|_| self.valued) {
            let baseline = if strip.hangs() { lowest + GAP + SMALL - 2 } else { highest - GAP };
            page.value(&self.chart.exact(value), (middle, baseline), Anchor::Middle);
        }
    }
}

/// Whether every value fits above its column.
fn valued(chart: &Chart, page: &Page<'_>, slot: i32, thick: i32) -> bool {
    let room = if chart.strips_each() == 1 { slot - 6 } else { thick - 2 };
    let values = chart.all_strips().filter_map(|strip| strip.value);
    values.map(|value| page.font.width(&chart.exact(value), SMALL)).all(|width| width <= room)
}

fn thickness(slot: i32, strips: i32) -> i32 {
    let share = if strips == 1 { 66 } else { 80 };
    (slot * share / 100 / strips.max(1) - i32::from(strips > 1)).min(WIDEST)
}

fn count(things: usize) -> i32 {
    i32::try_from(things).unwrap_or(i32::MAX)
}

#[expect(clippy::cast_possible_truncation, reason = "a place on the page is a small number")]
fn pixels(length: f64) -> i32 {
    length.round() as i32
}
