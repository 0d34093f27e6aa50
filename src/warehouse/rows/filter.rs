//! What was typed as a filter, as a condition on rows: a text in any column, or a column compared with a value.

use polars::prelude::*;

use crate::error::{Error, ErrorKind, Result};

/// The signs between a column and a value; longer ones first.
const SIGNS: [&str; 7] = [">=", "<=", "!=", "=", "~", ">", "<"];

/// The rows that are wanted; none for all of them.
///
/// `smith` is a text in any column, in any case; `city = Leeds`, `price > 10`, `date_of_birth < 1990-01-01` compare;
/// `email ~ example.com` is a text in one column; `note =` is no value.
pub fn filter(typed: &str, schema: &Schema) -> Result<Option<Expr>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    match comparison(typed, schema) {
        Some((name, dtype, sign, value)) => compared((name, dtype), sign, value),
        None => Ok(Some(anywhere(typed, schema))),
    }
}

fn comparison<'a>(typed: &'a str, schema: &'a Schema) -> Option<(&'a PlSmallStr, &'a DataType, &'static str, &'a str)> {
    let at = typed.find(['>', '<', '!', '=', '~'])?;
    let (name, rest) = typed.split_at(at);
    let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign))?;
    let (name, dtype) = schema.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim()))?;
    Some((name, dtype, sign, rest.strip_prefix(sign)?.trim()))
}

fn compared(column: (&PlSmallStr, &DataType), sign: &str, value: &str) -> Result<Option<Expr>> {
    let (name, dtype) = column;
    let this = col(name.clone());
    let nothing = || {
        let null = col(name.clone()).is_null();
        if dtype.is_string() { null.or(col(name.clone()).eq(lit(""))) } else { null }
    };
    match (sign, value) {
        ("=", "") => return Ok(Some(nothing())),
        ("!=", "") => return Ok(Some(nothing().not())),
        // The value is still to be typed.
        (_, "") => return Ok(None),
        ("~", text) => return Ok(Some(contains(this, dtype, text))),
        _ => {}
    }
    let value = lit(typed_value(name, dtype, value)?);
    Ok(Some(match sign {
        "=" => this.eq(value),
        // Who asks for all but one value wants to see those without any too.
        "!=" => this.neq_missing(value),
        ">" => this.gt(value),
        "<" => this.lt(value),
        ">=" => this.gt_eq(value),
        _ => this.lt_eq(value),
    }))
}

/// The value in the type of its column.
fn typed_value(name: &str, dtype: &DataType, value: &str) -> Result<Scalar> {
    let wrong = || {
        Error::new(ErrorKind::Query, format!("`{value}` is not a value of the column {name}"))
            .hint(format!("Compare {name} with {}, or use ~ to find text in it.", example(dtype)))
    };
    let dtype = if dtype.is_integer() || dtype.is_decimal() { compared_as(value) } else { dtype.clone() };
    if dtype == DataType::Boolean {
        let value = ["false", "true"].iter().position(|word| word.eq_ignore_ascii_case(value)).ok_or_else(wrong)?;
        return Ok(Scalar::from(value == 1));
    }
    let series = Series::new("value".into(), [value]).strict_cast(&dtype).map_err(|_| wrong())?;
    let typed = series.get(0).map_err(|_| wrong())?.into_static();
    if typed.is_null() { Err(wrong()) } else { Ok(Scalar::new(dtype, typed)) }
}

/// A whole number stays exact; anything else is compared with all its decimals.
fn compared_as(value: &str) -> DataType {
    if value.parse::<i64>().is_ok() {
        return DataType::Int64;
    }
    let decimals = value.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if decimals <= 18 { DataType::Decimal(38, decimals) } else { DataType::Float64 }
}

fn example(dtype: &DataType) -> &'static str {
    match dtype {
        DataType::Date => "a day such as 2024-10-15",
        DataType::Datetime(..) => "a time such as 2024-10-15T09:30:00",
        DataType::Boolean => "true or false",
        _ => "a number",
    }
}

/// A text in any column that could hold it.
fn anywhere(text: &str, schema: &Schema) -> Expr {
    let numeric = text.bytes().all(|b| b.is_ascii_digit() || b"-+.eE".contains(&b));
    let dated = text.bytes().all(|b| b.is_ascii_digit() || b"-:.T ".contains(&b));
    let could = |dtype: &DataType| match dtype {
        DataType::Boolean => false,
        dtype if dtype.is_primitive_numeric() || dtype.is_decimal() => numeric,
        dtype if dtype.is_temporal() => dated,
        _ => true,
    };
    let columns = schema.iter().filter(|(_, dtype)| could(dtype));
    let found = columns.map(|(name, dtype)| contains(col(name.clone()), dtype, text));
    found.reduce(Expr::or).unwrap_or_else(|| lit(false))
}

/// Whether a value has a text in it, in any case; no value has none.
fn contains(column: Expr, dtype: &DataType, text: &str) -> Expr {
    let pattern = format!("(?i){}", regex::escape(text));
    let texts = if dtype.is_string() { column } else { column.cast(DataType::String) };
    texts.str().contains(lit(pattern), true).fill_null(lit(false))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use super::*;

    fn rows() -> DataFrame {
        let price = Int128Chunked::from_slice_options("price".into(), &[Some(1000), Some(999), None]);
        let days = Int32Chunked::from_vec("day".into(), vec![20_011, 20_012, 20_013]).into_date();
        df!(
            "id" => [1i64, 20, 300],
            "name" => [Some("Ann (20)"), Some("bob"), None],
            "price" => price.into_decimal(12, 2).unwrap(),
            "day" => days,
            "held" => [true, false, true],
        )
        .unwrap()
    }

    fn check(typed: &str, expected: &[i64]) {
        let rows = rows();
        let found = match filter(typed, rows.schema()).unwrap() {
            Some(wanted) => rows.lazy().filter(wanted).collect().unwrap(),
            None => rows,
        };
        let ids: Vec<i64> = found.column("id").unwrap().i64().unwrap().into_no_null_iter().collect();
        assert_eq!(ids, expected, "{typed}");
    }

    #[test]
    fn a_text_is_looked_for_in_every_column() {
        check("", &[1, 20, 300]);
        check("  ", &[1, 20, 300]);
        check("ANN", &[1]);
        check("(20", &[1]);
        check("20", &[1, 20, 300]);
        check("9.99", &[20]);
        check("2024-10-16", &[20]);
        check("true", &[]);
        check("a = b", &[]);
    }

    #[test]
    fn a_column_is_compared() {
        check("id = 20", &[20]);
        check("ID>=20", &[20, 300]);
        check("id != 20", &[1, 300]);
        check("price > 9.99", &[1]);
        check("price<=9.99", &[20]);
        check("price < 10", &[20]);
        check("price =", &[300]);
        check("price >", &[1, 20, 300]);
        check("day > 2024-10-15", &[20, 300]);
        check("held = TRUE", &[1, 300]);
        check("name = bob", &[20]);
        check("name != bob", &[1, 300]);
        check("name ~ AN", &[1]);
        check("name !=", &[1, 20]);
        check("id ~ 0", &[20, 300]);
    }

    #[test]
    fn a_value_of_another_type_is_said() {
        let wrong = |typed: &str| filter(typed, rows().schema()).unwrap_err().to_string();
        assert_eq!(wrong("id = x"), "`x` is not a value of the column id");
        assert_eq!(wrong("day > soon"), "`soon` is not a value of the column day");
        assert_eq!(wrong("held = maybe"), "`maybe` is not a value of the column held");
    }
}
