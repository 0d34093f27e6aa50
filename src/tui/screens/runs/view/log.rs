//! The log of a run: a line an event.

use ratatui::layout::Rect;

use crate::report::text::{counted, grouped};
use crate::run::{Event, EventKind, Level, RunResult, Sign, Step, said};
use crate::tui::core::shared::Shared;
use crate::tui::screens::runs::model::{Least, Log};
use crate::tui::screens::runs::view::ended::{End, result_look};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::quantity::duration;
use crate::tui::widgets::table::{Column, Columns, Marked, Table, under_heading};

/// From this width on, pipeline and step have columns of their own.
const WIDE: u16 = 64;
/// From these widths on, the pipeline has room for long names.
const WIDER: u16 = 100;
const WIDEST: u16 = 120;

pub fn draw(shared: &Shared, log: &Log, area: Rect, canvas: &mut Canvas<'_>) {
    if log.lines.is_empty() {
        return match log.state.failure() {
            Some(failure) => canvas.failure(area, failure),
            None if log.state.is_loading() => canvas.note(area, "loading the log"),
            None => canvas.note(area, "no log lines yet"),
        };
    }
    heading(log, area, canvas);
    let rows = under_heading(area);
    if log.shown.is_empty() {
        return canvas.note(rows, "no matching lines");
    }
    // Reports have longer names than most pipelines.
    let pipelines = shared.shop.tables.iter().map(|t| t.name.chars().count()).max().unwrap_or_default();
    let pipelines = u16::try_from(pipelines).unwrap_or(14).clamp(8, 14).max(match area.width {
        WIDEST.. => 26,
        WIDER.. => 14,
        _ => 0,
    });
    let columns = columns(pipelines, rows);
    let table = Table { list: log.list, len: log.shown.len(), area: rows, marked: Marked::Sign };
    table.draw(canvas, |line, place, canvas| {
        if let Some(shown) = log.line(line) {
            draw_line(&shown.event, &columns, place.y, canvas);
        }
    });
    if let Some(failure) = log.state.failure() {
        let text = format!("{} could not refresh: {}", canvas.styles.sign("✗", "x"), failure.message);
        canvas.text(area.x + 1, area.bottom() - 1, area.width.saturating_sub(2), &text, canvas.styles.bad());
    }
}

fn heading(log: &Log, area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let last = log.lines.last().map(|line| &line.event.happening);
    let (end, took) = match last {
        Some(EventKind::RunFinished { result, seconds, .. }) => {
            (End::With(*result), format!(" in {}", duration(*seconds)))
        }
        _ if log.live => (End::NotYet, String::new()),
        _ => (End::Never, String::new()),
    };
    let (sign, words, style) = result_look(end, canvas);
    let (len, all) = (log.shown.len(), log.lines.len());
    let count = |number: usize| grouped(number as i128, 0);
    let mut facts = match len == all {
        true => format!(" · {}", counted(all as u64, "line", "lines")),
        false => format!(" · {} of {}", count(len), counted(all as u64, "line", "lines")),
    };
    match log.least {
        Least::All => {}
        Least::Warnings => facts.push_str(" · warnings and failures"),
        Least::Failures => facts.push_str(" · failures"),
    }
    if let Some(pipeline) = &log.pipeline {
        facts.push_str(&format!(" · only {pipeline}"));
    }
    if !log.filter.is_empty() {
        facts.push_str(&format!(" · with “{}”", log.filter));
    }
    let follow = if log.follow { " · following" } else { "" };
    let parts = [
        (sign, style),
        (" ", style),
        (words, style),
        (took.as_str(), styles.plain()),
        (facts.as_str(), styles.dim()),
        (follow, styles.accent()),
    ];
    canvas.parts(area.x + 1, area.y, area.width.saturating_sub(1), &parts);
}

/// Time, sign, pipeline, step, and what was said.
fn columns(pipelines: u16, area: Rect) -> Columns<'static> {
    let (pipeline, step) = if area.width >= WIDE { (pipelines, 6) } else { (0, 0) };
    let columns = [8, 1, pipeline, step, area.width].map(|cells| Column::words("", cells).gap(1));
    Columns::new(columns.to_vec(), Rect { x: area.x + 3, width: area.width.saturating_sub(3), ..area })
}

fn draw_line(event: &Event, columns: &Columns<'_>, y: u16, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let (sign, style) = match event.sign() {
        Sign::Failed | Sign::End(RunResult::Failed) => (styles.sign("✗", "x"), styles.bad()),
        Sign::Warning | Sign::Waiting => (styles.sign("▲", "!"), styles.attention()),
        Sign::End(result) => {
            let (sign, _, style) = result_look(End::With(result), canvas);
            (sign, style)
        }
        Sign::Again => (styles.sign("↺", "<"), styles.accent()),
        Sign::Done => (styles.sign("✓", "+"), styles.good()),
        Sign::Progress | Sign::Begin => (" ", styles.dim()),
    };
    let at = event.at();
    columns.row(y, canvas, |column| match column {
        0 => Some((styles.zone.show(event.time, "%H:%M:%S").into(), styles.dim())),
        1 => Some((sign.into(), style)),
        2 => Some((at.and_then(|at| at.pipeline.as_deref()).unwrap_or_default().into(), styles.plain())),
        3 => Some((at.and_then(|at| at.step).map(Step::word).unwrap_or_default().into(), styles.dim())),
        _ => None,
    });
    let Some(rest) = columns.place(4) else { return };
    let file = at.and_then(|at| at.file.as_deref()).unwrap_or_default();
    let gap = if file.is_empty() { "" } else { "  " };
    let said = said(event);
    let said_style = if event.level() == Level::Info { styles.dim() } else { style };
    canvas.parts(rest.x, y, rest.width, &[(file, styles.plain()), (gap, styles.dim()), (said.as_str(), said_style)]);
}
