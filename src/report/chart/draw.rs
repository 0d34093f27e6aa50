//! Horizontal bars as text.

use super::model::{Chart, Strip};
use crate::report::text::{Align, cut, escape_control, pad, width};

/// Which characters bars are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Blocks of an eighth of a cell.
    Unicode,
    /// For terminals that have nothing else.
    Ascii,
}

/// Between two parts of a line.
const GAP: usize = 2;
/// A bar narrower than this says nothing and gives its place to the words.
const LEAST_BAR: usize = 4;
/// Labels up to this long are whole before bars get more than a third.
const LEAST_LABEL: usize = 12;
const EIGHTHS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

impl Style {
    fn fill(self, series: usize) -> char {
        let fills: &[char] = match self {
            Self::Unicode => &['█', '▒', '▓', '░', '▚', '▤', '▥', '▦', '▧', '▨'],
            Self::Ascii => &['#', '=', '+', ':', 'o', '%', '*', '-', 'x', '@'],
        };
        let letters = || ('A'..='Z').cycle().nth(series.saturating_sub(fills.len()));
        fills.get(series).copied().or_else(letters).unwrap_or('#')
    }

    fn axis(self) -> char {
        match self {
            Self::Unicode => '│',
            Self::Ascii => '|',
        }
    }

    fn end(self) -> char {
        match self {
            Self::Unicode => '…',
            Self::Ascii => '~',
        }
    }
}

/// A line of the chart.
struct Line {
    label: String,
    series: String,
    value: String,
    /// What the bar is made of: the fill and the size.
    parts: Vec<(usize, f64)>,
}

impl Line {
    fn extent(&self) -> (f64, f64) {
        let sum = |keep: fn(f64) -> bool| self.parts.iter().map(|p| p.1).filter(|v| keep(*v)).sum::<f64>();
        (sum(|v| v < 0.0), sum(|v| v > 0.0))
    }
}

/// The chart in lines of at most `width` cells; a sentence if there is nothing to show.
pub fn draw(chart: &Chart, width: usize, style: Style) -> String {
    if chart.is_empty() {
        return format!("{}\n", cut("no rows yet", width, style.end()));
    }
    let lines: Vec<Line> = (0..chart.len()).flat_map(|label| lines(chart, label)).collect();
    let layout = Layout::of(&lines, width, style);
    let mut out = String::new();
    for line in &lines {
        layout.line(&mut out, line);
    }
    if chart.is_stacked() && chart.bars.series.len() > 1 {
        legend(&mut out, chart, &layout);
    }
    out
}

/// A line for every strip of a label; the first one has its name.
fn lines(chart: &Chart, label: usize) -> Vec<Line> {
    let visible = |text: Option<&String>| text.map(|text| escape_control(text).into_owned()).unwrap_or_default();
    let line = |(number, strip): (usize, Strip)| Line {
        label: visible(chart.bars.labels.get(label).filter(|_| number == 0)),
        series: visible(chart.bars.series.get(number).filter(|_| !chart.is_stacked())),
        value: strip.value.map(|value| chart.exact(value)).unwrap_or_default(),
        // Strips that stand apart are told apart by their names.
        parts: strip.parts.iter().map(|p| (if chart.is_stacked() { p.series } else { 0 }, p.size())).collect(),
    };
    chart.strips(label).into_iter().enumerate().map(line).collect()
}

#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "few cells")]
fn cells(share: f64, of: usize) -> usize {
    ((share * of as f64).round().max(0.0) as usize).min(of)
}

/// How a line's cells are shared out.
struct Layout {
    style: Style,
    width: usize,
    label: usize,
    series: usize,
    value: usize,
    /// Cells left of the axis; no axis without negative values.
    negative: usize,
    positive: usize,
    /// The size that fills `positive`, and the one that fills `negative`.
    most: (f64, f64),
}

impl Layout {
    fn of(lines: &[Line], all: usize, style: Style) -> Self {
        let widest = |text: fn(&Line) -> &str| lines.iter().map(|l| width(text(l))).max().unwrap_or(0);
        let with_gap = |cells: usize| if cells == 0 { 0 } else { cells + GAP };
        let value = widest(|l| &l.value).min(all);
        let room = all.saturating_sub(with_gap(value));
        let series = widest(|l| &l.series).min(room / 4);
        let words = room.saturating_sub(with_gap(series));
        let wanted = widest(|l| &l.label).min(words);
        let mut label = wanted.min((room / 3).max(LEAST_LABEL));
        let mut bar = words.saturating_sub(with_gap(label));
        if bar < LEAST_BAR {
            (bar, label) = (0, wanted);
        }
        let low = lines.iter().map(|l| -l.extent().0).fold(0.0, f64::max);
        let high = lines.iter().map(|l| l.extent().1).fold(0.0, f64::max);
        let (mut negative, mut positive) = (0, bar);
        if low > 0.0 && bar > 0 {
            negative = cells(low / (low + high), bar - 1).clamp(1, bar - 1);
            positive = bar - 1 - negative;
        }
        Self { style, width: all, label, series, value, negative, positive, most: (high, low) }
    }

    fn line(&self, out: &mut String, line: &Line) {
        let mut text = String::new();
        for (part, cells) in [(&line.label, self.label), (&line.series, self.series)] {
            if cells > 0 {
                pad(&mut text, &cut(part, cells, self.style.end()), cells, Align::Left);
                text.extend(std::iter::repeat_n(' ', GAP));
            }
        }
        if self.positive + self.negative > 0 {
            if self.negative > 0 {
                pad(&mut text, &self.left(line), self.negative, Align::Right);
                text.push(self.style.axis());
            }
            pad(&mut text, &self.right(line), self.positive, Align::Left);
            text.extend(std::iter::repeat_n(' ', GAP));
        }
        pad(&mut text, &cut(&line.value, self.value, self.style.end()), self.value, Align::Right);
        let text = cut(text.trim_end_matches(' '), self.width, self.style.end()).into_owned();
        out.push_str(text.trim_end_matches(' '));
        out.push('\n');
    }

    fn right(&self, line: &Line) -> String {
        let parts: Vec<(usize, f64)> = line.parts.iter().copied().filter(|p| p.1 > 0.0).collect();
        match (parts.as_slice(), self.style) {
            ([(0, value)], Style::Unicode) => {
                let eighths = cells(value / self.most.0, self.positive * 8).max(1);
                let mut bar = "█".repeat(eighths / 8);
                bar.extend((eighths % 8).checked_sub(1).and_then(|e| EIGHTHS.get(e)));
                bar
            }
            _ => self.whole_cells(&parts, self.positive, self.most.0),
        }
    }

    fn left(&self, line: &Line) -> String {
        let parts: Vec<(usize, f64)> = line.parts.iter().copied().filter(|p| p.1 < 0.0).map(|p| (p.0, -p.1)).collect();
        self.whole_cells(&parts, self.negative, self.most.1).chars().rev().collect()
    }

    /// Parts end to end; every end is rounded, so that together they are as long as their sum.
    fn whole_cells(&self, parts: &[(usize, f64)], all: usize, most: f64) -> String {
        let mut bar = String::new();
        let (mut sum, mut drawn) = (0.0, 0);
        for (series, value) in parts {
            sum += value;
            let end = cells(sum / most, all).max(usize::from(all > 0));
            bar.extend(std::iter::repeat_n(self.style.fill(*series), end - drawn));
            drawn = end;
        }
        bar
    }
}

/// What the fills of stacked bars mean.
fn legend(out: &mut String, chart: &Chart, layout: &Layout) {
    let indent =
        if layout.label == 0 || layout.label + GAP + LEAST_BAR > layout.width { 0 } else { layout.label + GAP };
    let room = layout.width.saturating_sub(indent);
    let mut line = String::new();
    for (number, series) in chart.bars.series.iter().enumerate() {
        let entry = format!("{} {}", layout.style.fill(number), escape_control(series));
        if !line.is_empty() && width(&line) + GAP + width(&entry) > room {
            legend_line(out, &line, indent);
            line.clear();
        }
        if !line.is_empty() {
            line.extend(std::iter::repeat_n(' ', GAP));
        }
        line.push_str(&cut(&entry, room, layout.style.end()));
    }
    legend_line(out, &line, indent);
}

fn legend_line(out: &mut String, line: &str, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
    out.push_str(line.trim_end_matches(' '));
    out.push('\n');
}
