//! A line of braille dots for each series: for many labels, such as the days of a year.

use ratatui::layout::Rect;

use crate::report::chart::axis::Axis;
use crate::report::text::width;
use crate::tui::core::drawn::Hit;
use crate::tui::widgets::canvas::{Canvas, Side};
use crate::tui::widgets::chart::fill;
use crate::tui::widgets::chart::labels::Placer;
use crate::tui::widgets::chart::plot::{Plot, cells};

/// Dots of a cell, across and down.
const DOTS: (usize, usize) = (2, 4);
/// The bit of each dot of a braille character, row by row.
const BITS: [[u32; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
const BRAILLE: u32 = 0x2800;
/// How many dots are drawn and left out along a line, by series.
const DASHES: [(usize, usize); 4] = [(1, 0), (3, 3), (1, 2), (6, 2)];
const ASCII: [&str; 4] = ["*", "o", "+", "x"];

/// Where things stand.
struct Layout {
    plot: Rect,
    axis: Axis,
    /// The values at the lowest and the highest dot.
    span: (f64, f64),
}

impl Layout {
    fn of(plot: &Plot<'_>, area: Rect) -> Self {
        let chart = plot.chart;
        let steps = i32::from((area.height.saturating_sub(2) / 3).clamp(2, 8));
        let axis = chart.line_axis(steps);
        let words = axis.ticks.iter().map(|(_, words)| width(words)).max().unwrap_or(0);
        let left = cells(words + 2).min(area.width / 2);
        let plot = Rect { x: area.x + left, width: area.width - left, height: area.height.saturating_sub(2), ..area };
        let ends = axis.ticks.first().map(|t| t.0).zip(axis.ticks.last().map(|t| t.0));
        Self { plot, axis, span: ends.unwrap_or((0.0, 1.0)) }
    }

    /// Dots across and down.
    fn dots(&self, ascii: bool) -> (usize, usize) {
        let (across, down) = if ascii { (1, 1) } else { DOTS };
        (usize::from(self.plot.width) * across, usize::from(self.plot.height) * down)
    }

    /// The dot of a label at a place, from the left.
    fn across(&self, place: usize, count: usize, dots: usize) -> usize {
        let last = dots.saturating_sub(1);
        if count < 2 { last / 2 } else { place.saturating_mul(last) / (count - 1) }
    }

    /// The dot of a value, from above.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "few dots"
    )]
    fn down(&self, value: f64, dots: usize) -> usize {
        let (low, high) = self.span;
        let last = dots.saturating_sub(1);
        let share = ((high - value) / (high - low)).clamp(0.0, 1.0);
        ((share * last as f64).round() as usize).min(last)
    }
}

/// A click chooses the label that is nearest to it.
fn hits(layout: &Layout, count: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let last = usize::from(layout.plot.width.max(2) - 1);
    for (nth, x) in (layout.plot.x..layout.plot.right()).enumerate() {
        let place = (nth.saturating_mul(count.saturating_sub(1)) + last / 2) / last;
        canvas.drawn.hit(Rect { x, width: 1, ..area }, Hit::Row(place));
    }
}

/// The value at which the axis begins, if that is not zero.
pub fn begins(plot: &Plot<'_>, area: Rect) -> Option<String> {
    let layout = Layout::of(plot, area);
    let (low, high) = layout.span;
    let first = layout.axis.ticks.first().filter(|_| low > 0.0 || high < 0.0);
    first.map(|(_, words)| words.clone())
}

/// What a line of a series looks like, in two cells.
pub fn sample(series: usize, canvas: &Canvas<'_>) -> String {
    if canvas.ascii() {
        return ASCII.get(series % ASCII.len()).copied().unwrap_or("*").repeat(2);
    }
    let mut grid = Grid::new(2, 1, false);
    (0..2 * DOTS.0).filter(|dot| is_drawn(series, *dot)).for_each(|x| grid.set(x, 2));
    grid.row(0, "").into_iter().collect()
}

/// Draws the lines, the axis and as many labels as fit.
pub fn draw(plot: &Plot<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let layout = Layout::of(plot, area);
    axis(&layout, area, canvas);
    let ascii = canvas.ascii();
    let dots = layout.dots(ascii);
    let count = plot.picked.len();
    hits(&layout, count, area, canvas);
    // At the first label the axis stands.
    if plot.marked && plot.list.selected > 0 {
        let x = layout.plot.x + cells(layout.across(plot.list.selected, count, usize::from(layout.plot.width)));
        for y in layout.plot.y..layout.plot.bottom() {
            canvas.text(x, y, 1, canvas.styles.sign("│", "|"), canvas.styles.dim());
        }
    }
    for series in 0..plot.chart.bars.series.len() {
        let mut grid = Grid::new(layout.plot.width.into(), layout.plot.height.into(), ascii);
        let mut pen = Pen { grid: &mut grid, series, drawn: 0, last: None };
        for place in 0..count {
            let value = plot.picked.at(place).and_then(|number| value(plot, number, series));
            let at = value.map(|v| (layout.across(place, count, dots.0), layout.down(v, dots.1)));
            pen.to(at);
        }
        ink(&grid, series, layout.plot, canvas);
    }
    labels(plot, &layout, Rect { y: layout.plot.bottom() + 1, ..layout.plot }, canvas);
}

#[expect(clippy::cast_precision_loss, reason = "few dots")]
fn value(plot: &Plot<'_>, number: usize, series: usize) -> Option<f64> {
    plot.chart.bars.values.get(number)?.get(series)?.map(|value| value as f64)
}

/// Puts the dots of a series onto the canvas; where another has dots already, the later stays.
fn ink(grid: &Grid, series: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let sign = ASCII.get(series % ASCII.len()).copied().unwrap_or("*");
    for y in 0..area.height {
        let row = grid.row(y.into(), sign);
        for (x, c) in row.into_iter().enumerate().filter(|(_, c)| *c != ' ') {
            canvas.text(area.x + cells(x), area.y + y, 1, c.encode_utf8(&mut [0; 4]), fill::colour(series, canvas));
        }
    }
}

/// Round values at the left, and the line below.
fn axis(layout: &Layout, area: Rect, canvas: &mut Canvas<'_>) {
    let wide = (layout.plot.x - area.x).saturating_sub(2);
    let mut free = area.bottom();
    for (value, words) in &layout.axis.ticks {
        let y = layout.plot.y + cells(layout.down(*value, layout.plot.height.into()));
        if y < free {
            free = y;
            canvas.aligned(area.x, y, wide, words, Side::Right, canvas.styles.dim());
            canvas.text(layout.plot.x.saturating_sub(1), y, 1, canvas.styles.sign("┤", "+"), canvas.styles.dim());
        }
    }
    canvas.rule(layout.plot.x, layout.plot.bottom(), layout.plot.width);
}

/// Labels below the line, at even distances.
fn labels(plot: &Plot<'_>, layout: &Layout, row: Rect, canvas: &mut Canvas<'_>) {
    let count = plot.picked.len();
    let most = plot.chart.label_cells.clamp(1, 16);
    let mut placer = Placer::new(row, 2, most);
    let wide = usize::from(row.width);
    // Every so manieth label, so that all of these find room, also beside the first, which is not centred.
    let apart = most + most / 2 + 2;
    let step = (count.saturating_sub(1) * apart).div_ceil(wide.max(2) - 1).max(1);
    for place in (0..count).step_by(step) {
        let x = row.x + cells(layout.across(place, count, wide));
        let label = plot.picked.at(place).map_or("", |number| plot.label(number));
        if placer.centred(x, label, canvas.styles.plain(), canvas) {
            canvas.text(x, row.y - 1, 1, canvas.styles.sign("┬", "+"), canvas.styles.dim());
        }
    }
}

fn is_drawn(series: usize, dot: usize) -> bool {
    let (drawn, left_out) = DASHES.get(series % DASHES.len()).copied().unwrap_or((1, 0));
    dot % (drawn + left_out) < drawn
}

/// Draws from point to point.
struct Pen<'a> {
    grid: &'a mut Grid,
    series: usize,
    /// How many dots lie behind.
    drawn: usize,
    last: Option<(usize, usize)>,
}

impl Pen<'_> {
    /// Goes to a point; lifted where there is none.
    fn to(&mut self, at: Option<(usize, usize)>) {
        if let Some((x, y)) = at {
            let (from_x, from_y) = self.last.unwrap_or((x, y));
            let steps = x.abs_diff(from_x).max(y.abs_diff(from_y));
            for step in usize::from(self.last.is_some() && steps > 0)..=steps {
                self.drawn += 1;
                if self.last.is_none() || is_drawn(self.series, self.drawn) {
                    self.grid.set(between(from_x, x, step, steps), between(from_y, y, step, steps));
                }
            }
        }
        self.last = at;
    }
}

/// So many steps of the way from one number to another, rounded.
fn between(from: usize, to: usize, step: usize, steps: usize) -> usize {
    let way = (to.abs_diff(from) * step + steps / 2) / steps.max(1);
    if to >= from { from + way } else { from - way }
}

/// Dots in cells.
struct Grid {
    width: usize,
    ascii: bool,
    cells: Vec<u32>,
}

impl Grid {
    fn new(width: usize, height: usize, ascii: bool) -> Self {
        Self { width, ascii, cells: vec![0; width * height] }
    }

    fn set(&mut self, x: usize, y: usize) {
        let (across, down) = if self.ascii { (1, 1) } else { DOTS };
        let bit = BITS.get(y % down).and_then(|row| row.get(x % across)).copied().unwrap_or(1);
        let place = (x / across < self.width).then(|| y / down * self.width + x / across);
        if let Some(cell) = place.and_then(|place| self.cells.get_mut(place)) {
            *cell |= bit;
        }
    }

    /// The characters of a row; blanks where there is no dot.
    fn row(&self, y: usize, sign: &str) -> Vec<char> {
        let cells = self.cells.get(y * self.width..(y + 1) * self.width).unwrap_or_default();
        let shown = |bits: &u32| match bits {
            0 => ' ',
            _ if self.ascii => sign.chars().next().unwrap_or('*'),
            bits => char::from_u32(BRAILLE + bits).unwrap_or('*'),
        };
        cells.iter().map(shown).collect()
    }
}
