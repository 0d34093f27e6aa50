//! How a workspace stands: what the next run takes and leaves, and the tables.

use std::time::SystemTime;

use chrono::NaiveDate;
use serde::Serialize;

use super::Request;
use super::plan::{Left, Source, left, sort};
use crate::error::Result;
use crate::landing::{self, FileState};
use crate::warehouse::Warehouse;
use crate::workspace::Workspace;

/// How a workspace stands.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    /// The files of the landing zone that the next run takes.
    pub ready: Vec<Ready>,
    /// The files that it leaves, and why.
    pub left: Vec<Left>,
    /// Each table.
    pub tables: Vec<TableStatus>,
    /// Files that cannot be read as rows.
    pub quarantined: usize,
}

/// A file that the next run takes.
#[derive(Debug, Clone, Serialize)]
pub struct Ready {
    /// Its name.
    pub file: String,
    /// Its pipeline.
    pub pipeline: String,
    /// Its date.
    pub date: NaiveDate,
    /// Its size in bytes; none if it is in the archive already, taken by a run that did not get to load it.
    pub bytes: Option<u64>,
    /// What is new about it.
    pub kind: ReadyKind,
}

/// What is new about a file that the next run takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadyKind {
    /// Its table has not seen its day yet.
    New,
    /// The same, but it is in the archive already.
    Taken,
    /// A file of its name is loaded: the same bytes are no news, other bytes are left.
    Again,
}

/// How a table stands.
#[derive(Debug, Clone, Serialize)]
pub struct TableStatus {
    /// Its name.
    pub table: String,
    /// The files loaded into it.
    pub files: usize,
    /// The date of the last one.
    pub last: Option<NaiveDate>,
    /// All versions.
    pub versions: u64,
    /// Open versions.
    pub current: u64,
    /// Rows rejected on the way, over all files.
    pub rejected: u64,
}

/// Looks at the landing zone and the tables.
pub fn status(workspace: &Workspace, warehouse: &dyn Warehouse, now: SystemTime) -> Result<Status> {
    let landed = landing::list(workspace, now)?;
    let mut status = Status {
        ready: Vec::new(),
        left: landed
            .iter()
            .filter_map(|file| match &file.state {
                FileState::Unknown { reason } => Some(Left { reason: reason.clone(), ..left(file, None) }),
                _ => None,
            })
            .collect(),
        tables: Vec::new(),
        quarantined: landing::quarantined(workspace)?.len(),
    };
    for pipeline in &workspace.pipelines {
        let loads = warehouse.loads(pipeline)?;
        let (work, stays) = sort(workspace, &Request::default(), pipeline, &loads, &landed)?;
        status.left.extend(stays);
        status.ready.extend(work.into_iter().map(|work| {
            let (file, bytes, kind) = match work.source {
                Source::Landed(file) if work.new => (file.name, Some(file.size), ReadyKind::New),
                Source::Landed(file) => (file.name, Some(file.size), ReadyKind::Again),
                Source::Archived(file) => (file.name, None, ReadyKind::Taken),
            };
            Ready { file, pipeline: pipeline.name.clone(), date: work.slot.date, bytes, kind }
        }));
        let opened: u64 = loads.iter().map(|l| l.opened).sum();
        status.tables.push(TableStatus {
            table: pipeline.name.clone(),
            files: loads.len(),
            last: loads.iter().map(|l| l.date).max(),
            versions: opened,
            current: opened - loads.iter().map(|l| l.closed).sum::<u64>(),
            rejected: loads.iter().map(|l| l.rejected).sum(),
        });
    }
    Ok(status)
}
