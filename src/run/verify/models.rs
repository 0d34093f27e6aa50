//! The proof of models: what their SQL gives over the tables as they stand, against what their tables have.

use polars::prelude::*;
use serde::Serialize;

use super::difference::{Difference, Verdict, What};
use crate::error::{Doing, Error, ErrorKind, Result};
use crate::history::View;
use crate::model::{ModelState, ModelStatus, states};
use crate::report::text::{escape_control, values};
use crate::run::listener::Listener;
use crate::warehouse::Warehouse;
use crate::workspace::{ModelSpec, Workspace};

/// Sums of numbers with a floating point depend on the order in which they are added: so much of a value may differ.
const FLOATS: f64 = 1e-9;

/// What the proof of a model came to.
#[derive(Debug, Clone, Serialize)]
pub struct VerifiedModel {
    /// The model.
    pub model: String,
    /// Whether its table is what its SQL gives.
    pub result: Verdict,
    /// The rows of its table; none if it has none, or they cannot be read.
    pub rows: Option<u64>,
    /// What does not hold.
    pub differences: Vec<Difference>,
    /// What is worth knowing, and no difference.
    pub notes: Vec<String>,
}

/// Proves some models.
pub(super) fn verify(
    workspace: &Workspace,
    warehouse: &dyn Warehouse,
    chosen: &[&ModelSpec],
    listener: &dyn Listener,
) -> Result<Vec<VerifiedModel>> {
    // What keeps the log of one from being read is told of that one.
    let states = states(workspace, warehouse).unwrap_or_default();
    let mut verified = Vec::with_capacity(chosen.len());
    for model in chosen {
        if listener.cancelled() {
            return Err(Error::stopped());
        }
        let state = states.iter().find(|state| state.model == model.name);
        verified.push(one(warehouse, model, state));
    }
    Ok(verified)
}

fn one(warehouse: &dyn Warehouse, model: &ModelSpec, state: Option<&ModelStatus>) -> VerifiedModel {
    let (mut differences, mut notes) = (Vec::new(), Vec::new());
    let hint = format!("`shoptui run --model {}` computes it.", model.name);
    let rows = match compared(warehouse, model) {
        Ok(Compared { rows: None, given: 0, .. }) => {
            notes.push("it was not computed yet, and would have no row".to_owned());
            None
        }
        Ok(Compared { rows: None, given, .. }) => {
            let message = format!("it was not computed yet; its SQL gives {given} rows");
            differences.push(Difference::new(What::Model, message, hint));
            None
        }
        Ok(Compared { rows, differs, .. }) => {
            let stale = state.filter(|state| state.state == ModelState::Stale);
            match (differs, stale) {
                (Some(differs), Some(stale)) => {
                    let changed = match stale.changed.as_slice() {
                        [] => "its SQL has changed".to_owned(),
                        names => format!("{} changed since it was computed", names.join(", ")),
                    };
                    differences.push(Difference::new(What::Model, format!("it is stale: {changed}; {differs}"), hint));
                }
                (Some(differs), None) => {
                    let hint = format!("`shoptui verify {} --rebuild` computes it anew.", model.name);
                    differences.push(Difference::new(What::Model, differs, hint));
                }
                (None, Some(_)) => notes.push("it is stale, and would be the same".to_owned()),
                (None, None) => {}
            }
            rows
        }
        Err(error) => {
            let hint = error
                .hint_text()
                .unwrap_or_else(|| format!("`shoptui verify {} --rebuild` computes it anew.", model.name));
            differences.push(Difference::new(What::Model, error.to_string(), hint));
            None
        }
    };
    VerifiedModel { model: model.name.clone(), result: Verdict::of(&differences), rows, differences, notes }
}

struct Compared {
    /// The rows of the table, if there is one.
    rows: Option<u64>,
    /// The rows that the SQL gives.
    given: u64,
    differs: Option<String>,
}

fn compared(warehouse: &dyn Warehouse, model: &ModelSpec) -> Result<Compared> {
    let given = warehouse.model_as_of(model, View::All)?;
    if warehouse.model(model)?.is_none() {
        return Ok(Compared { rows: None, given: given.height() as u64, differs: None });
    }
    let table = warehouse.model_rows(model)?;
    let differs = first_difference(table.clone(), given.clone())?;
    Ok(Compared { rows: Some(table.height() as u64), given: given.height() as u64, differs })
}

/// Where two tables that should have the same rows first do not.
fn first_difference(table: DataFrame, given: DataFrame) -> Result<Option<String>> {
    let columns = |frame: &DataFrame| -> Vec<(String, DataType)> {
        frame.columns().iter().map(|column| (column.name().to_string(), column.dtype().clone())).collect()
    };
    if columns(&table) != columns(&given) {
        return Ok(Some("its table has other columns than its SQL gives".to_owned()));
    }
    if table.height() != given.height() {
        return Ok(Some(format!("its table has {} rows, its SQL gives {}", table.height(), given.height())));
    }
    // What may differ a little comes last in the order.
    let (floats, exact): (Vec<_>, Vec<_>) = columns(&table).into_iter().partition(|(_, kind)| kind.is_float());
    let order: Vec<String> = exact.into_iter().chain(floats).map(|(name, _)| name).collect();
    let options = || SortMultipleOptions::default().with_nulls_last(true);
    let sorted = |frame: DataFrame| frame.sort(order.clone(), options()).doing("sort rows");
    let (table, given) = (sorted(table)?, sorted(given)?);
    let mut first: Option<usize> = None;
    for (ours, theirs) in table.columns().iter().zip(given.columns()) {
        let at = differs_at(ours, theirs)?;
        first = first.into_iter().chain(at).min();
    }
    Ok(first.map(|row| {
        let told = |frame: &DataFrame| told(&frame.slice(row as i64, 1));
        format!("its table has the row {}, its SQL gives {}", told(&table), told(&given))
    }))
}

/// The first row in which two columns differ.
fn differs_at(ours: &Column, theirs: &Column) -> Result<Option<usize>> {
    let failed = |_| Error::new(ErrorKind::Warehouse, "two columns cannot be compared");
    if ours.dtype().is_float() {
        let (ours, theirs) = (ours.f64().map_err(failed)?, theirs.f64().map_err(failed)?);
        let near = |(a, b): (Option<f64>, Option<f64>)| match (a, b) {
            (Some(a), Some(b)) => a == b || a.is_nan() && b.is_nan() || (a - b).abs() <= FLOATS * a.abs().max(b.abs()),
            (a, b) => a == b,
        };
        // Row by row, since that is not the same as being equal.
        return Ok(ours.iter().zip(theirs.iter()).position(|pair| !near(pair)));
    }
    let same = ours.equal_missing(theirs).doing("compare two columns")?;
    Ok(same.iter().position(|same| same != Some(true)))
}

fn told(row: &DataFrame) -> String {
    let cell = |column: &Column| {
        let text = values(column).ok().and_then(|texts| texts.get(0).map(|text| escape_control(text).into_owned()));
        format!("{}={}", column.name(), text.unwrap_or_default())
    };
    format!("({})", row.columns().iter().map(cell).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use super::*;

    fn rows(ids: &[i64], names: &[Option<&str>], shares: &[f64]) -> DataFrame {
        df!("id" => ids, "name" => names, "share" => shares).unwrap()
    }

    #[test]
    fn rows_in_another_order_are_the_same() {
        let ours = rows(&[1, 2, 2], &[None, Some("b"), Some("b")], &[0.5, f64::NAN, 1.0]);
        let theirs = rows(&[2, 1, 2], &[Some("b"), None, Some("b")], &[1.0 + 1e-12, 0.5, f64::NAN]);
        assert_eq!(first_difference(ours, theirs).unwrap(), None);
    }

    #[test]
    fn the_first_row_that_differs_is_told() {
        let ours = rows(&[1, 2], &[Some("a"), Some("b")], &[0.5, 1.0]);
        let check = |theirs: DataFrame, words: &str| {
            assert_eq!(first_difference(ours.clone(), theirs).unwrap().unwrap(), words);
        };
        check(
            rows(&[1, 2], &[Some("a"), None], &[0.5, 1.0]),
            "its table has the row (id=2, name=b, share=1.0), its SQL gives (id=2, name=, share=1.0)",
        );
        check(
            rows(&[1, 2], &[Some("a"), Some("b")], &[0.6, 1.0]),
            "its table has the row (id=1, name=a, share=0.5), its SQL gives (id=1, name=a, share=0.6)",
        );
        check(rows(&[1], &[Some("a")], &[0.5]), "its table has 2 rows, its SQL gives 1");
        check(
            df!("id" => [1i64, 2], "other" => ["a", "b"], "share" => [0.5, 1.0]).unwrap(),
            "its table has other columns than its SQL gives",
        );
    }
}
