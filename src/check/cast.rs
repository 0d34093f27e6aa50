//! A column of text -> a column of its type, and the rows whose text is none.

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use polars::prelude::*;
use polars_arrow::array::{Array, Utf8ViewArray, View};
use polars_arrow::bitmap::{Bitmap, MutableBitmap};

use super::broken_rule::BrokenRule;
use super::moments::{Format, Unread};
use crate::read::ShapeRule;
use crate::workspace::{Bound, Column as Spec, ColumnType, Rule, Severity};

/// The days from 0001-01-01 to 1970-01-01, plus one, as `chrono` counts them.
const EPOCH_FROM_CE: i32 = 719_163;

/// A row whose text breaks a rule of its column.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) row: usize,
    pub(super) rule: BrokenRule,
    pub(super) severity: Severity,
}

/// A typed column; where the text cannot be read, or is rejected for a limit, it holds null and there is a fault.
pub(super) struct Cast {
    pub(super) values: Series,
    pub(super) faults: Vec<Fault>,
}

/// A typed column of no rows.
pub(super) fn empty(spec: &Spec) -> Series {
    cast(&Utf8ViewArray::new_empty(polars_arrow::datatypes::ArrowDataType::Utf8View), spec).values
}

/// The typed values of some texts; null where a text cannot be read.
pub fn typed(texts: &Utf8ViewArray, spec: &Spec) -> Series {
    cast(texts, spec).values
}

/// Reads every text of a column as the column's type and checks its limits.
pub(super) fn cast(texts: &Utf8ViewArray, spec: &Spec) -> Cast {
    let name = PlSmallStr::from_str(&spec.name);
    let mut faults = Vec::new();
    let values = match &spec.kind {
        ColumnType::String => StringChunked::with_chunk(name, texts.clone()).into_series(),
        ColumnType::Enum(values) => {
            let known = values.iter().map(|v| View::new_from_bytes(v.as_bytes(), 0, 0)).collect::<Vec<_>>();
            // A short text lies whole in its view: comparing views is comparing texts.
            let short = |view: &View| view.is_inline() && known.iter().any(|k| k.as_u128() == view.as_u128());
            let unsure = texts.views().iter().enumerate().filter(|(_, view)| !short(view));
            let unknown = unsure.filter_map(|(row, _)| Some((row, texts.get(row)?)));
            faults.extend(unknown.filter(|(_, text)| values.iter().all(|v| v != text)).map(|(row, _)| Fault {
                row,
                rule: Unfit::Type.rule(spec),
                severity: spec.severity(Rule::Values),
            }));
            StringChunked::with_chunk(name, texts.clone()).into_series()
        }
        ColumnType::Int => {
            let (low, high) = limits(spec, |b| if let Bound::Int(v) = b { Some(v) } else { None });
            let parsed =
                each(texts, (spec, &mut faults), |text| within(text.parse().map_err(|_| Unfit::Type)?, low, high));
            ChunkedArray::<Int64Type>::from_vec_validity(name, parsed.0, parsed.1).into_series()
        }
        ColumnType::Float => {
            let (low, high) = limits(spec, |b| if let Bound::Float(v) = b { Some(v) } else { None });
            let parsed = each(texts, (spec, &mut faults), |text| within(float(text).ok_or(Unfit::Type)?, low, high));
            ChunkedArray::<Float64Type>::from_vec_validity(name, parsed.0, parsed.1).into_series()
        }
        ColumnType::Decimal { precision, scale } => {
            let (low, high) = limits(spec, |b| if let Bound::Decimal(v) = b { Some(v) } else { None });
            let most = 10i128.checked_pow(*precision as u32).unwrap_or(i128::MAX);
            let parsed = each(texts, (spec, &mut faults), |text| {
                let value = decimal(text, *scale).filter(|v| v.abs() < most);
                within(value.ok_or(Unfit::Type)?, low, high)
            });
            ChunkedArray::<Int128Type>::from_vec_validity(name, parsed.0, parsed.1)
                .into_decimal_unchecked(*precision, *scale)
                .into_series()
        }
        ColumnType::Bool => {
            let parsed = each(texts, (spec, &mut faults), |text| match text {
                "true" => Ok(true),
                "false" => Ok(false),
                _ => Err(Unfit::Type),
            });
            let values = Bitmap::from_iter(parsed.0);
            let array = polars_arrow::array::BooleanArray::new(ArrowDataType::Boolean, values, parsed.1);
            BooleanChunked::with_chunk(name, array).into_series()
        }
        ColumnType::Date(format) => {
            let (low, high) = limits(spec, |b| if let Bound::Date(v) = b { Some(epoch_days(v)) } else { None });
            let (mut last, reader): ((Vec<u8>, i32), _) = ((Vec::new(), 0), Format::new(format));
            let parsed = each(texts, (spec, &mut faults), |text| {
                if text.is_empty() || last.0 != text.as_bytes() {
                    let day = reader.day(text).ok_or(Unfit::Type)?;
                    last.0.clear();
                    last.0.extend_from_slice(text.as_bytes());
                    last.1 = epoch_days(day);
                }
                within(last.1, low, high)
            });
            ChunkedArray::<Int32Type>::from_vec_validity(name, parsed.0, parsed.1).into_date().into_series()
        }
        ColumnType::Datetime(format) => {
            let micros = |v: NaiveDateTime| v.and_utc().timestamp_micros();
            let (low, high) = limits(spec, |b| if let Bound::Datetime(v) = b { Some(micros(v)) } else { None });
            let reader = Format::new(format);
            let parsed = each(texts, (spec, &mut faults), |text| {
                let time = reader.time(text).map_err(|unread| match unread {
                    Unread::Text => Unfit::Type,
                    Unread::Digits => Unfit::Digits,
                })?;
                within(micros(time), low, high)
            });
            ChunkedArray::<Int64Type>::from_vec_validity(name, parsed.0, parsed.1)
                .into_datetime(TimeUnit::Microseconds, None)
                .into_series()
        }
    };
    Cast { values, faults }
}

/// Applies `parse` to every text; a fault leaves a null.
fn each<T: Default>(
    texts: &Utf8ViewArray,
    (spec, faults): (&Spec, &mut Vec<Fault>),
    mut parse: impl FnMut(&str) -> Result<T, Unfit>,
) -> (Vec<T>, Option<Bitmap>) {
    let mut values = Vec::with_capacity(texts.len());
    let first = faults.len();
    let mut read = |row: usize, text: &str, faults: &mut Vec<Fault>| {
        parse(text).unwrap_or_else(|unfit| {
            faults.push(Fault { row, rule: unfit.rule(spec), severity: Severity::Reject });
            T::default()
        })
    };
    match texts.validity() {
        None => values.extend(texts.values_iter().enumerate().map(|(row, text)| read(row, text, faults))),
        Some(_) => values.extend(texts.iter().enumerate().map(|(row, text)| match text {
            Some(text) => read(row, text, faults),
            None => T::default(),
        })),
    }
    let mut validity = texts.validity().cloned();
    let new = faults.get(first..).unwrap_or_default();
    if !new.is_empty() {
        let mut bits = match validity {
            Some(bits) => bits.iter().collect::<MutableBitmap>(),
            None => MutableBitmap::from_len_set(texts.len()),
        };
        new.iter().for_each(|fault| bits.set(fault.row, false));
        validity = Some(bits.into());
    }
    (values, validity)
}

/// The limits whose breach rejects; those that only warn are looked at afterwards, since the value is kept.
fn limits<T>(spec: &Spec, value: impl Fn(Bound) -> Option<T>) -> (Option<T>, Option<T>) {
    let rejects = |rule| spec.severity(rule) == Severity::Reject;
    let (min, max) = (spec.min.filter(|_| rejects(Rule::Min)), spec.max.filter(|_| rejects(Rule::Max)));
    (min.and_then(&value), max.and_then(&value))
}

/// The rule that a value breaks which is beyond a limit of its column.
pub(super) fn limit_rule(spec: &Spec, rule: Rule) -> BrokenRule {
    let text = |bound: Option<Bound>| bound.map(|bound| limit_text(bound, &spec.kind)).unwrap_or_default();
    match rule {
        Rule::Min => BrokenRule::Below(text(spec.min)),
        _ => BrokenRule::Above(text(spec.max)),
    }
}

fn limit_text(bound: Bound, kind: &ColumnType) -> String {
    match (bound, kind) {
        (Bound::Int(v), _) => v.to_string(),
        (Bound::Float(v), _) => v.to_string(),
        (Bound::Decimal(v), ColumnType::Decimal { scale, .. }) => decimal_text(v, *scale),
        (Bound::Decimal(v), _) => v.to_string(),
        (Bound::Date(v), _) => v.to_string(),
        (Bound::Datetime(v), _) => v.to_string(),
    }
}

/// Why a text is no value of its column; small, since every cell may be one.
#[derive(Clone, Copy)]
enum Unfit {
    Type,
    Digits,
    Min,
    Max,
}

impl Unfit {
    fn rule(self, spec: &Spec) -> BrokenRule {
        match (self, &spec.kind) {
            (Self::Min, _) => limit_rule(spec, Rule::Min),
            (Self::Max, _) => limit_rule(spec, Rule::Max),
            (Self::Digits, _) => BrokenRule::TooManyDigits,
            (Self::Type, ColumnType::Int) => BrokenRule::NotInt,
            (Self::Type, ColumnType::Float) => BrokenRule::NotFloat,
            (Self::Type, ColumnType::Decimal { precision, scale }) => {
                BrokenRule::NotDecimal { precision: *precision, scale: *scale }
            }
            (Self::Type, ColumnType::Bool) => BrokenRule::NotBool,
            (Self::Type, ColumnType::Date(format)) => BrokenRule::NotDate(format.clone()),
            (Self::Type, ColumnType::Datetime(format)) => BrokenRule::NotDatetime(format.clone()),
            (Self::Type, ColumnType::Enum(values)) => BrokenRule::NotOneOf(values.join(", ")),
            (Self::Type, ColumnType::String) => BrokenRule::Shape(ShapeRule::NotUtf8),
        }
    }
}

fn within<T: PartialOrd + Copy>(value: T, low: Option<T>, high: Option<T>) -> Result<T, Unfit> {
    match (low, high) {
        (Some(low), _) if value < low => Err(Unfit::Min),
        (_, Some(high)) if value > high => Err(Unfit::Max),
        _ => Ok(value),
    }
}

fn float(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
    text.parse().ok().filter(|v: &f64| plain && v.is_finite())
}

/// `-?digits[.digits]` in units of the last of `scale` decimals; decimals beyond may only be zeros.
pub(super) fn decimal(text: &str, scale: usize) -> Option<i128> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let (mut value, mut seen, mut decimals): (i128, usize, Option<usize>) = (0, 0, None);
    for &byte in digits {
        match (byte, decimals) {
            (b'0'..=b'9', None) => value = value.checked_mul(10)?.checked_add(i128::from(byte - b'0'))?,
            (b'0'..=b'9', Some(n)) => {
                if n < scale {
                    value = value.checked_mul(10)?.checked_add(i128::from(byte - b'0'))?;
                } else if byte != b'0' {
                    return None;
                }
                decimals = Some(n + 1);
            }
            (b'.', None) if seen > 0 => {
                decimals = Some(0);
                continue;
            }
            _ => return None,
        }
        seen += 1;
    }
    if seen == 0 || decimals == Some(0) {
        return None;
    }
    for _ in decimals.unwrap_or(0)..scale {
        value = value.checked_mul(10)?;
    }
    Some(if negative { -value } else { value })
}

/// The text of a decimal, with all its decimals.
pub fn decimal_text(value: i128, scale: usize) -> String {
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = scale + 1);
    let (whole, decimals) = digits.split_at(digits.len() - scale);
    let sign = if value < 0 { "-" } else { "" };
    if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") }
}

/// A day as polars counts it: days since 1970-01-01.
pub fn epoch_days(day: NaiveDate) -> i32 {
    day.num_days_from_ce() - EPOCH_FROM_CE
}

/// The day that lies so many days after 1970-01-01.
pub fn from_epoch_days(days: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(days.checked_add(EPOCH_FROM_CE)?)
}
