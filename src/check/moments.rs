//! Days and times by a format: what is read is what was written, to the digit.
//!
//! chrono takes blanks and missing zeros for granted, carries a second 60 over and cuts what lies beyond a nanosecond.
//! So what was read is written again and compared, and what a table cannot keep is no value.

use std::fmt::Write;

use chrono::format::{Fixed, Item, Parsed, StrftimeItems, parse};
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

/// Years that every reader of the tables knows: four digits, and there is no year 0.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;
/// The digits of a second that are kept.
const KEPT: usize = 6;
/// From here on the nanoseconds of a time are those of a second 60.
const LEAP: u32 = 1_000_000_000;

/// A format, taken apart once for all texts of a column.
pub(super) struct Format<'a> {
    items: Vec<Item<'a>>,
    /// Whether it is the one that is read without chrono.
    iso: bool,
    /// Which item is `%.f`: as many digits as are needed, and no point if none are.
    fraction: Option<usize>,
}

/// Why a text is no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is not what the format says.
    Text,
    /// It has digits that would be lost.
    Digits,
}

impl<'a> Format<'a> {
    pub(super) fn new(format: &'a str) -> Self {
        let items: Vec<_> = StrftimeItems::new(format).collect();
        let fraction = items.iter().position(|item| *item == Item::Fixed(Fixed::Nanosecond));
        Self { items, iso: format == "%Y-%m-%d", fraction }
    }

    /// The day that a text says.
    pub(super) fn day(&self, text: &str) -> Option<NaiveDate> {
        if self.iso {
            return iso(text.as_bytes()).filter(|day| YEARS.contains(&day.year()));
        }
        let day = self.parsed(text)?.to_naive_date().ok()?;
        let mut again = String::with_capacity(text.len());
        write!(again, "{}", day.format_with_items(self.items.iter())).ok()?;
        (YEARS.contains(&day.year()) && again == text).then_some(day)
    }

    /// The time that a text says, in whole microseconds.
    pub(super) fn time(&self, text: &str) -> Result<NaiveDateTime, Unread> {
        let time = self.parsed(text).and_then(|parsed| parsed.to_naive_datetime_with_offset(0).ok());
        let time = time.filter(|time| YEARS.contains(&time.year()) && time.nanosecond() < LEAP).ok_or(Unread::Text)?;
        let beyond = self.beyond(time, text).ok_or(Unread::Text)?;
        if beyond || time.nanosecond() % 1000 != 0 { Err(Unread::Digits) } else { Ok(time) }
    }

    fn parsed(&self, text: &str) -> Option<Parsed> {
        let mut parsed = Parsed::new();
        parse(&mut parsed, text, self.items.iter()).ok()?;
        Some(parsed)
    }

    /// Whether a text that says this time says more of it than is kept; none if the format writes it otherwise.
    fn beyond(&self, time: NaiveDateTime, text: &str) -> Option<bool> {
        let Some(at) = self.fraction else { return (written(time, &self.items)? == text).then_some(false) };
        let (before, after) = (written(time, self.items.get(..at)?)?, written(time, self.items.get(at + 1..)?)?);
        let fraction = text.strip_prefix(before.as_str())?.strip_suffix(after.as_str())?;
        let digits = if fraction.is_empty() { "" } else { fraction.strip_prefix('.').filter(|d| !d.is_empty())? };
        let same = digits.bytes().all(|b| b.is_ascii_digit()) && format!("{digits:0<9.9}") == nanoseconds(time);
        same.then(|| digits.bytes().skip(KEPT).any(|b| b != b'0'))
    }
}

fn nanoseconds(time: NaiveDateTime) -> String {
    format!("{:09}", time.nanosecond())
}

fn written(time: NaiveDateTime, items: &[Item<'_>]) -> Option<String> {
    let mut text = String::new();
    write!(text, "{}", time.format_with_items(items.iter())).ok().map(|()| text)
}

/// `YYYY-MM-DD`
fn iso(text: &[u8]) -> Option<NaiveDate> {
    let number =
        |digits: &[u8]| digits.iter().try_fold(0u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')));
    match text {
        [year @ .., b'-', m1, m2, b'-', d1, d2] if year.len() == 4 => {
            NaiveDate::from_ymd_opt(number(year)? as i32, number(&[*m1, *m2])?, number(&[*d1, *d2])?)
        }
        _ => None,
    }
}
