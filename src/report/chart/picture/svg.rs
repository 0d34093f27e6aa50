//! A scene as an SVG document: one element below the other, with escaped text and attributes.

use std::fmt::{Display, Write};

use super::color::Color;
use super::font::FAMILY;
use super::page::{Anchor, Area, Scene, WHITE, WIDTH, Words};

/// The scene as a document.
pub(super) fn document(scene: &Scene) -> String {
    let (width, height) = (WIDTH, scene.height);
    let mut out = String::new();
    tag(
        &mut out,
        "svg",
        &[
            ("xmlns", &"http://www.w3.org/2000/svg"),
            ("width", &width),
            ("height", &height),
            ("viewBox", &format_args!("0 0 {width} {height}")),
            ("font-family", &FAMILY),
            // Blanks are measured, so they are drawn too.
            ("xml:space", &"preserve"),
        ],
    );
    out.push_str(">\n");
    let page = Area { left: 0, top: 0, right: width, bottom: height, color: WHITE };
    for area in std::iter::once(&page).chain(&scene.areas) {
        rectangle(&mut out, area);
    }
    for words in &scene.words {
        text(&mut out, words);
    }
    out.push_str("</svg>\n");
    out
}

fn rectangle(out: &mut String, area: &Area) {
    let (width, height) = (area.right - area.left, area.bottom - area.top);
    let attributes: &[Attribute<'_>] =
        &[("x", &area.left), ("y", &area.top), ("width", &width), ("height", &height), ("fill", &Hex(area.color))];
    tag(out, "rect", attributes);
    out.push_str("/>\n");
}

fn text(out: &mut String, words: &Words) {
    let anchor = match words.anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let attributes: &[Attribute<'_>] = &[
        ("x", &words.x),
        ("y", &words.baseline),
        ("font-size", &words.em),
        ("text-anchor", &anchor),
        ("fill", &Hex(words.color)),
    ];
    tag(out, "text", attributes);
    out.push('>');
    escape(out, &words.text);
    out.push_str("</text>\n");
}

type Attribute<'a> = (&'static str, &'a dyn Display);

/// A tag without its end.
fn tag(out: &mut String, name: &str, attributes: &[Attribute<'_>]) {
    out.push('<');
    out.push_str(name);
    for (name, value) in attributes {
        let _ = write!(out, " {name}=\"");
        escape(out, &value.to_string());
        out.push('"');
    }
}

/// The text as XML may have it; what XML forbids, even escaped, is marked.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

struct Hex(Color);

impl Display for Hex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Color(red, green, blue) = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_are_escaped() {
        let mut out = String::new();
        tag(&mut out, "a", &[("b", &"<&\">'"), ("c", &1)]);
        assert_eq!(out, "<a b=\"&lt;&amp;&quot;&gt;'\" c=\"1\"");
        out.clear();
        escape(&mut out, "a\u{1}\u{ffff}]]>\t日");
        assert_eq!(out, "a\u{fffd}\u{fffd}]]&gt;\t日");
    }
}
