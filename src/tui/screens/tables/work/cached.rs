//! What the screen looks at, kept between its pages.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use polars::prelude::*;

use crate::error::{Error, ErrorKind, Result};
use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE, View, date_scalar};
use crate::report::text::grouped;
use crate::tui::screens::tables::request::{Order, Sort, Spec, Subject};
use crate::tui::screens::tables::work::filter::condition;
use crate::tui::screens::tables::work::{Engine, Task, count};
use crate::tui::worker::engine::stopped;
use crate::warehouse::Versions;

/// How many grids are held: those of a table and of a query, and one that is being left.
const GRIDS: usize = 3;
/// Sorted or filtered rows of a table may take so many bytes of memory.
const MEMORY: usize = 1 << 30;
/// The rows of a query that are held.
const ROWS: usize = 2_000_000;
/// How many rows are looked through at a time; between them it may be stopped.
const CHUNK: u64 = 512 * 1024;

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
    Stored(Arc<dyn Versions>),
    Result { rows: DataFrame, more: bool },
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
            Base::Stored(versions) => stored(versions.as_ref(), &spec, task)?,
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
            Base::Stored(versions) => count(versions.size().versions).unwrap_or(usize::MAX),
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
            (None, Base::Stored(versions)) => versions.rows(range.start as u64..range.end as u64),
        }
    }

    /// All of the rows in memory, within bounds.
    pub(super) fn whole(&self, task: &Task) -> Result<DataFrame> {
        match (&self.arranged, &self.base) {
            (Some(rows), _) | (None, Base::Result { rows, .. }) => Ok(rows.clone()),
            (None, Base::Stored(versions)) => gathered(versions.as_ref(), None, &self.spec, task),
        }
    }
}

fn base(engine: &Engine, spec: &Spec) -> Result<Base> {
    let open = engine.open()?;
    match &spec.subject {
        Subject::Table(name) => Ok(Base::Stored(open.warehouse.versions(open.workspace.pipeline(name)?)?.into())),
        Subject::Query(sql) => {
            let view = spec.day.map_or(View::All, View::On);
            let rows = open.warehouse.query_first(sql, view, ROWS + 1)?;
            let more = rows.height() > ROWS;
            Ok(Base::Result { rows: rows.head(Some(ROWS)), more })
        }
    }
}

/// The rows of a table that are wanted; none for all of them as they are stored.
fn stored(versions: &dyn Versions, spec: &Spec, task: &Task) -> Result<Option<DataFrame>> {
    let schema = versions.rows(0..0)?;
    let wanted = condition(&spec.filter, schema.schema())?;
    let held = spec.day.map(|day| {
        let day = lit(date_scalar(day));
        col(EFFECTIVE_FROM).lt_eq(day.clone()).and(col(EXPIRY_DATE).gt(day))
    });
    let wanted = match (wanted, held) {
        (Some(wanted), Some(held)) => Some(held.and(wanted)),
        (wanted, held) => wanted.or(held),
    };
    if wanted.is_none() && spec.sort.is_none() {
        return Ok(None);
    }
    let rows = gathered(versions, wanted, spec, task)?;
    if task.is_cancelled() {
        return Err(stopped());
    }
    sorted(rows, spec.sort.as_ref()).map(Some)
}

/// The rows of a table that fit a condition, looked through a part at a time, as long as they fit into memory.
fn gathered(versions: &dyn Versions, wanted: Option<Expr>, spec: &Spec, task: &Task) -> Result<DataFrame> {
    let all = versions.size().versions;
    let mut gathered = versions.rows(0..0)?;
    let mut bytes = 0;
    for start in (0..all).step_by(CHUNK as usize) {
        if task.is_cancelled() {
            return Err(stopped());
        }
        let end = (start + CHUNK).min(all);
        let mut rows = versions.rows(start..end)?;
        if let Some(wanted) = &wanted {
            rows = rows.lazy().filter(wanted.clone()).collect()?;
        }
        bytes += rows.estimated_size();
        // Without a condition the rest will be like the beginning: better to say so at once.
        let expected = if wanted.is_none() { bytes as u128 * u128::from(all) / u128::from(end) } else { bytes as u128 };
        if expected > MEMORY as u128 {
            return Err(too_much(all, spec));
        }
        gathered.vstack_mut(&rows)?;
    }
    Ok(gathered)
}

fn too_much(all: u64, spec: &Spec) -> Error {
    let table = match &spec.subject {
        Subject::Table(name) => name,
        Subject::Query(_) => "the result",
    };
    let order = spec.sort.as_ref().map(|sort| format!(" ORDER BY {}", sort.column)).unwrap_or_default();
    let message = format!(
        "{table} is too large for that: of its {} rows at most {} MB are held in memory",
        grouped(i128::from(all), 0),
        MEMORY >> 20
    );
    Error::new(ErrorKind::Query, message)
        .hint(format!("Ask for the part that you need: SELECT * FROM {table} WHERE ...{order} LIMIT 1000."))
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
    sorted(rows, spec.sort.as_ref()).map(Some)
}

fn sorted(rows: DataFrame, sort: Option<&Sort>) -> Result<DataFrame> {
    let Some(sort) = sort.filter(|sort| rows.column(&sort.column).is_ok()) else { return Ok(rows) };
    let options = SortMultipleOptions::default()
        .with_order_descending(sort.order == Order::Down)
        .with_nulls_last(true)
        .with_maintain_order(true);
    Ok(rows.sort([sort.column.as_str()], options)?)
}
