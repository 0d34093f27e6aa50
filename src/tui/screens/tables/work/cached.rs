//! What the screen looks at, kept between its pages.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use polars::prelude::DataFrame;

use crate::error::{CheckCancelled, Result};
use crate::tui::screens::tables::request::{Spec, Subject};
use crate::warehouse::rows::{self, MEMORY, RowQuery};
use crate::warehouse::{Versions, version_columns};
use crate::workspace::Pipeline;

/// How many grids are cached: those of a table and of a query, and one that is being left.
const GRIDS: usize = 3;

/// The grids that are cached, the latest last.
#[derive(Default)]
pub struct Grids(Mutex<VecDeque<Arc<CachedGrid>>>);

/// Rows that can be looked at.
pub(super) struct CachedGrid {
    /// Its number: that of the ask.
    pub(super) number: u64,
    /// Which rows they are.
    pub(super) spec: Spec,
    pub(super) base: Base,
    /// The rows of the base that are wanted, in the order in which they are wanted, unless that is all of it as it is.
    pub(super) arranged: Option<DataFrame>,
}

/// Where rows are before they are sorted and filtered.
#[derive(Clone)]
pub(super) enum Base {
    Stored(Arc<Table>),
    Result { rows: DataFrame, more: bool },
}

/// The versions of a table at one moment.
pub(super) struct Table {
    pub(super) pipeline: Pipeline,
    pub(super) versions: Box<dyn Versions>,
}

impl Grids {
    fn lock(&self) -> MutexGuard<'_, VecDeque<Arc<CachedGrid>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The grid of that number, if it is still cached.
    pub(super) fn get(&self, number: u64) -> Option<Arc<CachedGrid>> {
        self.lock().iter().find(|cached| cached.number == number).cloned()
    }

    /// Holds a grid; the oldest makes room for it.
    pub(super) fn keep(&self, cached: CachedGrid) -> Arc<CachedGrid> {
        let cached = Arc::new(cached);
        let mut grids = self.lock();
        while grids.len() >= GRIDS {
            grids.pop_front();
        }
        grids.push_back(Arc::clone(&cached));
        cached
    }

    /// The same rows, if they are cached.
    pub(super) fn like(&self, spec: &Spec) -> Option<Arc<CachedGrid>> {
        self.lock().iter().find(|cached| cached.spec == *spec).cloned()
    }

    /// The rows before they are sorted and filtered, if they are cached; `On` a day a query gives others.
    pub(super) fn base(&self, spec: &Spec) -> Option<Base> {
        let same = |cached: &&Arc<CachedGrid>| {
            let query = matches!(spec.subject, Subject::Query(_));
            cached.spec.epoch == spec.epoch
                && cached.spec.subject == spec.subject
                && (!query || cached.spec.day == spec.day)
        };
        self.lock().iter().rev().find(same).map(|cached| cached.base.clone())
    }
}

impl CachedGrid {
    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.arranged.as_ref().map_or_else(|| self.all(), DataFrame::height)
    }

    /// How many there would be without day and filter.
    pub(super) fn all(&self) -> usize {
        match &self.base {
            Base::Stored(table) => usize::try_from(table.versions.size().versions).unwrap_or(usize::MAX),
            Base::Result { rows, .. } => rows.height(),
        }
    }

    /// Whether a query gives more rows than are cached.
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
    pub(super) fn whole(&self, check_cancelled: CheckCancelled<'_>) -> Result<DataFrame> {
        match (&self.arranged, &self.base) {
            (Some(rows), _) | (None, Base::Result { rows, .. }) => Ok(rows.clone()),
            (None, Base::Stored(table)) => {
                table.find(&RowQuery { memory: Some(MEMORY), ..RowQuery::default() }, check_cancelled)
            }
        }
    }
}

impl Table {
    pub(super) fn rows(&self, range: Range<u64>) -> Result<DataFrame> {
        self.versions.rows(&version_columns(&self.pipeline), range)
    }

    pub(super) fn find(&self, query: &RowQuery, check_cancelled: CheckCancelled<'_>) -> Result<DataFrame> {
        rows::rows(self.versions.as_ref(), &self.pipeline, query, check_cancelled)
    }
}
