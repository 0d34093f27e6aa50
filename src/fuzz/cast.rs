//! Casts: a text is a value exactly if its digits say so, and it is the value that they say.

use polars::prelude::{AnyValue, Series, TimeUnit};
use polars_arrow::array::Utf8ViewArray;

use super::input::Input;
use crate::check::{format_value, typed};
use crate::workspace::{Column, ColumnType};

/// The first byte chooses a type, two more a decimal's digits; the rest are texts, one a line.
pub(super) fn cast(data: &[u8]) {
    let mut input = Input(data);
    let kind = input.byte() % 7;
    let precision = 1 + usize::from(input.byte()) % 38;
    let scale = usize::from(input.byte()) % (precision + 1);
    let text = input.text();
    let texts: Vec<&str> = text.split('\n').collect();
    match kind {
        0 => check(&texts, ColumnType::Int, |text| int(text).map(AnyValue::Int64)),
        1 => check_floats(&texts),
        2 => check(&texts, ColumnType::Decimal { precision, scale }, |text| {
            decimal(text, precision, scale).map(|units| AnyValue::Decimal(units, precision, scale))
        }),
        3 => check(&texts, ColumnType::Date("%Y-%m-%d".into()), |text| day(text, "Y-M-D").map(AnyValue::Date)),
        4 => check(&texts, ColumnType::Date("%d.%m.%Y".into()), |text| day(text, "D.M.Y").map(AnyValue::Date)),
        5 => check_times(&texts, "%Y-%m-%d %H:%M:%S", |text| time(text, ' ', |rest| rest.is_empty().then_some(0))),
        _ => check_times(&texts, "%Y-%m-%dT%H:%M:%S%.f", |text| time(text, 'T', fraction)),
    }
}

fn cast_all(texts: &[&str], kind: &ColumnType) -> Series {
    let texts = Utf8ViewArray::from_slice(texts.iter().map(|text| Some(*text)).collect::<Vec<_>>());
    typed(&texts, &Column::new("c", kind.clone()))
}

/// Every text gives the value that it must give; what is written of a value is read as that value.
fn check(texts: &[&str], kind: ColumnType, expected: impl Fn(&str) -> Option<AnyValue<'static>>) {
    let values = cast_all(texts, &kind);
    assert_eq!(values.len(), texts.len());
    for (text, value) in texts.iter().zip(values.iter()) {
        let wanted = expected(text).unwrap_or(AnyValue::Null);
        assert_eq!(value, wanted, "{text:?} as {kind:?}");
        if let Some(back) = format_value(&value, &kind) {
            assert_eq!(cast_all(&[&back], &kind).get(0).unwrap(), value, "{text:?} is written {back:?}");
        }
    }
}

fn check_times(texts: &[&str], format: &str, expected: impl Fn(&str) -> Option<i64>) {
    check(texts, ColumnType::Datetime(format.to_owned()), |text| {
        expected(text).map(|micros| AnyValue::Datetime(micros, TimeUnit::Microseconds, None))
    });
}

/// A float is one exactly if its signs are a number's and it is finite; it has the digits that it was written with.
fn check_floats(texts: &[&str]) {
    let values = cast_all(texts, &ColumnType::Float);
    for (text, value) in texts.iter().zip(values.iter()) {
        let Some(exponent) = magnitude(text) else {
            assert_eq!(value, AnyValue::Null, "{text:?}");
            continue;
        };
        match value {
            AnyValue::Null => assert!(exponent > 308, "{text:?} is finite"),
            AnyValue::Float64(value) => {
                assert!(value.is_finite() && exponent < 310, "{text:?} is {value}");
                let back = format_value(&AnyValue::Float64(value), &ColumnType::Float).unwrap();
                assert_eq!(
                    cast_all(&[&back], &ColumnType::Float).get(0).unwrap(),
                    AnyValue::Float64(value),
                    "{text:?}"
                );
                assert_near(text, value);
            }
            other => panic!("{text:?} is {other:?}"),
        }
    }
}

/// The power of ten of the first digit that is not 0, plus one; none if the text is no number.
fn magnitude(text: &str) -> Option<i64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (digits, exponent) = unsigned.split_once(['e', 'E']).map_or((unsigned, None), |(d, e)| (d, Some(e)));
    let exponent = match exponent {
        None => 0,
        Some(exponent) => {
            let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            let size = number(unsigned)?.min(1 << 40) as i64;
            if exponent.starts_with('-') { -size } else { size }
        }
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && decimals.is_empty() || !format!("{whole}{decimals}").bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let significant = whole.trim_start_matches('0');
    if !significant.is_empty() {
        return Some(significant.len() as i64 + exponent);
    }
    let zeros = decimals.len() - decimals.trim_start_matches('0').len();
    if zeros == decimals.len() { Some(i64::MIN / 2) } else { Some(exponent - zeros as i64) }
}

/// A text of at most 15 digits and no exponent comes back from the number as it was, but for zeros at its ends.
fn assert_near(text: &str, value: f64) {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.strip_prefix('+').unwrap_or(text)), |d| ("-", d));
    if digits.bytes().filter(u8::is_ascii_digit).count() > 15 || digits.contains(['e', 'E']) {
        return;
    }
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, decimals) = (whole.trim_start_matches('0'), decimals.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let plain = if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") };
    assert_eq!(value.to_string(), plain, "{text:?}");
}

/// A number of plain digits, as large as it may be; none if there is none.
fn number(digits: &str) -> Option<u128> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(digits.bytes().fold(0u128, |sum, byte| sum.saturating_mul(10).saturating_add(u128::from(byte - b'0'))))
}

fn int(text: &str) -> Option<i64> {
    let size = i128::try_from(number(text.strip_prefix(['+', '-']).unwrap_or(text))?).ok()?;
    i64::try_from(if text.starts_with('-') { -size } else { size }).ok()
}

fn decimal(text: &str, precision: usize, scale: usize) -> Option<i128> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    number(whole).and(number(decimals))?;
    let (kept, beyond) = decimals.split_at(decimals.len().min(scale));
    if beyond.bytes().any(|byte| byte != b'0') {
        return None;
    }
    let digits = format!("{whole}{kept:0<scale$}");
    if digits.trim_start_matches('0').len() > precision {
        return None;
    }
    let units = i128::try_from(number(&digits)?).ok()?;
    Some(if text.starts_with('-') { -units } else { units })
}

/// Days since 1970-01-01 of a text that has the parts of `shape`: `Y` four digits, `M` and `D` two.
fn day(text: &str, shape: &str) -> Option<i32> {
    let (mut year, mut month, mut day) = (0, 0, 0);
    let mut rest = text;
    for part in shape.chars() {
        let (into, digits) = match part {
            'Y' => (&mut year, 4),
            'M' => (&mut month, 2),
            'D' => (&mut day, 2),
            other => {
                rest = rest.strip_prefix(other)?;
                continue;
            }
        };
        *into = number(rest.get(..digits)?)? as i64;
        rest = &rest[digits..];
    }
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let length = *lengths.get(usize::try_from(month - 1).ok()?)?;
    if !rest.is_empty() || year == 0 || !(1..=length).contains(&day) {
        return None;
    }
    let before = year - 1;
    let years = before * 365 + before / 4 - before / 100 + before / 400;
    let months: i64 = lengths.iter().take(month as usize - 1).sum();
    // 719,162 days lie between 0001-01-01 and 1970-01-01.
    i32::try_from(years + months + day - 1 - 719_162).ok()
}

/// Microseconds since 1970-01-01 of a day, a sign, hours, minutes, seconds and what may follow.
fn time(text: &str, between: char, follows: impl Fn(&str) -> Option<i64>) -> Option<i64> {
    let (date, clock) = (text.get(..10)?, text.get(10..)?.strip_prefix(between)?);
    let days = i64::from(day(date, "Y-M-D")?);
    let bytes = clock.as_bytes();
    if bytes.get(2) != Some(&b':') || bytes.get(5) != Some(&b':') {
        return None;
    }
    let part = |at: usize| number(clock.get(at..at + 2)?).map(|n| n as i64);
    let (hours, minutes, seconds) = (part(0)?, part(3)?, part(6)?);
    if hours > 23 || minutes > 59 || seconds > 59 {
        return None;
    }
    let rest = follows(clock.get(8..)?)?;
    Some(((days * 24 + hours) * 60 + minutes) * 60_000_000 + seconds * 1_000_000 + rest)
}

/// Microseconds of a point and decimals; nothing is none of them.
fn fraction(text: &str) -> Option<i64> {
    let Some(digits) = text.strip_prefix('.') else { return text.is_empty().then_some(0) };
    number(digits)?;
    let (kept, beyond) = digits.split_at(digits.len().min(6));
    // What lies beyond a microsecond cannot be kept.
    beyond.bytes().all(|byte| byte == b'0').then(|| number(&format!("{kept:0<6}")).unwrap_or_default() as i64)
}
