//! What lies in the landing zone and in the archives: listed once for a plan, and handed on to whoever needs it.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::error::Result;
use crate::landing::{self, Archive, ArchiveListing, Controls, FileState, LandedFile, Moment, Slot};
use crate::run::listener::Clock;
use crate::store::Location;
use crate::workspace::{Pipeline, Workspace};

/// What lies in the landing zone.
#[derive(Debug)]
pub struct Zone {
    /// Its files by name.
    pub files: Vec<LandedFile>,
    /// The names of the files that can say that a day is complete.
    pub markers: BTreeSet<String>,
}

/// What lies in the archive of a pipeline, and what goes with it.
#[derive(Debug, Default)]
pub struct Stored {
    pub archive: Archive,
    pub controls: Controls,
    /// Files that a killed run did not finish.
    pub unfinished: Vec<Location>,
}

impl Zone {
    /// The landed files as they are now.
    pub fn now(workspace: &Workspace, moment: Moment) -> Result<Self> {
        Self::of(workspace, landing::list(workspace, moment)?)
    }

    /// The landed files, after those that changed just now had a moment to grow.
    ///
    /// Those whose names say no day are of this one, unless they had one before.
    pub fn settled(workspace: &Workspace, clock: Clock, day: NaiveDate) -> Result<Self> {
        let seen = landing::list(workspace, Moment { now: clock().into(), day })?;
        let growing = |file: &LandedFile| matches!(file.state, FileState::Growing { .. });
        if !seen.iter().any(growing) {
            return Self::of(workspace, seen);
        }
        std::thread::sleep(landing::QUIET);
        let mut files = landing::list(workspace, Moment { now: clock().into(), day })?;
        // Its sender's clock may run ahead: what did not change meanwhile is whole, whatever its time says.
        for file in &mut files {
            let same = |s: &LandedFile| (&s.name, &s.location).cmp(&(&file.name, &file.location));
            let before = seen.binary_search_by(same).ok().and_then(|at| seen.get(at));
            if before.is_some_and(|b| (b.size, b.modified) == (file.size, file.modified)) {
                file.settle();
            }
        }
        Self::of(workspace, files)
    }

    fn of(workspace: &Workspace, files: Vec<LandedFile>) -> Result<Self> {
        let markers = landing::markers(workspace, &files)?;
        Ok(Self { files, markers })
    }

    /// The slots of the landed files of a pipeline, whether they can be taken or not.
    pub fn slots<'a>(&'a self, pipeline: &'a Pipeline) -> impl Iterator<Item = &'a Slot> {
        self.files.iter().filter_map(|file| file.slot_of(pipeline))
    }
}

impl Stored {
    /// Lists the archive of a pipeline; the landing zone too, if that was not listed and may hold what goes with it.
    pub fn list(workspace: &Workspace, pipeline: &Pipeline, zone: Option<&Zone>) -> Result<Self> {
        let ArchiveListing { files: archive, unfinished } = landing::list_archive(workspace, pipeline)?;
        let controls = match zone {
            Some(zone) => Controls::among(workspace, pipeline, &zone.files)?,
            None => Controls::list(workspace, pipeline)?,
        };
        Ok(Self { archive, controls, unfinished })
    }
}
