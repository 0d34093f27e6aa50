//! The numbers of a chart: a value for every label and series, summed from the rows of a report.

use polars::prelude::{Column, DataType};

use crate::error::{Error, ErrorKind, Result};
use crate::report::{Report, column, failed, text};
use crate::workspace::{ChartKind, ChartSpec};

/// The decimals shown of a floating-point column.
const FLOAT_SCALE: usize = 2;

/// The bars of a chart: a value for every label and series.
///
/// Text in it is as the files gave it, and goes through [`text::escape_control`] before it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bars {
    /// Side by side or in one bar.
    pub kind: ChartKind,
    /// What stands beside the bars, in the order of the report.
    pub labels: Vec<String>,
    /// What a label is split into, sorted; one without a name if it is not.
    pub series: Vec<String>,
    /// For every label, for every series, its value in units of `10^-scale`; none where the report has none.
    pub values: Vec<Vec<Option<i128>>>,
    /// How many decimals the values have.
    pub scale: usize,
}

/// What a chart measures, in the names of its columns: `total by sale_date and membership_status`.
pub(super) fn caption(spec: &ChartSpec, report: &Report) -> String {
    let pivot = report.pivot.as_ref();
    let values = spec.y.as_deref().or(pivot.map(|pivot| pivot.values.as_str())).unwrap_or_default();
    let pivoted = pivot.map(|pivot| pivot.on.as_str()).filter(|on| *on != spec.x);
    let series = spec.by.as_deref().or(pivoted).map(|by| format!(" and {by}"));
    format!("{values} by {}{}", spec.x, series.unwrap_or_default())
}

/// The bars of a report.
///
/// In a pivoted report, `x` and `by` may name the pivot's `on` as well as an index column, and `y` its `values`, that
/// is every pivoted column, which is also what no `y` means. Bars that are not labelled by the pivoted columns are
/// split into them if nothing else is said. Values of the same label and series are summed.
pub fn bars(spec: &ChartSpec, report: &Report) -> Result<Bars> {
    let columns = value_columns(spec, report)?;
    let scale = columns.iter().map(|c| scale(c.dtype())).max().unwrap_or(0);
    let label = source(&spec.x, report)?;
    let pivoted = report.pivot.as_ref().map(|pivot| pivot.on.as_str()).filter(|on| *on != spec.x);
    let series = spec.by.as_deref().or(pivoted).map(|by| source(by, report)).transpose()?;

    let mut facts = Facts::default();
    for column in columns {
        // A chart has few rows: what the SQL grouped.
        for (row, value) in units(column, scale)?.into_iter().enumerate() {
            let series = series.as_ref().map_or("", |s| s.name(column, row));
            facts.add(label.name(column, row), series, value);
        }
    }
    Ok(facts.into_bars(spec.kind, scale))
}

fn value_columns<'a>(spec: &ChartSpec, report: &'a Report) -> Result<Vec<&'a Column>> {
    match (&spec.y, &report.pivot) {
        (y, Some(pivot)) if y.as_ref().is_none_or(|y| *y == pivot.values) => {
            Ok(report.frame.columns().iter().skip(pivot.index).collect())
        }
        (Some(y), _) => Ok(vec![column(&report.frame, y)?]),
        (None, _) => Err(Error::new(ErrorKind::Config, format!("the chart of `{}` has no `y`", report.name))
            .hint("Name the column of the values.")),
    }
}

/// Where the name of a label or series comes from.
enum Source {
    /// From the row.
    Rows(Vec<String>),
    /// From the name of the pivoted column.
    Columns,
}

impl Source {
    fn name<'a>(&'a self, column: &'a Column, row: usize) -> &'a str {
        match self {
            Self::Rows(names) => names.get(row).map_or("", String::as_str),
            Self::Columns => column.name(),
        }
    }
}

fn source(name: &str, report: &Report) -> Result<Source> {
    if report.pivot.as_ref().is_some_and(|pivot| pivot.on == name) {
        return Ok(Source::Columns);
    }
    let values = text::values(column(&report.frame, name)?)?;
    Ok(Source::Rows(values.iter().map(|v| v.unwrap_or("(none)").to_string()).collect()))
}

fn scale(dtype: &DataType) -> usize {
    match dtype {
        DataType::Decimal(_, scale) => *scale,
        dtype if dtype.is_float() => FLOAT_SCALE,
        _ => 0,
    }
}

fn units(column: &Column, scale: usize) -> Result<Vec<Option<i128>>> {
    if !column.dtype().is_primitive_numeric() && !column.dtype().is_decimal() {
        let message = format!("cannot chart column `{}`: it holds {}, not numbers", column.name(), column.dtype());
        return Err(Error::new(ErrorKind::Query, message));
    }
    let decimal = column.cast(&DataType::Decimal(38, scale)).map_err(|e| failed("chart the report", e))?;
    let decimal = decimal.decimal().map_err(|e| failed("chart the report", e))?;
    Ok(decimal.physical().iter().collect())
}

/// Values by label and series while they are gathered.
#[derive(Default)]
struct Facts {
    labels: Names,
    series: Names,
    values: std::collections::HashMap<(usize, usize), i128>,
}

impl Facts {
    fn add(&mut self, label: &str, series: &str, value: Option<i128>) {
        let place = (self.labels.number(label), self.series.number(series));
        if let Some(value) = value {
            let sum = self.values.entry(place).or_default();
            *sum = sum.saturating_add(value);
        }
    }

    fn into_bars(self, kind: ChartKind, scale: usize) -> Bars {
        let mut order: Vec<usize> = (0..self.series.names.len()).collect();
        order.sort_by_key(|&s| self.series.names.get(s));
        let values = (0..self.labels.names.len())
            .map(|label| order.iter().map(|&series| self.values.get(&(label, series)).copied()).collect())
            .collect();
        let mut series = self.series.names;
        series.sort();
        Bars { kind, labels: self.labels.names, series, values, scale }
    }
}

/// Names, numbered in the order in which they come.
#[derive(Default)]
struct Names {
    names: Vec<String>,
    numbers: std::collections::HashMap<String, usize>,
}

impl Names {
    fn number(&mut self, name: &str) -> usize {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.names.len();
        self.names.push(name.to_string());
        self.numbers.insert(name.to_string(), number);
        number
    }
}
