//! Where a version came from: looked up in the archive when asked, since storing it for every row would cost more.

use std::collections::HashMap;

use serde::Serialize;

use crate::check;
use crate::error::Result;
use crate::history::Version;
use crate::warehouse::{LoadRecord, Warehouse};
use crate::workspace::{Pipeline, Workspace};

/// Where a version came from, and what ended it; what cannot be found is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The file whose row opened it.
    pub file: Option<String>,
    /// The physical line, from 1, on which that row starts.
    pub line: Option<u64>,
    /// The run that loaded it.
    pub run: Option<String>,
    /// The file that ended it.
    pub ended_by: Option<String>,
}

/// The origins of the versions of one key, in their order.
pub fn origins(
    workspace: &Workspace,
    warehouse: &dyn Warehouse,
    pipeline: &Pipeline,
    key: &[String],
    versions: &[Version],
) -> Result<Vec<Origin>> {
    let loads = warehouse.loads(pipeline)?;
    let mut known: HashMap<&str, Vec<(u64, i64)>> = HashMap::new();
    let mut origins = Vec::with_capacity(versions.len());
    for version in versions {
        let mut origin = Origin::default();
        for load in loads.iter().filter(|l| l.date == version.effective_from) {
            let lines = match known.get(load.file.as_str()) {
                Some(lines) => lines.clone(),
                None => known.entry(&load.file).or_insert(lines(workspace, pipeline, key, load)?).clone(),
            };
            if let Some((line, _)) = lines.iter().find(|(_, hash)| *hash == version.row_hash) {
                origin.line = Some(*line);
            }
            if origin.file.is_none() || origin.line.is_some() {
                origin.file = Some(load.file.clone());
                origin.run = Some(load.run.clone());
            }
        }
        if !version.is_current {
            origin.ended_by = loads.iter().find(|l| l.date == version.expiry_date).map(|l| l.file.clone());
        }
        origins.push(origin);
    }
    Ok(origins)
}

fn lines(workspace: &Workspace, pipeline: &Pipeline, key: &[String], load: &LoadRecord) -> Result<Vec<(u64, i64)>> {
    let path = workspace.archive_dir(&pipeline.name).join(&load.file);
    if path.exists() { check::lines_of(&path, pipeline, key) } else { Ok(Vec::new()) }
}
