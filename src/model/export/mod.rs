//! The files that the rows of a model are written to: each whole or not at all, and none left of a partition that is
//! gone.
//!
//! What was written last is kept beside the tables: so a run that was killed between the commit and its files is noticed,
//! and so is a file that is gone. Only files whose bytes are those that were written are ever removed.

mod files;
mod manifest;

use polars::prelude::DataFrame;

use crate::error::Result;
use crate::report::export::{self, ExportFormat};
use crate::store::{Location, Store};
use crate::warehouse::TableStamp;
use crate::workspace::{ModelFormat, ModelSpec, Workspace};
use files::files;
use manifest::{Manifest, Written};

/// Whether the files of a model are those of its table as it is now.
pub fn exports_are_current(workspace: &Workspace, model: &ModelSpec, stamp: &TableStamp) -> Result<bool> {
    let Some(known) = Manifest::read(workspace, model)? else { return Ok(model.exports.is_empty()) };
    if known.stamp.as_ref() != Some(stamp) || known.exports != manifest::described(model) {
        return Ok(false);
    }
    let root = Store::folder(&workspace.root);
    for file in &known.files {
        if !root.find(&file.path)?.is_there()? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Writes the rows of a model to its files, and removes those of partitions that are gone; gives the files with the
/// SHA-256 of their bytes.
///
/// Nothing is written if the value of a partition cannot stand in a path: the error names the row.
pub fn write_exports(
    workspace: &Workspace,
    model: &ModelSpec,
    stamp: &TableStamp,
    rows: &DataFrame,
) -> Result<Vec<(Location, String)>> {
    let before = Manifest::read(workspace, model)?;
    if model.exports.is_empty() && before.is_none() {
        return Ok(Vec::new());
    }
    let files = files(model, rows)?;
    let root = Store::folder(&workspace.root);
    let known = before.map(|before| before.files).unwrap_or_default();
    let gone = |old: &&Written| files.iter().all(|file| file.path != old.path);
    // Until all is written, what may be there is noted, so that a later export finds it.
    let begun = files.iter().map(|file| Written { path: file.path.clone(), sha256: None });
    let begun = known.iter().filter(gone).cloned().chain(begun).collect();
    Manifest { stamp: None, exports: Vec::new(), files: begun }.write(workspace, model)?;
    let mut written = Vec::with_capacity(files.len());
    for file in &files {
        let location = root.find(&file.path)?;
        Store::folder(location.local_path().parent().unwrap_or(&workspace.root)).create()?;
        let mut rows = file.rows.clone();
        location.write_shared(|out| export::write(&mut rows, format(file.format), out))?;
        let sha256 = location.sha256()?;
        written.push((location, sha256));
    }
    for old in known.iter().filter(gone) {
        let location = root.find(&old.path)?;
        let is_ours = match &old.sha256 {
            Some(sha256) => location.is_there()? && location.sha256()? == *sha256,
            None => true,
        };
        if is_ours {
            location.remove_if_there()?;
            remove_empty_folders(&location, &root);
        }
    }
    let now = files.into_iter().zip(&written);
    let now = now.map(|(file, (_, sha256))| Written { path: file.path, sha256: Some(sha256.clone()) }).collect();
    Manifest { stamp: Some(stamp.clone()), exports: manifest::described(model), files: now }.write(workspace, model)?;
    Ok(written)
}

/// Removes the folders that a file was the last in.
fn remove_empty_folders(file: &Location, root: &Store) {
    let path = file.local_path();
    for folder in path.ancestors().skip(1).take_while(|folder| *folder != root.local_path()) {
        // One that is not empty stays, and so do those around it.
        if std::fs::remove_dir(folder).is_err() {
            break;
        }
    }
}

fn format(format: ModelFormat) -> ExportFormat {
    match format {
        ModelFormat::Csv => ExportFormat::Csv,
        ModelFormat::Json => ExportFormat::Json,
        ModelFormat::Ndjson => ExportFormat::Ndjson,
        ModelFormat::Parquet => ExportFormat::Parquet,
    }
}
