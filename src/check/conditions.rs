//! Conditions over the typed values of a row, asked of a whole batch at a time.

use polars::prelude::{DataFrame, Expr, IntoLazy, PolarsResult};

use crate::error::Result;
use crate::workspace::RowCheck;

/// What reasons of this kind begin with.
pub(super) const FALSE: &str = "the check does not hold: ";
/// What reasons begin with where an answer cannot be had, such as a division by zero.
pub(super) const FAILED: &str = "the check cannot be computed: ";

/// A row of which a condition is not true.
pub(super) struct Broken {
    pub(super) row: usize,
    pub(super) how: How,
}

/// Why a condition is not true.
#[derive(Clone, Copy)]
pub(super) enum How {
    False,
    Failed,
}

/// The rows for which a condition is neither true nor null, in order.
pub(super) fn broken(frame: &DataFrame, condition: &Expr) -> Result<Vec<Broken>> {
    let mut found = Vec::new();
    let mut waiting = vec![(0, frame.height())];
    while let Some((first, rows)) = waiting.pop() {
        match answers(&frame.slice(first as i64, rows), condition) {
            Ok(answers) => {
                let broken = (first..).zip(answers).filter(|(_, answer)| *answer == Some(false));
                found.extend(broken.map(|(row, _)| Broken { row, how: How::False }));
            }
            Err(_) if rows <= 1 => found.push(Broken { row: first, how: How::Failed }),
            // One row spoils the answers of all: halves find it.
            Err(_) => waiting.extend([(first + rows / 2, rows - rows / 2), (first, rows / 2)]),
        }
    }
    Ok(found)
}

/// What is wrong with a row that breaks a check.
pub(super) fn words(check: &RowCheck, how: How) -> String {
    let start = match how {
        How::False => FALSE,
        How::Failed => FAILED,
    };
    match &check.name {
        Some(name) => format!("{start}{name} ({})", check.expression.text),
        None => format!("{start}{}", check.expression.text),
    }
}

fn answers(rows: &DataFrame, condition: &Expr) -> PolarsResult<Vec<Option<bool>>> {
    let height = rows.height();
    let given = rows.clone().lazy().select([condition.clone().alias("holds")]).collect()?;
    let answers = given.column("holds")?.bool()?;
    // A condition that is the same for every row may be answered once.
    Ok(match answers.len() {
        1 => vec![answers.get(0); height],
        _ => answers.iter().collect(),
    })
}
