//! A frame as an aligned plain table, for a command line.

use polars::prelude::{Column, DataFrame};

use super::text::{self, Align, escape_control, pad, width};
use crate::error::Result;

/// Between two columns.
const GAP: usize = 2;
/// A column of words is cut down to this before columns are left out.
const LEAST: usize = 8;

struct Shown {
    name: String,
    cells: Vec<String>,
    align: Align,
    /// Words may be cut; a number or a date that is cut would be another one.
    words: bool,
    width: usize,
}

/// The frame with a header, a rule and a line a row; values as they are, nulls blank.
///
/// With `max_width` no line is longer: first words are cut, then columns at the end are left out and named below.
pub fn text(frame: &DataFrame, max_width: Option<usize>) -> Result<String> {
    let mut columns = frame.columns().iter().map(show).collect::<Result<Vec<_>>>()?;
    let left_out = max_width.map(|max| fit(&mut columns, max)).unwrap_or_default();

    let total = total_width(&columns);
    let mut out = String::new();
    if columns.is_empty() {
        return Ok(out);
    }
    line(&mut out, columns.iter().map(|c| (c, c.name.as_str())));
    out.extend(std::iter::repeat_n('─', total));
    out.push('\n');
    for row in 0..frame.height() {
        line(&mut out, columns.iter().map(|c| (c, c.cells.get(row).map_or("", String::as_str))));
    }
    if !left_out.is_empty() {
        let note = format!("not shown: {}", left_out.join(", "));
        out.push_str(&text::cut(&note, max_width.unwrap_or(usize::MAX), '…'));
        out.push('\n');
    }
    Ok(out)
}

fn show(column: &Column) -> Result<Shown> {
    let name = escape_control(column.name()).into_owned();
    let cells: Vec<String> =
        text::values(column)?.iter().map(|value| escape_control(value.unwrap_or_default()).into_owned()).collect();
    let width = cells.iter().map(|c| width(c)).chain([width(&name)]).max().unwrap_or(0);
    let words = column.dtype().is_string() || column.dtype().is_nested();
    Ok(Shown { name, cells, align: text::align(column.dtype()), words, width })
}

fn total_width(columns: &[Shown]) -> usize {
    columns.iter().map(|c| c.width).sum::<usize>() + GAP * columns.len().saturating_sub(1)
}

/// Makes the columns fit; gives the names of those that had to go.
fn fit(columns: &mut Vec<Shown>, max: usize) -> Vec<String> {
    let fixed: usize = columns.iter().filter(|c| !c.words || c.width <= LEAST).map(|c| c.width).sum();
    let gaps = GAP * columns.len().saturating_sub(1);
    let mut words: Vec<&mut Shown> = columns.iter_mut().filter(|c| c.words && c.width > LEAST).collect();
    // The narrow ones keep their width; what is left is shared by the wide ones.
    words.sort_by_key(|c| c.width);
    let mut room = max.saturating_sub(fixed + gaps);
    let mut waiting = words.len();
    for column in words {
        column.width = column.width.min((room / waiting).max(LEAST));
        room = room.saturating_sub(column.width);
        waiting -= 1;
    }
    let mut left_out = Vec::new();
    while columns.len() > 1 && total_width(columns) > max {
        left_out.extend(columns.pop().map(|c| c.name));
    }
    for column in columns.iter_mut() {
        column.width = column.width.min(max);
    }
    left_out.reverse();
    left_out
}

fn line<'a>(out: &mut String, cells: impl Iterator<Item = (&'a Shown, &'a str)>) {
    let start = out.len();
    for (number, (column, cell)) in cells.enumerate() {
        if number > 0 {
            out.extend(std::iter::repeat_n(' ', GAP));
        }
        pad(out, &text::cut(cell, column.width, '…'), column.width, column.align);
    }
    out.truncate(start + out.get(start..).map_or(0, |line| line.trim_end_matches(' ').len()));
    out.push('\n');
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use polars::prelude::*;

    use super::*;

    fn money(name: &str, values: &[Option<i128>]) -> Series {
        Int128Chunked::from_slice_options(name.into(), values).into_decimal(12, 2).unwrap().into_series()
    }

    fn sample() -> DataFrame {
        df!(
            "id" => [9_223_372_036_854_775_807i64, -7],
            "name" => [Some("日本 \u{1b}[1m"), None],
            "held" => [Some(true), None],
            "total" => money("total", &[Some(123_456_700), None]),
            "address" => ["12 Long Street\nSecond Floor", "x"],
        )
        .unwrap()
        .lazy()
        .with_column(lit(20_011).cast(DataType::Date).alias("day"))
        .collect()
        .unwrap()
    }

    fn check(frame: &DataFrame, max: Option<usize>, expected: &str) {
        let table = text(frame, max).unwrap();
        assert_eq!(table, expected);
        if let Some(max) = max {
            assert!(table.lines().all(|l| width(l) <= max), "a line is too wide:\n{table}");
        }
    }

    #[test]
    fn values_stand_as_they_are() {
        check(
            &sample(),
            None,
            "                 id  name       held       total  address                      day\n\
             ─────────────────────────────────────────────────────────────────────────────────────────\n\
             9223372036854775807  日本 ␛[1m  true  1234567.00  12 Long Street␊Second Floor  2024-10-15\n\
             \u{20}                -7                               x                            2024-10-15\n",
        );
    }

    #[test]
    fn words_are_cut_before_columns_go() {
        check(
            &sample(),
            Some(74),
            "                 id  name       held       total  address       day\n\
             ──────────────────────────────────────────────────────────────────────────\n\
             9223372036854775807  日本 ␛[1m  true  1234567.00  12 Long Str…  2024-10-15\n\
             \u{20}                -7                               x             2024-10-15\n",
        );
        check(
            &sample(),
            Some(45),
            "                 id  name      held\n\
             ───────────────────────────────────\n\
             9223372036854775807  日本 ␛[…  true\n\
             \u{20}                -7\n\
             not shown: total, address, day\n",
        );
    }

    #[test]
    fn every_width_is_kept() {
        for max in 1..120 {
            let table = text(&sample(), Some(max)).unwrap();
            assert!(table.lines().all(|l| width(l) <= max), "too wide for {max}:\n{table}");
        }
    }

    #[test]
    fn no_rows_leave_the_header_and_no_columns_nothing() {
        check(&sample().clear().select(["id", "name"]).unwrap(), None, "id  name\n────────\n");
        check(&DataFrame::empty(), None, "");
    }

    #[test]
    fn other_types_have_a_text() -> PolarsResult<()> {
        let frame = df!("x" => [1.5, 1e20], "n" => [1i64, 2])?
            .lazy()
            .select([
                col("x"),
                col("n").cast(DataType::Datetime(TimeUnit::Milliseconds, None)).alias("t"),
                col("n").implode(false),
            ])
            .collect()?;
        check(
            &frame,
            None,
            "    x  t                        n\n\
             ──────────────────────────────────────\n\
             \u{20} 1.5  1970-01-01T00:00:00.001  [1, 2]\n\
             1e+20  1970-01-01T00:00:00.002  [1, 2]\n",
        );
        Ok(())
    }
}
