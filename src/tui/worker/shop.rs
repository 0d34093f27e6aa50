//! Opens or creates the workspace.

use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::setup;
use crate::tui::core::shop::{Column, Found, Job, Report, Shop, Table};
use crate::tui::worker::engine::Engine;
use crate::tui::worker::task::{Open, Task};
use crate::tui::worker::{load, watch};
use crate::workspace::{self, ColumnType, Load, Pipeline, Workspace};

/// Does what was asked.
pub fn answer(engine: &Engine, job: Job, task: &Task) -> Result<Found> {
    match job {
        Job::Open if is_nothing(&engine.dir) => Ok(Found::Nothing),
        Job::Open => open(engine, task),
        Job::Create { sample } => {
            setup::create(&engine.dir, setup::SHOP)?;
            if sample {
                setup::land_sample(&whole(workspace::open(&engine.dir))?)?;
            }
            open(engine, task)
        }
        Job::Load { accept_shrink } => load::load(engine, accept_shrink, task).map(Found::Loaded),
        Job::Undoing { run } => load::undoing(engine, run).map(Found::Undoing),
        Job::Undo { run } => load::undo(engine, run, task).map(Found::Loaded),
    }
}

/// Whether the folder is no workspace, but could become one.
///
/// What cannot be looked at may be one: opening it says what is wrong.
fn is_nothing(dir: &Path) -> bool {
    let absent = |path: &Path| path.metadata().is_err_and(|e| e.kind() == std::io::ErrorKind::NotFound);
    let landing_zone = dir.join("landing_zone");
    absent(&dir.join(workspace::CONFIG_FILE))
        && (absent(&landing_zone) || landing_zone.metadata().is_ok_and(|about| !about.is_dir()))
        && (dir.is_dir() || absent(dir))
}

fn open(engine: &Engine, task: &Task) -> Result<Found> {
    let workspace = whole(workspace::open(&engine.dir))?;
    let warehouse = crate::warehouse::open(&workspace)?;
    let shop = about(&workspace);
    watch::start(workspace.landing_zone.local_path().to_owned(), task.messages.clone());
    engine.opened(Open { workspace, warehouse });
    Ok(Found::Opened(shop))
}

/// One error for all that is wrong with a config file.
fn whole(opened: Result<Workspace, Vec<Error>>) -> Result<Workspace> {
    opened.map_err(|errors| {
        let more = errors.len().saturating_sub(1);
        let first = errors.into_iter().next();
        let mut error = first.unwrap_or_else(|| Error::new(ErrorKind::Config, "the workspace cannot be opened"));
        if more > 0 {
            error.hints.push(format!("And {more} more: `shoptui check` lists all."));
        }
        error
    })
}

fn about(workspace: &Workspace) -> Shop {
    Shop {
        name: workspace.name.clone(),
        root: workspace.root.display().to_string(),
        tables: workspace.pipelines.iter().map(table).collect(),
        reports: workspace
            .reports
            .iter()
            .map(|r| Report { name: r.name.clone(), title: r.title.clone(), chart: r.chart.is_some(), check: r.check })
            .collect(),
    }
}

fn table(pipeline: &Pipeline) -> Table {
    let column = |c: &workspace::Column| Column {
        name: c.name.clone(),
        kind: workspace::type_word(&c.kind),
        required: c.required,
        number: matches!(c.kind, ColumnType::Int | ColumnType::Float | ColumnType::Decimal { .. }),
    };
    Table {
        name: pipeline.name.clone(),
        columns: pipeline.columns.iter().map(column).collect(),
        key: pipeline.key_columns().map(|c| c.name.clone()).collect(),
        snapshot: pipeline.load == Load::Snapshot,
    }
}
