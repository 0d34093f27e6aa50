//! What the files of a model were written from, and what was written, kept beside the tables.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};
use crate::store::Location;
use crate::warehouse::TableStamp;
use crate::workspace::{ModelSpec, Workspace};

/// What was written of a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The table that it was written from; none while it is being written.
    pub(super) stamp: Option<TableStamp>,
    /// The exports as the config file had them.
    pub(super) exports: Vec<(String, String)>,
    /// The files.
    pub(super) files: Vec<Written>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Written {
    /// Where, relative to the workspace.
    pub(super) path: String,
    /// The SHA-256 of its bytes; none if it may have been written and it may not.
    pub(super) sha256: Option<String>,
}

/// The exports of a model: format and path.
pub(super) fn described(model: &ModelSpec) -> Vec<(String, String)> {
    let told = |export: &crate::workspace::ModelExport| {
        let format: &str = export.format.into();
        (format.to_owned(), export.path.text.clone())
    };
    model.exports.iter().map(told).collect()
}

impl Manifest {
    /// What was written last; none if nothing ever was.
    pub(super) fn read(workspace: &Workspace, model: &ModelSpec) -> Result<Option<Self>> {
        let place = place(workspace, model)?;
        let Some(text) = place.read_text_if_there()? else { return Ok(None) };
        serde_json::from_str(&text).map(Some).map_err(|e| {
            let message = format!("does not say what was exported: {e}");
            Error::new(ErrorKind::Warehouse, message)
                .with_source(e)
                .at_file(place.local_path())
                .hint("Remove it: the next run exports everything again.")
        })
    }

    pub(super) fn write(&self, workspace: &Workspace, model: &ModelSpec) -> Result<()> {
        workspace.export_manifests().create()?;
        let text = serde_json::to_string(self).map_err(|e| {
            Error::new(ErrorKind::Warehouse, format!("cannot describe the exports: {e}")).with_source(e)
        })?;
        place(workspace, model)?.write_text(&text)
    }
}

fn place(workspace: &Workspace, model: &ModelSpec) -> Result<Location> {
    workspace.export_manifests().find(&format!("{}.json", model.name))
}
