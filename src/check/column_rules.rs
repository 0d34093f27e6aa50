//! The rules of a column: which of its values break them.
//!
//! A rule is a function in one of the two tables; what is said of the values that break it is a
//! [`BrokenRule`]. That a text is of its column's type, and within limits that reject, is found out where it is cast.

use polars::prelude::{ChunkCompareIneq, Column as Values, Int128Chunked, IntoSeries, NamedFrom, Series};
use polars_arrow::array::{Array, Utf8ViewArray};

use super::broken_rule::BrokenRule;
use super::cast::{Fault, epoch_days, limit_rule};
use super::lookups::Lookups;
use crate::error::{Doing, Result};
use crate::workspace::{Bound, Column, Rule, Severity};

/// Adds the rows whose text breaks a rule of a column, if it has the rule.
type TextRule = fn(&Utf8ViewArray, &Column, &mut Vec<Fault>);
/// Adds the rows whose typed value breaks a rule of a column, if it has the rule.
type ValueRule = fn(&Values, &Column, &Lookups, &mut Vec<Fault>) -> Result<()>;

const TEXT_RULES: [TextRule; 3] = [required, pattern, length];
const VALUE_RULES: [ValueRule; 2] = [soft_limits, references];

/// The rows of a column that break its rules, rule by rule.
pub(super) fn faults(texts: &Utf8ViewArray, values: &Values, column: &Column, lookups: &Lookups) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    TEXT_RULES.iter().for_each(|rule| rule(texts, column, &mut faults));
    VALUE_RULES.iter().try_for_each(|rule| rule(values, column, lookups, &mut faults))?;
    Ok(faults)
}

/// An empty text is no value either: a required column must say something.
fn required(texts: &Utf8ViewArray, column: &Column, faults: &mut Vec<Fault>) {
    if !column.required {
        return;
    }
    let severity = column.severity(Rule::Required);
    let fault = |row| Fault { row, rule: BrokenRule::Required, severity };
    if texts.validity().is_some_and(|v| v.unset_bits() > 0) {
        faults.extend(texts.iter().enumerate().filter(|(_, text)| text.is_none()).map(|(row, _)| fault(row)));
    }
    faults.extend(
        texts.iter().enumerate().filter(|(_, text)| text.is_some_and(str::is_empty)).map(|(row, _)| fault(row)),
    );
}

fn pattern(texts: &Utf8ViewArray, column: &Column, faults: &mut Vec<Fault>) {
    let Some(pattern) = &column.pattern else { return };
    let rule = || BrokenRule::Pattern(pattern.text.clone());
    breaking(texts, faults, (column.severity(Rule::Pattern), rule), |text| pattern.regex.is_match(text));
}

fn length(texts: &Utf8ViewArray, column: &Column, faults: &mut Vec<Fault>) {
    let Some(length) = column.length else { return };
    let rule = || BrokenRule::Length { min: length.min, max: length.max };
    let keeps = |text: &str| (length.min..=length.max).contains(&text.chars().count());
    breaking(texts, faults, (column.severity(Rule::Length), rule), keeps);
}

fn breaking(
    texts: &Utf8ViewArray,
    faults: &mut Vec<Fault>,
    (severity, rule): (Severity, impl Fn() -> BrokenRule),
    keeps: impl Fn(&str) -> bool,
) {
    let broken = texts.iter().enumerate().filter(|(_, text)| text.is_some_and(|text| !keeps(text)));
    faults.extend(broken.map(|(row, _)| Fault { row, rule: rule(), severity }));
}

/// `min` and `max` where they only warn: the value is kept, so they are looked at afterwards.
fn soft_limits(values: &Values, column: &Column, _: &Lookups, faults: &mut Vec<Fault>) -> Result<()> {
    for (rule, bound) in [(Rule::Min, column.min), (Rule::Max, column.max)] {
        let Some(bound) = bound.filter(|_| column.severity(rule) == Severity::Warn) else { continue };
        let limit = match bound {
            Bound::Int(v) => Series::new("".into(), [v]),
            Bound::Float(v) => Series::new("".into(), [v]),
            Bound::Decimal(v) => Int128Chunked::from_vec("".into(), vec![v]).into_series(),
            Bound::Date(v) => Series::new("".into(), [epoch_days(v)]),
            Bound::Datetime(v) => Series::new("".into(), [v.and_utc().timestamp_micros()]),
        };
        let values = values.as_materialized_series().to_physical_repr();
        let compared = if rule == Rule::Min { values.lt(&limit) } else { values.gt(&limit) };
        let broken = compared.doing("compare values with a limit")?;
        let rows = broken.iter().enumerate().filter(|(_, broken)| *broken == Some(true));
        let broken_rule = limit_rule(column, rule);
        faults.extend(rows.map(|(row, _)| Fault { row, rule: broken_rule.clone(), severity: Severity::Warn }));
    }
    Ok(())
}

/// The value must stand in a version of the other table.
fn references(values: &Values, column: &Column, lookups: &Lookups, faults: &mut Vec<Fault>) -> Result<()> {
    let (Some(reference), Some(known)) = (&column.references, lookups.referred(&column.name)) else { return Ok(()) };
    let severity = column.severity(Rule::References);
    let rule = || BrokenRule::NoSuch(reference.to_string());
    faults.extend(known.absent(values)?.into_iter().map(|row| Fault { row, rule: rule(), severity }));
    Ok(())
}
