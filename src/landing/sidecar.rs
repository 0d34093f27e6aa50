//! Files that go with others: markers, which say that the files of a day are complete, and control files, which say what
//! one of them holds. They are filed away once the files that they go with are taken.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::archive::{Archive, archive};
use super::claim::Claim;
use super::entries::landed;
use super::list::{FileState, LandedFile, Moment, list};
use super::name::said_by;
use super::number::{NUMBER, plain, unnumbered};
use super::slot::Slot;
use crate::error::Result;
use crate::store::{Location, Store};
use crate::workspace::{Pipeline, Workspace};

/// The names of the files, landed or filed away, that can say that a day is complete.
pub fn markers(workspace: &Workspace, landed: &[LandedFile]) -> Result<BTreeSet<String>> {
    let landed = landed.iter().filter(|file| file.state == FileState::Sidecar);
    // Where no pipeline waits for one, nothing depends on what was filed away.
    let wanted = workspace.pipelines.iter().any(|pipeline| pipeline.complete_when.is_some());
    let filed = if wanted { visible(&workspace.markers())? } else { Vec::new() };
    // One that names no day spoke of what had landed with it.
    let filed = filed.iter().map(|location| location.name().to_owned()).filter(|name| names_a_day(name));
    Ok(landed.map(|file| file.name.clone()).chain(filed).collect())
}

/// Whether one of some markers says that a day of a pipeline is complete.
pub fn is_complete(pipeline: &Pipeline, day: NaiveDate, markers: &BTreeSet<String>) -> bool {
    pipeline.complete_when.is_none() || markers.iter().any(|name| completes(pipeline, day, name))
}

fn completes(pipeline: &Pipeline, day: NaiveDate, name: &str) -> bool {
    let text = day.format(&pipeline.files.date_format).to_string();
    let says = name.contains(&text) || !names_a_day(name);
    says && pipeline.complete_when.as_ref().is_some_and(|marker| marker.matches(name))
}

fn names_a_day(name: &str) -> bool {
    name.bytes().any(|b| b.is_ascii_digit())
}

/// The control files of a pipeline: those that have landed, then those that were filed away, the last of a name first.
#[derive(Debug, Clone, Default)]
pub struct Controls {
    files: Vec<(String, Location)>,
}

impl Controls {
    /// Those among the files of the landing zone, and those filed away.
    pub fn among(workspace: &Workspace, pipeline: &Pipeline, landed: &[LandedFile]) -> Result<Self> {
        let landed = landed.iter().filter_map(|file| Some((file.name.clone(), file.location.clone()?)));
        Self::of(workspace, pipeline, landed.collect())
    }

    /// The same with a look into the landing zone, if the pipeline has control files at all.
    pub fn list(workspace: &Workspace, pipeline: &Pipeline) -> Result<Self> {
        let zone = if pipeline.control.is_some() { landed(&workspace.landing_zone)? } else { Vec::new() };
        let landed = zone.into_iter().filter_map(|(name, entry)| Some((name, entry.location.ok()?)));
        Self::of(workspace, pipeline, landed.collect())
    }

    fn of(workspace: &Workspace, pipeline: &Pipeline, landed: Vec<(String, Location)>) -> Result<Self> {
        let Some(control) = &pipeline.control else { return Ok(Self::default()) };
        let mut files = landed;
        files.retain(|(name, _)| said_by(plain(name), &control.files).is_some());
        let mut filed = visible(&workspace.controls(&pipeline.name))?;
        filed.sort_by_key(|location| unnumbered(location.name()).map_or(1, |(_, number)| number));
        files.extend(filed.into_iter().rev().map(|location| (location.name().to_owned(), location)));
        Ok(Self { files })
    }

    /// Whether a slot has one.
    pub fn has(&self, pipeline: &Pipeline, slot: &Slot) -> bool {
        self.files.iter().any(|(name, _)| controls(pipeline, slot, name))
    }

    /// The name and text of that of a slot: the landed one, else the last that was filed away; none if there is neither.
    pub fn read(&self, pipeline: &Pipeline, slot: &Slot) -> Result<Option<(String, String)>> {
        for (name, location) in self.files.iter().filter(|(name, _)| controls(pipeline, slot, name)) {
            // One that was withdrawn since it was listed is none.
            if let Some(bytes) = location.read_if_there()? {
                return Ok(Some((name.clone(), String::from_utf8_lossy(&bytes).into_owned())));
            }
        }
        Ok(None)
    }
}

fn controls(pipeline: &Pipeline, slot: &Slot, name: &str) -> bool {
    let found = pipeline.control.as_ref().and_then(|control| said_by(plain(name), &control.files));
    let is_of = |part: &Option<String>| part.is_none() || *part == slot.part;
    matches!(found, Some(Ok((Some(day), part))) if day == slot.date && is_of(&part))
}

/// Files the sidecars away whose files have been taken; gives where they are then.
pub fn file_sidecars(workspace: &Workspace, moment: Moment) -> Result<Vec<Location>> {
    let mut filed = Vec::new();
    if workspace.pipelines.iter().all(|p| p.complete_when.is_none() && p.control.is_none()) {
        return Ok(filed);
    }
    let landed = list(workspace, moment)?;
    let sidecars: Vec<&LandedFile> = landed.iter().filter(|file| file.state == FileState::Sidecar).collect();
    if sidecars.is_empty() {
        return Ok(filed);
    }
    let with_others = workspace.pipelines.iter().filter(|p| p.complete_when.is_some() || p.control.is_some());
    let taken: Vec<(&Pipeline, Archive)> =
        with_others.map(|pipeline| Ok((pipeline, archive(workspace, pipeline)?))).collect::<Result<_>>()?;
    for file in sidecars {
        let store = taken.iter().find_map(|(pipeline, taken)| {
            let marks = |slot: &Slot| completes(pipeline, slot.date, &file.name);
            let tells = |slot: &Slot| controls(pipeline, slot, &file.name);
            if is_over(pipeline, taken, &landed, marks) && !others_wait(workspace, pipeline, file, &landed) {
                return Some(workspace.markers());
            }
            is_over(pipeline, taken, &landed, tells).then(|| workspace.controls(&pipeline.name))
        });
        if let Some(store) = store {
            filed.extend(file_away(workspace, file, &store)?);
        }
    }
    Ok(filed)
}

/// Whether files of these slots were taken and none of them has landed.
fn is_over(pipeline: &Pipeline, taken: &Archive, landed: &[LandedFile], of: impl Fn(&Slot) -> bool) -> bool {
    taken.keys().any(&of) && !slots(pipeline, landed).any(of)
}

/// Whether a marker speaks of landed files of another pipeline too.
fn others_wait(workspace: &Workspace, pipeline: &Pipeline, marker: &LandedFile, landed: &[LandedFile]) -> bool {
    let others = workspace.pipelines.iter().filter(|other| other.name != pipeline.name);
    others.into_iter().any(|p| slots(p, landed).any(|slot| completes(p, slot.date, &marker.name)))
}

fn slots<'a>(pipeline: &'a Pipeline, landed: &'a [LandedFile]) -> impl Iterator<Item = &'a Slot> {
    landed.iter().filter_map(|file| file.slot_of(pipeline))
}

/// Moves a file into a store, beside others of its name, and gives where it is there; one that is not as it was listed
/// waits for the next run.
fn file_away(workspace: &Workspace, file: &LandedFile, store: &Store) -> Result<Option<Location>> {
    store.create()?;
    let Some(claim) = Claim::of(workspace, file, None)? else { return Ok(None) };
    let name = &file.name;
    let place = |number| store.find(&if number == 1 { name.clone() } else { format!("{name}{NUMBER}{number}") });
    let filed = claim.location().copy_to_first(place)?;
    claim.end()?;
    Ok(Some(filed))
}

/// What lies in a store and is not hidden, by name.
fn visible(store: &Store) -> Result<Vec<Location>> {
    let mut found = store.locations()?;
    found.retain(|location| !location.name().starts_with('.'));
    found.sort();
    Ok(found)
}
