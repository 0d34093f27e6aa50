//! An SVG document as a PNG file: the same picture, in pixels.

use png::{BitDepth, ColorType, Compression, Encoder, Filter, PixelDimensions, Unit};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::font::Fonts;
use crate::error::{Error, ErrorKind, Result};

/// How many pixels one unit of the document is on either side.
const SCALE: u16 = 2;
/// The pixels of a file in a metre: 96 units of the document in an inch.
const PER_METRE: u32 = 7559;
/// So many rows of pixels are drawn at once, so that a high picture needs no more memory than a low one.
const BAND: u32 = 512;

/// The document as a PNG file of 24-bit colour.
pub(super) fn file(svg: &str, fonts: &Fonts) -> Result<Vec<u8>> {
    let options = Options { font_resolver: fonts.resolver(), fontdb: fonts.database(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(failed)?;
    let scale = f32::from(SCALE);
    let size = tree.size().to_int_size().scale_by(scale).ok_or_else(|| undrawn(&"it has no size"))?;
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, size.width(), size.height());
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    encoder.set_filter(Filter::Up);
    encoder.set_pixel_dims(Some(PixelDimensions { xppu: PER_METRE, yppu: PER_METRE, unit: Unit::Meter }));
    let mut writer = encoder.write_header().map_err(failed)?;
    let mut stream = writer.stream_writer().map_err(failed)?;
    let band = BAND.min(size.height());
    let mut pixels = Pixmap::new(size.width(), band).ok_or_else(|| undrawn(&"it is too large"))?;
    for top in (0..size.height()).step_by(band as usize) {
        pixels.fill(resvg::tiny_skia::Color::WHITE);
        let shift = Transform::from_row(scale, 0.0, 0.0, scale, 0.0, -row(top));
        resvg::render(&tree, shift, &mut pixels.as_mut());
        let rows = band.min(size.height() - top) as usize;
        write_rows(&pixels, rows, &mut stream)?;
    }
    stream.finish().map_err(failed)?;
    drop(writer);
    Ok(file)
}

/// How wide a text is drawn.
#[cfg(test)]
pub(super) fn drawn_width(text: &str, em: i32, fonts: &Fonts) -> Option<f32> {
    use resvg::usvg::Node;

    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1000\" height=\"100\" xml:space=\"preserve\">\
         <text y=\"50\" font-size=\"{em}\">{text}</text></svg>"
    );
    let options = Options { font_resolver: fonts.resolver(), fontdb: fonts.database(), ..Options::default() };
    let tree = Tree::from_str(&svg, &options).ok()?;
    tree.root().children().iter().find_map(|node| match node {
        Node::Text(text) => Some(text.bounding_box().width()),
        _ => None,
    })
}

/// Writes the first rows of pixels, all of which are opaque, without how opaque they are.
fn write_rows(pixels: &Pixmap, rows: usize, out: &mut dyn std::io::Write) -> Result<()> {
    let wide = pixels.width() as usize;
    let mut line = Vec::with_capacity(wide * 3);
    for row in pixels.pixels().chunks(wide).take(rows) {
        line.clear();
        line.extend(row.iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]));
        out.write_all(&line).map_err(failed)?;
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "no picture has that many rows")]
fn row(number: u32) -> f32 {
    number as f32
}

fn failed(source: impl std::error::Error + Send + Sync + 'static) -> Error {
    undrawn(&source).with_source(source)
}

fn undrawn(why: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorKind::Io, format!("cannot draw the picture: {why}"))
}
