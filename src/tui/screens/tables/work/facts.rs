//! How large the tables are.

use crate::error::Result;
use crate::tui::screens::tables::request::Fact;
use crate::tui::worker::engine::Engine;
use crate::tui::worker::task::{Task, stopped};

/// How large every table is; no row is read for it.
pub(super) fn facts(engine: &Engine, task: &Task) -> Result<Vec<Fact>> {
    let open = engine.open()?;
    let mut facts = Vec::with_capacity(open.workspace.pipelines.len());
    for pipeline in &open.workspace.pipelines {
        if task.is_cancelled() {
            return Err(stopped());
        }
        let size = open.warehouse.versions(pipeline)?.size();
        let loads = open.warehouse.loads(pipeline)?;
        facts.push(Fact {
            table: pipeline.name.clone(),
            versions: size.versions,
            current: size.current,
            bytes: size.bytes,
            loads: loads.len(),
            last: loads.iter().map(|load| load.date).max(),
        });
    }
    Ok(facts)
}

/// How many nulls the columns of a table have.
pub(super) fn nulls(engine: &Engine, table: &str) -> Result<Vec<(String, Option<u64>)>> {
    let open = engine.open()?;
    open.warehouse.versions(open.workspace.pipeline(table)?)?.nulls()
}
