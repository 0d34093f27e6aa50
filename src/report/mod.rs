//! What a report's SQL found, made fit to be shown: the pivot, the chart, the table, the export.
//!
//! Running the SQL is the warehouse's; this room takes the rows it gave and never reads a table or a clock.
//! Text from files is data: nothing of it reaches a screen before [`text::escape_control`] has seen it.

pub mod chart;
mod column;
pub mod export;
mod pivot;
pub mod table;
pub mod text;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod shop_tests;

use polars::prelude::{DataFrame, DataType};

use crate::error::{Error, ErrorKind, Result};
use crate::workspace::ReportSpec;

use column::{column, failed};

/// A report, ready to be drawn or exported.
#[derive(Debug, Clone)]
pub struct Report {
    /// Its name on the command line.
    pub name: String,
    /// Its title on screen.
    pub title: String,
    /// Its rows, pivoted if the report is.
    pub frame: DataFrame,
    /// How the frame came to its columns, if by a pivot.
    pub pivot: Option<Pivoted>,
    /// Of a list of checks, the rows whose `ok` is not true; always empty for other reports.
    pub broken: Vec<usize>,
}

/// The columns of a pivoted frame: first the index, then one for every value of `on`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pivoted {
    /// The column whose values became columns.
    pub on: String,
    /// The column whose sums they hold.
    pub values: String,
    /// How many columns stand before those.
    pub index: usize,
}

/// Makes a report of the rows that its SQL gave.
///
/// Fails with [`ErrorKind::Query`] when the rows lack a column that the pivot or a list of checks needs.
pub fn build(spec: &ReportSpec, rows: DataFrame) -> Result<Report> {
    let place = |error: Error| error.at_file(&spec.sql_file);
    let (frame, pivot) = match &spec.pivot {
        Some(pivot) => {
            let (frame, index) = pivot::apply(pivot, rows).map_err(place)?;
            (frame, Some(Pivoted { on: pivot.on.clone(), values: pivot.values.clone(), index }))
        }
        None => (rows, None),
    };
    let broken = if spec.check { broken_rows(&frame).map_err(place)? } else { Vec::new() };
    Ok(Report { name: spec.name.clone(), title: spec.title.clone(), frame, pivot, broken })
}

fn broken_rows(frame: &DataFrame) -> Result<Vec<usize>> {
    let ok = column(frame, "ok")?;
    if ok.dtype() != &DataType::Boolean {
        return Err(Error::new(ErrorKind::Query, "column `ok` is not true or false")
            .hint("A report with `check = true` gives a comparison as `ok`."));
    }
    let ok = ok.bool().map_err(|e| failed("read the checks", e))?;
    Ok(ok.iter().enumerate().filter(|(_, ok)| *ok != Some(true)).map(|(row, _)| row).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use polars::prelude::*;

    use super::*;

    fn spec(check: bool) -> ReportSpec {
        ReportSpec {
            name: "checks".into(),
            title: "Checks".into(),
            sql: String::new(),
            sql_file: "reports/checks.sql".into(),
            chart: None,
            pivot: None,
            file: "checks".into(),
            check,
        }
    }

    #[test]
    fn a_check_that_is_false_or_unknown_is_broken() -> PolarsResult<()> {
        let rows = df!("line" => ["a", "b", "c"], "ok" => [Some(true), Some(false), None])?;
        assert_eq!(build(&spec(true), rows.clone()).unwrap().broken, [1, 2]);
        assert!(build(&spec(false), rows).unwrap().broken.is_empty());
        Ok(())
    }

    #[test]
    fn a_list_of_checks_needs_ok() -> PolarsResult<()> {
        let error = build(&spec(true), df!("okay" => [true])?).unwrap_err();
        assert_eq!(error.to_string(), "reports/checks.sql: the report has no column `ok`");
        assert_eq!(error.kind, ErrorKind::Query);
        let error = build(&spec(true), df!("ok" => ["yes"])?).unwrap_err();
        assert_eq!(error.to_string(), "reports/checks.sql: column `ok` is not true or false");
        Ok(())
    }
}
