//! Where tables are built anew, away from the warehouse; nothing of it stays.

use std::path::PathBuf;

use crate::check;
use crate::error::{CheckCancelled, Error, Result};
use crate::landing::{ArchivedFile, Controls};
use crate::run::execute::table::Table;
use crate::run::execute::validate::{self, Checking};
use crate::run::plan::loaded::loaded_file;
use crate::run::scratch;
use crate::run::scratch::PART_BYTES;
use crate::warehouse::{Begin, LoadRecord, LoadRequest, Shrink, Start, Warehouse};
use crate::workspace::Workspace;

/// A warehouse of its own, until it is dropped.
pub(super) struct Scratch {
    folder: PathBuf,
    warehouse: Box<dyn Warehouse>,
}

impl Scratch {
    pub(super) fn create(workspace: &Workspace, warehouse: &dyn Warehouse) -> Result<Self> {
        scratch::clear(workspace)?;
        scratch::clear_archives(workspace, &[]);
        let folder = scratch::folder(workspace);
        let warehouse = warehouse.scratch(&folder.join("tables"))?;
        Ok(Self { folder, warehouse })
    }

    pub(super) fn warehouse(&self) -> &dyn Warehouse {
        self.warehouse.as_ref()
    }

    /// Builds a table from the files and corrections that its loads name, as one change.
    pub(super) fn build(
        &self,
        table: Table<'_>,
        loads: &[LoadRecord],
        check_cancelled: CheckCancelled<'_>,
    ) -> Result<()> {
        if loads.is_empty() {
            return Ok(());
        }
        let rows = &check::Scratch { folder: self.folder.join("rows"), part_bytes: PART_BYTES };
        let Table { workspace, warehouse, pipeline } = table;
        let controls = &Controls::list(workspace, pipeline)?;
        let mut change = warehouse.change(Begin { pipeline, run: "verify", start: Start::Now })?;
        let mut loads: Vec<&LoadRecord> = loads.iter().collect();
        loads.sort_by_key(|load| load.slot());
        for load in loads {
            check_cancelled(0)?;
            let file = loaded_file(workspace, pipeline, load)?;
            let checking = Checking {
                table,
                file: &file,
                bytes: &file.location,
                change: Some(change.as_ref()),
                controls,
                scratch: rows,
                check_cancelled,
            };
            let (checked, _) = checking.run().map_err(|error| unreadable(error, &file))?;
            validate::add_up(&checked, &file)?;
            let source = validate::source(&file, &load.sha256, load.upstream_fingerprint.clone());
            let shrink = Shrink::Accept;
            change.load(LoadRequest { source: &source, run: &load.run, checked, shrink, check_cancelled })?;
        }
        change.commit().map(drop)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What stays behind takes room until the next run removes it, and nothing else.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn unreadable(error: Error, file: &ArchivedFile) -> Error {
    let mut error = error;
    error.place.file = Some(file.archived.clone().into());
    error
}
