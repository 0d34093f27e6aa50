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

/// A span of text in one style.
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub(super) text: String,
    pub(super) style: Style,
}

/// What is not broken: spans with no blank between them.
type Word = Vec<Span>;

impl Span {
    fn painted(&self, ink: Ink) -> String {
        let code = match (ink, self.style) {
            (Ink::None, _) | (_, Style::Plain) => return self.text.clone(),
            (Ink::Colour, Style::Strong) => 1,
            (Ink::Colour, Style::Code) => 36,
        };
        format!("\u{1b}[{code}m{}\u{1b}[0m", self.text)
    }
}

/// How wide spans are on one line.
pub(super) fn natural_width(spans: &[Span]) -> usize {
    lines(spans, usize::MAX).first().map_or(0, |line| line_width(line))
}

/// Text as lines that are at most so wide.
pub(super) fn wrap(spans: &[Span], width: usize, ink: Ink) -> Vec<String> {
    let painted = |word: &Word| word.iter().map(|span| span.painted(ink)).collect::<String>();
    lines(spans, width).iter().map(|line| line.iter().map(painted).collect::<Vec<_>>().join(" ")).collect()
}

/// The width that a line takes on the screen, its colours aside.
pub(super) fn shown_width(line: &str) -> usize {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().width();
    first + parts.map(|part| part.split_once('m').map_or(0, |(_, text)| text.width())).sum::<usize>()
}

fn lines(spans: &[Span], width: usize) -> Vec<Vec<Word>> {
    let mut lines: Vec<Vec<Word>> = vec![Vec::new()];
    for word in words(spans).into_iter().flat_map(|word| broken(word, width.max(1))) {
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

fn words(spans: &[Span]) -> Vec<Word> {
    let mut words = vec![Word::new()];
    for span in spans {
        for (at, part) in span.text.split([' ', '\n']).enumerate() {
            if at > 0 {
                words.push(Word::new());
            }
            if let Some(word) = words.last_mut().filter(|_| !part.is_empty()) {
                word.push(Span { text: part.to_owned(), style: span.style });
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
    for Span { text, style } in word {
        for sign in text.chars() {
            let sign_width = sign.width().unwrap_or(0);
            if taken + sign_width > width && taken > 0 {
                parts.push(Word::new());
                taken = 0;
            }
            taken += sign_width;
            let Some(part) = parts.last_mut() else { continue };
            match part.last_mut().filter(|span| span.style == style) {
                Some(span) => span.text.push(sign),
                None => part.push(Span { text: sign.to_string(), style }),
            }
        }
    }
    parts
}

fn line_width(line: &[Word]) -> usize {
    line.iter().map(word_width).sum::<usize>() + line.len().saturating_sub(1)
}

fn word_width(word: &Word) -> usize {
    word.iter().map(|span| span.text.width()).sum()
}
