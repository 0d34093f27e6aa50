//! The files of the landing zone, and which pipeline each belongs to.

use std::time::{Duration, SystemTime};

use chrono::NaiveDate;

use super::entries::landed;
use super::kept_day::{KeptDay, kept_days};
use super::name::{day_of_file, matched, said_by};
use super::slot::Slot;
use crate::error::Result;
use crate::store::{About, Entry, Location};
use crate::workspace::{Pipeline, Workspace};

/// A file that changed so recently may still be growing.
pub const QUIET: Duration = Duration::from_millis(500);

/// When the landing zone is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// What changed just before it may still be growing.
    pub now: SystemTime,
    /// The day of files whose names say none, and that had none before.
    pub day: NaiveDate,
}

impl Moment {
    /// A moment, with the day that it is then in the workspace.
    pub fn of(workspace: &Workspace, now: SystemTime) -> Self {
        Self { now, day: workspace.day(now.into()) }
    }
}

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
    /// What says its day, if it was taken before: to be removed once it is taken again.
    pub(super) note: Option<Location>,
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
/// A file that a run has claimed, one that goes on or was killed, is listed under its own name. One whose name says no
/// day is of the day that was kept of it, else of the moment's.
pub fn list(workspace: &Workspace, moment: Moment) -> Result<Vec<LandedFile>> {
    let mut landed = landed(&workspace.landing_zone)?;
    landed.retain(|(_, entry)| entry.about.is_file());
    let mut kept = kept_days(workspace, &landed)?;
    let file = |(name, Entry { location, about: seen }): (String, Entry)| {
        let kept = location.as_ref().ok().and_then(|location| kept.remove(location));
        let (day, note) = kept.map_or((moment.day, None), |KeptDay { day, note }| (day, note));
        let (location, state) = match location {
            Ok(location) => (Some(location), state(workspace, &name, seen.modified, Moment { day, ..moment })),
            // Under the name that can be shown it would be taken for another file.
            Err(unnamed) => (None, FileState::Unknown { reason: unnamed.reason.to_owned() }),
        };
        LandedFile { location, name, size: seen.size, modified: seen.modified, state, seen, note }
    };
    Ok(landed.into_iter().map(file).collect())
}

fn state(workspace: &Workspace, name: &str, modified: SystemTime, Moment { now, day }: Moment) -> FileState {
    let quiet = now.duration_since(modified).is_ok_and(|age| age >= QUIET);
    let matched = matched(name, &workspace.pipelines);
    let found = matched.and_then(|matched| {
        let pipeline = matched.pipeline.name.clone();
        let slot = matched.slot_on(day);
        day_of_file(slot.date).map(|_| (pipeline, slot))
    });
    match found {
        Ok((pipeline, slot)) if quiet => FileState::Ready { pipeline, slot },
        Ok((pipeline, slot)) => FileState::Growing { pipeline, slot },
        Err(_) if goes_with_others(workspace, name) => FileState::Sidecar,
        Err(reason) => FileState::Unknown { reason },
    }
}

fn goes_with_others(workspace: &Workspace, name: &str) -> bool {
    let marks = |p: &Pipeline| p.complete_when.as_ref().is_some_and(|marker| marker.matches(name));
    let controls = |p: &Pipeline| p.control.as_ref().is_some_and(|control| said_by(name, &control.files).is_some());
    workspace.pipelines.iter().any(|p| marks(p) || controls(p))
}
