//! The run that goes on: how far it is, how fast, what it says.

use ratatui::layout::Rect;

use crate::report::text::grouped;
use crate::run::{Event, Level, Step, said};
use crate::tui::core::running::{Gauge, Running};
use crate::tui::core::shared::Shared;
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::quantity::{duration, percent, short};

/// The steps of a file.
const STEPS: [Step; 3] = [Step::Take, Step::Check, Step::Load];
/// The cells of a step's word, with the gap behind it.
const WORD: u16 = 7;
/// Below this width, a pipeline has one bar for all its steps.
const NARROW: u16 = 60;
/// The lines of the log that are asked room for.
const LOG: u16 = 8;

/// The lines that it would like to have.
pub fn height(shared: &Shared) -> u16 {
    let gauges = shared.running.as_ref().map_or(0, |r| r.gauges.len());
    u16::try_from(gauges).unwrap_or(u16::MAX).saturating_add(3 + LOG)
}

pub fn draw(shared: &Shared, running: &Running, area: Rect, canvas: &mut Canvas<'_>) {
    heading(shared, running, area, canvas);
    let mut y = area.y + 1;
    if let Some(share) = running.share().filter(|_| y < area.bottom()) {
        overall(share, Rect { y, height: 1, ..area }, canvas);
        y += 1;
    }
    // The log gets three lines at least, where there is room for anything.
    let gauges = area.bottom().saturating_sub(y + 3).max(u16::from(area.bottom() > y));
    for (row, gauge) in (y..).take(gauges.into()).zip(window(running, gauges.into())) {
        draw_gauge(running, gauge, Rect { y: row, height: 1, ..area }, canvas);
        y = row + 1;
    }
    if area.bottom() > y + 2 {
        y += 1;
    }
    log(running, Rect { y, height: area.bottom().saturating_sub(y), ..area }, canvas);
}

fn heading(shared: &Shared, running: &Running, area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let mut facts = vec![duration(running.elapsed(shared.now))];
    if let Some(pace) = running.rows_per_second(shared.now) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a pace is not below zero")]
        let rows = pace as u64;
        facts.push(format!("{} rows/s", short(rows)));
    }
    if running.stopping {
        facts.insert(0, "stopping after the current file".to_owned());
    } else if let Some(left) = running.remaining(shared.now).filter(|_| running.share().is_some_and(|s| s < 1.0)) {
        facts.push(if left < 0.5 { "almost done".to_owned() } else { format!("about {} left", duration(left)) });
    } else if running.planned.is_some() && running.share().is_none_or(|s| s >= 1.0) {
        facts.push("writing the reports".to_owned());
    }
    let facts = facts.join(" · ");
    let (word, style) = match running.stopping {
        true => ("Stopping", styles.attention()),
        false => (running.work.heading(), styles.accent()),
    };
    let parts = [(word, style), (" · ", styles.dim()), (facts.as_str(), styles.plain())];
    canvas.parts(area.x + 1, area.y, area.width.saturating_sub(1), &parts);
}

fn overall(share: f64, area: Rect, canvas: &mut Canvas<'_>) {
    let room = area.width.saturating_sub(10);
    bar(share, Rect { x: area.x + 3, width: room, ..area }, canvas);
    canvas.text(area.x + room + 4, area.y, 6, &format!("{:>5}", percent(share)), canvas.styles.strong());
}

/// A bar: done, its end, to do.
fn bar(share: f64, area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share lies between 0 and 1")]
    let done = (share * f64::from(area.width)) as u16;
    let end = u16::from(done > 0 && done < area.width);
    let parts = [
        (styles.sign("━", "=").repeat((done - end).into()), styles.accent()),
        (styles.sign("╸", ">").repeat(end.into()), styles.accent()),
        (styles.sign("─", "-").repeat((area.width - done).into()), styles.dim()),
    ];
    let parts: Vec<_> = parts.iter().map(|(text, style)| (text.as_str(), *style)).collect();
    canvas.parts(area.x, area.y, area.width, &parts);
}

/// The gauges in view: where there is no room for all, those that are not done go first.
fn window(running: &Running, lines: usize) -> Vec<&Gauge> {
    let mut gauges: Vec<&Gauge> = running.gauges.iter().collect();
    if gauges.len() > lines {
        gauges.sort_by_key(|gauge| gauge.share(2) >= 1.0);
        gauges.truncate(lines);
    }
    gauges
}

fn draw_gauge(running: &Running, gauge: &Gauge, area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let widest = running.gauges.iter().map(|g| g.pipeline.chars().count()).max().unwrap_or_default();
    let name = u16::try_from(widest).unwrap_or(14).clamp(4, if area.width < 60 { 8 } else { 14 });
    canvas.text(area.x + 3, area.y, name, &gauge.pipeline, styles.plain());
    let mut x = area.x + 3 + name + 2;
    if area.width < NARROW {
        return narrow_gauge(gauge, Rect { x, width: area.right().saturating_sub(x + 1), ..area }, canvas);
    }
    // What is left of the line after the names of the steps and their percents.
    let rest = area.right().saturating_sub(x + 1);
    let files =
        format!("{} of {}", grouped(gauge.files.into(), 0), grouped(gauge.planned.0.max(gauge.files).into(), 0));
    let files = if rest >= 60 { files } else { String::new() };
    let tail = u16::try_from(files.len()).unwrap_or_default();
    let bar_cells = ((rest.saturating_sub(tail) / 3).saturating_sub(WORD + 6 + 2)).min(24);
    for (place, step) in STEPS.into_iter().enumerate() {
        let (word, share) = (step.word(), gauge.share(place));
        let here = gauge.step == Some(step);
        let style = if here { styles.strong() } else { styles.dim() };
        let cells = if bar_cells > 0 { WORD } else { u16::try_from(word.len()).unwrap_or_default() + 1 };
        canvas.text(x, area.y, cells, word, style);
        x += cells;
        if gauge.failed && share < 1.0 {
            canvas.text(x, area.y, 1, styles.sign("✗", "x"), styles.bad());
        } else if gauge.held_back && share < 1.0 {
            canvas.text(x, area.y, 6, styles.sign("▲ held", "! held"), styles.attention());
        } else if share >= 1.0 {
            canvas.text(x, area.y, 1, styles.sign("✓", "+"), styles.good());
        } else {
            if bar_cells > 0 {
                bar(share, Rect { x, width: bar_cells, ..area }, canvas);
            }
            let room = area.right().saturating_sub(x + bar_cells);
            canvas.text(x + bar_cells, area.y, room.min(6), &format!("{:>5}", percent(share)), styles.plain());
        }
        x += bar_cells + if bar_cells > 0 { 8 } else { 6 };
    }
    if tail > 0 {
        canvas.text(area.right().saturating_sub(tail + 1), area.y, tail, &files, styles.dim());
    }
}

/// The step a pipeline is at and how far it is over all steps.
fn narrow_gauge(gauge: &Gauge, area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let share = (0..STEPS.len()).map(|place| gauge.share(place)).sum::<f64>() / 3.0;
    let (word, style) = match gauge.step {
        _ if gauge.failed => (styles.sign("✗", "x"), styles.bad()),
        _ if gauge.held_back => (styles.sign("▲ held", "! held"), styles.attention()),
        _ if share >= 1.0 => (styles.sign("✓", "+"), styles.good()),
        Some(step) => (step.word(), styles.plain()),
        None => ("", styles.plain()),
    };
    canvas.text(area.x, area.y, WORD, word, style);
    let room = area.width.saturating_sub(WORD + 6);
    bar(share, Rect { x: area.x + WORD, width: room, ..area }, canvas);
    canvas.text(area.x + WORD + room, area.y, 6, &format!("{:>5}", percent(share)), styles.plain());
}

/// The last things it said, the latest at the bottom.
fn log(running: &Running, area: Rect, canvas: &mut Canvas<'_>) {
    if let Some(waiting) = running.waiting.as_ref().filter(|_| running.log.len() < 2) {
        let text = format!("waiting: {waiting}");
        canvas.text(area.x + 3, area.y, area.width.saturating_sub(3), &text, canvas.styles.attention());
        return;
    }
    let lines = running.log.len().min(area.height.into());
    let events = running.log.iter().skip(running.log.len() - lines);
    for (y, event) in (area.y..area.bottom()).zip(events) {
        log_line(event, Rect { y, height: 1, ..area }, canvas);
    }
}

fn log_line(event: &Event, area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let (sign, style) = match event.level() {
        Level::Error => (styles.sign("✗", "x"), styles.bad()),
        Level::Warning => (styles.sign("▲", "!"), styles.attention()),
        Level::Info => (" ", styles.plain()),
    };
    let at = event.at();
    let step = at.and_then(|at| at.step).map(|step| format!("{} ", step.word())).unwrap_or_default();
    let of = at.and_then(|at| at.file.as_deref().or(at.pipeline.as_deref())).unwrap_or_default();
    let time = styles.zone.show(event.time, "%H:%M:%S");
    let gap = if of.is_empty() { "" } else { "  " };
    let said = said(event);
    let dim = styles.dim();
    let parts = [
        (time.as_str(), dim),
        ("  ", dim),
        (sign, style),
        (" ", dim),
        (step.as_str(), dim),
        (of, styles.plain()),
        (gap, dim),
        (said.as_str(), if event.level() == Level::Info { dim } else { style }),
    ];
    canvas.parts(area.x + 3, area.y, area.width.saturating_sub(3), &parts);
}
