//! What lies in the landing zone, and which pipeline each file belongs to.

use std::time::{Duration, SystemTime};

use chrono::{Datelike, NaiveDate};

use super::Slot;
use super::hidden::claimed;
use super::number::unnumbered;
use crate::error::Result;
use crate::store::{About, Entry, Location, Store};
use crate::workspace::{FilePattern, Pipeline, Workspace, open_end};

/// A file that changed so recently may still be growing.
pub const QUIET: Duration = Duration::from_millis(500);

/// A file in the landing zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LandedFile {
    /// Where it is; none if its name is no text, and then it can only be told of.
    pub location: Option<Location>,
    /// The name it came under.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it last changed.
    pub modified: SystemTime,
    /// What can be done with it.
    pub state: FileState,
    /// As it was listed.
    pub(super) seen: About,
}

/// What can be done with a landed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// It belongs to a pipeline and has not changed for a while.
    Ready {
        /// The pipeline.
        pipeline: String,
        /// Its date and part.
        slot: Slot,
    },
    /// It belongs to a pipeline and changed just now.
    Growing {
        /// The pipeline.
        pipeline: String,
        /// Its date and part.
        slot: Slot,
    },
    /// It goes with other files: it says that those of a day are complete, or what one of them holds.
    Sidecar,
    /// It belongs to no pipeline.
    Unknown {
        /// Why not.
        reason: String,
    },
}

impl LandedFile {
    /// Its slot, if it is a file of the pipeline, whether it can be taken or not.
    pub fn slot_of(&self, pipeline: &Pipeline) -> Option<&Slot> {
        match &self.state {
            FileState::Ready { pipeline: name, slot } | FileState::Growing { pipeline: name, slot } => {
                (*name == pipeline.name).then_some(slot)
            }
            FileState::Unknown { .. } | FileState::Sidecar => None,
        }
    }

    /// Says that it did not change for a while, if it seemed to grow.
    pub fn settle(&mut self) {
        if let FileState::Growing { pipeline, slot } = &self.state {
            self.state = FileState::Ready { pipeline: pipeline.clone(), slot: slot.clone() };
        }
    }
}

/// Lists the files of the landing zone by name; hidden files, folders and links are left out.
///
/// A file that a run has claimed, one that goes on or was killed, is listed under its own name.
pub fn list(workspace: &Workspace, now: SystemTime) -> Result<Vec<LandedFile>> {
    let landed = landed(&workspace.landing_zone)?.into_iter().filter(|(_, entry)| entry.about.is_file());
    let file = |(name, Entry { location, about: seen }): (String, Entry)| {
        let (location, state) = match location {
            Ok(location) => (Some(location), state(workspace, &name, seen.modified, now)),
            // Under the name that can be shown it would be taken for another file.
            Err(unnamed) => (None, FileState::Unknown { reason: unnamed.reason.to_owned() }),
        };
        LandedFile { location, name, size: seen.size, modified: seen.modified, state, seen }
    };
    Ok(landed.map(file).collect())
}

fn state(workspace: &Workspace, name: &str, modified: SystemTime, now: SystemTime) -> FileState {
    let quiet = now.duration_since(modified).is_ok_and(|age| age >= QUIET);
    match matched(name, &workspace.pipelines) {
        Ok((pipeline, slot)) if quiet => FileState::Ready { pipeline: pipeline.name.clone(), slot },
        Ok((pipeline, slot)) => FileState::Growing { pipeline: pipeline.name.clone(), slot },
        Err(_) if goes_with_others(workspace, name) => FileState::Sidecar,
        Err(reason) => FileState::Unknown { reason },
    }
}

/// What lies in the landing zone and is not hidden, in the order of its own names.
pub(super) fn landed(zone: &Store) -> Result<Vec<(String, Entry)>> {
    let own = |entry: Entry| {
        let name = claimed(entry.shown()).map_or_else(|| entry.shown(), |(name, _)| name).to_owned();
        (name, entry)
    };
    let mut found: Vec<(String, Entry)> = zone.list()?.into_iter().map(own).collect();
    found.retain(|(name, _)| !name.starts_with('.'));
    found.sort_by(|(a, one), (b, other)| (a, one.location.as_ref().ok()).cmp(&(b, other.location.as_ref().ok())));
    Ok(found)
}

fn goes_with_others(workspace: &Workspace, name: &str) -> bool {
    let marks = |p: &Pipeline| p.complete_when.as_ref().is_some_and(|marker| marker.matches(name));
    let controls = |p: &Pipeline| p.control.as_ref().is_some_and(|control| slot_in(name, &control.files).is_some());
    workspace.pipelines.iter().any(|p| marks(p) || controls(p))
}

/// The slot that a pattern finds in a name: none if it does not match, and why not if there is no date in it.
pub(super) fn slot_in(name: &str, files: &FilePattern) -> Option<Result<Slot, String>> {
    let captures = files.regex.captures(name)?;
    let text = captures.name("date").map_or("", |m| m.as_str());
    let date = NaiveDate::parse_from_str(text, &files.date_format)
        .ok()
        .filter(|day| day.format(&files.date_format).to_string() == text)
        .ok_or_else(|| format!("`{text}` in its name is no date ({})", files.date_format));
    let part = captures.name("part").map(|m| m.as_str().to_owned());
    Some(date.and_then(day_of_file).map(|date| Slot { date, part }))
}

/// A day that a file can be of, since versions can begin on it and end after it; or why it is none.
pub fn day_of_file(day: NaiveDate) -> Result<NaiveDate, String> {
    let end = open_end();
    if day >= end {
        return Err(format!("{day} is no day for a file: open versions end on {end}, and days must lie before it"));
    }
    if day.year() < 1 {
        return Err(format!("{day} is no day for a file: days begin with the year 1"));
    }
    Ok(day)
}

/// The pipeline and slot of a file name, or why it has none. A name may end beyond its pattern in `.gz`, and in the
/// number that it got when it was put back beside another of its name.
pub fn matched<'a, 'n>(name: &'n str, pipelines: &'a [Pipeline]) -> Result<(&'a Pipeline, Slot), String> {
    let packed = |name: &'n str| name.strip_suffix(".gz");
    let first = unnumbered(name).map(|(first, _)| first);
    let names = [Some(name), packed(name), first, first.and_then(packed)];
    let mut found = Vec::new();
    for pipeline in pipelines {
        let Some(slot) = names.into_iter().flatten().find_map(|n| slot_in(n, &pipeline.files)) else { continue };
        found.push((pipeline, slot?));
    }
    if found.len() > 1 {
        let names: Vec<&str> = found.iter().map(|(p, _)| p.name.as_str()).collect();
        return Err(format!("matches more than one pipeline: {}", names.join(", ")));
    }
    found.pop().ok_or_else(|| "matches no pipeline".to_owned())
}
