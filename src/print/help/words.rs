//! Text in styles, broken into lines.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Whether text has colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Colour,
    None,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Style {
    #[default]
    Plain,
    Strong,
    Code,
}

/// A piece of text in one style.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) style: Style,
}

/// What is not broken: pieces with no blank between them.
type Word = Vec<Piece>;

impl Piece {
    fn painted(&self, ink: Ink) -> String {
        let code = match (ink, self.style) {
            (Ink::None, _) | (_, Style::Plain) => return self.text.clone(),
            (Ink::Colour, Style::Strong) => 1,
            (Ink::Colour, Style::Code) => 36,
        };
        format!("\u{1b}[{code}m{}\u{1b}[0m", self.text)
    }
}

/// How wide pieces are on one line.
pub(super) fn natural_width(pieces: &[Piece]) -> usize {
    lines(pieces, usize::MAX).first().map_or(0, |line| line_width(line))
}

/// Text as lines that are at most so wide.
pub(super) fn wrap(pieces: &[Piece], width: usize, ink: Ink) -> Vec<String> {
    let painted = |word: &Word| word.iter().map(|piece| piece.painted(ink)).collect::<String>();
    lines(pieces, width).iter().map(|line| line.iter().map(painted).collect::<Vec<_>>().join(" ")).collect()
}

/// The width that a line takes on the screen, its colours aside.
pub(super) fn shown_width(line: &str) -> usize {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().width();
    first + parts.map(|part| part.split_once('m').map_or(0, |(_, text)| text.width())).sum::<usize>()
}

fn lines(pieces: &[Piece], width: usize) -> Vec<Vec<Word>> {
    let mut lines: Vec<Vec<Word>> = vec![Vec::new()];
    for word in words(pieces).into_iter().flat_map(|word| broken(word, width.max(1))) {
        if let Some(line) = lines.last_mut() {
            if line.is_empty() || line_width(line) + 1 + word_width(&word) <= width {
                line.push(word);
                continue;
            }
            lines.push(vec![word]);
        }
    }
    lines
}

fn words(pieces: &[Piece]) -> Vec<Word> {
    let mut words = vec![Word::new()];
    for piece in pieces {
        for (at, part) in piece.text.split([' ', '\n']).enumerate() {
            if at > 0 {
                words.push(Word::new());
            }
            if let Some(word) = words.last_mut().filter(|_| !part.is_empty()) {
                word.push(Piece { text: part.to_owned(), style: piece.style });
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A word in parts that fit; most fit whole.
fn broken(word: Word, width: usize) -> Vec<Word> {
    if word_width(&word) <= width {
        return vec![word];
    }
    let (mut parts, mut taken) = (vec![Word::new()], 0);
    for Piece { text, style } in word {
        for sign in text.chars() {
            let sign_width = sign.width().unwrap_or(0);
            if taken + sign_width > width && taken > 0 {
                parts.push(Word::new());
                taken = 0;
            }
            taken += sign_width;
            let Some(part) = parts.last_mut() else { continue };
            match part.last_mut().filter(|piece| piece.style == style) {
                Some(piece) => piece.text.push(sign),
                None => part.push(Piece { text: sign.to_string(), style }),
            }
        }
    }
    parts
}

fn line_width(line: &[Word]) -> usize {
    line.iter().map(word_width).sum::<usize>() + line.len().saturating_sub(1)
}

fn word_width(word: &Word) -> usize {
    word.iter().map(|piece| piece.text.width()).sum()
}
