//! The fonts of pictures: how wide a text is, what of it fits, and what they cannot show.
//!
//! They come with the program, so that a picture is the same on every computer. The first one has the letters; what it
//! lacks is looked up in those after it.

use std::sync::Arc;

use resvg::usvg::FontResolver;
use resvg::usvg::fontdb::{Database, ID, Source};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use crate::error::{Error, ErrorKind, Result};

/// What an SVG asks its viewer for; all of them are about as wide as the font that measures.
pub(super) const FAMILY: &str = "Ubuntu Light, Ubuntu, Helvetica Neue, Helvetica, Arial, sans-serif";
/// Letters, then symbols, then emoji.
const FILES: [&[u8]; 3] =
    [epaint_default_fonts::UBUNTU_LIGHT, epaint_default_fonts::HACK_REGULAR, epaint_default_fonts::NOTO_EMOJI_REGULAR];
/// Ends a text of which something had to go.
const END: char = '…';

/// The fonts that come with the program.
pub(super) struct Fonts {
    faces: Vec<Face>,
    database: Arc<Database>,
    first: ID,
}

struct Face {
    glyphs: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    /// How many of the font's own units the size is.
    em: f32,
}

impl Fonts {
    /// Reads them from the program.
    pub(super) fn load() -> Result<Self> {
        let mut database = Database::new();
        let mut faces = Vec::new();
        let mut ids = Vec::new();
        for file in FILES {
            faces.push(face(file)?);
            ids.extend(database.load_font_source(Source::Binary(Arc::new(file))));
        }
        let first = ids.first().copied().ok_or_else(|| broken(&"it has no face"))?;
        Ok(Self { faces, database: Arc::new(database), first })
    }

    /// All of them, for whoever draws.
    pub(super) fn database(&self) -> Arc<Database> {
        Arc::clone(&self.database)
    }

    /// Takes the first one, whatever a document asks for, and the others for what it lacks.
    pub(super) fn resolver(&self) -> FontResolver<'static> {
        let first = self.first;
        FontResolver { select_font: Box::new(move |_, _| Some(first)), ..FontResolver::default() }
    }

    /// How wide a text is at a size of `em` pixels, rounded up.
    pub(super) fn width(&self, text: &str, em: i32) -> i32 {
        pixels((self.ems(text) * length(em)).ceil())
    }

    /// The text in at most `room` pixels, ending in `…` where something had to go.
    pub(super) fn fitted(&self, text: &str, em: i32, room: i32) -> String {
        if self.width(text, em) <= room {
            return text.to_owned();
        }
        let end = END.encode_utf8(&mut [0; 4]).to_owned();
        let mut kept = String::new();
        for character in text.graphemes(true) {
            let before = kept.len();
            kept.push_str(character);
            if self.width(&format!("{kept}{end}"), em) > room {
                kept.truncate(before);
                break;
            }
        }
        if self.width(&end, em) <= room {
            kept.push_str(&end);
        }
        kept
    }

    /// The characters of a text that no font has.
    pub(super) fn lacks(&self, text: &str) -> impl Iterator<Item = char> {
        text.chars()
            .filter(|c| c.width().unwrap_or(0) > 0 && self.faces.iter().all(|face| face.glyphs.map(*c).is_none()))
    }

    /// The width of a text in sizes.
    fn ems(&self, text: &str) -> f32 {
        let apart: f32 = text.chars().map(|c| self.advance(c)).sum();
        // Where the first font lacks something and another one has everything, all of it is drawn in that one.
        let has = |face: &&Face| text.chars().all(|c| face.glyphs.map(c).is_some());
        let own =
            |face: &Face| text.chars().filter_map(|c| face.metrics.advance_width(face.glyphs.map(c)?)).sum::<f32>();
        self.faces.iter().find(has).map_or(apart, |face| apart.max(own(face) / face.em))
    }

    fn advance(&self, c: char) -> f32 {
        let cells = c.width().unwrap_or(0);
        let own = |face: &Face| Some(face.metrics.advance_width(face.glyphs.map(c)?)? / face.em);
        match self.faces.iter().enumerate().find_map(|(number, face)| Some((number, own(face)?))) {
            Some((0, own)) => own,
            // What the first font lacks stands in an SVG in some other font, and may be as wide as it is high.
            Some((_, own)) if cells < 2 => own,
            Some((_, own)) => own.max(1.0),
            None if cells == 0 => 0.0,
            None => 1.0,
        }
    }
}

fn face(file: &'static [u8]) -> Result<Face> {
    let font = FontRef::new(file).map_err(unreadable)?;
    let (size, location) = (Size::unscaled(), LocationRef::default());
    let em = f32::from(font.metrics(size, location).units_per_em.max(1));
    Ok(Face { glyphs: font.charmap(), metrics: font.glyph_metrics(size, location), em })
}

fn unreadable(source: impl std::error::Error + Send + Sync + 'static) -> Error {
    broken(&source).with_source(source)
}

fn broken(why: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorKind::Io, format!("cannot read the font of pictures: {why}"))
}

#[expect(clippy::cast_precision_loss, reason = "a size is a small number")]
fn length(pixels: i32) -> f32 {
    pixels as f32
}

#[expect(clippy::cast_possible_truncation, reason = "no text is that wide, and the cast stops at the limit")]
fn pixels(length: f32) -> i32 {
    length as i32
}
