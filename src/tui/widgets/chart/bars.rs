//! Bars from the left to the right, one below the other: any number of labels of any length.

use ratatui::layout::Rect;

use crate::report::chart::Strip;
use crate::report::chart::axis::short;
use crate::tui::core::drawn::Hit;
use crate::tui::widgets::canvas::{Canvas, Side};
use crate::tui::widgets::chart::fill;
use crate::tui::widgets::chart::fill::Towards;
use crate::tui::widgets::chart::labels::Placer;
use crate::tui::widgets::chart::plot::{Plot, cells};
use crate::tui::widgets::chart::scale::{Run, Scale};

/// Between two parts of a line.
const GAP: u16 = 2;
/// Labels up to this long are whole before bars get more than a third.
const LEAST_LABEL: u16 = 12;
/// A bar that can be no longer says nothing.
const LEAST_BAR: u16 = 4;
/// An axis below the bars needs this many rows and columns.
const AXIS: (u16, u16) = (8, 16);

/// How the cells are shared out.
struct Layout {
    label: u16,
    value: u16,
    /// Where the bars stand.
    bars: Rect,
    /// Whether there is an axis below them.
    axis: bool,
    /// Rows of a label, of one bar, and blank ones below a label.
    each: u16,
    thick: u16,
    gap: u16,
    seen: usize,
}

impl Layout {
    fn of(plot: &Plot<'_>, area: Rect) -> Self {
        let with_gap = |cells: u16| if cells == 0 { 0 } else { cells + GAP };
        let value = cells(plot.chart.value_cells).min(area.width * 2 / 3);
        let room = area.width.saturating_sub(with_gap(value));
        let wanted = cells(plot.chart.label_cells).min(room);
        let mut label = wanted.min((area.width / 3).max(LEAST_LABEL));
        let mut bar = room.saturating_sub(with_gap(label));
        if bar < LEAST_BAR {
            (bar, label) = (0, wanted);
        }
        let axis = area.height >= AXIS.0 && bar >= AXIS.1;
        let rows = area.height.saturating_sub(if axis { 2 } else { 0 }).max(1);
        let strips = cells(plot.chart.strips_each()).min(rows);
        let fits = |each: u16| plot.picked.len().saturating_mul(usize::from(each) + 1) <= usize::from(rows) + 1;
        let thick = if bar > 0 && fits(strips.saturating_mul(2)) { 2 } else { 1 };
        let each = strips.saturating_mul(thick).min(rows);
        let gap = u16::from(strips > 1 || fits(each));
        let seen = usize::from(((rows + gap) / (each + gap)).max(1));
        let bars = Rect { x: area.x + with_gap(label), width: bar, height: rows, ..area };
        Self { label, value, bars, axis, each, thick, gap, seen }
    }
}

/// How many labels are seen at once.
pub fn room(plot: &Plot<'_>, area: Rect) -> usize {
    Layout::of(plot, area).seen
}

/// Draws the bars, and their axis where there is room.
pub fn draw(plot: &Plot<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let layout = Layout::of(plot, area);
    let scale = Scale::of(plot.chart.reach, layout.bars.width.saturating_sub(u16::from(plot.chart.reach.0 < 0.0)));
    let mut y = area.y;
    for (place, number) in plot.seen(layout.seen) {
        let rows = Rect { y, height: layout.each, ..area };
        canvas.drawn.hit(rows, Hit::Row(place));
        let style = if plot.marks(place) { canvas.styles.strong() } else { canvas.styles.plain() };
        canvas.text(area.x, y, layout.label, plot.label(number), style);
        let strips = plot.chart.strips(number);
        let most = usize::from(layout.each / layout.thick);
        for (place, strip) in strips.iter().take(most).enumerate() {
            let y = y + cells(place) * layout.thick;
            for y in y..y + layout.thick {
                row(&layout, scale, strip, y, canvas);
            }
            value(plot, &layout, strip.value, Rect { y, ..area }, canvas);
        }
        if strips.len() > most {
            let y = rows.bottom() - 1;
            canvas.clear(Rect { y, height: 1, ..layout.bars });
            let more = format!("and {} more", strips.len() + 1 - most);
            canvas.text(layout.bars.x, y, layout.bars.width, &more, canvas.styles.dim());
        }
        if plot.marks(place) {
            canvas.style(rows, canvas.styles.selected());
        }
        y += layout.each + layout.gap;
    }
    zero(plot, scale, Rect { height: (y - area.y).saturating_sub(layout.gap), ..layout.bars }, canvas);
    if layout.axis {
        axis(
            plot,
            scale,
            Rect { y: y.saturating_sub(layout.gap).min(area.bottom() - 2), height: 2, ..layout.bars },
            canvas,
        );
    }
}

fn value(plot: &Plot<'_>, layout: &Layout, known: Option<i128>, row: Rect, canvas: &mut Canvas<'_>) {
    let x = row.right() - layout.value;
    match known {
        Some(value) => {
            let exact = plot.chart.exact(value);
            let fits = exact.len() <= layout.value.into();
            let text = if fits { exact } else { short(value, plot.chart.bars.scale) };
            canvas.aligned(x, row.y, layout.value, &text, Side::Right, canvas.styles.plain());
        }
        None => canvas.aligned(x, row.y, layout.value, canvas.styles.sign("–", "-"), Side::Right, canvas.styles.dim()),
    }
}

/// One bar: what is negative to the left of zero, what is positive to the right.
fn row(layout: &Layout, scale: Scale, strip: &Strip, y: u16, canvas: &mut Canvas<'_>) {
    let axis = u16::from(scale.below > 0);
    let mut x = layout.bars.x + scale.below + axis;
    for run in scale.runs(&strip.side(false), scale.above) {
        let text = fill::fill(run.series, canvas).repeat(run.cells) + fill::tip(run, Towards::Right, canvas);
        x += canvas.text(x, y, layout.bars.right().saturating_sub(x), &text, fill::colour(run.series, canvas));
    }
    let mut end = layout.bars.x + scale.below;
    for run in scale.runs(&strip.side(true), scale.below) {
        end = leftwards(run, end, layout.bars.x, y, canvas);
    }
}

/// A run that ends at a cell; gives where it begins.
fn leftwards(run: Run, end: u16, least: u16, y: u16, canvas: &mut Canvas<'_>) -> u16 {
    let tip = fill::tip(run, Towards::Left, canvas);
    let text = tip.to_owned() + &fill::fill(run.series, canvas).repeat(run.cells);
    let wide = cells(text.chars().count());
    let start = end.saturating_sub(wide).max(least);
    canvas.text(start, y, end - start, &text, fill::colour(run.series, canvas));
    start
}

/// The line at zero, where bars stand on both sides of it.
fn zero(plot: &Plot<'_>, scale: Scale, area: Rect, canvas: &mut Canvas<'_>) {
    if plot.chart.reach.0 < 0.0 && scale.below < area.width {
        for y in area.y..area.bottom() {
            canvas.text(area.x + scale.below, y, 1, canvas.styles.sign("│", "|"), canvas.styles.dim());
        }
    }
}

/// Round values below the bars.
fn axis(plot: &Plot<'_>, scale: Scale, area: Rect, canvas: &mut Canvas<'_>) {
    let (low, high) = plot.chart.reach;
    canvas.rule(area.x, area.y, area.width);
    let steps = i32::from((area.width / 12).clamp(2, 8));
    let row = Rect { y: area.y + 1, height: 1, ..area };
    let mut placer = Placer::new(row, GAP, row.width.into());
    for (value, words) in plot.chart.axis(steps).ticks {
        if value < low || value > high {
            continue;
        }
        let away = scale.cells(value);
        let (zero, line) = (area.x + scale.below, u16::from(scale.below > 0));
        // A tick marks the edge of a cell: of the last cell that a bar of this value fills.
        let x = if value < 0.0 { zero - away } else { (zero + line + away).saturating_sub(u16::from(away > 0)) };
        if placer.centred(x, &words, canvas.styles.dim(), canvas) {
            canvas.text(x, area.y, 1, canvas.styles.sign("┬", "+"), canvas.styles.dim());
        }
    }
}
