//! Text on a buffer: made visible, cut to its place, never beyond it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::line;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use crate::report::text::{escape_control, width};
use crate::tui::core::drawn::Drawn;
use crate::tui::core::outcome::Failure;
use crate::tui::theme::{Glyphs, Styles};

/// The most accents on one character.
const ACCENTS: usize = 3;

/// Which side of its place a text keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A buffer and how things look on it.
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    /// Colours and signs.
    pub styles: &'a Styles,
    /// What can be clicked, and how much of the lists is seen.
    pub drawn: Drawn,
}

impl<'a> Canvas<'a> {
    /// A canvas on a buffer.
    pub fn new(buffer: &'a mut Buffer, styles: &'a Styles) -> Self {
        Self { buffer, styles, drawn: Drawn::default() }
    }

    pub fn area(&self) -> Rect {
        self.buffer.area
    }

    /// Writes a text into so many cells from a place on, cut if need be; gives the cells it took.
    ///
    /// Whatever the text is, nothing of it reaches a cell outside its place.
    pub fn text(&mut self, x: u16, y: u16, cells: u16, text: &str, style: Style) -> u16 {
        let area = self.buffer.area;
        if x < area.left() || x >= area.right() || y < area.top() || y >= area.bottom() {
            return 0;
        }
        let cells = cells.min(area.right() - x);
        let (text, taken) = fitting(text, cells.into(), self.styles.sign("…", "~"));
        let taken = u16::try_from(taken).unwrap_or(cells).min(cells);
        // What was under it goes first: half of a wide character must not stay.
        self.buffer.set_stringn(x, y, &text, taken.into(), style);
        taken
    }

    /// Writes a text at a side of its place.
    pub fn aligned(&mut self, x: u16, y: u16, cells: u16, text: &str, side: Side, style: Style) {
        let wide = u16::try_from(fitting(text, cells.into(), "…").1).unwrap_or(cells);
        let x = if side == Side::Right { x.saturating_add(cells - wide) } else { x };
        self.text(x, y, wide, text, style);
    }

    /// Writes parts one after the other; gives the cells they took.
    pub fn parts(&mut self, x: u16, y: u16, cells: u16, parts: &[(&str, Style)]) -> u16 {
        let mut used = 0;
        for (text, style) in parts {
            used += self.text(x + used, y, cells.saturating_sub(used), text, *style);
        }
        used
    }

    /// Lays a style over an area.
    pub fn style(&mut self, area: Rect, style: Style) {
        self.buffer.set_style(area.intersection(self.buffer.area), style);
    }

    /// Marks a text, in any case, wherever it is seen on the lines of an area.
    pub fn mark(&mut self, area: Rect, text: &str) {
        let wanted: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
        let (area, style) = (area.intersection(self.buffer.area), self.styles.found());
        for y in if wanted.is_empty() { 0..0 } else { area.top()..area.bottom() } {
            let symbols = (area.left()..area.right()).filter_map(|x| Some((x, self.buffer.cell((x, y))?.symbol())));
            let seen: Vec<(u16, char)> =
                symbols.flat_map(|(x, s)| s.chars().flat_map(char::to_lowercase).map(move |c| (x, c))).collect();
            let places: Vec<u16> = seen
                .windows(wanted.len())
                .filter(|w| w.iter().map(|(_, c)| c).eq(&wanted))
                .flat_map(|w| w.iter().map(|(x, _)| *x))
                .collect();
            for x in places {
                self.buffer.set_style(Rect { x, y, width: 1, height: 1 }, style);
            }
        }
    }

    /// Blanks an area.
    pub fn clear(&mut self, area: Rect) {
        let area = area.intersection(self.buffer.area);
        for position in area.positions() {
            if let Some(cell) = self.buffer.cell_mut(position) {
                cell.reset();
            }
        }
    }

    /// A thin line across.
    pub fn rule(&mut self, x: u16, y: u16, cells: u16) {
        let dash = self.styles.sign(line::HORIZONTAL, "-").repeat(cells.into());
        self.text(x, y, cells, &dash, self.styles.dim());
    }

    /// A word in the middle of an area that shows nothing else.
    pub fn note(&mut self, area: Rect, text: &str) {
        self.centred(area, &[(text, self.styles.dim())]);
    }

    /// What failed, and what to do.
    pub fn failure(&mut self, area: Rect, failure: &Failure) {
        let message = format!("{} {}", self.styles.sign("✗", "x"), failure.message);
        let mut lines: Vec<(String, Style)> = Vec::new();
        let cells = usize::from(area.width.saturating_sub(4)).max(1);
        lines.extend(wrapped(&message, cells).into_iter().map(|l| (l, self.styles.bad())));
        let hint = failure.hint.as_deref().unwrap_or_default();
        lines.extend(wrapped(hint, cells).into_iter().map(|l| (l, self.styles.dim())));
        let lines: Vec<(&str, Style)> = lines.iter().map(|(l, s)| (l.as_str(), *s)).collect();
        self.centred(area, &lines);
    }

    /// Lines in the middle of an area.
    pub fn centred(&mut self, area: Rect, lines: &[(&str, Style)]) {
        let count = u16::try_from(lines.len()).unwrap_or(area.height).min(area.height);
        let top = area.y + (area.height - count) / 2;
        for (row, (text, style)) in lines.iter().take(count.into()).enumerate() {
            let wide = u16::try_from(fitting(text, area.width.into(), "…").1).unwrap_or(area.width);
            let y = top + u16::try_from(row).unwrap_or_default();
            self.text(area.x + (area.width - wide) / 2, y, wide, text, *style);
        }
    }

    /// Whether only ASCII signs are drawn.
    pub fn ascii(&self) -> bool {
        self.styles.glyphs == Glyphs::Ascii
    }
}

/// The cells that a text takes, at most so many.
pub fn cells(text: &str, most: u16) -> u16 {
    u16::try_from(fitting(text, most.into(), "…").1).unwrap_or(most)
}

/// The beginning of a text that can matter in so many cells: a field may have ten megabytes.
fn head(text: &str, cells: usize) -> String {
    text.chars().take(cells.saturating_mul(8) + 64).collect()
}

/// The text made visible, in characters that every terminal gives the same number of cells.
///
/// What joins characters or picks another shape of one goes: terminals differ in whether they know it, and those that
/// do not would push the rest of the line to the right. A pile of accents would grow into the lines above.
fn plain(text: &str) -> String {
    let joins = |c: &char| matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}');
    let mut pile = 0;
    let kept = text.chars().filter(|c| !joins(c)).filter(|c| {
        pile = if c.width() == Some(0) { pile + 1 } else { 0 };
        pile <= ACCENTS
    });
    escape_control(&kept.collect::<String>()).into_owned()
}

/// The text made visible in at most so many cells, whole characters only, and the cells it takes.
fn fitting(text: &str, cells: usize, end: &str) -> (String, usize) {
    let head = head(text, cells);
    let shown = if head.is_ascii() { escape_control(&head).into_owned() } else { plain(&head) };
    if width(&shown) <= cells && head.len() == text.len() {
        let cells = width(&shown);
        return (shown, cells);
    }
    let room = cells.saturating_sub(1);
    let (mut out, mut used) = (String::new(), 0);
    for grapheme in shown.graphemes(true) {
        let wide = width(grapheme);
        if used + wide > room {
            break;
        }
        out.push_str(grapheme);
        used += wide;
    }
    if cells > 0 {
        out.push_str(end);
        used += 1;
    }
    (out, used)
}

/// A text in lines of at most so many cells, broken at blanks where there are any.
pub fn wrapped(text: &str, cells: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in escape_control(text).split(' ').filter(|w| !w.is_empty()) {
        match lines.last_mut().filter(|line| width(line) + 1 + width(word) <= cells) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, x: u16, cells: u16) -> String {
        let styles = Styles::default();
        let mut buffer = Buffer::with_lines(["..............."]);
        Canvas::new(&mut buffer, &styles).text(x, 0, cells, text, styles.plain());
        let symbols: Vec<&str> = buffer.content().iter().map(|cell| cell.symbol()).collect();
        symbols.concat()
    }

    #[test]
    fn nothing_leaves_its_place() {
        assert_eq!(drawn("Laptop", 2, 4), "..Lap….........");
        assert_eq!(drawn("\u{1b}[2J\u{202e}x", 2, 6), "..␛[2J�x.......");
        assert_eq!(drawn("日本語", 2, 5), "..日 本 …........");
        assert_eq!(drawn("x", 40, 5), "...............");
        assert_eq!(drawn("Laptop", 12, 40), "............La…");
        assert_eq!(drawn("Laptop", 2, 0), "...............");
    }

    #[test]
    fn marks_and_joins_take_no_cells_of_others() {
        assert_eq!(
            drawn(&format!("e{}x", "\u{301}".repeat(50)), 0, 5),
            format!("e{}x.............", "\u{301}".repeat(3))
        );
        assert_eq!(drawn("👩\u{200d}💻!", 0, 5), "👩 💻 !..........");
        assert_eq!(drawn("❤\u{fe0f}!", 0, 5), "❤!.............");
    }

    #[test]
    fn lines_are_broken_at_blanks() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("", 7), [""; 0]);
    }
}
