//! The stable 64-bit hash of a row, and of its key.
//!
//! The hash of a row is the wrapping sum, over its columns that are not null, of
//! `XXH3_64(value bytes, seed = XXH3_64(column name ++ 0x00 ++ type tag))`, stored as a signed 64-bit number.
//!
//! | type | tag | value bytes |
//! |---|---|---|
//! | int | `i` | 8, little-endian |
//! | float | `f` | 8, IEEE 754 little-endian; -0.0 as 0.0 |
//! | decimal | `d` and the number of decimals as one byte | 16, little-endian, in units of the last decimal |
//! | string, enum | `s` | UTF-8 |
//! | bool | `b` | 1: 0 or 1 |
//! | date | `D` | 4, little-endian days since 1970-01-01 |
//! | datetime | `T` | 8, little-endian microseconds since 1970-01-01 |
//!
//! So it is the same on every platform and release, does not depend on the order of the columns, and a new column
//! that is null changes no row's hash.

use polars::prelude::*;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// Adds the hash of every value of a column to the hash of its row.
pub fn add_column(sums: &mut [u64], column: &Series) -> PolarsResult<()> {
    let seed = seed(column.name(), column.dtype());
    match column.dtype() {
        DataType::String => add(sums, column.str()?.iter(), |v: &str| xxh3_64_with_seed(v.as_bytes(), seed)),
        DataType::Boolean => add(sums, column.bool()?.iter(), |v| xxh3_64_with_seed(&[u8::from(v)], seed)),
        DataType::Float64 => add(sums, column.f64()?.iter(), |v: f64| {
            xxh3_64_with_seed(&if v == 0.0 { 0.0f64 } else { v }.to_le_bytes(), seed)
        }),
        DataType::Decimal(..) => {
            add(sums, column.decimal()?.physical().iter(), |v: i128| xxh3_64_with_seed(&v.to_le_bytes(), seed));
        }
        DataType::Date => {
            add(sums, column.date()?.physical().iter(), |v: i32| xxh3_64_with_seed(&v.to_le_bytes(), seed));
        }
        DataType::Datetime(..) => {
            add(sums, column.datetime()?.physical().iter(), |v: i64| xxh3_64_with_seed(&v.to_le_bytes(), seed));
        }
        _ => add(sums, column.i64()?.iter(), |v: i64| xxh3_64_with_seed(&v.to_le_bytes(), seed)),
    }
    Ok(())
}

/// The hash of every row of some columns.
pub fn of_columns<'a>(columns: impl IntoIterator<Item = &'a Column>, height: usize) -> PolarsResult<Vec<u64>> {
    let mut sums = vec![0; height];
    for column in columns {
        add_column(&mut sums, column.as_materialized_series())?;
    }
    Ok(sums)
}

fn add<T>(sums: &mut [u64], values: impl Iterator<Item = Option<T>>, hash: impl Fn(T) -> u64) {
    for (sum, value) in sums.iter_mut().zip(values) {
        if let Some(value) = value {
            *sum = sum.wrapping_add(hash(value));
        }
    }
}

fn seed(name: &str, dtype: &DataType) -> u64 {
    let mut bytes = Vec::with_capacity(name.len() + 3);
    bytes.extend_from_slice(name.as_bytes());
    bytes.push(0);
    match dtype {
        DataType::Float64 => bytes.push(b'f'),
        DataType::Decimal(_, scale) => bytes.extend([b'd', *scale as u8]),
        DataType::String => bytes.push(b's'),
        DataType::Boolean => bytes.push(b'b'),
        DataType::Date => bytes.push(b'D'),
        DataType::Datetime(..) => bytes.push(b'T'),
        _ => bytes.push(b'i'),
    }
    xxh3_64(&bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use super::*;

    fn row(columns: Vec<Series>) -> i64 {
        let columns: Vec<Column> = columns.into_iter().map(IntoColumn::into_column).collect();
        of_columns(&columns, 1).unwrap()[0] as i64
    }

    fn text(name: &str, value: Option<&str>) -> Series {
        Series::new(name.into(), vec![value])
    }

    #[test]
    fn the_hash_never_changes() {
        let money = Int128Chunked::from_vec("price".into(), vec![129_900]).into_decimal_unchecked(12, 2).into_series();
        let day = Int32Chunked::from_vec("day".into(), vec![20_005]).into_date().into_series();
        let rows = [
            row(vec![Series::new("id".into(), vec![i64::MAX])]),
            row(vec![text("name", Some("Ann"))]),
            row(vec![money, day, Series::new("ok".into(), vec![true]), Series::new("x".into(), vec![-0.0])]),
        ];
        assert_eq!(rows, [-8_475_342_022_072_094_077, -8_140_604_380_800_694_915, 3_244_845_640_718_797_446]);
    }

    #[test]
    fn order_of_columns_and_new_empty_columns_do_not_count() {
        let (a, b) = (text("a", Some("x")), text("b", Some("y")));
        assert_eq!(row(vec![a.clone(), b.clone()]), row(vec![b.clone(), a.clone()]));
        assert_eq!(row(vec![a.clone(), b.clone()]), row(vec![a, b, text("c", None)]));
    }

    #[test]
    fn values_in_other_columns_or_of_other_lengths_differ() {
        let both = |a: Option<&str>, b: Option<&str>| row(vec![text("a", a), text("b", b)]);
        assert_ne!(both(Some("x"), Some("y")), both(Some("y"), Some("x")));
        assert_ne!(both(Some("xy"), Some("")), both(Some("x"), Some("y")));
        assert_ne!(both(Some(""), None), both(None, None));
        assert_ne!(both(Some("x"), None), both(None, Some("x")));
    }
}
