//! What the commits say of the loads, as tables for reports and queries.

use polars::prelude::*;

use super::load::{LoadRecord, TotalRecord};
use crate::history::epoch_days;

/// The table of all loads: one row a file that counts.
pub const LOADS: &str = "loads";
/// The table of control totals: one row a load and decimal column.
pub const LOAD_TOTALS: &str = "load_totals";

/// The columns of [`LOADS`].
pub const LOAD_COLUMNS: [&str; 13] = [
    "pipeline",
    "date",
    "part",
    "file",
    "sha256",
    "rows",
    "accepted",
    "rejected",
    "duplicates",
    "opened",
    "closed",
    "unchanged",
    "run",
];
/// The columns of [`LOAD_TOTALS`].
pub const TOTAL_COLUMNS: [&str; 9] =
    ["pipeline", "date", "part", "column", "total", "rejected", "duplicates", "opened", "unchanged"];

/// The loads as the table [`LOADS`].
pub(super) fn loads(records: &[LoadRecord]) -> PolarsResult<DataFrame> {
    let text = |name: &str, value: fn(&LoadRecord) -> Option<&str>| {
        Column::new(name.into(), records.iter().map(value).collect::<Vec<_>>())
    };
    let count = |name: &str, value: fn(&LoadRecord) -> u64| {
        Column::new(name.into(), records.iter().map(|r| value(r) as i64).collect::<Vec<_>>())
    };
    DataFrame::new(
        records.len(),
        vec![
            text("pipeline", |r| Some(&r.pipeline)),
            dates(records.iter()),
            text("part", |r| r.part.as_deref()),
            text("file", |r| Some(&r.file)),
            text("sha256", |r| Some(&r.sha256)),
            count("rows", |r| r.rows),
            count("accepted", |r| r.accepted),
            count("rejected", |r| r.rejected),
            count("duplicates", |r| r.duplicates),
            count("opened", |r| r.opened),
            count("closed", |r| r.closed),
            count("unchanged", |r| r.unchanged),
            text("run", |r| Some(&r.run)),
        ],
    )
}

/// The control totals as the table [`LOAD_TOTALS`].
pub(super) fn load_totals(records: &[LoadRecord]) -> PolarsResult<DataFrame> {
    let rows: Vec<(&LoadRecord, &TotalRecord)> =
        records.iter().flat_map(|r| r.totals.iter().map(move |t| (r, t))).collect();
    let scale = rows.iter().map(|(_, t)| t.scale).max().unwrap_or(2);
    let text = |name: &str, value: fn(&(&LoadRecord, &TotalRecord)) -> Option<String>| {
        Column::new(name.into(), rows.iter().map(value).collect::<Vec<_>>())
    };
    let money = |name: &str, value: fn(&TotalRecord) -> &str| {
        // What is no number, or too large for one, is not known.
        let units = rows.iter().map(|(_, t)| {
            let units: i128 = value(t).parse().ok()?;
            units.checked_mul(10i128.checked_pow((scale - t.scale) as u32)?)
        });
        let units: Vec<Option<i128>> = units.collect();
        Int128Chunked::from_slice_options(name.into(), &units).into_decimal_unchecked(38, scale).into_column()
    };
    DataFrame::new(
        rows.len(),
        vec![
            text("pipeline", |(r, _)| Some(r.pipeline.clone())),
            dates(rows.iter().map(|(r, _)| *r)),
            text("part", |(r, _)| r.part.clone()),
            text("column", |(_, t)| Some(t.column.clone())),
            money("total", |t| &t.file),
            money("rejected", |t| &t.rejected),
            money("duplicates", |t| &t.duplicates),
            money("opened", |t| &t.opened),
            money("unchanged", |t| &t.unchanged),
        ],
    )
}

fn dates<'a>(records: impl Iterator<Item = &'a LoadRecord>) -> Column {
    let days: Vec<i32> = records.map(|r| epoch_days(r.date)).collect();
    Int32Chunked::from_vec("date".into(), days).into_date().into_column()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use super::*;

    #[test]
    fn the_columns_are_those_that_are_named() {
        assert_eq!(loads(&[]).unwrap().get_column_names(), LOAD_COLUMNS);
        assert_eq!(load_totals(&[]).unwrap().get_column_names(), TOTAL_COLUMNS);
    }
}
