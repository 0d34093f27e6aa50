//! Rows to columns: one column for every value of a column, with the sum of another.

use std::collections::HashSet;

use polars::prelude::*;

use super::column::{column, failed};
use crate::error::{Error, ErrorKind, Result};
use crate::workspace::PivotSpec;

/// Stands for a value of `on` that is null.
const NONE: &str = "(none)";
/// The row that a value goes to; no column of a query can have this name.
const ROW: &str = "\0row";

/// The pivoted rows, sorted by the index columns, and how many of these there are.
pub(super) fn apply(spec: &PivotSpec, rows: DataFrame) -> Result<(DataFrame, usize)> {
    let dtype = sum_type(column(&rows, &spec.values)?)?;
    column(&rows, &spec.on)?;
    let index: Vec<PlSmallStr> =
        rows.get_column_names_owned().into_iter().filter(|n| *n != spec.on && *n != spec.values).collect();
    if rows.height() == 0 {
        let frame = rows.select(index.iter().cloned()).map_err(|e| failed("pivot the report", e))?;
        return Ok((frame, index.len()));
    }
    let frame = spread(spec, rows, &index, &dtype).map_err(|e| failed("pivot the report", e))?;
    Ok((frame, index.len()))
}

/// Wide enough for any sum, with the scale of the values.
fn sum_type(values: &Column) -> Result<DataType> {
    match values.dtype() {
        DataType::Decimal(_, scale) => Ok(DataType::Decimal(38, *scale)),
        dtype if dtype.is_integer() => Ok(DataType::Decimal(38, 0)),
        dtype if dtype.is_float() => Ok(DataType::Float64),
        dtype => {
            let message = format!("cannot sum column `{}`: it holds {dtype}, not numbers", values.name());
            Err(Error::new(ErrorKind::Query, message).hint("The `values` of a pivot are numbers."))
        }
    }
}

fn spread(spec: &PivotSpec, rows: DataFrame, index: &[PlSmallStr], dtype: &DataType) -> PolarsResult<DataFrame> {
    let on = PlSmallStr::from_str(&spec.on);
    let by: Vec<Expr> = index.iter().cloned().map(col).collect();
    let text = col(on.clone()).cast(DataType::String).fill_null(lit(NONE));
    let sums = rows
        .lazy()
        .with_columns([text, col(spec.values.as_str()).cast(dtype.clone())])
        .group_by([by.clone(), vec![col(on.clone())]].concat())
        .agg([col(spec.values.as_str()).sum()])
        .sort([std::slice::from_ref(&on), index].concat(), SortMultipleOptions::default())
        .collect()?;
    let (keys, places) = number_rows(&sums, index)?;
    let sums = sums.select([spec.on.as_str(), spec.values.as_str()])?;

    // Behind the sums stands a zero, to which every place points that has no sum.
    let mut values = sums.column(&spec.values)?.as_materialized_series().clone();
    let zero = IdxSize::try_from(values.len()).unwrap_or(IdxSize::MAX);
    values.append(&Series::new(values.name().clone(), [0i64]).cast(dtype)?)?;

    let mut taken: HashSet<String> = index.iter().map(ToString::to_string).collect();
    let mut columns = keys.columns().to_vec();
    // A pivot scatters: every sum is looked at once and sent to its column and row.
    let names = sums.column(&spec.on)?.str()?;
    let mut current: Option<&str> = None;
    let mut take = vec![zero; keys.height()];
    for (sum, (name, place)) in (0..).zip(names.iter().zip(&places)) {
        if name != current {
            if let Some(done) = current {
                columns.push(gather(&values, &take, free_name(done, &mut taken))?);
                take.fill(zero);
            }
            current = name;
        }
        if let Some(slot) = usize::try_from(*place).ok().and_then(|p| take.get_mut(p)) {
            *slot = sum;
        }
    }
    if let Some(done) = current {
        columns.push(gather(&values, &take, free_name(done, &mut taken))?);
    }
    DataFrame::new(keys.height(), columns)
}

/// The different index rows, sorted, and for every sum the number of its own.
fn number_rows(sums: &DataFrame, index: &[PlSmallStr]) -> PolarsResult<(DataFrame, Vec<IdxSize>)> {
    if index.is_empty() {
        return Ok((DataFrame::new(1, Vec::new())?, vec![0; sums.height()]));
    }
    let by: Vec<Expr> = index.iter().cloned().map(col).collect();
    let keys = sums
        .clone()
        .lazy()
        .select(by.clone())
        .unique(None, UniqueKeepStrategy::Any)
        .sort(index.to_vec(), SortMultipleOptions::default())
        .with_row_index(ROW, None)
        .collect()?;
    let placed = sums
        .clone()
        .lazy()
        .join_builder()
        .with(keys.clone().lazy())
        .left_on(&by)
        .right_on(&by)
        .how(JoinType::Left)
        .join_nulls(true)
        .maintain_order(MaintainOrderJoin::Left)
        .finish()
        .select([col(ROW)])
        .collect()?;
    let places = placed.column(ROW)?.idx()?.iter().flatten().collect();
    Ok((keys.drop(ROW)?, places))
}

fn gather(values: &Series, take: &[IdxSize], name: String) -> PolarsResult<Column> {
    let column = values.take(&IdxCa::from_vec(PlSmallStr::EMPTY, take.to_vec()))?;
    Ok(column.with_name(name.into()).into_column())
}

/// The name itself, or with a number behind it where the frame already has a column of that name.
fn free_name(name: &str, taken: &mut HashSet<String>) -> String {
    let mut free = name.to_string();
    let mut number = 2;
    while !taken.insert(free.clone()) {
        free = format!("{name} ({number})");
        number += 1;
    }
    free
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use super::*;
    use crate::report::table;

    fn check(rows: DataFrame, on: &str, expected: &str) -> DataFrame {
        let spec = PivotSpec { on: on.into(), values: "total".into() };
        let (frame, _) = apply(&spec, rows).unwrap();
        assert_eq!(table::text(&frame, None).unwrap(), expected);
        frame
    }

    fn money(values: &[i128]) -> Series {
        Int128Chunked::from_slice("total".into(), values).into_decimal(12, 2).unwrap().into_series()
    }

    #[test]
    fn values_become_sorted_columns_and_gaps_are_zero() -> PolarsResult<()> {
        let rows = df!(
            "day" => ["b", "a", "b", "b"], "member" => ["y", "x", "x", "y"],
            "name" => ["Tablet", "Camera", "Tablet", "Tablet"], "total" => money(&[100, 250, 1, 23])
        )?;
        let frame = check(
            rows,
            "name",
            "day  member  Camera  Tablet\n───────────────────────────\n\
             a    x         2.50    0.00\nb    x         0.00    0.01\nb    y         0.00    1.23\n",
        );
        assert_eq!(frame.column("Tablet")?.dtype(), &DataType::Decimal(38, 2));
        Ok(())
    }

    #[test]
    fn odd_names_do_not_clash() -> PolarsResult<()> {
        let rows =
            df!("day" => ["a"; 4], "name" => [None, Some("day"), Some("total"), Some("")], "total" => [1, 2, 3, 4])?;
        let frame = check(
            rows,
            "name",
            "day     (none)  day (2)  total\n──────────────────────────────\na    4       1        2      3\n",
        );
        assert_eq!(frame.get_column_names(), ["day", "", "(none)", "day (2)", "total"]);
        Ok(())
    }

    #[test]
    fn null_index_values_are_a_row_of_their_own() -> PolarsResult<()> {
        let rows = df!("day" => [None, Some("a"), None], "name" => ["x", "x", "y"], "total" => [1, 2, 3])?;
        check(rows, "name", "day  x  y\n─────────\n     1  3\na    2  0\n");
        Ok(())
    }

    #[test]
    fn the_sum_of_nulls_is_zero() -> PolarsResult<()> {
        let total = Int128Chunked::from_slice_options("total".into(), &[None, Some(5)]).into_decimal(12, 2)?;
        let rows = df!("day" => ["a", "a"], "name" => ["x", "y"], "total" => total)?;
        check(rows, "name", "day     x     y\n───────────────\na    0.00  0.05\n");
        Ok(())
    }

    #[test]
    fn without_index_columns_there_is_one_row() -> PolarsResult<()> {
        check(df!("name" => ["y", "x", "y"], "total" => [1.5, 2.0, 1.0])?, "name", "  x    y\n────────\n2.0  2.5\n");
        Ok(())
    }

    #[test]
    fn no_rows_give_the_index_columns() -> PolarsResult<()> {
        let rows = df!("day" => ["a"], "name" => ["x"], "total" => money(&[1]))?.clear();
        check(rows, "name", "day\n───\n");
        Ok(())
    }

    #[test]
    fn a_pivot_of_missing_or_wrong_columns_says_so() -> PolarsResult<()> {
        let rows = df!("day" => ["a"], "name" => ["x"], "total" => ["1"])?;
        let error = |on: &str, values: &str| {
            let spec = PivotSpec { on: on.into(), values: values.into() };
            let error = apply(&spec, rows.clone()).unwrap_err();
            (error.to_string(), error.hint_text().unwrap_or_default())
        };
        assert_eq!(error("nam", "day").0, "cannot sum column `day`: it holds str, not numbers");
        assert_eq!(error("day", "totl"), ("the report has no column `totl`".into(), "Did you mean `total`?".into()));
        Ok(())
    }
}
