//! What a killed run left in the landing zone, before the next one begins.

use chrono::NaiveDate;

use super::archive::archive;
use super::hidden::{Claimed, claimed, is_returning};
use super::kept_day::{forget_others, keep, last_number, note_of};
use super::name::matched;
use super::number::next;
use super::place::place;
use crate::error::Result;
use crate::store::Location;
use crate::workspace::Workspace;

/// Gives what a killed run had claimed its name back, and removes copies that it did not finish and notes of files that
/// are no longer there; nobody else runs.
pub fn recover(workspace: &Workspace) -> Result<()> {
    let mut left = workspace.landing_zone.locations()?;
    left.retain(|hidden| claimed(hidden.name()).is_some() || is_returning(hidden.name()));
    let mut claims: Vec<(Claimed<'_>, &Location)> = Vec::new();
    let mut last = None;
    for hidden in &left {
        if !hidden.look()?.is_some_and(|about| about.is_file()) {
            continue;
        }
        last = Some(hidden);
        match claimed(hidden.name()) {
            Some(claimed) => claims.push((claimed, hidden)),
            None => hidden.remove()?,
        }
    }
    // The later ones of a name first: those before them make room for themselves.
    claims.sort();
    for (Claimed { name, number, day }, hidden) in claims.into_iter().rev() {
        if let Some(day) = day {
            if is_archived(workspace, (name, day), hidden)? {
                hidden.remove()?;
                continue;
            }
            // A second note of it, by a run that was killed here, is of no file.
            let number = last_number(workspace, name)?.map_or(Ok(number), |last| next(last, hidden))?;
            keep(&note_of(workspace, name, number, day)?, (name, day), hidden)?;
        }
        place(hidden, &hidden.beside(name)?)?;
    }
    last.map_or(Ok(()), Location::sync_folder)?;
    forget_others(workspace)
}

/// Whether what counts for a file's day has its bytes: either it was archived and not yet removed here, or it was put
/// back and is not yet removed there.
fn is_archived(workspace: &Workspace, (name, day): (&str, NaiveDate), hidden: &Location) -> Result<bool> {
    let Ok(matched) = matched(name, &workspace.pipelines) else { return Ok(false) };
    let archive = archive(workspace, matched.pipeline)?;
    let last = archive.get(&matched.slot_on(day)).and_then(|files| files.last());
    last.map_or(Ok(false), |last| last.location.has_bytes_of(hidden))
}
