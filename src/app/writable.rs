//! Whether everything that runs write to can be written.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Result};
use crate::store::{Store, local};
use crate::workspace::Workspace;

const PROBE: &str = ".shoptui-doctor";

/// What was found of a folder.
pub(super) enum Writable {
    /// It is there and can be written.
    Yes,
    /// It is not there, and can be made when it is needed.
    Later,
}

/// Every folder that runs write to, and whether that works; those within others only if they are there.
pub(super) fn folders(workspace: &Workspace) -> Vec<(PathBuf, Result<Writable>)> {
    let main = [
        workspace.landing_zone.clone(),
        workspace.all_archives(),
        workspace.quarantine(),
        workspace.error_reports(),
        workspace.exports(),
        workspace.warehouse.clone(),
        workspace.runs(),
    ];
    let of_pipelines = workspace.pipelines.iter().flat_map(|pipeline| {
        let (name, table) = (&pipeline.name, workspace.warehouse.below(&pipeline.name));
        let [archive, corrections, controls] =
            [workspace.archive(name), workspace.corrections(name), workspace.controls(name)];
        [archive, corrections, controls, table.below("_delta_log"), table]
    });
    let within = of_pipelines.chain([workspace.markers(), workspace.fixes()]);
    let found = |store: Store| (store.local_path().to_owned(), writable(store.local_path()));
    let within = within.map(found).filter(|(_, found)| !matches!(found, Ok(Writable::Later)));
    main.map(found).into_iter().chain(within).collect()
}

fn writable(folder: &Path) -> Result<Writable> {
    let failed = |e: &std::io::Error| Error::io("look at", folder, e);
    match folder.metadata() {
        Ok(about) if about.is_dir() => probe(folder).map(|()| Writable::Yes),
        Ok(_) => Err(Error::new(ErrorKind::Io, "it is a file, not a folder").at_file(folder)),
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(failed(&e)),
        Err(_) if local::is_there(folder)? => Err(Error::new(ErrorKind::Io, "it is a link to nothing").at_file(folder)),
        Err(e) => match folder.parent() {
            Some(above) => writable(above).map(|_| Writable::Later),
            None => Err(failed(&e)),
        },
    }
}

/// Writes a file and removes it again.
fn probe(folder: &Path) -> Result<()> {
    let path = folder.join(PROBE);
    let written = local::create_hidden(&path)?.write_all(b"x").map_err(|e| Error::io("write", &path, e));
    let removed = std::fs::remove_file(&path).map_err(|e| Error::io("remove", &path, e));
    written.and(removed)
}
