//! Which days of each pipeline are loaded: a sign a day.

use std::ops::Range;

use chrono::{Datelike, Days as Plus, NaiveDate};
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::report::text::width as cells_of;
use crate::tui::core::shared::Shared;
use crate::tui::screens::today::model::Today;
use crate::tui::screens::today::request::{Days, Mark, Standing};
use crate::tui::screens::today::view::files;
use crate::tui::widgets::canvas::{Canvas, Side};

/// The cells of a day.
const DAY: u16 = 3;
/// So many days are always in view.
const WEEK: usize = 7;
/// The most cells of a pipeline's name.
const NAME: u16 = 14;

/// The lines it takes: months, days, a line a pipeline, the legend.
pub fn height(today: &Today, shared: &Shared, screen: u16) -> u16 {
    let legend = legend_lines(width(today, shared, screen));
    u16::try_from(shared.shop.tables.len() + usize::from(legend) + 2).unwrap_or(u16::MAX)
}

/// The cells that it takes of a screen: what its days need and the files leave, and those of a week at least.
pub fn width(today: &Today, shared: &Shared, screen: u16) -> u16 {
    let days = today.span().map_or(0, |span| span.days()).max(WEEK);
    let cells = |days: usize| u16::try_from(days).unwrap_or(u16::MAX).saturating_mul(DAY);
    let name = name_cells(shared);
    let rest = screen.saturating_sub(files::wanted(today, screen) + files::BESIDE);
    cells(days).saturating_add(name + 1).min(rest.min(screen / 2)).max(cells(WEEK) + name)
}

/// How many days fit.
fn days(shared: &Shared, area: Rect) -> usize {
    // The last day needs no gap behind it.
    usize::from((area.width + 1).saturating_sub(name_cells(shared)) / DAY)
}

fn name_cells(shared: &Shared) -> u16 {
    let widest = shared.shop.tables.iter().map(|t| cells_of(&t.name)).max().unwrap_or_default();
    u16::try_from(widest).unwrap_or(NAME).clamp(4, NAME)
}

pub fn draw(today: &Today, shared: &Shared, standing: &Standing, area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let Some(span) = today.span() else {
        canvas.text(area.x, area.y, area.width, "Loaded days", styles.strong());
        canvas.text(area.x, area.y + 1, area.width, "none yet", styles.dim());
        return;
    };
    canvas.drawn.days = days(shared, area);
    let fit = canvas.drawn.days.max(1);
    let most = span.days().saturating_sub(fit);
    let back = today.back.min(most);
    let shown = span.days().min(fit);
    let first = span.first + Plus::new((most - back) as u64);
    let days: Vec<NaiveDate> = first.iter_days().take(shown).collect();
    let begin = area.x + name_cells(shared);
    months(&days, begin, area, canvas);
    header(&days, begin, area.y + 1, canvas);
    if back < most {
        canvas.text(begin.saturating_sub(1), area.y + 1, 1, styles.sign("‹", "<"), styles.accent());
    }
    if back > 0 {
        let x = (begin + DAY * u16::try_from(shown).unwrap_or_default()).min(area.right().saturating_sub(1));
        canvas.text(x, area.y + 1, 1, styles.sign("›", ">"), styles.accent());
    }
    let legend = legend_lines(area.width).min(area.height.saturating_sub(3));
    let lines = area.height.saturating_sub(2 + legend);
    let pipelines = window(today, standing, lines.into());
    for (y, row) in (area.y + 2..).zip(standing.calendar.get(pipelines.clone()).unwrap_or_default()) {
        canvas.text(area.x, y, name_cells(shared), &row.pipeline, styles.plain());
        for (x, day) in (0..).map(|at| begin + at * DAY).zip(&days) {
            if let Some((sign, style)) = mark(row, *day, span.misses(*day), canvas) {
                canvas.text(x + 1, y, 1, sign, style);
            }
        }
    }
    let below = area.y + 2 + u16::try_from(pipelines.len()).unwrap_or_default();
    draw_legend(Rect { y: below, height: legend, ..area }, canvas);
}

/// The pipelines in view: where there is no room for all, those around the selected file's.
fn window(today: &Today, standing: &Standing, lines: usize) -> Range<usize> {
    let len = standing.calendar.len();
    let selected = today.selected().and_then(|file| file.pipeline.as_ref());
    let at = standing.calendar.iter().position(|d| Some(&d.pipeline) == selected).unwrap_or_default();
    let start = at.saturating_sub(lines / 2).min(len.saturating_sub(lines));
    start..(start + lines).min(len)
}

/// The names of the months, each over its first day in view, where there is room.
fn months(days: &[NaiveDate], begin: u16, area: Rect, canvas: &mut Canvas<'_>) {
    let mut starts: Vec<(u16, NaiveDate)> = Vec::new();
    for (x, day) in (0..).map(|at| begin + at * DAY).zip(days) {
        if starts.last().is_none_or(|(_, known)| (known.year(), known.month()) != (day.year(), day.month())) {
            starts.push((x, *day));
        }
    }
    let ends = starts.iter().skip(1).map(|(x, _)| *x).chain([area.right()]);
    for ((x, day), end) in starts.iter().zip(ends) {
        let room = end.saturating_sub(x + 1);
        let names = ["%B %Y", "%b %Y", "%b"].map(|format| day.format(format).to_string());
        if let Some(name) = names.iter().find(|name| name.len() <= room.into()) {
            canvas.text(x + 1, area.y, room, name, canvas.styles.strong());
        }
    }
}

fn header(days: &[NaiveDate], begin: u16, y: u16, canvas: &mut Canvas<'_>) {
    for (x, day) in (0..).map(|at| begin + at * DAY).zip(days) {
        canvas.aligned(x, y, 2, &day.day().to_string(), Side::Right, canvas.styles.dim());
    }
}

fn mark(row: &Days, day: NaiveDate, misses: bool, canvas: &Canvas<'_>) -> Option<(&'static str, Style)> {
    let (sign, ascii, style) = match row.mark(day) {
        Some(mark) => looks(Some(mark), canvas),
        None if misses => looks(None, canvas),
        None => return None,
    };
    Some((canvas.styles.sign(sign, ascii), style))
}

/// The sign of a day; none is a missing one.
fn looks(mark: Option<Mark>, canvas: &Canvas<'_>) -> (&'static str, &'static str, Style) {
    let styles = canvas.styles;
    match mark {
        Some(Mark::Loaded) => ("■", "#", styles.good()),
        Some(Mark::Rejects) => ("▲", "!", styles.attention()),
        Some(Mark::Quarantined) => ("✗", "x", styles.bad()),
        Some(Mark::Waiting) => ("□", "o", styles.accent()),
        None => ("·", ".", styles.dim()),
    }
}

/// Signs with their meaning, in the order in which they matter.
const LEGEND: [(Option<Mark>, &str); 5] = [
    (Some(Mark::Loaded), "loaded"),
    (Some(Mark::Rejects), "rejected"),
    (None, "missing"),
    (Some(Mark::Quarantined), "quarantined"),
    (Some(Mark::Waiting), "ready"),
];

fn entry_cells(word: &str) -> u16 {
    u16::try_from(word.len()).unwrap_or_default() + 3
}

fn legend_lines(width: u16) -> u16 {
    let (mut lines, mut used) = (1, 0);
    for (_, word) in LEGEND {
        if used > 0 && used + entry_cells(word) > width + 1 {
            (lines, used) = (lines + 1, 0);
        }
        used += entry_cells(word);
    }
    lines
}

fn draw_legend(area: Rect, canvas: &mut Canvas<'_>) {
    let (mut x, mut y) = (area.x, area.y);
    for (mark, word) in LEGEND {
        if x > area.x && x + entry_cells(word) > area.right() + 1 {
            (x, y) = (area.x, y + 1);
        }
        if y >= area.bottom() {
            return;
        }
        let (sign, ascii, style) = looks(mark, canvas);
        let dim = canvas.styles.dim();
        let sign = canvas.styles.sign(sign, ascii);
        canvas.parts(x, y, area.right().saturating_sub(x), &[(sign, style), (" ", dim), (word, dim)]);
        x += entry_cells(word);
    }
}
