//! A frame of the app as SVG: every colour explicit, every run of text where its cells are.
//!
//! Backgrounds, bars and lines are shapes, so that they meet whatever font the viewer has; text keeps to its cells by
//! `textLength`.

use std::fmt::Write as _;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// A cell, in pixels.
pub const CELL: (f32, f32) = (8.4, 18.0);
/// What stays free around the frame.
pub const MARGIN: f32 = 12.0;
/// How far below the top of a cell its letters stand.
const BASELINE: f32 = 13.5;
const FONT: &str = "ui-monospace, SFMono-Regular, Menlo, Consolas, Liberation Mono, DejaVu Sans Mono, monospace";

/// The terminal in which the app is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    Dark,
    Light,
}

/// Red, green, blue.
pub type Rgb = [u8; 3];

impl Ground {
    pub const ALL: [Self; 2] = [Self::Dark, Self::Light];

    /// The theme of the app for it.
    pub fn theme(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }

    pub fn foreground(self) -> Rgb {
        match self {
            Self::Dark => [0xd6, 0xdd, 0xe4],
            Self::Light => [0x1f, 0x23, 0x28],
        }
    }

    pub fn background(self) -> Rgb {
        match self {
            Self::Dark => [0x0f, 0x14, 0x1a],
            Self::Light => [0xff, 0xff, 0xff],
        }
    }

    pub fn border(self) -> Rgb {
        match self {
            Self::Dark => [0x30, 0x36, 0x3d],
            Self::Light => [0xd0, 0xd7, 0xde],
        }
    }
}

/// Cells of one style that follow one another.
pub struct Run {
    pub text: String,
    pub column: usize,
    pub cells: usize,
    pub ink: Rgb,
    pub paper: Rgb,
    modifier: Modifier,
}

/// The runs of a row.
pub fn runs(row: &[Cell], ground: Ground) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut column = 0;
    while let Some(cell) = row.get(column) {
        let cells = cell.symbol().width().max(1);
        let (ink, paper) = colours(cell, ground);
        let modifier = cell.modifier & (Modifier::BOLD | Modifier::ITALIC | Modifier::UNDERLINED);
        match runs.last_mut().filter(|run| (run.ink, run.paper, run.modifier) == (ink, paper, modifier)) {
            Some(run) => {
                run.text.push_str(cell.symbol());
                run.cells += cells;
            }
            None => runs.push(Run { text: cell.symbol().to_owned(), column, cells, ink, paper, modifier }),
        }
        column += cells;
    }
    runs
}

/// The document: a terminal of so many columns and rows, with what is drawn in it.
pub fn document(ground: Ground, (columns, rows): (usize, usize), style: &str, content: &str) -> String {
    let (width, height) = (x(columns) + MARGIN, y(rows) + MARGIN);
    let (ink, paper, border) = (hex(ground.foreground()), hex(ground.background()), hex(ground.border()));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"{FONT}\" font-size=\"14\" fill=\"{ink}\" xml:space=\"preserve\">\n{style}\
         <rect x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"6\" fill=\"{paper}\" stroke=\"{border}\"/>\n{content}</svg>\n",
        width - 1.0,
        height - 1.0,
    )
}

/// What is drawn in a row of cells: backgrounds, shapes, text.
pub fn row(out: &mut String, number: usize, cells: &[Cell], ground: Ground) {
    let runs = runs(cells, ground);
    for run in runs.iter().filter(|run| run.paper != ground.background()) {
        rect(out, (x(run.column), y(number)), (x(run.cells) - MARGIN, CELL.1), run.paper, 1.0);
    }
    for run in &runs {
        let mut text = Text::default();
        let mut column = run.column;
        let mut signs = graphemes(&run.text).peekable();
        while let Some(sign) = signs.next() {
            let cells = sign.width().max(1);
            let mut times = 1;
            while is_level(sign) && signs.next_if_eq(&sign).is_some() {
                times += 1;
            }
            if shape(out, sign, times, (x(column), y(number)), run.ink) {
                text.blank();
            } else {
                text.push(sign, column, cells);
            }
            column += cells * times;
        }
        for (part, column, cells) in text.parts {
            let ink = (run.ink != ground.foreground()).then_some(run.ink);
            words(out, (&part, column, cells), y(number) + BASELINE, ink, run.modifier);
        }
    }
}

/// Whether a sign beside itself is one shape.
fn is_level(sign: &str) -> bool {
    matches!(sign, "█" | "▓" | "▒" | "░" | "▀" | "─") || ("▁"..="▇").contains(&sign)
}

/// Text without the blanks between words that stand far apart.
#[derive(Default)]
struct Text {
    parts: Vec<(String, usize, usize)>,
    blanks: usize,
}

impl Text {
    fn push(&mut self, sign: &str, column: usize, cells: usize) {
        if sign == " " {
            self.blanks += 1;
            return;
        }
        match self.parts.last_mut().filter(|_| self.blanks < 2) {
            Some((part, _, wide)) => {
                part.extend(std::iter::repeat_n(' ', self.blanks));
                part.push_str(sign);
                *wide += self.blanks + cells;
            }
            None => self.parts.push((sign.to_owned(), column, cells)),
        }
        self.blanks = 0;
    }

    /// Something else stands here.
    fn blank(&mut self) {
        self.blanks = 2;
    }
}

fn words(
    out: &mut String,
    (text, column, cells): (&str, usize, usize),
    baseline: f32,
    ink: Option<Rgb>,
    modifier: Modifier,
) {
    let (left, wide) = (x(column), two(x(cells) - MARGIN));
    let _ = write!(out, "<text x=\"{left}\" y=\"{baseline}\" textLength=\"{wide}\"");
    if let Some(ink) = ink {
        let _ = write!(out, " fill=\"{}\"", hex(ink));
    }
    for (known, attribute) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
    ] {
        if modifier.contains(known) {
            out.push_str(attribute);
        }
    }
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let _ = writeln!(out, ">{text}</text>");
}

/// Draws a block, a line or dots, so many times side by side, as shapes; false where a sign is none of these.
fn shape(out: &mut String, sign: &str, times: usize, (left, top): (f32, f32), ink: Rgb) -> bool {
    let Some(c) = sign.chars().next().filter(|_| sign.chars().count() == 1) else {
        return false;
    };
    let (wide, high) = (CELL.0 * times as f32, CELL.1);
    let (middle, centre) = (left + wide / 2.0, top + high / 2.0);
    let mut part = |at: (f32, f32), size: (f32, f32), opacity: f32| rect(out, at, size, ink, opacity);
    match c {
        '█' => part((left, top), (wide, high), 1.0),
        '▓' => part((left, top), (wide, high), 0.75),
        '▒' => part((left, top), (wide, high), 0.5),
        '░' => part((left, top), (wide, high), 0.25),
        '▉'..='▏' => part((left, top), (wide * eighths('▐', c), high), 1.0),
        '▁'..='▇' => {
            let filled = high * eighths('▀', c).abs();
            part((left, top + high - filled), (wide, filled), 1.0)
        }
        '▐' => part((middle, top), (wide / 2.0, high), 1.0),
        '▀' => part((left, top), (wide, high / 2.0), 1.0),
        '─' => part((left, centre), (wide, 1.0), 1.0),
        '│' => part((middle, top), (1.0, high), 1.0),
        '\u{2801}'..='\u{28ff}' => dots(out, u32::from(c) - 0x2800, (left, top), ink),
        _ => return false,
    }
    true
}

/// How much of a cell a block fills that stands so far from `zero`.
fn eighths(zero: char, c: char) -> f32 {
    (u32::from(zero) as f32 - u32::from(c) as f32) / 8.0
}

/// The dots of a braille character.
fn dots(out: &mut String, bits: u32, (left, top): (f32, f32), ink: Rgb) {
    const PLACES: [(f32, f32); 8] =
        [(0.0, 0.0), (0.0, 1.0), (0.0, 2.0), (1.0, 0.0), (1.0, 1.0), (1.0, 2.0), (0.0, 3.0), (1.0, 3.0)];
    for (_, (across, down)) in PLACES.iter().enumerate().filter(|(bit, _)| bits >> bit & 1 == 1) {
        let at = (left + CELL.0 * (0.25 + across / 2.0) - 1.0, top + CELL.1 * (0.125 + down / 4.0) - 1.0);
        rect(out, at, (2.0, 2.0), ink, 1.0);
    }
}

pub fn rect(out: &mut String, (x, y): (f32, f32), (width, height): (f32, f32), colour: Rgb, opacity: f32) {
    let _ = write!(out, "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", two(x), two(y), two(width), two(height));
    let _ = write!(out, " fill=\"{}\"", hex(colour));
    if opacity < 1.0 {
        let _ = write!(out, " fill-opacity=\"{opacity}\"");
    }
    out.push_str("/>\n");
}

/// The left edge of a column.
pub fn x(column: usize) -> f32 {
    two(MARGIN + column as f32 * CELL.0)
}

/// The top of a row.
pub fn y(row: usize) -> f32 {
    two(MARGIN + row as f32 * CELL.1)
}

/// Two decimals are enough.
fn two(length: f32) -> f32 {
    (length * 100.0).round() / 100.0
}

fn graphemes(text: &str) -> impl Iterator<Item = &str> {
    unicode_segmentation::UnicodeSegmentation::graphemes(text, true)
}

/// The colours of a cell as they are seen: reversed and dimmed already.
fn colours(cell: &Cell, ground: Ground) -> (Rgb, Rgb) {
    let (mut ink, mut paper) = (rgb(cell.fg, ground.foreground()), rgb(cell.bg, ground.background()));
    if cell.modifier.contains(Modifier::REVERSED) {
        std::mem::swap(&mut ink, &mut paper);
    }
    if cell.modifier.contains(Modifier::DIM) {
        ink = std::array::from_fn(|part| ((u16::from(ink[part]) * 2 + u16::from(paper[part])) / 3) as u8);
    }
    (ink, paper)
}

/// A colour of the app; what the terminal has of its own is `own`.
fn rgb(colour: Color, own: Rgb) -> Rgb {
    match colour {
        Color::Rgb(red, green, blue) => [red, green, blue],
        Color::Indexed(number @ 16..=231) => {
            let steps = [0, 95, 135, 175, 215, 255];
            let place = usize::from(number - 16);
            [steps[place / 36], steps[place / 6 % 6], steps[place % 6]]
        }
        Color::Indexed(number @ 232..) => [8 + (number - 232) * 10; 3],
        _ => own,
    }
}

pub fn hex([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// How far two colours stand apart, from 1 to 21, as the web's guidelines count it.
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let light = |colour: Rgb| {
        let part = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(colour[0]) + 0.7152 * part(colour[1]) + 0.0722 * part(colour[2]) + 0.05
    };
    let (one, other) = (light(one), light(other));
    if one > other { one / other } else { other / one }
}
