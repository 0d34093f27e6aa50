//! Rejected rows, counted by what they have in common.

use std::collections::HashMap;

use crate::check::rejected_rows::{self, CountBy};
use crate::error::{CheckCancelled, Result};
use crate::tui::screens::errors::request::{By, Group, Scope, What};
use crate::tui::screens::errors::work::files::{Count, Rejects, abouts, rejects};
use crate::tui::worker::task::Open;

/// Counts rows by something.
pub fn groups(open: &Open, scope: &Scope, by: By, check_cancelled: CheckCancelled<'_>) -> Result<Vec<Group>> {
    let all = by == By::File && scope.text.is_empty() && scope.rule.is_none() && scope.column.is_none();
    let files = rejects(open, scope.report.as_deref(), if all { Count::Yes } else { Count::No })?;
    if all {
        return Ok(files.into_iter().map(|f| Group { what: What::File(f.file), rows: f.rows }).collect());
    }
    let reports = abouts(&files);
    let count = |by| rejected_rows::count(&reports, scope, by, check_cancelled);
    let group = |what: fn(String) -> What, counts: Vec<(String, u64)>| {
        counts.into_iter().map(|(label, rows)| Group { what: what(label), rows }).collect()
    };
    Ok(match by {
        By::Rule => group(What::Rule, count(CountBy::Rule)?),
        By::Column => group(What::Column, count(CountBy::Column)?),
        By::File | By::Row => {
            let counts: HashMap<String, u64> = count(CountBy::Report)?.into_iter().collect();
            let group = |f: Rejects| counts.get(&f.file.report).map(|&rows| Group { what: What::File(f.file), rows });
            files.into_iter().filter_map(group).collect()
        }
    })
}
