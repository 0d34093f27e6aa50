//! A scene, drawn by plotters.
//!
//! Areas go to plotters in both formats, and so do the words of an SVG. The words of a PNG go pixel by pixel: plotters
//! would set every letter on a whole pixel and forget what stays free before it.

use plotters::backend::{BitMapBackend, DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, FontDesc, FontFamily, FontStyle, RGBColor};
use png::{BitDepth, ColorType, Compression, Encoder, FilterType, PixelDimensions, Unit};

use super::color::Color;
use super::font::{FAMILY, Font};
use super::page::{Anchor, Area, Scene, WHITE, WIDTH, Words};
use crate::error::{Error, ErrorKind, Result};

/// How many pixels of a PNG one of the scene is on either side.
const SCALE: i32 = 2;
/// The pixels of a PNG in a metre: 96 of the scene in an inch.
const PER_METRE: u32 = 7559;
/// What plotters makes of the size of a font before it stands in an SVG.
const SHRINK: f64 = 1.24;
/// How far below the top of a text plotters puts its baseline in an SVG, in parts of the em.
const DESCENT: f64 = 0.76;

/// The scene as an SVG document.
pub(super) fn svg(scene: &Scene) -> Result<String> {
    let mut document = String::new();
    {
        let mut backend = SVGBackend::with_string(&mut document, (side(WIDTH), side(scene.height)));
        areas(&mut backend, scene, 1)?;
        for words in &scene.words {
            let size = f64::from(words.em) * SHRINK;
            let font = FontDesc::new(FontFamily::Name(FAMILY), size, FontStyle::Normal);
            let style = font.color(&rgb(words.color)).pos(Pos::new(side_of(words.anchor), VPos::Top));
            let top = words.baseline - whole(f64::from(words.em) * DESCENT);
            backend.draw_text(&words.text, &style, (words.x, top)).map_err(|e| failed(&e))?;
        }
        backend.present().map_err(|e| failed(&e))?;
    }
    Ok(document)
}

/// The scene as a PNG file.
pub(super) fn png(scene: &Scene, font: &Font) -> Result<Vec<u8>> {
    let (width, height) = (side(WIDTH * SCALE), side(scene.height * SCALE));
    let mut pixels = vec![0; width as usize * height as usize * 3];
    {
        let mut backend =
            BitMapBackend::with_buffer_and_format(&mut pixels, (width, height)).map_err(|e| failed(&e))?;
        areas(&mut backend, scene, SCALE)?;
        for words in &scene.words {
            letters(&mut backend, words, font)?;
        }
        backend.present().map_err(|e| failed(&e))?;
    }
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_filter(FilterType::Up);
    encoder.set_compression(Compression::Default);
    encoder.set_pixel_dims(Some(PixelDimensions { xppu: PER_METRE, yppu: PER_METRE, unit: Unit::Meter }));
    let mut writer = encoder.write_header().map_err(|e| failed(&e))?;
    writer.write_image_data(&pixels).map_err(|e| failed(&e))?;
    writer.finish().map_err(|e| failed(&e))?;
    Ok(file)
}

/// The background and the areas.
fn areas<B: DrawingBackend>(backend: &mut B, scene: &Scene, scale: i32) -> Result<()> {
    let page = Area { left: 0, top: 0, right: WIDTH, bottom: scene.height, color: WHITE };
    for area in std::iter::once(&page).chain(&scene.areas) {
        let corners = ((area.left * scale, area.top * scale), (area.right * scale, area.bottom * scale));
        let style = rgb(area.color).filled();
        backend.draw_rect(corners.0, corners.1, &style, true).map_err(|e| failed(&e))?;
    }
    Ok(())
}

/// A line of text, each of its letters where it belongs to a fraction of a pixel.
fn letters(backend: &mut BitMapBackend<'_>, words: &Words, font: &Font) -> Result<()> {
    let em = words.em * SCALE;
    let width = font.width(&words.text, em);
    let start = words.x * SCALE
        - match words.anchor {
            Anchor::Start => 0,
            Anchor::Middle => width / 2,
            Anchor::End => width,
        };
    let mut result = Ok(());
    for glyph in font.outlines(&words.text, em, (start, words.baseline * SCALE)) {
        let corner = glyph.px_bounds().min;
        let corner = (whole(corner.x.into()), whole(corner.y.into()));
        glyph.draw(|x, y, cover| {
            let at = (corner.0.saturating_add_unsigned(x), corner.1.saturating_add_unsigned(y));
            let color = rgb(words.color).mix(f64::from(cover.clamp(0.0, 1.0))).to_backend_color();
            if let Err(error) = backend.draw_pixel(at, color) {
                result = Err(failed(&error));
            }
        });
    }
    result
}

fn side_of(anchor: Anchor) -> HPos {
    match anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    }
}

fn rgb(Color(r, g, b): Color) -> RGBColor {
    RGBColor(r, g, b)
}

/// A length of the page, which is never negative.
fn side(length: i32) -> u32 {
    length.unsigned_abs()
}

#[expect(clippy::cast_possible_truncation, reason = "a place on the page is a small number")]
fn whole(length: f64) -> i32 {
    length.round() as i32
}

fn failed(error: &dyn std::error::Error) -> Error {
    Error::new(ErrorKind::Io, format!("cannot draw the picture: {error}"))
}
