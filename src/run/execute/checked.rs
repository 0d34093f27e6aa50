//! What is known of the steps of a file that did not get to its table: taken is what the archive has, checked is what a
//! note beside the error report says.

use serde::{Deserialize, Serialize};

use crate::check::Counts;
use crate::error::{Error, ErrorKind, Result};
use crate::landing::{ArchivedFile, Slot};
use crate::run::step::Step;
use crate::store::Location;
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

/// The error report of a slot.
pub fn report_of(workspace: &Workspace, pipeline: &Pipeline, slot: &Slot) -> Result<Location> {
    workspace.error_reports().find(&report_name(&pipeline.name, slot))
}

/// Notes that a file was checked.
pub fn note_checked(workspace: &Workspace, pipeline: &Pipeline, file: &ArchivedFile, counts: Counts) -> Result<()> {
    let note = Note {
        archived: file.archived.clone(),
        corrections: file.correction_names(),
        rows: counts.rows,
        rejected: counts.rejected,
    };
    noted(workspace, pipeline, &file.slot)?.write_text(&serde_json::to_string(&note).unwrap_or_default())
}

/// Removes what is said of a slot whose file is no longer taken.
pub fn forget(workspace: &Workspace, pipeline: &Pipeline, slot: &Slot) -> Result<()> {
    report_of(workspace, pipeline, slot)?.remove_if_there()?;
    unnote(workspace, pipeline, slot)
}

/// Removes the note of a check whose rows are loaded.
pub fn unnote(workspace: &Workspace, pipeline: &Pipeline, slot: &Slot) -> Result<()> {
    noted(workspace, pipeline, slot)?.remove_if_there()
}

/// Whether a file was checked as it is now.
pub fn is_checked(workspace: &Workspace, pipeline: &Pipeline, file: &ArchivedFile) -> Result<bool> {
    let Some(text) = noted(workspace, pipeline, &file.slot)?.read_text_if_there()? else { return Ok(false) };
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

fn noted(workspace: &Workspace, pipeline: &Pipeline, slot: &Slot) -> Result<Location> {
    let name = report_name(&pipeline.name, slot);
    workspace.error_reports().find(&format!(".{}.json", name.strip_suffix(".csv").unwrap_or(&name)))
}
