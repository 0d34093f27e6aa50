//! The last run: what it did to each table, whether all adds up, what the owner should know.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::report::text::{counted, grouped};
use crate::run::Level;
use crate::tui::core::last_run::{Figures, LastRun, Note};
use crate::tui::core::shared::Shared;
use crate::tui::keys::{Action, Scope};
use crate::tui::screen::Screen;
use crate::tui::screens::runs::view::ended::{End, result_look};
use crate::tui::screens::today::model::Today;
use crate::tui::screens::today::request::{Standing, State};
use crate::tui::widgets::canvas::{Canvas, Side, wrapped};
use crate::tui::widgets::quantity::duration;

/// From this width on, the checks stand beside the figures.
const BESIDE: u16 = 148;
/// Below this width, the counts have no more cells than they need.
const WIDE: u16 = 78;
/// So many failures and warnings are asked room for.
const NOTES: usize = 4;

/// A column of the figures: its title, its cells, and where there is little room; the count.
type Count = (&'static str, u16, u16, fn(&Figures) -> u64);

/// The columns, in the order in which they matter.
const COUNTS: [Count; 6] = [
    ("rows", 11, 10, |f| f.rows),
    ("new/changed", 13, 12, |f| f.opened),
    ("ended", 11, 9, |f| f.closed),
    ("unchanged", 11, 10, |f| f.unchanged),
    ("rejected", 11, 9, |f| f.rejected),
    ("files", 9, 6, |f| f.files),
];

/// The lines that it would like to have.
pub fn height(today: &Today, width: u16) -> u16 {
    let Some(standing) = today.standing.value() else { return 2 };
    let figures = standing.last.as_ref().map_or(1, |last| last.figures.len() + 1);
    let checks = standing.checks.iter().map(|c| c.lines.as_ref().map_or(1, |lines| lines.len() + 1)).sum::<usize>();
    let notes = standing.last.as_ref().map_or(0, |last| last.notes.len().min(NOTES) * 2);
    let side = if width >= BESIDE { figures.max(checks) } else { figures + checks };
    u16::try_from(1 + side + notes).unwrap_or(u16::MAX)
}

pub fn draw(today: &Today, shared: &Shared, standing: &Standing, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(last) = run(today, shared, standing) else {
        let key = shared.keys.key_of(Scope::On(Screen::Today), Action::Load);
        let parts = [("No run yet", canvas.styles.strong()), (" · ", canvas.styles.dim())];
        let used = canvas.parts(area.x + 1, area.y, area.width.saturating_sub(1), &parts);
        let text = format!("{key} loads what is ready");
        canvas.text(area.x + 1 + used, area.y, area.width.saturating_sub(used + 1), &text, canvas.styles.plain());
        return;
    };
    heading(last, area, canvas);
    let mut rest = from(area, 1);
    if rest.height <= 1 {
        return summary(standing, last, rest, canvas);
    }
    // A blank line between the blocks, where there is room for everything.
    let airy = u16::from(area.height > height(today, area.width) + 2);
    let checks = if area.width >= BESIDE { 66.min(area.width / 2) } else { 0 };
    let left = Rect { width: rest.width.saturating_sub(checks + 3 * u16::from(checks > 0)), ..rest };
    let mut used = figures(last, left, canvas);
    if checks > 0 {
        let right = Rect { x: left.right() + 3, y: area.y, width: checks, height: area.height };
        used = used.max(draw_checks(standing, last, right, canvas).saturating_sub(1));
        rest = from(rest, used);
    } else {
        rest = from(rest, used + airy);
        rest = from(rest, draw_checks(standing, last, Rect { x: rest.x + 1, width: rest.width - 1, ..rest }, canvas));
    }
    notes(shared, standing, last, from(rest, airy), canvas);
}

/// The last run: while what it left behind is looked at, as it told it itself.
fn run<'a>(today: &'a Today, shared: &'a Shared, standing: &'a Standing) -> Option<&'a LastRun> {
    let told = shared.running.as_ref().filter(|run| run.sum.result.is_some()).map(|run| &run.sum);
    told.filter(|_| today.standing.is_loading()).or(standing.last.as_ref())
}

/// The area without its first lines.
fn from(area: Rect, lines: u16) -> Rect {
    let lines = lines.min(area.height);
    Rect { y: area.y + lines, height: area.height - lines, ..area }
}

fn heading(last: &LastRun, area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let started = last.started.map(|time| styles.zone.moment(time)).unwrap_or_default();
    let took = last.seconds.map(|s| format!(" · {}", duration(s))).unwrap_or_default();
    let did = [(last.undone, "file undone", "files undone"), (last.corrected, "row corrected", "rows corrected")];
    let did = did.into_iter().filter(|(count, ..)| *count > 0);
    let did: String = did.map(|(count, one, many)| format!(" · {}", counted(count, one, many))).collect();
    let end = match last.result {
        Some(result) => End::With(result),
        None if last.elsewhere => End::NotYet,
        None => End::Never,
    };
    let (sign, words, style) = result_look(end, canvas);
    let parts = [
        ("Last run", styles.strong()),
        (" · ", styles.dim()),
        (sign, style),
        (" ", style),
        (words, style),
        (" · ", styles.dim()),
        (started.as_str(), styles.plain()),
        (took.as_str(), styles.plain()),
        (did.as_str(), styles.accent()),
    ];
    canvas.parts(area.x + 1, area.y, area.width.saturating_sub(1), &parts);
}

/// All in one line, where there is room for no more.
fn summary(standing: &Standing, last: &LastRun, area: Rect, canvas: &mut Canvas<'_>) {
    let checks = standing.checks.iter().filter_map(|c| c.lines.as_ref()).flatten();
    let (good, all) = checks.fold((0, 0), |(good, all), line| (good + usize::from(line.ok), all + 1));
    let sign = if good == all { canvas.styles.sign("✓", "+") } else { canvas.styles.sign("✗", "x") };
    let rows = counted(last.figures.iter().map(|f| f.rows).sum(), "row", "rows");
    let rejected = grouped(last.figures.iter().map(|f| f.rejected).sum::<u64>().into(), 0);
    let text = format!("{rows}, {rejected} rejected · {sign} {good}/{all} checks");
    if area.height > 0 {
        canvas.text(area.x + 1, area.y, area.width.saturating_sub(1), &text, canvas.styles.plain());
    }
}

/// A line a pipeline; gives the lines it took.
fn figures(last: &LastRun, area: Rect, canvas: &mut Canvas<'_>) -> u16 {
    let styles = canvas.styles;
    if last.figures.is_empty() {
        let text = if last.undone > 0 { "no days had to be replayed" } else { "no files were ready to load" };
        canvas.text(area.x + 3, area.y, area.width.saturating_sub(3), text, styles.dim());
        return 1;
    }
    let name = last.figures.iter().map(|f| f.pipeline.chars().count()).max().unwrap_or_default();
    let name = u16::try_from(name).unwrap_or(14).clamp(8, 14);
    let shown = || {
        let mut x = area.x + 3 + name;
        COUNTS.iter().map_while(move |(title, cells, few, count)| {
            let (begin, cells) = (x, if area.width < WIDE { *few } else { *cells });
            x += cells;
            (x <= area.right()).then_some((*title, *count, begin, cells))
        })
    };
    for (title, _, x, cells) in shown() {
        canvas.aligned(x, area.y, cells, title, Side::Right, styles.dim());
    }
    let lines = area.height.saturating_sub(1);
    for (y, figures) in (area.y + 1..area.bottom()).zip(&last.figures) {
        canvas.text(area.x + 3, y, name, &figures.pipeline, styles.plain());
        for (title, count, x, cells) in shown() {
            let count = count(figures);
            let style = match (title, count) {
                ("rejected", 1..) => styles.attention(),
                (_, 0) => styles.dim(),
                _ => styles.plain(),
            };
            canvas.aligned(x, y, cells, &grouped(count.into(), 0), Side::Right, style);
        }
    }
    1 + u16::try_from(last.figures.len()).unwrap_or(lines).min(lines)
}

/// The lists of checks; gives the lines it took.
fn draw_checks(standing: &Standing, last: &LastRun, area: Rect, canvas: &mut Canvas<'_>) -> u16 {
    let styles = canvas.styles;
    let mut lines: Vec<(&'static str, Style, &str, Style)> = Vec::new();
    for list in &standing.checks {
        lines.push(("", styles.plain(), &list.title, styles.strong()));
        if !last.reported && list.lines.is_some() {
            lines.push(("  ", styles.dim(), "from an earlier run: the last one wrote no reports", styles.dim()));
        }
        match &list.lines {
            None => lines.push(("  ", styles.dim(), "not written yet; every run writes it", styles.dim())),
            Some(checks) => lines.extend(checks.iter().map(|check| match check.ok {
                true => (styles.sign("  ✓ ", "  + "), styles.good(), check.text.as_str(), styles.plain()),
                false => (styles.sign("  ✗ ", "  x "), styles.bad(), check.text.as_str(), styles.bad()),
            })),
        }
    }
    for (y, (sign, sign_style, text, style)) in (area.y..area.bottom()).zip(&lines) {
        canvas.parts(area.x, y, area.width, &[(sign, *sign_style), (text, *style)]);
    }
    u16::try_from(lines.len()).unwrap_or(area.height).min(area.height)
}

/// Failures and warnings, failures first, each with what to do.
fn notes(shared: &Shared, standing: &Standing, last: &LastRun, area: Rect, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let width = usize::from(area.width.saturating_sub(5)).max(1);
    let mut lines: Vec<(String, Style)> = Vec::new();
    if standing.files.iter().any(|file| file.state == State::Held) {
        let key = shared.keys.key_of(Scope::On(Screen::Today), Action::AcceptShrink);
        let text = format!("{} {key} loads the held snapshot despite max_shrink", styles.sign("▸", ">"));
        lines.push((text, styles.accent()));
    }
    let mut told = 0;
    for note in &last.notes {
        let mut more = note_lines(note, width, canvas);
        // What does not fit is counted in a line of its own.
        let room = usize::from(area.height).saturating_sub(lines.len() + usize::from(told + 1 < last.said));
        if more.len() > room {
            // At least its beginning, in what is left.
            more = note_lines(note, usize::MAX, canvas);
            more.truncate(room);
        }
        if more.is_empty() {
            break;
        }
        lines.append(&mut more);
        told += 1;
    }
    let untold = last.said - told;
    if untold > 0 {
        lines.push((format!("  and {untold} more; Runs has the whole log"), styles.dim()));
    }
    for (y, (text, style)) in (area.y..area.bottom()).zip(&lines) {
        canvas.text(area.x + 3, y, area.width.saturating_sub(3), text, *style);
    }
}

fn note_lines(note: &Note, width: usize, canvas: &Canvas<'_>) -> Vec<(String, Style)> {
    let styles = canvas.styles;
    let (sign, style) = match note.level {
        Level::Error => (styles.sign("✗", "x"), styles.bad()),
        _ => (styles.sign("▲", "!"), styles.attention()),
    };
    let of = note.file.as_ref().or(note.pipeline.as_ref());
    let place = of.map(|of| format!("{of}: ")).unwrap_or_default();
    let text = format!("{sign} {place}{}", note.message);
    let indented = |(at, line): (usize, String)| (if at > 0 { format!("  {line}") } else { line }, style);
    let mut lines: Vec<_> = wrapped(&text, width).into_iter().enumerate().map(indented).collect();
    let hint = note.hint.as_deref().filter(|_| !note.held_back).unwrap_or_default();
    lines.extend(wrapped(hint, width).into_iter().map(|line| (format!("  {line}"), styles.dim())));
    lines
}
