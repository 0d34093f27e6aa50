//! A chart as a picture: SVG, or PNG at twice the size.
//!
//! `columns` and `rows` find places on a `page` for what the chart shows, `svg` writes the
//! page, and `png` rasterises what `svg` wrote. The same chart always gives the same bytes: there is no clock, no chance and no font of the machine in them.

mod color;
mod columns;
mod font;
mod page;
mod png;
mod rows;
mod svg;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests;

use std::collections::BTreeSet;

use self::font::Fonts;
use self::page::{Page, Scene};
use super::limit::Most;
use super::model::Chart;
use crate::error::Result;
use crate::workspace::ChartKind;

/// More strips would be too high for a page and for a viewer.
const MOST: Most = Most { strips: 160, series: color::SERIES.len() };

/// A picture in pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Png {
    /// The file.
    pub file: Vec<u8>,
    /// The characters that the fonts of the program lack: a box stands for each of them.
    pub lacking: BTreeSet<char>,
}

/// The chart as an SVG document, 1000 units wide.
///
/// Text is made visible and cut to fit; it never breaks the document.
pub fn svg(chart: &Chart, title: &str) -> Result<String> {
    Ok(svg::document(&scene(chart, title, &Fonts::load()?)))
}

/// The chart as a PNG file of 24-bit colour, 2000 pixels wide: the document of [`svg()`], rasterised.
pub fn png(chart: &Chart, title: &str) -> Result<Png> {
    let fonts = Fonts::load()?;
    let scene = scene(chart, title, &fonts);
    let lacking = scene.words.iter().flat_map(|words| fonts.lacks(&words.text)).collect();
    Ok(Png { file: png::file(&svg::document(&scene), &fonts)?, lacking })
}

fn scene(chart: &Chart, title: &str, fonts: &Fonts) -> Scene {
    let chart = chart.limited(MOST);
    let mut page = Page::new(fonts);
    page.heading(title, &chart.caption);
    if chart.is_empty() {
        page.empty("no rows yet");
    } else {
        page.legend(&chart);
        match chart.bars.kind {
            ChartKind::Bar | ChartKind::Stacked if columns::fit(&chart, fonts) => columns::draw(&chart, &mut page),
            ChartKind::Bar | ChartKind::Stacked => rows::draw(&chart, &mut page),
        }
        page.note(&chart.left_out);
    }
    page.finish()
}
