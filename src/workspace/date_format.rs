//! Whether a chrono format says everything about a day, or a day and time.

use std::fmt::Write as _;

use chrono::format::{Item, StrftimeItems};
use chrono::{NaiveDate, NaiveDateTime};

/// Years of days that a format must bring back: those that a format without zeros before its numbers mixes up.
const YEARS: [i32; 6] = [1999, 2001, 2010, 2011, 2023, 2024];
/// Months and days of these years.
const DAYS: [(u32, u32); 12] =
    [(1, 1), (1, 2), (1, 11), (1, 21), (1, 31), (2, 29), (3, 15), (10, 9), (11, 1), (11, 2), (11, 11), (12, 31)];
/// Times that a format must bring back; (hour, minute).
const TIMES: [(u32, u32); 7] = [(0, 5), (1, 1), (1, 11), (11, 1), (11, 11), (13, 45), (23, 50)];

const TWO_WAYS: &str = "can be read in two ways: put a sign between its numbers, or let them have all their zeros";
/// No format is as long as this (bytes).
const LONGEST: usize = 200;

/// Says what is wrong with a format of days.
pub(super) fn check_date(format: &str) -> Result<(), &'static str> {
    check_items(format)?;
    for day in days() {
        let text = written(|out| write!(out, "{}", day.format(format))).ok_or("has a time, but this is a date")?;
        match NaiveDate::parse_from_str(&text, format) {
            Ok(read) if read == day => {}
            Ok(_) => return Err(TWO_WAYS),
            Err(_) => return Err("does not give a full date: year, month and day"),
        }
    }
    Ok(())
}

/// Says what is wrong with a format of days and times; seconds may be absent.
pub(super) fn check_datetime(format: &str) -> Result<(), &'static str> {
    check_items(format)?;
    for time in datetimes() {
        let text = written(|out| write!(out, "{}", time.format(format)))
            .ok_or("has a time zone, which a datetime column does not keep")?;
        match NaiveDateTime::parse_from_str(&text, format) {
            Ok(read) if read == time => {}
            Ok(_) => return Err(TWO_WAYS),
            Err(_) => return Err("does not give a full date and time: year, month, day, hour and minute"),
        }
    }
    Ok(())
}

fn check_items(format: &str) -> Result<(), &'static str> {
    if format.len() > LONGEST {
        return Err("is longer than 200 bytes");
    }
    if StrftimeItems::new(format).any(|item| matches!(item, Item::Error)) {
        return Err("has an unknown `%` specifier");
    }
    Ok(())
}

fn days() -> impl Iterator<Item = NaiveDate> {
    let of_year = |year| DAYS.iter().filter_map(move |&(month, day)| NaiveDate::from_ymd_opt(year, month, day));
    YEARS.into_iter().flat_map(of_year)
}

fn datetimes() -> impl Iterator<Item = NaiveDateTime> {
    days().flat_map(|day| TIMES.iter().filter_map(move |&(hour, minute)| day.and_hms_opt(hour, minute, 0)))
}

/// chrono fails in the middle of writing when the value has no such part.
fn written(write: impl FnOnce(&mut String) -> std::fmt::Result) -> Option<String> {
    let mut text = String::new();
    write(&mut text).ok().map(|()| text)
}
