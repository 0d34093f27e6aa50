//! Rows in the order of their partitions, cut into files of about a row group: what a later load replaces lies in few of
//! them.

use polars::prelude::*;

use super::data::ROW_GROUP;
use crate::error::{Doing, Result};
use crate::workspace::Pipeline;

/// The rows of each file; all in one, and as they came, where a table has no partitions.
pub(super) fn files_of(rows: DataFrame, pipeline: &Pipeline) -> Result<Vec<DataFrame>> {
    let Some(column) = pipeline.partition_column() else { return Ok(vec![rows]) };
    cut(&rows, &column.name).doing(format_args!("cut rows into the partitions of `{}`", pipeline.name))
}

fn cut(rows: &DataFrame, column: &str) -> PolarsResult<Vec<DataFrame>> {
    let sorted = rows.sort([column], SortMultipleOptions::default().with_maintain_order(true))?;
    if sorted.height() < 2 * ROW_GROUP {
        return Ok(vec![sorted]);
    }
    // Where a partition begins.
    let begins = col(column).neq_missing(col(column).shift(lit(1)));
    let begins = sorted.clone().lazy().select([begins.alias("begins")]).with_row_index("at", None);
    let begins = begins.filter(col("begins")).select([col("at")]).collect()?;
    let (mut files, mut from) = (Vec::new(), 0);
    for at in begins.column("at")?.idx()?.iter().flatten().map(|at| at as usize) {
        if at - from >= ROW_GROUP && sorted.height() - at >= ROW_GROUP / 2 {
            files.push(sorted.slice(from as i64, at - from));
            from = at;
        }
    }
    files.push(sorted.slice(from as i64, sorted.height() - from));
    Ok(files)
}

/// Whether a file of a table is worth merging with others by its rows; by its bytes it may be.
pub(super) fn is_few(rows: u64, pipeline: &Pipeline) -> bool {
    pipeline.partition_by.is_none() || rows < ROW_GROUP as u64 / 2
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use super::*;

    #[test]
    fn a_partition_is_never_in_two_files() {
        let rows = 5 * ROW_GROUP;
        let regions: Vec<Option<i64>> = (0..rows as i64).map(|row| Some(row * 7 % 40).filter(|r| *r != 3)).collect();
        let frame = df!("region" => regions, "n" => (0..rows as i64).collect::<Vec<_>>()).unwrap();
        let files = cut(&frame, "region").unwrap();
        assert!((3..=5).contains(&files.len()), "{}", files.len());
        assert_eq!(files.iter().map(DataFrame::height).sum::<usize>(), rows);
        let mut seen = Vec::new();
        for file in &files {
            let of = file.column("region").unwrap().unique().unwrap();
            let of: Vec<Option<i64>> = of.i64().unwrap().iter().collect();
            assert!(of.iter().all(|region| !seen.contains(region)));
            seen.extend(of);
        }
        assert_eq!(seen.len(), 40);
        assert_eq!(cut(&frame.head(Some(9)), "region").unwrap().len(), 1);
    }
}
