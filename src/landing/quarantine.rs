//! Where files go that cannot be read as rows at all.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::ArchivedFile;
use crate::error::{Error, Result};
use crate::store::copy::{copy_beside, create_folder, remove, sha256};
use crate::store::local;
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
    /// The name it came under: its own without the number that keeps it apart from others of its name.
    pub fn came_as(&self) -> &str {
        match self.file.rsplit_once('.') {
            Some((name, number)) if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => &self.file,
        }
    }
}

/// Moves an archived file into the quarantine, with its reason beside it; gives its new place.
pub fn quarantine(
    workspace: &Workspace,
    pipeline: &str,
    file: &ArchivedFile,
    reason: &Error,
    run: &str,
) -> Result<PathBuf> {
    let folder = workspace.quarantine_dir();
    create_folder(&folder)?;
    let path = copy_beside(&file.path, |number| folder.join(name(&file.name, number)))?;
    let said = Quarantined {
        file: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        pipeline: pipeline.to_owned(),
        reason: reason.message.clone(),
        line: reason.place.line,
        column: reason.place.column,
        hint: reason.hint_text(),
        run: run.to_owned(),
        sha256: Some(sha256(&file.path)?),
    };
    write_reason(&path, &said)?;
    remove(&file.path)?;
    Ok(path)
}

/// The reasons of all quarantined files by name.
pub fn quarantined(workspace: &Workspace) -> Result<Vec<Quarantined>> {
    let mut found = Vec::new();
    for path in local::entries(&workspace.quarantine_dir())? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') || !name.ends_with(REASON) {
            continue;
        }
        let text = std::fs::read_to_string(&path).map_err(|e| Error::io("read", &path, e))?;
        if let Ok(reason) = serde_json::from_str::<Quarantined>(&text) {
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

/// Says why beside a file; what was said of it before is replaced.
fn write_reason(path: &Path, said: &Quarantined) -> Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(REASON);
    let path = path.with_file_name(name);
    let text = serde_json::to_string_pretty(said).unwrap_or_default();
    local::write_text(&path, &format!("{text}\n"))
}
