//! Finds the rows that the screen looks at, in the order in which it wants them.

use std::sync::Arc;

use polars::prelude::{DataFrame, IntoLazy};

use crate::error::{CheckCancelled, Error, Result};
use crate::history::View;
use crate::tui::screens::tables::request::{Spec, Subject};
use crate::tui::screens::tables::work::cached::{Base, CachedGrid, Table};
use crate::tui::worker::engine::Engine;
use crate::tui::worker::task::{Task, stopped};
use crate::warehouse::rows::{MEMORY, RowQuery, SortKey, filter, sorted};

/// The rows of a query that are cached.
const ROWS: usize = 2_000_000;

/// Finds the rows and puts them in order.
pub(super) fn find(engine: &Engine, spec: Spec, task: &Task) -> Result<CachedGrid> {
    let check_cancelled = |_| if task.is_cancelled() { Err(stopped()) } else { Ok(()) };
    let base = match engine.grids.base(&spec) {
        Some(base) => base,
        None => base(engine, &spec)?,
    };
    check_cancelled(0)?;
    let arranged = match &base {
        Base::Stored(table) => stored(table, &spec, &check_cancelled)?,
        Base::Result { rows, .. } => result(rows, &spec)?,
    };
    Ok(CachedGrid { number: task.ticket.0, spec, base, arranged })
}

fn base(engine: &Engine, spec: &Spec) -> Result<Base> {
    let open = engine.open()?;
    match &spec.subject {
        Subject::Table(name) => {
            let pipeline = open.workspace.pipeline(name)?.clone();
            let versions = open.warehouse.versions(&pipeline)?;
            Ok(Base::Stored(Arc::new(Table { pipeline, versions })))
        }
        Subject::Query(sql) => {
            let view = spec.day.map_or(View::All, View::On);
            let rows = open.warehouse.query_first(sql, view, ROWS + 1)?;
            let more = rows.height() > ROWS;
            Ok(Base::Result { rows: rows.head(Some(ROWS)), more })
        }
    }
}

/// The rows of a table that are wanted; none for all of them as they are stored.
fn stored(table: &Table, spec: &Spec, check_cancelled: CheckCancelled<'_>) -> Result<Option<DataFrame>> {
    let none = table.rows(0..0)?;
    let condition = filter(&spec.filter, none.schema())?;
    if condition.is_none() && spec.sort.is_none() && spec.day.is_none() {
        return Ok(None);
    }
    let view = spec.day.map_or(View::All, View::On);
    let query = RowQuery { view, condition, sort: sort_keys(spec, &none), memory: Some(MEMORY) };
    table.find(&query, check_cancelled).map(Some)
}

/// The rows of a result that are wanted; none for all of them as they came.
fn result(rows: &DataFrame, spec: &Spec) -> Result<Option<DataFrame>> {
    let wanted = filter(&spec.filter, rows.schema())?;
    if wanted.is_none() && spec.sort.is_none() {
        return Ok(None);
    }
    let rows = match wanted {
        Some(wanted) => rows.clone().lazy().filter(wanted).collect().map_err(Error::query)?,
        None => rows.clone(),
    };
    let sort = sort_keys(spec, &rows);
    sorted(rows, &sort).map(Some)
}

/// By what some rows are sorted; a column that they do not have sorts nothing.
fn sort_keys(spec: &Spec, rows: &DataFrame) -> Vec<SortKey> {
    let there = spec.sort.iter().filter(|sort| rows.column(&sort.column).is_ok());
    there.map(|sort| SortKey { column: sort.column.clone(), order: sort.order }).collect()
}
