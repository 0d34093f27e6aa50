//! Files that say that the files of a day are complete.

use std::collections::BTreeSet;
use std::time::SystemTime;

use chrono::NaiveDate;

use super::copy::{create_folder, remove, verified};
use super::{FileState, list};
use crate::error::Result;
use crate::workspace::{Pipeline, Workspace};

/// The names of the files, landed or filed away, that can say that a day is complete.
pub fn markers(workspace: &Workspace, now: SystemTime) -> Result<BTreeSet<String>> {
    let landed = list(workspace, now)?.into_iter().filter(|file| file.state == FileState::Marker).map(|file| file.name);
    let filed = std::fs::read_dir(workspace.markers_dir()).into_iter().flatten();
    let filed = filed.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()));
    // One that names no day spoke of what had landed with it.
    Ok(landed.chain(filed.filter(|name| names_a_day(name))).collect())
}

/// Whether one of some markers says that a day of a pipeline is complete.
pub fn is_complete(pipeline: &Pipeline, day: NaiveDate, markers: &BTreeSet<String>) -> bool {
    let text = day.format(&pipeline.files.date_format).to_string();
    let says = |name: &str| name.contains(&text) || !names_a_day(name);
    pipeline.complete_when.as_ref().is_none_or(|marker| markers.iter().any(|name| marker.matches(name) && says(name)))
}

/// Files the markers away whose files have been taken.
pub fn file_markers(workspace: &Workspace, now: SystemTime) -> Result<()> {
    let landed = list(workspace, now)?;
    let waiting = |marker: &str| {
        landed.iter().any(|file| match &file.state {
            FileState::Ready { pipeline, slot } | FileState::Growing { pipeline, slot } => {
                let one = BTreeSet::from([marker.to_owned()]);
                workspace.pipeline(pipeline).is_ok_and(|p| p.complete_when.is_some() && is_complete(p, slot.date, &one))
            }
            _ => false,
        })
    };
    for marker in landed.iter().filter(|file| file.state == FileState::Marker) {
        if !waiting(&marker.name) && spoken_for(workspace, &marker.name)? {
            create_folder(&workspace.markers_dir())?;
            verified(&marker.path, &workspace.markers_dir().join(&marker.name))?;
            remove(&marker.path)?;
        }
    }
    Ok(())
}

/// Whether a file that the marker speaks of is in the archive.
fn spoken_for(workspace: &Workspace, marker: &str) -> Result<bool> {
    let one = BTreeSet::from([marker.to_owned()]);
    for pipeline in workspace.pipelines.iter().filter(|p| p.complete_when.is_some()) {
        let archive = super::archive(workspace, pipeline)?;
        if archive.keys().any(|slot| is_complete(pipeline, slot.date, &one)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn names_a_day(name: &str) -> bool {
    name.bytes().any(|b| b.is_ascii_digit())
}
