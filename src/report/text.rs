//! Text for a screen: control characters made visible, widths in cells, values as text.

use std::borrow::Cow;

use polars::prelude::*;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::column::failed;
use crate::error::Result;

/// The text with a visible mark for every character that would steer a terminal instead of being shown.
///
/// Control characters become their Unicode pictures (`␛`, `␊`), everything else that moves the cursor, turns the
/// direction of writing or shows nothing at all becomes `�`. Marks take one cell.
pub fn escape_control(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| mark(c).is_some()) {
        text.chars().map(|c| mark(c).unwrap_or(c)).collect()
    } else {
        Cow::Borrowed(text)
    }
}

fn mark(c: char) -> Option<char> {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'
        | '\u{200e}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{13430}'..='\u{1343f}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => Some('\u{fffd}'),
        _ => None,
    }
}

/// A count with its word: `1 row`, `12,617 rows`.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count.into(), 0), if count == 1 { one } else { many })
}

/// How many cells a visible text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text in at most `max` cells, ending in `end` where something had to go.
pub fn cut(text: &str, max: usize, end: char) -> Cow<'_, str> {
    if text.width() <= max {
        return Cow::Borrowed(text);
    }
    let room = max.saturating_sub(end.width().unwrap_or(1));
    let mut used = 0;
    // By what is seen as one character: a sign after another may make that one wider. (The crate unicode-truncate does
    // the same, but asserts that a text is as wide as its characters, which لا is not.)
    let mut kept: String = text
        .graphemes(true)
        .take_while(|character| {
            used += character.width();
            used <= room
        })
        .collect();
    if max > 0 {
        kept.push(end);
    }
    Cow::Owned(kept)
}

/// Which side of a cell its text keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Appends the text, filled up to `cells` with blanks.
pub fn pad(out: &mut String, text: &str, cells: usize, align: Align) {
    let blanks = cells.saturating_sub(text.width());
    let (before, after) = match align {
        Align::Left => (0, blanks),
        Align::Right => (blanks, 0),
    };
    out.extend(std::iter::repeat_n(' ', before));
    out.push_str(text);
    out.extend(std::iter::repeat_n(' ', after));
}

/// A whole number of units of `10^-scale` in digits, with a comma between thousands.
pub fn grouped(units: i128, scale: usize) -> String {
    let digits = format!("{:0>least$}", units.unsigned_abs(), least = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 2);
    if units < 0 {
        text.push('-');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if scale > 0 {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// A number in digits with a comma between thousands; what is not written that way stays as it is.
pub fn thousands(number: &str) -> Cow<'_, str> {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (whole, fraction) = digits.find('.').map_or((digits, ""), |point| digits.split_at(point));
    let decimals = fraction.strip_prefix('.').unwrap_or(fraction);
    if whole.len() < 4 || !whole.bytes().chain(decimals.bytes()).all(|b| b.is_ascii_digit()) {
        return Cow::Borrowed(number);
    }
    let mut text = String::with_capacity(number.len() + whole.len() / 3);
    text.push_str(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text.push_str(fraction);
    Cow::Owned(text)
}

/// The values of a column as text: numbers with all their decimals, ISO dates, `true` and `false`, nulls as null.
pub fn values(column: &Column) -> Result<StringChunked> {
    let texts = |column: &Column| -> PolarsResult<StringChunked> {
        match column.dtype() {
            DataType::Datetime(..) => column.datetime()?.to_string("%Y-%m-%dT%H:%M:%S%.f"),
            DataType::Duration(_) => column.duration()?.to_string("iso"),
            DataType::List(_) | DataType::Struct(_) | DataType::Binary => Ok(nested(column)),
            _ => Ok(column.cast(&DataType::String)?.str()?.clone()),
        }
    };
    texts(column).map_err(|e| failed(&format!("show column `{}`", column.name()), e))
}

/// Rare values without a text of their own, one by one as polars shows them.
fn nested(column: &Column) -> StringChunked {
    let series = column.as_materialized_series();
    series.iter().map(|value| (!value.is_null()).then(|| value.to_string())).collect()
}

/// On which side the values of a type stand.
pub fn align(dtype: &DataType) -> Align {
    if dtype.is_primitive_numeric() || dtype.is_decimal() { Align::Right } else { Align::Left }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_marked() {
        let check = |text: &str, expected: &str| assert_eq!(escape_control(text), expected);
        check("Zoë 日本 👩‍💻", "Zoë 日本 👩‍💻");
        check("\u{1b}[2J\r\n\t\0\u{7f}", "␛[2J␍␊␉␀␡");
        check("a\u{9b}31m", "a�31m");
        check("abc\u{202e}cba\u{feff}", "abc�cba�");
        check("a\u{ad}b\u{3164}c\u{34f}", "a�b�c�");
        assert!(matches!(escape_control("plain"), Cow::Borrowed(_)));
    }

    #[test]
    fn texts_are_cut_by_cells() {
        let check = |text: &str, max: usize, expected: &str| assert_eq!(cut(text, max, '…'), expected);
        check("Laptop", 6, "Laptop");
        check("Laptop", 5, "Lapt…");
        check("Laptop", 1, "…");
        check("Laptop", 0, "");
        check("日本語", 5, "日本…");
        check("日本語", 4, "日…");
        check("لالالا", 2, "ل…");
        check("👩‍💻👩‍💻", 3, "👩‍💻…");
    }

    #[test]
    fn thousands_are_grouped() {
        let check = |units: i128, scale: usize, expected: &str| assert_eq!(grouped(units, scale), expected);
        check(0, 0, "0");
        check(0, 2, "0.00");
        check(-5, 2, "-0.05");
        check(999, 0, "999");
        check(1000, 0, "1,000");
        check(141_877_184, 2, "1,418,771.84");
        check(-100_000, 0, "-100,000");
        check(i128::MIN, 0, "-170,141,183,460,469,231,731,687,303,715,884,105,728");
    }

    #[test]
    fn digits_are_grouped() {
        let check = |number: &str, expected: &str| assert_eq!(thousands(number), expected);
        check("999.12345", "999.12345");
        check("-1418771.84", "-1,418,771.84");
        check("1000", "1,000");
        for other in ["", "-", "2024-10-15", "1e300", "-inf", "NaN", "12345.6e7", "1234.5.6", "１２３４"] {
            check(other, other);
        }
    }
}
