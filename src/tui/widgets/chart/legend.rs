//! What the fills and colours of a chart mean.

use ratatui::layout::Rect;

use crate::report::chart::Chart;
use crate::report::text::{escape_control, width};
use crate::tui::widgets::canvas::Canvas;
use crate::tui::widgets::chart::form::Form;
use crate::tui::widgets::chart::plot::cells;
use crate::tui::widgets::chart::{fill, line};

/// The most lines of a legend.
const MOST: u16 = 2;
/// The most cells of a name in it.
const NAME: usize = 24;
/// Between two entries.
const GAP: u16 = 3;

/// How many lines the legend of a chart takes in so many cells; none where nothing needs to be told apart.
pub fn height(chart: &Chart, room: u16) -> u16 {
    if chart.bars.series.len() < 2 { 0 } else { places(chart, room).last().map_or(0, |(_, y)| y + 1) }
}

/// Draws the legend; where not all of it fits, it says how many are missing.
pub fn legend(chart: &Chart, form: Form, area: Rect, canvas: &mut Canvas<'_>) {
    if chart.bars.series.len() < 2 {
        return;
    }
    let places = places(chart, area.width);
    let missing = chart.bars.series.len() - places.len();
    for (number, (x, y)) in places.iter().enumerate().filter(|(_, (_, y))| *y < area.height) {
        let sign = match form {
            Form::Bars | Form::Columns => fill::fill(number, canvas).repeat(2),
            Form::Line => line::sample(number, canvas),
        };
        let name = chart.bars.series.get(number).map_or("", String::as_str);
        let (x, y) = (area.x + x, area.y + y);
        let used = canvas.text(x, y, 2, &sign, fill::colour(number, canvas));
        let wide = name_cells(name);
        let used = used + 1 + canvas.text(x + used + 1, y, wide.min(area.right() - x), name, canvas.styles.plain());
        if missing > 0 && number + 1 == places.len() {
            let more = format!("and {missing} more");
            canvas.text(x + used + GAP, y, area.right().saturating_sub(x + used + GAP), &more, canvas.styles.dim());
        }
    }
}

fn name_cells(name: &str) -> u16 {
    cells(width(&escape_control(&name.chars().take(8 * NAME).collect::<String>())).min(NAME))
}

/// Where each entry stands, as many as there is room for.
fn places(chart: &Chart, room: u16) -> Vec<(u16, u16)> {
    let mut places = Vec::new();
    let (mut x, mut y) = (0, 0);
    for (number, name) in chart.bars.series.iter().enumerate() {
        let wide = 3 + name_cells(name);
        // The last line keeps room for saying how many are missing.
        let last = number + 1 == chart.bars.series.len();
        let end = if y + 1 == MOST && !last { room.saturating_sub(16) } else { room };
        if x > 0 && x + wide > end {
            (x, y) = (0, y + 1);
        }
        if y == MOST {
            break;
        }
        places.push((x, y));
        x += wide + GAP;
    }
    places
}
