//! What lies in the landing zone, and which pipeline each file belongs to.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use chrono::NaiveDate;

use super::Slot;
use super::archive::unnumbered;
use crate::error::{Error, Result};
use crate::workspace::{FilePattern, Pipeline, Workspace};

/// A file that changed so recently may still be growing.
pub const QUIET: Duration = Duration::from_millis(500);

/// A file in the landing zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LandedFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it last changed.
    pub modified: SystemTime,
    /// What can be done with it.
    pub state: FileState,
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
    Companion,
    /// It belongs to no pipeline.
    Unknown {
        /// Why not.
        reason: String,
    },
}

impl LandedFile {
    /// Says that it did not change for a while, if it seemed to grow.
    pub fn settle(&mut self) {
        if let FileState::Growing { pipeline, slot } = &self.state {
            self.state = FileState::Ready { pipeline: pipeline.clone(), slot: slot.clone() };
        }
    }
}

/// Lists the files of the landing zone by name; hidden files, folders and links are left out.
pub fn list(workspace: &Workspace, now: SystemTime) -> Result<Vec<LandedFile>> {
    let folder = &workspace.landing_zone;
    let failed = |e: std::io::Error| Error::io("list", folder, &e);
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(failed(e)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        // Not followed: a link is no file here.
        let Ok(about) = entry.path().symlink_metadata() else { continue };
        let name = entry.file_name().to_string_lossy().into_owned();
        if !about.is_file() || name.starts_with('.') {
            continue;
        }
        let modified = about.modified().map_err(failed)?;
        if entry.file_name().to_str().is_none() {
            // Under the name that can be shown it would be taken for another file.
            let state = FileState::Unknown { reason: "its name is not UTF-8".to_owned() };
            files.push(LandedFile { path: entry.path(), name, size: about.len(), modified, state });
            continue;
        }
        let quiet = now.duration_since(modified).is_ok_and(|age| age >= QUIET);
        let state = match matched(&name, &workspace.pipelines) {
            Ok((pipeline, slot)) if quiet => FileState::Ready { pipeline: pipeline.name.clone(), slot },
            Ok((pipeline, slot)) => FileState::Growing { pipeline: pipeline.name.clone(), slot },
            Err(_) if goes_with_others(workspace, &name) => FileState::Companion,
            Err(reason) => FileState::Unknown { reason },
        };
        files.push(LandedFile { path: entry.path(), name, size: about.len(), modified, state });
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
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
    Some(date.map(|date| Slot { date, part }))
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
