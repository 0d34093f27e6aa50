//! Charts of text: bars from the left, columns from below, lines of dots. Only what is seen is looked at.

mod bars;
mod columns;
mod fill;
pub mod form;
mod labels;
mod legend;
mod line;
mod plot;
mod scale;

use ratatui::layout::Rect;

use self::form::Form;
use crate::tui::widgets::canvas::Canvas;

pub use legend::{height as legend_height, legend};
pub use plot::Plot;

/// Draws a chart.
pub fn draw(plot: &Plot<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    if plot.chart.is_empty() {
        canvas.note(area, "no rows yet");
    } else if plot.picked.len() == 0 {
        canvas.note(area, "no matching labels");
    } else {
        match form(plot, area) {
            Form::Bars => bars::draw(plot, area, canvas),
            Form::Columns => columns::draw(plot, area, canvas),
            Form::Line => line::draw(plot, area, canvas),
        }
    }
}

/// How many labels are seen at once.
pub fn room(plot: &Plot<'_>, area: Rect) -> usize {
    match form(plot, area) {
        Form::Bars => bars::room(plot, area),
        Form::Columns => columns::room(plot, area),
        Form::Line => plot.picked.len(),
    }
    .max(1)
}

/// The form that is drawn: bars where an upright chart would be too low to be read.
pub fn form(plot: &Plot<'_>, area: Rect) -> Form {
    if area.height < columns::LEAST_HEIGHT { Form::Bars } else { plot.form }
}

/// What the owner must know of the axis: that it does not begin at zero, as it does for every bar.
pub fn caution(plot: &Plot<'_>, area: Rect) -> Option<String> {
    match form(plot, area) {
        Form::Bars | Form::Columns => None,
        Form::Line => line::begins(plot, area).map(|value| format!("axis from {value}")),
    }
}
