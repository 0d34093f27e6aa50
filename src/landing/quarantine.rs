//! Where files go that cannot be read as rows at all.

use std::collections::BTreeSet;

use super::archive::ArchivedFile;
use super::reason::{Quarantined, REASON, quarantined};
use crate::error::{Error, Result};
use crate::store::Location;
use crate::workspace::Workspace;

/// Moves an archived file into the quarantine, with its reason beside it; gives where both are.
pub fn quarantine(
    workspace: &Workspace,
    pipeline: &str,
    file: &ArchivedFile,
    reason: &Error,
    run: &str,
) -> Result<(Location, Location)> {
    let quarantine = workspace.quarantine();
    quarantine.create()?;
    let date = file.is_undated().then_some(file.slot.date);
    let of_other_days = of_other_days(workspace, file)?;
    let free = |number: &u64| !of_other_days.contains(&name(&file.name, *number));
    let place = file.location.copy_to_first(|number| {
        let nth = usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX);
        quarantine.find(&name(&file.name, (1..u64::MAX).filter(free).nth(nth).unwrap_or(u64::MAX)))
    })?;
    let said = Quarantined {
        file: place.name().to_owned(),
        pipeline: pipeline.to_owned(),
        date,
        reason: reason.message.clone(),
        line: reason.place.line,
        column: reason.place.column,
        hint: reason.hint_text(),
        run: run.to_owned(),
        sha256: Some(file.location.sha256()?),
    };
    // What was said of it before is replaced.
    let beside = place.beside(&format!("{}{REASON}", place.name()))?;
    beside.write_text(&format!("{}\n", serde_json::to_string_pretty(&said).unwrap_or_default()))?;
    file.remove()?;
    Ok((place, beside))
}

/// The names of quarantined files that have the name of a file whose name says no day, and are of another: the same bytes
/// on another day are another file.
fn of_other_days(workspace: &Workspace, file: &ArchivedFile) -> Result<BTreeSet<String>> {
    if !file.is_undated() {
        return Ok(BTreeSet::new());
    }
    let others =
        quarantined(workspace)?.into_iter().filter(|other| other.date.is_some_and(|day| day != file.slot.date));
    Ok(others.map(|other| other.file).collect())
}

/// The names of a file in the quarantine, by number from 1: its own, unless that would be the name of a reason.
fn name(own: &str, number: u64) -> String {
    let number = if own.ends_with(REASON) { number + 1 } else { number };
    if number == 1 { own.to_owned() } else { format!("{own}.{number}") }
}
