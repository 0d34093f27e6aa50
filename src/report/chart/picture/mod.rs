//! A chart as a picture: SVG, or PNG at twice the size.
//!
//! `columns` and `rows` find places on a `page` for what the chart shows, and `paint` draws the page. The same chart always gives the same bytes: there is no clock, no chance and no font of the machine in them.

mod color;
mod columns;
mod font;
mod page;
mod paint;
mod rows;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests;

use self::font::Font;
use self::page::{Page, Scene};
use super::limit::Most;
use super::model::Chart;
use crate::error::Result;
use crate::workspace::ChartKind;

/// More strips would be too high for a page and for a viewer.
const MOST: Most = Most { strips: 160, series: color::SERIES.len() };

/// The chart as an SVG document, 1000 units wide.
///
/// Text is made visible and cut to fit; it never breaks the document.
pub fn svg(chart: &Chart, title: &str) -> Result<String> {
    paint::svg(&scene(chart, title, &Font::load()?))
}

/// The chart as a PNG file of 24-bit colour, 2000 pixels wide; the same picture as [`svg`].
pub fn png(chart: &Chart, title: &str) -> Result<Vec<u8>> {
    let font = Font::load()?;
    paint::png(&scene(chart, title, &font), &font)
}

fn scene(chart: &Chart, title: &str, font: &Font) -> Scene {
    let chart = chart.limited(MOST);
    let mut page = Page::new(font);
    page.heading(title, &chart.caption);
    if chart.is_empty() {
        page.empty("no rows yet");
    } else {
        page.legend(&chart);
        match chart.bars.kind {
            ChartKind::Bar | ChartKind::Stacked if columns::fit(&chart, font) => columns::draw(&chart, &mut page),
            ChartKind::Bar | ChartKind::Stacked => rows::draw(&chart, &mut page),
        }
        page.note(&chart.left_out);
    }
    page.finish()
}
