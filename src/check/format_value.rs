//! A value back to the text that a file would have for it.

use chrono::DateTime;
use polars::prelude::AnyValue;

use super::cast::{decimal_text, from_epoch_days};
use crate::workspace::ColumnType;

/// The text of a value as files have it, such that [`super::typed`] reads it again; null is none.
pub fn format_value(value: &AnyValue<'_>, kind: &ColumnType) -> Option<String> {
    match (value, kind) {
        (AnyValue::Null, _) => None,
        (AnyValue::String(text), _) => Some((*text).to_owned()),
        (AnyValue::StringOwned(text), _) => Some(text.to_string()),
        (AnyValue::Float64(number), _) => Some(number.to_string()),
        (AnyValue::Decimal(units, _, scale), _) => Some(decimal_text(*units, *scale)),
        (AnyValue::Date(days), ColumnType::Date(format)) => {
            from_epoch_days(*days).map(|day| day.format(format).to_string())
        }
        (AnyValue::Datetime(micros, ..), ColumnType::Datetime(format)) => {
            DateTime::from_timestamp_micros(*micros).map(|time| time.naive_utc().format(format).to_string())
        }
        (other, _) => Some(other.to_string()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use polars_arrow::array::Utf8ViewArray;

    use super::*;
    use crate::workspace::Column;

    #[test]
    fn values_are_written_as_they_are_read() {
        let check = |kind: ColumnType, text: &str| {
            let spec = Column::new("c", kind);
            let values = crate::check::typed(&Utf8ViewArray::from_slice([Some(text)]), &spec);
            assert_eq!(format_value(&values.get(0).unwrap(), &spec.kind).as_deref(), Some(text));
        };
        check(ColumnType::Int, "-42");
        check(ColumnType::Float, "0.123456789012");
        check(ColumnType::Decimal { precision: 12, scale: 2 }, "-0.05");
        check(ColumnType::String, " x\u{1b} ");
        check(ColumnType::Bool, "true");
        check(ColumnType::Date("%d/%m/%Y".into()), "31/12/1990");
        check(ColumnType::Datetime("%Y-%m-%d %H:%M:%S".into()), "2024-10-09 07:02:01");
        assert_eq!(format_value(&AnyValue::Null, &ColumnType::Int), None);
    }
}
