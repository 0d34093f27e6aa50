//! What the screen Tables asks for: facts, rows a page at a time, files.
//!
//! Rows as they are stored are read page by page, each from the files that hold it. Rows that are sorted or filtered
//! are put together once and cached, within bounds; so is what a query gives.

pub mod cached;
mod export;
mod facts;
mod find;
mod rows;
#[cfg(test)]
mod tests;

use std::time::Instant;

use crate::error::Result;
use crate::tui::screens::tables::request::{Found, Grid, Job, PAGE, Spec};
use crate::tui::worker::engine::Engine;
use crate::tui::worker::task::Task;

/// Does what was asked.
pub fn answer(engine: &Engine, job: Job, task: &Task) -> Result<Found> {
    match job {
        Job::Facts => facts::facts(engine, task).map(Found::Facts),
        Job::Nulls { table } => facts::nulls(engine, &table).map(Found::Nulls),
        Job::Open { spec, around } => open(engine, spec, around, task).map(Found::Opened),
        Job::Page { grid, rows } => match engine.grids.get(grid) {
            Some(cached) => rows::page(&cached, rows).map(Found::Page),
            None => Ok(Found::Gone),
        },
        Job::Row { grid, row } => match engine.grids.get(grid) {
            Some(cached) => rows::whole(&cached, row).map(Found::Row),
            None => Ok(Found::Gone),
        },
        Job::Export { spec, columns, format } => {
            export::export(engine, spec, &export::Form { columns, format }, task).map(Found::Exported)
        }
    }
}

fn open(engine: &Engine, spec: Spec, around: usize, task: &Task) -> Result<Grid> {
    let start = Instant::now();
    let cached = engine.grids.keep(find::find(engine, spec, task)?);
    let rows = cached.rows();
    let first = around.min(rows.saturating_sub(1)) / PAGE * PAGE;
    let page = rows::page(&cached, first..first + PAGE)?;
    Ok(Grid {
        number: cached.number,
        columns: rows::columns(&cached)?,
        rows,
        all: cached.all(),
        more: cached.more(),
        took: start.elapsed(),
        page,
    })
}
