//! Conditions over the typed values of a row, asked of a whole batch at a time.

use polars::prelude::{DataFrame, Expr, IntoLazy, PolarsResult};

use super::broken_rule::BrokenRule;
use crate::error::Result;
use crate::workspace::RowCheck;

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

/// The rule that a row breaks for which a check is not true.
pub(super) fn rule(check: &RowCheck, how: How) -> BrokenRule {
    let text = &check.expression.text;
    let text = check.name.as_ref().map_or_else(|| text.clone(), |name| format!("{name} ({text})"));
    match how {
        How::False => BrokenRule::CheckFalse(text),
        How::Failed => BrokenRule::CheckFailed(text),
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
