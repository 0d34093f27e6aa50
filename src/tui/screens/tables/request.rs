//! Asks and answers of the screen Tables.

use std::ops::Range;
use std::time::Duration;

use chrono::NaiveDate;

use crate::report::export::ExportFormat;
use crate::report::text::counted;
use crate::tui::core::outcome::Written;
pub use crate::warehouse::rows::Order;

/// How many rows a page has; its first row is a multiple of this.
pub const PAGE: usize = 256;

/// What can be asked.
#[derive(Debug)]
pub enum Job {
    /// How large every table is.
    Facts,
    /// How many nulls the columns of a table have.
    Nulls { table: String },
    /// Rows to be looked at; the answer brings those around a row along.
    Open {
        /// Which rows.
        spec: Spec,
        /// The row.
        around: usize,
    },
    /// More of the rows that were opened.
    Page {
        /// The number of the grid.
        grid: u64,
        /// Which ones.
        rows: Range<usize>,
    },
    /// One row with its values in full.
    Row {
        /// The number of the grid.
        grid: u64,
        /// Which one.
        row: usize,
    },
    /// All of the rows, into a file.
    Export {
        /// Which rows.
        spec: Spec,
        /// The columns that are shown.
        columns: Vec<String>,
        /// How they are written.
        format: ExportFormat,
    },
}

#[derive(Debug)]
pub enum Found {
    /// How large every table is, in the order of the config file.
    Facts(Vec<Fact>),
    /// How many nulls the columns have; none where that is not known.
    Nulls(Vec<(String, Option<u64>)>),
    /// The rows can be looked at.
    Opened(Grid),
    /// Some of them.
    Page(Page),
    /// A row with its values in full, as far as they are not too long for that.
    Row(Vec<(String, Cell)>),
    /// The rows of the grid are no longer cached.
    Gone,
    /// The file is written.
    Exported(Written),
}

impl Job {
    pub fn supersede_group(&self) -> Option<&'static str> {
        match self {
            Self::Facts => Some("tables.facts"),
            Self::Nulls { .. } => Some("tables.nulls"),
            Self::Open { .. } => Some("tables.open"),
            Self::Page { .. } => Some("tables.page"),
            Self::Row { .. } => Some("tables.row"),
            Self::Export { .. } => None,
        }
    }
}

/// How large a table is, and up to when it is loaded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fact {
    pub table: String,
    pub versions: u64,
    /// Open versions.
    pub current: u64,
    /// What they take on disk, in bytes.
    pub bytes: u64,
    /// How many files it was loaded from.
    pub loads: usize,
    /// The latest day of these files.
    pub last: Option<NaiveDate>,
}

impl Fact {
    /// From how many files it was loaded, and up to when.
    pub fn loads_text(&self) -> String {
        let loads = counted(self.loads as u64, "load", "loads");
        self.last.map_or(loads.clone(), |day| format!("{loads} to {day}"))
    }
}

/// Where rows come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// All versions of a table.
    Table(String),
    /// What a query gives.
    Query(String),
}

/// Which rows, in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    /// Where they come from.
    pub subject: Subject,
    /// Only what held on this day.
    pub day: Option<NaiveDate>,
    /// By which column they are sorted.
    pub sort: Option<Sort>,
    /// Which of them; empty for all.
    pub filter: String,
    /// Goes up when the tables may have changed: what was read for an earlier one counts no more.
    pub epoch: u64,
}

/// The order of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    pub column: String,
    /// Which end comes first; nulls come last.
    pub order: Order,
}

/// Rows that can be looked at, a page at a time.
#[derive(Debug, Clone)]
pub struct Grid {
    /// Its number: later ones are greater.
    pub number: u64,
    pub columns: Vec<GridColumn>,
    /// How many rows there are.
    pub rows: usize,
    /// How many there would be without day and filter.
    pub all: usize,
    /// Whether a query gives more than the rows that are cached.
    pub more: bool,
    /// How long it took.
    pub took: Duration,
    /// The page that was asked for along with it.
    pub page: Page,
}

/// A column of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridColumn {
    pub name: String,
    /// Its type, in the words of the config file.
    pub kind: String,
    /// Whether its values stand on the right.
    pub number: bool,
}

/// Some rows one after the other.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The number of their grid.
    pub grid: u64,
    /// The number of the first one.
    pub start: usize,
    /// The values, row by row.
    pub rows: Vec<Vec<Cell>>,
    /// The cells that the widest value of each column takes.
    pub widths: Vec<u16>,
}

/// A value as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// There is none.
    Null,
    Text(String),
    /// A value that is too long to be moved about.
    Long {
        /// How it begins.
        head: String,
        /// How long it is.
        bytes: usize,
    },
}
