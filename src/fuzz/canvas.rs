//! The canvas: whatever the text and however small its place, nothing is drawn beside it and nothing steers a terminal.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::input::Input;
use crate::report::text::{cut, escape_control, thousands};
use crate::tui::core::outcome::Failure;
use crate::tui::theme::{Glyphs, Styles};
use crate::tui::widgets::canvas::{Canvas, Side, wrapped};

/// What lies under what is drawn.
const BEFORE: &str = ".";

/// Eight bytes say where and how, the rest is the text.
pub(super) fn canvas(data: &[u8]) {
    let mut input = Input(data);
    let (left, top) = (input.pick(&[0, 0, 3]), input.pick(&[0, 0, 2]));
    let area = Rect::new(left, top, u16::from(input.byte()) % 48, u16::from(input.byte()) % 9);
    let x = input.pick(&[0, 1, 2, 3, 4, 7, 20, 46, 47, 48, 60, u16::MAX]);
    let y = input.pick(&[0, 1, 2, 3, 8, 9, u16::MAX]);
    let wide = input.pick(&[0, 1, 2, 3, 4, 5, 9, 20, 40, 90, u16::MAX]);
    let how = input.byte();
    let text = input.text();
    let styles = Styles { glyphs: if how & 0x80 == 0 { Glyphs::Unicode } else { Glyphs::Ascii }, ..Styles::default() };
    let mut buffer = Buffer::filled(area, Cell::new(BEFORE));
    let mut canvas = Canvas::new(&mut buffer, &styles);
    let line = Rect { x, y, width: wide.min(u16::MAX - x), height: 1u16.min(u16::MAX - y) };
    let style = styles.plain();
    let (first, second) = halves(&text);
    let place = match how % 8 {
        0 | 1 => {
            let taken = canvas.text(x, y, wide, &text, style);
            assert!(taken <= wide);
            Rect { width: taken.min(line.width), ..line }
        }
        2 => {
            canvas.aligned(x, y, wide, &text, if how & 0x40 == 0 { Side::Left } else { Side::Right }, style);
            line
        }
        3 => {
            let taken = canvas.parts(x, y, wide, &[(first, style), (second, style)]);
            assert!(taken <= wide);
            Rect { width: taken.min(line.width), ..line }
        }
        4 => {
            let place = Rect { height: 3u16.min(u16::MAX - y), ..line };
            canvas.centred(place, &[(first, style), (second, style), (&text, style), (first, style)]);
            place
        }
        5 => {
            let place = Rect { height: 5u16.min(u16::MAX - y), ..line };
            let failure = Failure { message: first.to_owned(), hint: Some(second.to_owned()) };
            canvas.failure(place, &failure);
            place
        }
        6 => {
            canvas.rule(x, y, wide);
            line
        }
        _ => {
            canvas.text(x, y, wide, first, style);
            canvas.mark(area, second);
            canvas.style(line, styles.bad());
            line
        }
    };
    stays_inside(&buffer, place);
    texts(&text, usize::from(wide));
}

/// Cells beside a place are as before; what is in it can be shown.
fn stays_inside(buffer: &Buffer, place: Rect) {
    for at in buffer.area.positions() {
        let symbol = buffer.cell(at).unwrap().symbol();
        let inside = place.contains(at);
        assert!(inside || symbol == BEFORE, "{symbol:?} at {at} is beside {place}");
        assert_eq!(symbol, escape_control(symbol), "at {at}");
        assert!(usize::from(at.x) + symbol.width() <= usize::from(buffer.area.right()), "{symbol:?} at {at}");
    }
}

/// Words for every screen and for print: visible, no wider than they may be, and nothing of them lost.
fn texts(text: &str, most: usize) {
    let shown = escape_control(text);
    assert!(!shown.chars().any(|sign| sign.is_control()), "{shown:?}");
    assert_eq!(escape_control(&shown), shown, "what is visible stays");
    let short = cut(&shown, most, '…');
    assert!(short.width() <= most, "{short:?} takes {} of {most} cells", short.width());
    let lines = wrapped(text, most.max(1));
    let words: String = lines.concat().chars().filter(|sign| *sign != ' ').collect();
    assert_eq!(words, shown.replace(' ', ""), "wrapped");
    assert_eq!(thousands(text).replace(',', ""), text.replace(',', ""));
}

/// A text in two, at a sign in its middle.
fn halves(text: &str) -> (&str, &str) {
    let middle = (0..=text.len() / 2).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    text.split_at(middle)
}
