//! The page of a picture: its measures, and what stands around the bars.

use super::color::{self, Color};
use super::font::Fonts;
use crate::report::chart::axis::Axis;
use crate::report::chart::model::{Chart, Part};
use crate::report::text::escape_control;

/// How wide every picture is, in pixels.
pub(super) const WIDTH: i32 = 1000;
/// What stays free at every edge.
pub(super) const MARGIN: i32 = 28;
/// The size of labels and values.
pub(super) const TEXT: i32 = 13;
/// The size of what matters less.
pub(super) const SMALL: i32 = 12;
/// The sizes of a title: the first in which it fits.
const TITLES: [i32; 3] = [23, 20, 17];
const SWATCH: i32 = 12;
/// No name takes more of the legend.
const LONGEST_NAME: i32 = 300;

pub(super) const WHITE: Color = Color(0xff, 0xff, 0xff);
/// What is read first.
pub(super) const INK: Color = Color(0x1f, 0x23, 0x28);
/// What is read second.
pub(super) const FAINT: Color = Color(0x5c, 0x63, 0x6b);
const GRID: Color = Color(0xe4, 0xe6, 0xe9);
const ZERO: Color = Color(0x8a, 0x90, 0x97);

/// A filled rectangle; `right` and `bottom` are outside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) right: i32,
    pub(super) bottom: i32,
    pub(super) color: Color,
}

/// Which part of a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) x: i32,
    /// Where the letters stand.
    pub(super) baseline: i32,
    pub(super) anchor: Anchor,
    /// The size in pixels.
    pub(super) em: i32,
    pub(super) color: Color,
}

/// Everything there is to draw: first the areas in their order, then the words.
pub(super) struct Scene {
    pub(super) height: i32,
    pub(super) areas: Vec<Area>,
    pub(super) words: Vec<Words>,
}

/// A page while it is filled from top to bottom.
pub(super) struct Page<'a> {
    pub(super) font: &'a Fonts,
    /// Below this nothing stands yet.
    pub(super) y: i32,
    scene: Scene,
}

impl<'a> Page<'a> {
    pub(super) fn new(font: &'a Fonts) -> Self {
        Self { font, y: MARGIN, scene: Scene { height: 0, areas: Vec::new(), words: Vec::new() } }
    }

    /// The title and what is measured.
    pub(super) fn heading(&mut self, title: &str, caption: &str) {
        let (title, caption) = (clean(title), clean(caption));
        let room = WIDTH - 2 * MARGIN;
        let [.., least] = TITLES;
        let em = TITLES.into_iter().find(|em| self.font.width(&title, *em) <= room).unwrap_or(least);
        self.y += em;
        self.words(&self.font.fitted(&title, em, room), (MARGIN, self.y), Anchor::Start, em, INK);
        self.y += TEXT + 10;
        self.words(&self.font.fitted(&caption, TEXT, room), (MARGIN, self.y), Anchor::Start, TEXT, FAINT);
        self.y += 16;
    }

    /// What the colours mean, if there is more than one.
    pub(super) fn legend(&mut self, chart: &Chart) {
        if chart.bars.series.len() < 2 {
            return;
        }
        let mut x = MARGIN;
        self.y += 18;
        for (number, name) in chart.bars.series.iter().enumerate() {
            let name = self.font.fitted(&clean(name), TEXT, LONGEST_NAME);
            let wide = SWATCH + 7 + self.font.width(&name, TEXT);
            if x > MARGIN && x + wide > WIDTH - MARGIN {
                x = MARGIN;
                self.y += 22;
            }
            let (left, bottom) = (x, self.y + 1);
            let color = color::series(chart, number);
            self.area(Area { left, top: bottom - SWATCH, right: left + SWATCH, bottom, color });
            self.words(&name, (x + SWATCH + 7, self.y), Anchor::Start, TEXT, INK);
            x += wide + 22;
        }
        self.y += 8;
    }

    /// A page without bars.
    pub(super) fn empty(&mut self, words: &str) {
        self.words(words, (WIDTH / 2, self.y + 90), Anchor::Middle, 18, FAINT);
        self.y += 170;
    }

    /// A sentence at the foot.
    pub(super) fn note(&mut self, note: &str) {
        if !note.is_empty() {
            self.y += 22;
            self.words(note, (MARGIN, self.y), Anchor::Start, SMALL, FAINT);
        }
    }

    pub(super) fn finish(mut self) -> Scene {
        self.scene.height = self.y + MARGIN;
        self.scene
    }

    pub(super) fn area(&mut self, area: Area) {
        if area.left < area.right && area.top < area.bottom {
            self.scene.areas.push(area);
        }
    }

    pub(super) fn words(&mut self, text: &str, (x, baseline): (i32, i32), anchor: Anchor, em: i32, color: Color) {
        if !text.trim().is_empty() {
            self.scene.words.push(Words { text: text.to_owned(), x, baseline, anchor, em, color });
        }
    }

    /// A value at its bar, with nothing of the grid behind it.
    pub(super) fn value(&mut self, text: &str, (x, baseline): (i32, i32), anchor: Anchor) {
        let width = self.font.width(text, SMALL);
        let left = x - match anchor {
            Anchor::Start => 0,
            Anchor::Middle => width / 2,
            Anchor::End => width,
        };
        let (top, bottom) = (baseline - SMALL + 2, baseline + 2);
        self.area(Area { left: left - 1, top, right: left + width + 1, bottom, color: WHITE });
        self.words(text, (x, baseline), anchor, SMALL, INK);
    }

    /// An upright line of the grid.
    pub(super) fn upright(&mut self, x: i32, (top, bottom): (i32, i32), value: f64) {
        self.area(Area { left: x, top, right: x + 1, bottom, color: line(value) });
    }

    /// A level line of the grid.
    pub(super) fn level(&mut self, y: i32, (left, right): (i32, i32), value: f64) {
        self.area(Area { left, top: y, right, bottom: y + 1, color: line(value) });
    }

    /// How wide the widest of some texts is.
    pub(super) fn widest<'t>(&self, texts: impl IntoIterator<Item = &'t str>, em: i32) -> i32 {
        texts.into_iter().map(|text| self.font.width(text, em)).max().unwrap_or(0)
    }
}

/// Text from files as a picture may have it: nothing in it steers.
pub(super) fn clean(text: &str) -> String {
    escape_control(text).into_owned()
}

/// The ends of a part in pixels, apart by at least one if it shows anything.
pub(super) fn ends(axis: &Axis, part: &Part, from: i32, to: i32) -> (i32, i32) {
    let (start, end) = (axis.place(part.from, from, to), axis.place(part.to, from, to));
    let one = if part.value == 0 || start != end { 0 } else { (to - from).signum() };
    if part.value < 0 { (start - one, end) } else { (start, end + one) }
}

/// How far below the middle of a line of text its letters stand.
pub(super) fn drop(em: i32) -> i32 {
    (em * 35 + 50) / 100
}

/// The colour of words on a colour: whichever of ink and white stands out more.
pub(super) fn on(color: Color) -> Color {
    let light = |Color(r, g, b): Color| {
        let part = |part: u8| (f64::from(part) / 255.0).powi(2);
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b) + 0.05
    };
    if light(WHITE) / light(color) >= light(color) / light(INK) { WHITE } else { INK }
}

fn line(value: f64) -> Color {
    if value == 0.0 { ZERO } else { GRID }
}
