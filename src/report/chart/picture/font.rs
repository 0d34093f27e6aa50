//! The font of pictures: how wide a text is, what of it fits, and its glyphs.

use ab_glyph::{Font as _, FontRef, Glyph, OutlinedGlyph, point};
use unicode_width::UnicodeWidthChar;

use crate::error::{Error, ErrorKind, Result};
use crate::report::text::cut;

/// What an SVG asks its viewer for; all of them are about as wide as the font that measures.
pub(super) const FAMILY: &str = "Ubuntu Light, Ubuntu, Helvetica Neue, Helvetica, Arial, sans-serif";
/// Ends a text of which something had to go.
const END: char = '…';

/// The font that comes with the program.
pub(super) struct Font(FontRef<'static>);

impl Font {
    /// Reads it from the program.
    pub(super) fn load() -> Result<Self> {
        let font = FontRef::try_from_slice(epaint_default_fonts::UBUNTU_LIGHT);
        font.map(Self).map_err(|e| Error::new(ErrorKind::Io, format!("cannot read the font of pictures: {e}")))
    }

    /// How wide a text is at a size of `em` pixels, rounded up.
    pub(super) fn width(&self, text: &str, em: i32) -> i32 {
        pixels(text.chars().map(|c| self.advance(c, em)).sum::<f32>().ceil())
    }

    /// The text in at most `room` pixels, ending in `…` where something had to go.
    pub(super) fn fitted(&self, text: &str, em: i32, room: i32) -> String {
        if self.width(text, em) <= room {
            return text.to_owned();
        }
        // Every sign that takes a cell is wider than a sixth of the size.
        let most = usize::try_from(room / (em / 6).max(1)).unwrap_or(0);
        let fits = |cells: &usize| self.width(&cut(text, *cells, END), em) <= room;
        let cells = (0..=most).rev().find(fits).unwrap_or(0);
        cut(text, cells, END).into_owned()
    }

    /// The outlines of a text whose baseline starts at `x`, `y`.
    pub(super) fn outlines(&self, text: &str, em: i32, (x, y): (i32, i32)) -> Vec<OutlinedGlyph> {
        let (mut x, y) = (length(x), length(y));
        let mut outlines = Vec::new();
        for c in text.chars() {
            let (id, advance) = (self.0.glyph_id(c), self.advance(c, em));
            if advance > 0.0 || id.0 != 0 {
                outlines.extend(self.0.outline_glyph(Glyph {
                    id,
                    scale: self.scale(em).into(),
                    position: point(x, y),
                }));
            }
            x += advance;
        }
        outlines
    }

    fn advance(&self, c: char, em: i32) -> f32 {
        let id = self.0.glyph_id(c);
        let own = self.0.h_advance_unscaled(id) * self.scale(em) / self.0.height_unscaled();
        match c.width() {
            // What the font lacks stands in an SVG in some other font, and may be as wide as it is high.
            Some(2..) if id.0 == 0 => own.max(length(em)),
            Some(0) if id.0 == 0 => 0.0,
            _ => own,
        }
    }

    /// The size that the font's own measures are in: its height, of which the em is a part.
    fn scale(&self, em: i32) -> f32 {
        length(em) * self.0.height_unscaled() / self.0.units_per_em().unwrap_or(1000.0)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a size is a small number")]
fn length(pixels: i32) -> f32 {
    pixels as f32
}

#[expect(clippy::cast_possible_truncation, reason = "no text is that wide, and the cast stops at the limit")]
fn pixels(length: f32) -> i32 {
    length as i32
}
