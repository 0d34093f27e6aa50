//! `min` and `max`: limits in a column's own type.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _};
use toml::de::DeValue;

use super::super::model::{Bound, ColumnType};
use super::super::toml_text::quoted;
use crate::config::{Node, int, kind as kind_of, shown};

/// A limit of a column of this type.
pub(super) fn bound(node: &Node<'_>, kind: &ColumnType) -> Option<Bound> {
    let read = match kind {
        ColumnType::Int => int(node.value).map(Bound::Int),
        ColumnType::Float => float(node.value).map(Bound::Float),
        ColumnType::Decimal { precision, scale } => decimal(node.value, *precision, *scale).map(Bound::Decimal),
        ColumnType::Date(format) => date(node.value, format).map(Bound::Date),
        ColumnType::Datetime(format) => datetime(node.value, format).map(Bound::Datetime),
        ColumnType::String | ColumnType::Enum(_) | ColumnType::Bool => return None,
    };
    if read.is_none() {
        let (what, hint) = wanted(kind);
        let given = node.value.as_str().map_or_else(|| written(node.value), |t| format!("`{}`", shown(t)));
        node.wrong(format!("{given} is not a {what}"), hint);
    }
    read
}

/// Whether two limits of one column leave no value between them.
pub(super) fn crossed(min: Option<Bound>, max: Option<Bound>) -> bool {
    match (min, max) {
        (Some(min), Some(max)) => min.partial_cmp(&max).is_none_or(|order| order.is_gt()),
        _ => false,
    }
}

/// What a limit of this type is, and how it is written.
fn wanted(kind: &ColumnType) -> (String, String) {
    match kind {
        ColumnType::Int => ("whole number of 64 bits".to_owned(), "Such as min = 1, without quotes.".to_owned()),
        ColumnType::Float => ("number".to_owned(), "Such as min = 0.5, without quotes.".to_owned()),
        ColumnType::Decimal { precision, scale } => (
            format!("decimal({precision},{scale})"),
            format!("Write it with at most {scale} decimals, such as min = 0 or min = \"{}\".", least(*scale)),
        ),
        ColumnType::Date(format) => {
            (format!("date in the format `{}`", shown(format)), "Or write min = 2024-01-31, without quotes.".to_owned())
        }
        ColumnType::Datetime(format) => (
            format!("date and time in the format `{}`", shown(format)),
            "Or write min = 2024-01-31T08:00:00, without quotes.".to_owned(),
        ),
        ColumnType::String | ColumnType::Enum(_) | ColumnType::Bool => ("limit".to_owned(), String::new()),
    }
}

fn least(scale: usize) -> String {
    if scale == 0 { "1".to_owned() } else { format!("0.{:0>scale$}", 1) }
}

/// A value that is not text, as written or by its kind.
fn written(value: &DeValue<'_>) -> String {
    match value {
        DeValue::Integer(number) => format!("`{number}`"),
        DeValue::Float(number) => format!("`{number}`"),
        DeValue::Datetime(datetime) => format!("`{datetime}`"),
        other => kind_of(other).to_owned(),
    }
}

fn float(value: &DeValue<'_>) -> Option<f64> {
    let number = match value {
        DeValue::Float(number) => number.as_str().parse().ok()?,
        _ => int(value)? as f64,
    };
    f64::is_finite(number).then_some(number)
}

/// Units of the last decimal.
fn decimal(value: &DeValue<'_>, precision: usize, scale: usize) -> Option<i128> {
    match value {
        DeValue::Integer(_) => units(&int(value)?.to_string(), precision, scale),
        DeValue::Float(number) => units(number.as_str().trim_start_matches('+'), precision, scale),
        DeValue::String(text) => units(text, precision, scale),
        _ => None,
    }
}

/// Reads `-12.5` without ever going through a binary fraction.
fn units(text: &str, precision: usize, scale: usize) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return None,
        None => (digits, ""),
    };
    let digits_only = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || fraction.len() > scale || !digits_only(whole) || !digits_only(fraction) {
        return None;
    }
    let number: i128 = format!("{whole}{fraction:0<scale$}").parse().ok()?;
    let limit = 10i128.checked_pow(u32::try_from(precision).ok()?)?;
    (number < limit).then_some(if negative { -number } else { number })
}

fn date(value: &DeValue<'_>, format: &str) -> Option<NaiveDate> {
    match value {
        DeValue::Datetime(d) if d.time.is_none() && d.offset.is_none() => local_date(d.date?),
        DeValue::String(text) => NaiveDate::parse_from_str(text, format).ok(),
        _ => None,
    }
}

fn datetime(value: &DeValue<'_>, format: &str) -> Option<NaiveDateTime> {
    let datetime = match value {
        DeValue::Datetime(d) if d.offset.is_none() => local_date(d.date?)?.and_time(local_time(d.time?)?),
        DeValue::String(text) => NaiveDateTime::parse_from_str(text, format).ok()?,
        _ => return None,
    };
    // A leap second, which no table can hold.
    (datetime.nanosecond() < 1_000_000_000).then_some(datetime)
}

fn local_date(date: toml::value::Date) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}

fn local_time(time: toml::value::Time) -> Option<NaiveTime> {
    let (second, nano) = (time.second.unwrap_or(0), time.nanosecond.unwrap_or(0));
    NaiveTime::from_hms_nano_opt(time.hour.into(), time.minute.into(), second.into(), nano)
}

/// A limit as TOML.
pub(super) fn bound_text(bound: Bound, kind: &ColumnType) -> String {
    match (bound, kind) {
        (Bound::Int(number), _) => number.to_string(),
        (Bound::Float(number), _) => format!("{number:?}"),
        (Bound::Decimal(units), ColumnType::Decimal { scale, .. }) => quoted(&decimal_text(units, *scale)),
        (Bound::Decimal(units), _) => units.to_string(),
        (Bound::Date(day), ColumnType::Date(format)) => date_text(day, format),
        (Bound::Date(day), _) => day.to_string(),
        (Bound::Datetime(time), ColumnType::Datetime(format)) => datetime_text(time, format),
        (Bound::Datetime(time), _) => time.format("%Y-%m-%dT%H:%M:%S%.f").to_string(),
    }
}

/// A TOML date where TOML can write it, else a text in the column's format.
fn date_text(day: NaiveDate, format: &str) -> String {
    if is_toml_year(day.year()) { day.format("%Y-%m-%d").to_string() } else { quoted(&day.format(format).to_string()) }
}

fn datetime_text(time: NaiveDateTime, format: &str) -> String {
    if is_toml_year(time.year()) {
        time.format("%Y-%m-%dT%H:%M:%S%.f").to_string()
    } else {
        quoted(&time.format(format).to_string())
    }
}

fn is_toml_year(year: i32) -> bool {
    (0..=9999).contains(&year)
}

fn decimal_text(units: i128, scale: usize) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let point = if scale == 0 { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}
