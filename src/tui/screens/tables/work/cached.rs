//! What the screen looks at, kept between its pages.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use polars::prelude::*;

use crate::error::Result;
use crate::history::View;
use crate::tui::screens::tables::request::{Spec, Subject};
use crate::tui::screens::tables::work::filter::condition;
use crate::tui::screens::tables::work::{Engine, Task, count};
use crate::tui::worker::engine::stopped;
use crate::warehouse::rows::{self, MEMORY, RowQuery, SortKey};
use crate::warehouse::{Versions, version_columns};
use crate::workspace::Pipeline;

/// How many grids are held: those of a table and of a query, and one that is being left.
const GRIDS: usize = 3;
/// The rows of a query that are held.
const ROWS: usize = 2_000_000;

/// The grids that are held, the latest last.
#[derive(Default)]
pub struct Grids(Mutex<VecDeque<Arc<CachedGrid>>>);

/// Rows that can be looked at.
pub(super) struct CachedGrid {
    /// Its number: that of the ask.
    pub(super) number: u64,
    /// Which rows they are.
    pub(super) spec: Spec,
    base: Base,
    /// The rows of the base that are wanted, in the order in which they are wanted, unless that is all of it as it is.
    arranged: Option<DataFrame>,
}

/// Where rows are before they are sorted and filtered.
#[derive(Clone)]
enum Base {
    Stored(Arc<Table>),
    Result { rows: DataFrame, more: bool },
}

/// The versions of a table at one moment.
struct Table {
    pipeline: Pipeline,
    versions: Box<dyn Versions>,
}

impl Grids {
    fn lock(&self) -> MutexGuard<'_, VecDeque<Arc<CachedGrid>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The grid of that number, if it is still held.
    pub(super) fn get(&self, number: u64) -> Option<Arc<CachedGrid>> {
        self.lock().iter().find(|held| held.number == number).cloned()
    }

    /// Holds a grid; the oldest makes room for it.
    pub(super) fn keep(&self, held: CachedGrid) -> Arc<CachedGrid> {
        let held = Arc::new(held);
        let mut grids = self.lock();
        while grids.len() >= GRIDS {
            grids.pop_front();
        }
        grids.push_back(Arc::clone(&held));
        held
    }

    /// The same rows, if they are held.
    pub(super) fn like(&self, spec: &Spec) -> Option<Arc<CachedGrid>> {
        self.lock().iter().find(|held| held.spec == *spec).cloned()
    }

    /// The rows before they are sorted and filtered, if they are held; `On` a day a query gives others.
    fn base(&self, spec: &Spec) -> Option<Base> {
        let same = |held: &&Arc<CachedGrid>| {
            let query = matches!(spec.subject, Subject::Query(_));
            held.spec.epoch == spec.epoch && held.spec.subject == spec.subject && (!query || held.spec.day == spec.day)
        };
        self.lock().iter().rev().find(same).map(|held| held.base.clone())
    }
}

impl CachedGrid {
    /// Finds the rows and puts them in order.
    pub(super) fn new(engine: &Engine, spec: Spec, task: &Task) -> Result<Self> {
        let base = match engine.grids.base(&spec) {
            Some(base) => base,
            None => base(engine, &spec)?,
        };
        if task.is_cancelled() {
            return Err(stopped());
        }
        let arranged = match &base {
            Base::Stored(table) => stored(table, &spec, task)?,
            Base::Result { rows, .. } => result(rows, &spec)?,
        };
        Ok(Self { number: task.ticket.0, spec, base, arranged })
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.arranged.as_ref().map_or_else(|| self.all(), DataFrame::height)
    }

    /// How many there would be without day and filter.
    pub(super) fn all(&self) -> usize {
        match &self.base {
            Base::Stored(table) => count(table.versions.size().versions).unwrap_or(usize::MAX),
            Base::Result { rows, .. } => rows.height(),
        }
    }

    /// Whether a query gives more rows than are held.
    pub(super) fn more(&self) -> bool {
        matches!(self.base, Base::Result { more: true, .. })
    }

    /// Some of the rows.
    pub(super) fn slice(&self, range: Range<usize>) -> Result<DataFrame> {
        let range = range.start..range.end.min(self.rows());
        match (&self.arranged, &self.base) {
            (Some(rows), _) | (None, Base::Result { rows, .. }) => Ok(rows.slice(range.start as i64, range.len())),
            (None, Base::Stored(table)) => table.rows(range.start as u64..range.end as u64),
        }
    }

    /// All of the rows in memory, within bounds.
    pub(super) fn whole(&self, task: &Task) -> Result<DataFrame> {
        match (&self.arranged, &self.base) {
            (Some(rows), _) | (None, Base::Result { rows, .. }) => Ok(rows.clone()),
            (None, Base::Stored(table)) => table.find(&RowQuery { memory: Some(MEMORY), ..RowQuery::default() }, task),
        }
    }
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
fn stored(table: &Table, spec: &Spec, task: &Task) -> Result<Option<DataFrame>> {
    let none = table.rows(0..0)?;
    let condition = condition(&spec.filter, none.schema())?;
    if condition.is_none() && spec.sort.is_none() && spec.day.is_none() {
        return Ok(None);
    }
    let view = spec.day.map_or(View::All, View::On);
    table.find(&RowQuery { view, condition, sort: sort_keys(spec, &none), memory: Some(MEMORY) }, task).map(Some)
}

/// The rows of a result that are wanted; none for all of them as they came.
fn result(rows: &DataFrame, spec: &Spec) -> Result<Option<DataFrame>> {
    let wanted = condition(&spec.filter, rows.schema())?;
    if wanted.is_none() && spec.sort.is_none() {
        return Ok(None);
    }
    let rows = match wanted {
        Some(wanted) => rows.clone().lazy().filter(wanted).collect()?,
        None => rows.clone(),
    };
    let sort = sort_keys(spec, &rows);
    rows::sorted(rows, &sort).map(Some)
}

/// By what some rows are sorted; a column that they do not have sorts nothing.
fn sort_keys(spec: &Spec, rows: &DataFrame) -> Vec<SortKey> {
    let there = spec.sort.iter().filter(|sort| rows.column(&sort.column).is_ok());
    there.map(|sort| SortKey { column: sort.column.clone(), order: sort.order }).collect()
}

impl Table {
    fn rows(&self, range: Range<u64>) -> Result<DataFrame> {
        self.versions.rows(&version_columns(&self.pipeline), range)
    }

    fn find(&self, query: &RowQuery, task: &Task) -> Result<DataFrame> {
        let check_cancelled = |_| if task.is_cancelled() { Err(stopped()) } else { Ok(()) };
        rows::rows(self.versions.as_ref(), &self.pipeline, query, &check_cancelled)
    }
}
