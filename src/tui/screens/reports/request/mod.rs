//! Asks and answers of the screen Reports.

mod text_table;

use std::sync::Arc;

use chrono::NaiveDate;

use crate::report::chart::Chart;
use crate::report::export::ReportFormat;
use crate::tui::core::outcome::{Failure, Written};

pub use text_table::{Column, Holds, TextTable};

/// What can be asked.
#[derive(Debug)]
pub enum Job {
    /// Compute a report.
    Show {
        /// Its name.
        report: String,
        /// View as of a date; as it stands if none.
        day: Option<NaiveDate>,
    },
    /// Write a report to a file among the exports.
    Export {
        /// Its name.
        report: String,
        /// View as of a date; as it stands if none.
        day: Option<NaiveDate>,
        /// How.
        format: ReportFormat,
    },
}

#[derive(Debug)]
pub enum Found {
    /// A report; shared, as it is kept for the next time it is looked at.
    Shown(Arc<Shown>),
    /// The file that was written.
    Written {
        /// The file.
        written: Written,
        /// What its reader should know of it, if that is anything.
        hint: Option<String>,
    },
}

/// A report, computed.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Its name.
    pub report: String,
    /// The day it was asked for.
    pub day: Option<NaiveDate>,
    /// The last day of which any file is loaded.
    pub last: Option<NaiveDate>,
    /// Its chart, if it has one, or why it cannot be drawn.
    pub chart: Option<Result<Chart, Failure>>,
    /// Its rows.
    pub table: TextTable,
    /// Of a list of checks, the rows that do not hold, rising.
    pub broken: Vec<usize>,
}

impl Job {
    pub fn supersede_group(&self) -> Option<&'static str> {
        match self {
            Self::Show { .. } => Some("reports.show"),
            Self::Export { .. } => None,
        }
    }
}
