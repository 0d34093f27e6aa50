//! What is said beside each quarantined file of what is wrong with it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::name::matched;
use super::slot::Slot;
use crate::error::Result;
use crate::workspace::{Pipeline, Workspace};

/// How the name of a reason ends, after that of its file.
pub(crate) const REASON: &str = ".reason.json";

/// What `<file>.reason.json` says beside a quarantined file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// The file's name in the quarantine.
    pub file: String,
    /// The pipeline it was meant for.
    pub pipeline: String,
    /// Its day, if its name does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
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

    /// Its place in one of some pipelines, if it has one.
    pub fn slot(&self, pipelines: &[Pipeline]) -> Option<Slot> {
        matched(self.came_as(), pipelines).ok()?.slot(self.date)
    }
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
