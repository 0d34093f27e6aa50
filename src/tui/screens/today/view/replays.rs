//! The days that the next run replays: a line a pipeline, under the files that came in.

use ratatui::layout::Rect;

use crate::report::text::counted;
use crate::tui::core::shared::Shared;
use crate::tui::screens::today::model::Today;
use crate::tui::screens::today::request::Standing;
use crate::tui::widgets::canvas::{Canvas, wrapped};

/// The most lines.
const MOST: u16 = 4;

/// The lines that it would like to have; none while a run goes on, which tells them itself.
pub fn height(today: &Today, shared: &Shared, width: u16) -> u16 {
    let standing = today.standing.value().filter(|_| !shared.is_running());
    let lines = |standing: &Standing| paragraphs(standing, width).iter().map(Vec::len).sum::<usize>();
    u16::try_from(standing.map_or(0, lines)).unwrap_or(MOST).min(MOST)
}

pub fn draw(standing: &Standing, area: Rect, canvas: &mut Canvas<'_>) {
    let room = usize::from(area.height);
    if room == 0 {
        return;
    }
    let mut all = paragraphs(standing, area.width);
    if all.iter().map(Vec::len).sum::<usize>() > room {
        // Each in a line, cut at its end; what is left after that is counted.
        all = standing.replays().into_iter().map(|line| vec![line]).collect();
    }
    let untold = if all.len() > room { all.len() + 1 - room } else { 0 };
    all.truncate(room - usize::from(untold > 0 && room > 1));
    if untold > 0 && room > 1 {
        all.push(vec![format!("and {}", counted(untold as u64, "more pipeline", "more pipelines"))]);
    }
    let style = canvas.styles.attention();
    let signed = |lines: Vec<String>| lines.into_iter().enumerate().map(|(at, line)| (at == 0, line));
    for (y, (first, line)) in (area.y..area.bottom()).zip(all.into_iter().flat_map(signed)) {
        let sign = if first { canvas.styles.sign("▲ ", "! ") } else { "  " };
        canvas.parts(area.x + 1, y, area.width.saturating_sub(1), &[(sign, style), (&line, style)]);
    }
}

/// Each pipeline's words, in lines of the width.
fn paragraphs(standing: &Standing, width: u16) -> Vec<Vec<String>> {
    let cells = usize::from(width.saturating_sub(4)).max(1);
    standing.replays().iter().map(|line| wrapped(line, cells)).collect()
}
