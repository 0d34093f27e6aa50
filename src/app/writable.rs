//! Whether everything that runs write to can be written.

use crate::error::Result;
use crate::store::{Store, Writable};
use crate::workspace::Workspace;

/// Every store that runs write to, and whether that works; those within others only if they are there.
pub(super) fn stores(workspace: &Workspace) -> Vec<(Store, Result<Writable>)> {
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
    let within = of_pipelines.chain([workspace.markers(), workspace.kept_days(), workspace.fixes()]);
    let found = |store: Store| {
        let found = store.probe();
        (store, found)
    };
    let within = within.map(found).filter(|(_, found)| !matches!(found, Ok(Writable::Later)));
    main.map(found).into_iter().chain(within).collect()
}
