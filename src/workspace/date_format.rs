//! Whether a chrono format says everything about a day, or a day and time.

use std::fmt::Write as _;

use chrono::format::{Item, StrftimeItems};
use chrono::{NaiveDate, NaiveDateTime};

/// Days that a format must bring back; (year, month, day).
const DAYS: [(i32, u32, u32); 4] = [(2024, 1, 1), (2024, 2, 29), (2023, 12, 31), (1999, 10, 9)];
/// Times that a format must bring back; (hour, minute).
const TIMES: [(u32, u32); 3] = [(0, 5), (13, 45), (23, 50)];

/// Says what is wrong with a format of days.
pub(super) fn check_date(format: &str) -> Result<(), &'static str> {
    check_items(format)?;
    for day in days() {
        let text = written(|out| write!(out, "{}", day.format(format))).ok_or("has a time, but this is a date")?;
        if NaiveDate::parse_from_str(&text, format) != Ok(day) {
            return Err("does not give a full date: year, month and day");
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
        if NaiveDateTime::parse_from_str(&text, format) != Ok(time) {
            return Err("does not give a full date and time: year, month, day, hour and minute");
        }
    }
    Ok(())
}

fn check_items(format: &str) -> Result<(), &'static str> {
    if StrftimeItems::new(format).any(|item| matches!(item, Item::Error)) {
        return Err("has an unknown `%` specifier");
    }
    Ok(())
}

fn days() -> impl Iterator<Item = NaiveDate> {
    DAYS.iter().filter_map(|&(year, month, day)| NaiveDate::from_ymd_opt(year, month, day))
}

fn datetimes() -> impl Iterator<Item = NaiveDateTime> {
    days().flat_map(|day| TIMES.iter().filter_map(move |&(hour, minute)| day.and_hms_opt(hour, minute, 0)))
}

/// chrono fails in the middle of writing when the value has no such part.
fn written(write: impl FnOnce(&mut String) -> std::fmt::Result) -> Option<String> {
    let mut text = String::new();
    write(&mut text).ok().map(|()| text)
}
