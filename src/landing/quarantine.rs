//! Where files go that cannot be read as rows at all.

use serde::{Deserialize, Serialize};

use super::ArchivedFile;
use crate::error::{Error, Result};
use crate::store::Location;
use crate::workspace::Workspace;

/// How the name of a reason ends, after that of its file.
pub(crate) const REASON: &str = ".reason.json";

/// What `<file>.reason.json` says beside a quarantined file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// The file's name in the quarantine.
    pub file: String,
    /// The pipeline it was meant for.
    pub pipeline: String,
    /// What is wrong with it.
    pub reason: String,
    /// The physical line, from 1, where that shows.
    pub line: Option<u64>,
    /// The column in that line, from 1.
    pub column: Option<u64>,
    /// What to do.
    pub hint: Option<String>,
    /// The run that put it there.
    pub run: String,
    /// The SHA-256 of its bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

impl Quarantined {
    /// What it tells in words.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        [&self.file, &self.pipeline, &self.reason].into_iter().chain(&self.hint).map(String::as_str)
    }

    /// The name it came under: its own without the number that keeps it apart from others of its name.
    pub fn came_as(&self) -> &str {
        match self.file.rsplit_once('.') {
            Some((name, number)) if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => &self.file,
        }
    }
}

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
    let place = file.location.copy_to_first(|number| quarantine.find(&name(&file.name, number)))?;
    let said = Quarantined {
        file: place.name().to_owned(),
        pipeline: pipeline.to_owned(),
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
    file.location.remove()?;
    Ok((place, beside))
}

/// The reasons of all quarantined files by name.
pub fn quarantined(workspace: &Workspace) -> Result<Vec<Quarantined>> {
    let mut found = Vec::new();
    for reason in workspace.quarantine().locations()? {
        if reason.name().starts_with('.') || !reason.name().ends_with(REASON) {
            continue;
        }
        if let Ok(reason) = serde_json::from_str::<Quarantined>(&reason.read_text()?) {
            found.push(reason);
        }
    }
    found.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(found)
}

/// The names of a file in the quarantine, by number from 1: its own, unless that would be the name of a reason.
fn name(own: &str, number: u64) -> String {
    let number = if own.ends_with(REASON) { number + 1 } else { number };
    if number == 1 { own.to_owned() } else { format!("{own}.{number}") }
}
