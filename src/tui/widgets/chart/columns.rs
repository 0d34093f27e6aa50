//! Bars from below, side by side, with an axis of values: for few and short labels, such as days.

use ratatui::layout::Rect;

use crate::report::chart::Strip;
use crate::report::chart::axis::{Axis, short};
use crate::report::text::width;
use crate::tui::core::drawn::Hit;
use crate::tui::widgets::canvas::{Canvas, Side};
use crate::tui::widgets::chart::fill;
use crate::tui::widgets::chart::fill::Towards;
use crate::tui::widgets::chart::labels::{Fit, Placer};
use crate::tui::widgets::chart::plot::{Plot, cells};
use crate::tui::widgets::chart::scale::{Run, Scale};

/// A chart that is lower says too little.
pub const LEAST_HEIGHT: u16 = 7;
/// The widest slot of a label with one bar; more would make walls of the bars.
const WIDEST: u16 = 14;
/// Rows between two marks of the axis, about.
const STEP: u16 = 3;

/// How the cells are shared out.
struct Layout {
    /// Where the columns stand; above them is a row for values.
    plot: Rect,
    scale: Scale,
    axis: Axis,
    /// Cells from one label to the next, and of one column.
    slot: u16,
    thick: u16,
    /// Blank cells before the first column of a label.
    lead: u16,
    seen: usize,
    fit: Fit,
}

impl Layout {
    fn of(plot: &Plot<'_>, area: Rect) -> Self {
        let chart = plot.chart;
        let steps = i32::from((area.height.saturating_sub(4) / STEP).clamp(2, 8));
        let axis = chart.axis(steps);
        let words = axis.ticks.iter().map(|(_, words)| width(words)).max().unwrap_or(0);
        let left = cells(words + 2).min(area.width / 2);
        let inner = area.width - left;
        let strips = cells(chart.strips_each());
        let least = strips.saturating_add(1);
        let fair = inner / cells(plot.picked.len()).max(1);
        let slot = fair.clamp(least, WIDEST.max(strips.saturating_mul(10))).min(inner.max(1));
        let seen = usize::from((inner / slot.max(1)).max(1));
        let spare = (slot / 4).max(1).min(slot.saturating_sub(1));
        let thick = ((slot - spare) / strips.max(1)).max(1);
        let lead = (slot.saturating_sub(thick.saturating_mul(strips))) / 2;
        let fit = Fit::of(chart.label_cells, chart.days, slot.into());
        // A row for values above, a line and the labels below.
        let height = area.height.saturating_sub(2 + fit.rows()).max(1);
        let rows = if chart.reach.0 < 0.0 { height.saturating_sub(1) } else { height };
        let plot = Rect { x: area.x + left, y: area.y + 1, width: inner, height };
        Self { plot, scale: Scale::of(chart.reach, rows), axis, slot, thick, lead, seen, fit }
    }

    /// The row of the line at zero.
    fn zero(&self) -> u16 {
        self.plot.y + self.scale.above
    }

    /// The row that a value reaches to.
    fn row(&self, value: f64) -> u16 {
        let away = self.scale.cells(value);
        if value < 0.0 { self.zero() + away } else { self.zero() - away.min(self.scale.above) }
    }

    fn left(&self, nth: usize) -> u16 {
        self.plot.x.saturating_add(cells(nth).saturating_mul(self.slot))
    }
}

/// How many labels are seen at once.
pub fn room(plot: &Plot<'_>, area: Rect) -> usize {
    Layout::of(plot, area).seen
}

/// Draws the columns, their axis and their labels.
pub fn draw(plot: &Plot<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let layout = Layout::of(plot, area);
    let written = written(plot, &layout);
    let lines = if written.is_some() { Lines::Marks } else { Lines::Across };
    axis(plot, &layout, lines, Rect { width: layout.plot.x - area.x, ..area }, canvas);
    for (nth, (place, number)) in plot.seen(layout.seen).enumerate() {
        let left = layout.left(nth);
        let marked = Rect { x: left, width: layout.slot, ..layout.plot };
        canvas.drawn.hit(Rect { x: left, width: layout.slot, ..area }, Hit::Row(place));
        for (place, strip) in plot.chart.strips(number).iter().enumerate() {
            let x = left.saturating_add(layout.lead).saturating_add(cells(place).saturating_mul(layout.thick));
            if x.saturating_add(layout.thick) > layout.plot.right() {
                break;
            }
            let (top, bottom) = column(&layout, strip, x, canvas);
            if let (Some(value), Some(text)) = (strip.value, written) {
                let text = text(plot, value);
                let y = if value < 0 { bottom } else { top.saturating_sub(1) };
                over(&layout, (x, left), y, &text, canvas);
            }
        }
        if plot.marks(place) {
            canvas.style(marked, canvas.styles.selected());
        }
    }
    labels(plot, &layout, area, canvas);
}

type Written = fn(&Plot<'_>, i128) -> String;

/// How values are written so that all that are seen fit; not at all where they cannot.
fn written(plot: &Plot<'_>, layout: &Layout) -> Option<Written> {
    let exact: Written = |plot, value| plot.chart.exact(value);
    let brief: Written = |plot, value| short(value, plot.chart.bars.scale);
    let strips = plot.chart.strips_each();
    let room = usize::from(if strips == 1 { layout.slot - 1 } else { layout.thick.saturating_sub(1) });
    let fits = |text: &Written| {
        let mut seen = plot.seen(layout.seen);
        seen.all(|(_, number)| {
            (0..strips).filter_map(|strip| plot.chart.value(number, strip)).all(|v| text(plot, v).len() <= room)
        })
    };
    [exact, brief].into_iter().find(fits)
}

/// Writes a value around the middle of its column, within the slot of its label.
fn over(layout: &Layout, (x, left): (u16, u16), y: u16, text: &str, canvas: &mut Canvas<'_>) {
    let wide = cells(text.len());
    let start = if wide <= layout.thick {
        x + (layout.thick - wide) / 2
    } else {
        x.saturating_sub((wide - layout.thick) / 2).min((left + layout.slot).saturating_sub(wide)).max(left)
    };
    canvas.text(start, y, wide, text, canvas.styles.plain());
}

/// One column; gives the first row that it fills and the first one below it.
fn column(layout: &Layout, strip: &Strip, x: u16, canvas: &mut Canvas<'_>) -> (u16, u16) {
    let mut top = layout.zero();
    for run in layout.scale.runs(&strip.side(false), layout.scale.above) {
        for _ in 0..run.cells {
            top -= 1;
            cell(layout, (x, top), fill::fill(run.series, canvas), run, canvas);
        }
        let tip = fill::tip(run, Towards::Up, canvas);
        if !tip.is_empty() {
            top -= 1;
            cell(layout, (x, top), tip, run, canvas);
        }
    }
    let mut bottom = layout.zero() + 1;
    for run in layout.scale.runs(&strip.side(true), layout.scale.below) {
        for _ in 0..run.cells {
            cell(layout, (x, bottom), fill::fill(run.series, canvas), run, canvas);
            bottom += 1;
        }
        let tip = fill::tip(run, Towards::Down, canvas);
        if !tip.is_empty() {
            cell(layout, (x, bottom), tip, run, canvas);
            bottom += 1;
        }
    }
    (top, bottom)
}

fn cell(layout: &Layout, (x, y): (u16, u16), sign: &str, run: Run, canvas: &mut Canvas<'_>) {
    canvas.text(x, y, layout.thick, &sign.repeat(layout.thick.into()), fill::colour(run.series, canvas));
}

/// How the axis leads the eye.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    /// A mark at each round value: the columns have their own values.
    Marks,
    /// A faint line through the chart at each.
    Across,
}

/// Round values at the left, and the line at zero; `area` is what lies left of the columns.
fn axis(plot: &Plot<'_>, layout: &Layout, lines: Lines, area: Rect, canvas: &mut Canvas<'_>) {
    let (low, high) = plot.chart.reach;
    let wide = area.width.saturating_sub(2);
    let mut free = area.bottom();
    for (value, words) in &layout.axis.ticks {
        if *value < low || *value > high {
            continue;
        }
        let y = layout.row(*value);
        if y >= free {
            continue;
        }
        free = y;
        canvas.aligned(area.x, y, wide, words, Side::Right, canvas.styles.dim());
        canvas.text(area.x + wide + 1, y, 1, canvas.styles.sign("┤", "+"), canvas.styles.dim());
        if lines == Lines::Across {
            let dash = canvas.styles.sign("┈", ".").repeat(layout.plot.width.into());
            canvas.text(layout.plot.x, y, layout.plot.width, &dash, canvas.styles.dim());
        }
    }
    canvas.rule(layout.plot.x, layout.zero(), layout.plot.width);
}

/// The labels below the columns.
fn labels(plot: &Plot<'_>, layout: &Layout, area: Rect, canvas: &mut Canvas<'_>) {
    let rows = layout.fit.rows();
    let row = Rect { x: layout.plot.x, width: layout.plot.width, y: area.bottom() - rows, height: 1 };
    let most = match layout.fit {
        Fit::Each(cells) | Fit::Some { cells, .. } => cells,
        Fit::Days { .. } => row.width.into(),
    };
    let mut placer = Placer::new(row, 1, most);
    let mut below = Placer::new(Rect { y: row.y + rows - 1, ..row }, 1, most);
    let half = layout.lead + layout.thick.saturating_mul(cells(plot.chart.strips_each())) / 2;
    let mut before = "";
    for (nth, (place, number)) in plot.seen(layout.seen).enumerate() {
        let (label, left) = (plot.label(number), layout.left(nth));
        let style = if plot.marks(place) { canvas.styles.accent() } else { canvas.styles.plain() };
        match layout.fit {
            Fit::Each(_) => {
                placer.centred(left.saturating_add(half), label, style, canvas);
            }
            Fit::Days { rest, every } => {
                let (date, day) = label.split_at_checked(rest).unwrap_or((label, label));
                if every > 1 && nth.is_multiple_of(every) {
                    placer.at(left + layout.lead, day, style, canvas);
                } else if every == 1 {
                    placer.centred(left.saturating_add(half), day, style, canvas);
                }
                let date = date.trim_end_matches('-');
                if date != before && below.at(left + layout.lead, date, canvas.styles.dim(), canvas) {
                    before = date;
                }
            }
            Fit::Some { every, .. } if nth.is_multiple_of(every) => {
                placer.at(left + layout.lead, label, style, canvas);
            }
            Fit::Some { .. } => {}
        }
    }
}
