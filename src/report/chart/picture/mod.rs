//! A chart as a picture: SVG, or PNG at twice the size.
//!
//! `sheet` decides what is shown, `columns` and `rows` where it stands on a `page`, and `paint` draws the page. The
//! same bars always give the same bytes: there is no clock, no chance and no font of the machine in them.

mod color;
mod columns;
mod font;
mod page;
mod paint;
mod rows;
mod sheet;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests;

use self::font::Font;
use self::page::{Page, Scene};
use self::sheet::Sheet;
use super::Bars;
use crate::error::Result;

/// The chart as an SVG document, 1000 units wide.
///
/// `caption` stands below the title and says what is measured. Text is made visible and cut to fit; it never breaks
/// the document.
pub fn svg(bars: &Bars, title: &str, caption: &str) -> Result<String> {
    paint::svg(&scene(bars, title, caption, &Font::load()?))
}

/// The chart as a PNG file of 24-bit colour, 2000 pixels wide; the same picture as [`svg`].
pub fn png(bars: &Bars, title: &str, caption: &str) -> Result<Vec<u8>> {
    let font = Font::load()?;
    paint::png(&scene(bars, title, caption, &font), &font)
}

fn scene(bars: &Bars, title: &str, caption: &str, font: &Font) -> Scene {
    let sheet = Sheet::of(bars);
    let mut page = Page::new(font);
    page.heading(title, caption);
    if sheet.groups.is_empty() {
        page.empty("no rows yet");
    } else {
        page.legend(&sheet.series);
        if columns::fit(&sheet, font) {
            columns::draw(&sheet, &mut page)
        } else {
            rows::draw(&sheet, &mut page)
        }
        page.note(&sheet.left_out);
    }
    page.finish()
}
