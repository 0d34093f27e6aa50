//! What held on the day: since when, what changed, where it came from, what ended it, the whole row.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::history::Version;
use crate::report::text::{counted, grouped};
use crate::tui::screens::history::model::{Span, Timeline, What};
use crate::tui::screens::history::view::bars::shown;
use crate::tui::widgets::canvas::{Canvas, cells};

/// The least cells of a name and its value beside others.
const PAIR: u16 = 38;
/// The widest that a name is shown.
const NAME: u16 = 20;

/// Draws what held on the day.
pub fn draw(timeline: &Timeline, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(span) = timeline.span().filter(|_| area.height > 0) else { return };
    let mut pen = Pen { area, y: area.y };
    match span.what {
        What::Version(number) => {
            let Some(version) = timeline.version(number) else { return };
            held(timeline, number, span, &mut pen, canvas);
            changes(version, &mut pen, canvas);
            origin(timeline, number, &mut pen, canvas);
            row(version, &mut pen, canvas);
        }
        What::Gap(number) => away(timeline, number, span, &mut pen, canvas),
    }
}

/// Where the next line goes.
struct Pen {
    area: Rect,
    y: u16,
}

impl Pen {
    /// The place of the next line, if there is one.
    fn line(&mut self) -> Option<Rect> {
        let y = self.y;
        self.y += 1;
        (y < self.area.bottom()).then_some(Rect { y, height: 1, ..self.area })
    }

    /// Writes a name and what stands behind it.
    fn named(&mut self, name: &str, names: u16, parts: &[(&str, Style)], canvas: &mut Canvas<'_>) {
        let Some(place) = self.line() else { return };
        canvas.text(place.x, place.y, names, name, canvas.styles.dim());
        canvas.parts(place.x + names + 2, place.y, place.width.saturating_sub(names + 2), parts);
    }
}

/// The days on which it held.
fn held(timeline: &Timeline, number: usize, span: &Span, pen: &mut Pen, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let Some(place) = pen.line() else { return };
    let to = span.to.map_or_else(|| "now".to_owned(), |to| to.to_string());
    let days = (span.to.unwrap_or(timeline.last.succ_opt().unwrap_or(timeline.last)) - span.from).num_days();
    let days = counted(days.unsigned_abs(), "day", "days");
    let so_far = if span.to.is_none() { " so far" } else { "" };
    let count = timeline.versions.value().map_or(0, |v| v.versions.len());
    let dot = styles.sign(" · ", " - ");
    let interval = format!("{}{}{to}", span.from, styles.sign(" → ", " -> "));
    let rest = format!(
        "{dot}{days}{so_far}{dot}history row {} of {}",
        grouped(number as i128 + 1, 0),
        grouped(count as i128, 0)
    );
    canvas.parts(place.x, place.y, place.width, &[(&interval, styles.strong()), (&rest, styles.dim())]);
}

fn changes(version: &Version, pen: &mut Pen, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let names = version.changes.iter().map(|c| cells(&c.column, NAME)).max().unwrap_or(0);
    for change in &version.changes {
        let (old, new) = (shown(change.old.as_deref()), shown(change.new.as_deref()));
        let arrow = styles.sign(" → ", " -> ");
        // A long old value must not push the new one out of sight.
        let room = pen.area.width.saturating_sub(names + 2 + 4) / 2;
        let old: String = if cells(old, u16::MAX) > room {
            old.chars().take(room.into()).collect::<String>() + "…"
        } else {
            old.to_owned()
        };
        pen.named(
            &change.column,
            names,
            &[(&old, styles.dim()), (arrow, styles.dim()), (new, styles.attention())],
            canvas,
        );
    }
}

fn origin(timeline: &Timeline, number: usize, pen: &mut Pen, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let origin = timeline.origin(number);
    const WORDS: u16 = 5;
    let line = match origin.line {
        Some(line) => format!(" line {}", grouped(line.into(), 0)),
        None if timeline.is_read(number) => " (line not found in the archived file)".to_owned(),
        None => " finding the line".to_owned(),
    };
    match &origin.file {
        Some(file) => {
            let run = origin.run.as_deref().map(|run| format!("{}run {run}", styles.sign(" · ", " - ")));
            let run = run.unwrap_or_default();
            pen.named("from", WORDS, &[(file, styles.plain()), (&line, styles.plain()), (&run, styles.dim())], canvas);
        }
        None => pen.named("from", WORDS, &[("unknown file", styles.dim())], canvas),
    }
    let Some(file) = &origin.ended_by else { return };
    let gone = timeline.spans.get(timeline.list.selected + 1).is_some_and(|next| matches!(next.what, What::Gap(_)));
    let how = if gone { ", where it is missing" } else { ", where it changed" };
    pen.named("until", WORDS, &[(file, styles.plain()), (how, styles.dim())], canvas);
}

/// The key is away.
fn away(timeline: &Timeline, number: usize, span: &Span, pen: &mut Pen, canvas: &mut Canvas<'_>) {
    let styles = canvas.styles;
    let Some(place) = pen.line() else { return };
    let to = span.to.map_or_else(|| "not back yet".to_owned(), |to| format!("back on {to}"));
    let rest = format!("{}{to}", styles.sign(" · ", " - "));
    let words = format!("not listed since {}", span.from);
    canvas.parts(place.x, place.y, place.width, &[(&words, styles.strong()), (&rest, styles.dim())]);
    if let Some(file) = timeline.origin(number).ended_by {
        pen.named("since", 5, &[(&file, styles.plain()), (", where it is missing", styles.dim())], canvas);
    }
}

/// The whole row, in as many columns as there is room for.
fn row(version: &Version, pen: &mut Pen, canvas: &mut Canvas<'_>) {
    pen.y += 1;
    let rows = pen.area.bottom().saturating_sub(pen.y);
    if rows == 0 {
        return;
    }
    let names = version.values.iter().map(|(name, _)| cells(name, NAME)).max().unwrap_or(0);
    let count = version.values.len();
    let beside = usize::from(pen.area.width / PAIR.max(names + 14)).max(1);
    let deep = count.div_ceil(beside).max(1);
    let wide = pen.area.width / u16::try_from(beside).unwrap_or(1);
    let styles = canvas.styles;
    for (at, (name, value)) in version.values.iter().enumerate() {
        let (column, line) =
            (u16::try_from(at / deep).unwrap_or_default(), u16::try_from(at % deep).unwrap_or(u16::MAX));
        let (x, y) = (pen.area.x + column * wide, pen.y.saturating_add(line));
        if line >= rows {
            continue;
        }
        if line + 1 == rows && deep > usize::from(rows) {
            let words = format!("{} enter shows the whole row", styles.sign("…", "..."));
            canvas.text(pen.area.x, y, pen.area.width, if column == 0 { &words } else { "" }, styles.dim());
            continue;
        }
        let changed = version.changes.iter().any(|c| c.column == *name);
        let style = if changed { styles.attention() } else { styles.plain() };
        canvas.text(x, y, names, name, styles.dim());
        canvas.text(x + names + 2, y, wide.saturating_sub(names + 3), value.as_deref().unwrap_or_default(), style);
    }
}
