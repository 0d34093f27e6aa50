//! What a file as a whole must have: so many rows, and what its control file says.

use polars::prelude::{Column as Values, DataType, PolarsResult};
use polars_arrow::array::Array;

use super::cast::{self, decimal_text};
use super::lookups::ControlFile;
use super::source::Source;
use super::warnings::Warning;
use crate::error::{Error, ErrorKind, Result};
use crate::read::Batch;
use crate::workspace::{ColumnType, Control, ControlTotal, LinePattern, Pipeline, Severity};

/// What a file has.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Has {
    /// All its rows, rejected ones too.
    pub(super) rows: u64,
    /// The sum that its control file speaks of, in units of the column's last decimal.
    pub(super) sum: i128,
}

/// Compares a file with what it must have; fails where that is more than a warning.
///
/// A file with corrected rows is only warned of: what is expected is said of the file as it came, which was loaded.
pub(super) fn check(source: &Source<'_>, has: Has) -> Result<Vec<Warning>> {
    let Source { file, pipeline, corrections, lookups, .. } = *source;
    let mut found = Vec::new();
    if let Some(least) = pipeline.min_rows.filter(|least| has.rows < least.rows) {
        let message = format!("the file has {} rows; at least {} are expected", has.rows, least.rows);
        let hint = "Ask for the whole file; `min_rows` says how many rows it must have.";
        found.push((least.severity, message, hint));
    }
    if let Some(spec) = &pipeline.control {
        let hint = "Part of the file may be missing, or the control file belongs to another; ask for both again.";
        found.extend(
            disagreements(spec, pipeline, lookups.control(), has).into_iter().map(|m| (spec.severity, m, hint)),
        );
    }
    let mut warnings = Vec::new();
    for (severity, message, hint) in found {
        match severity {
            Severity::Reject if corrections.is_empty() => {
                return Err(Error::new(ErrorKind::Unreadable, message).at_file(file).hint(hint));
            }
            _ => warnings.push(Warning::File(message)),
        }
    }
    Ok(warnings)
}

/// The sum over a batch that a control file speaks of: of every value that can be read, also in rejected rows.
pub(super) fn control_sum(batch: &Batch, typed: &[Values], pipeline: &Pipeline) -> PolarsResult<i128> {
    let Some(total) = pipeline.control.as_ref().and_then(|control| control.total.as_ref()) else { return Ok(0) };
    let (Some(values), Some(texts)) = (typed.get(total.column), batch.columns.get(total.column)) else {
        return Ok(0);
    };
    let scale = scale(total, pipeline);
    let values = values.as_materialized_series();
    let good = match values.dtype() {
        DataType::Decimal(..) => values.decimal()?.physical().iter().flatten().fold(0, i128::saturating_add),
        _ => values.i64()?.iter().flatten().map(i128::from).fold(0, i128::saturating_add),
    };
    let mut bad: Vec<&str> = Vec::new();
    if values.null_count() > texts.null_count() {
        // A value beyond its limits is not kept, but it counts.
        let lost = values.is_null();
        bad.extend(lost.iter().zip(texts.iter()).filter_map(|(lost, text)| text.filter(|_| lost == Some(true))));
    }
    bad.extend(batch.broken.iter().filter_map(|row| row.value(total.column)));
    Ok(bad.into_iter().filter_map(|text| cast::decimal(text, scale)).fold(good, i128::saturating_add))
}

fn scale(total: &ControlTotal, pipeline: &Pipeline) -> usize {
    match pipeline.columns.get(total.column).map(|column| &column.kind) {
        Some(ColumnType::Decimal { scale, .. }) => *scale,
        _ => 0,
    }
}

fn disagreements(spec: &Control, pipeline: &Pipeline, control: &ControlFile, has: Has) -> Vec<String> {
    let (name, text) = match control {
        ControlFile::Unknown => return Vec::new(),
        ControlFile::Absent => return vec!["there is no control file for it".to_owned()],
        ControlFile::There { name, text } => (name, text),
    };
    let mut found = Vec::new();
    if let Some(pattern) = &spec.rows {
        match said(pattern, text).map(|said| (said, said.parse::<u64>())) {
            Err(why) => found.push(format!("{name} does not say how many rows it has: {why}")),
            Ok((said, Err(_))) => found.push(format!("{name} says `{said}` rows, which is not a number")),
            Ok((_, Ok(rows))) if rows != has.rows => {
                found.push(format!("{name} says {rows} rows, but the file has {}", has.rows));
            }
            Ok(_) => {}
        }
    }
    if let Some(total) = &spec.total {
        let column = pipeline.columns.get(total.column).map_or("", |c| c.name.as_str());
        let scale = scale(total, pipeline);
        match said(&total.pattern, text).map(|said| (said, cast::decimal(said, scale))) {
            Err(why) => found.push(format!("{name} does not say the total of {column}: {why}")),
            Ok((_, Some(sum))) if sum == has.sum => {}
            Ok((said, _)) => {
                let sum = decimal_text(has.sum, scale);
                found.push(format!("{name} says a total {column} of {said}, but the rows have {sum}"));
            }
        }
    }
    found
}

/// What a control file says where a pattern matches one of its lines.
fn said<'a>(pattern: &LinePattern, text: &'a str) -> std::result::Result<&'a str, String> {
    let captured = |line| Some(pattern.regex.captures(line)?.get(1)?.as_str());
    let mut found = text.lines().filter_map(captured);
    let first = found.next().ok_or_else(|| format!("no line matches {}", pattern.text))?;
    match found.find(|other| *other != first) {
        Some(other) => Err(format!("its lines say {first} and {other}")),
        None => Ok(first),
    }
}
