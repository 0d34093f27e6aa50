//! What is known of the steps of a file that did not get to its table: taken is what the archive has, checked is what a
//! note beside the error report says.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::atomic_file;
use crate::check::Counts;
use crate::error::{Error, ErrorKind, Result};
use crate::landing::{ArchivedFile, Slot};
use crate::run::step::Step;
use crate::workspace::{Pipeline, Workspace};

/// What is noted of a check whose rows were not loaded.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    archived: String,
    corrections: Vec<String>,
    rows: u64,
    rejected: u64,
}

/// The name of the error report of a slot.
pub fn report_name(pipeline: &str, slot: &Slot) -> String {
    let part = slot.part.as_ref().map(|p| format!("_{p}")).unwrap_or_default();
    format!("errors_{pipeline}_{}{part}.csv", slot.date.format("%Y%m%d"))
}

/// Notes that a file was checked.
pub fn note_checked(workspace: &Workspace, pipeline: &Pipeline, file: &ArchivedFile, counts: Counts) -> Result<()> {
    let path = place(workspace, pipeline, &file.slot);
    let note = Note {
        archived: file.archived.clone(),
        corrections: file.correction_names(),
        rows: counts.rows,
        rejected: counts.rejected,
    };
    let text = serde_json::to_string(&note).unwrap_or_default();
    atomic_file::write_text(&path, &text)
}

/// Removes what is said of a slot whose file is no longer taken.
pub fn forget(workspace: &Workspace, pipeline: &Pipeline, slot: &Slot) -> Result<()> {
    remove(&workspace.error_reports_dir().join(report_name(&pipeline.name, slot)))?;
    unnote(workspace, pipeline, slot)
}

/// Removes the note of a check whose rows are loaded.
pub fn unnote(workspace: &Workspace, pipeline: &Pipeline, slot: &Slot) -> Result<()> {
    remove(&place(workspace, pipeline, slot))
}

fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io("remove", path, &error)),
        _ => Ok(()),
    }
}

/// Whether a file was checked as it is now.
pub fn is_checked(workspace: &Workspace, pipeline: &Pipeline, file: &ArchivedFile) -> Result<bool> {
    let path = place(workspace, pipeline, &file.slot);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(Error::io("read", &path, &error)),
    };
    let note: Option<Note> = serde_json::from_str(&text).ok();
    Ok(note.is_some_and(|n| n.archived == file.archived && n.corrections == file.correction_names()))
}

/// The error of a step whose step before was not done.
pub fn refusal(pipeline: &str, slot: &Slot, before: Step) -> Error {
    let (done, name) = match before {
        Step::Take => ("taken", "take"),
        Step::Check => ("checked", "check"),
        _ => ("loaded", "load"),
    };
    Error::new(ErrorKind::NotFound, format!("{slot} of {pipeline} is not {done} yet"))
        .hint(format!("Run `shoptui run --step {name} --pipeline {pipeline} --date {}` first.", slot.date))
}

fn place(workspace: &Workspace, pipeline: &Pipeline, slot: &Slot) -> PathBuf {
    let name = report_name(&pipeline.name, slot);
    workspace.error_reports_dir().join(format!(".{}.json", name.trim_end_matches(".csv")))
}
