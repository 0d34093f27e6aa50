//! What the screen Reports shows.

mod cache;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::report::export::ReportFormat;
use crate::tui::core::outcome::Ticket;
use crate::tui::screens::reports::request::Shown;
use crate::tui::widgets::chart::form::Form;
use crate::tui::widgets::list::List;
use crate::tui::widgets::loadable::Loadable;
use crate::tui::widgets::picked::Picked;

pub use cache::ReportCache;

/// The screen Reports.
#[derive(Debug, Default)]
pub struct Reports {
    /// The reports of the workspace.
    pub list: List,
    /// What the arrows move in, where the list and the report stand side by side.
    pub focus: Focus,
    /// The day that the owner chose; the latest if none.
    pub day: Option<NaiveDate>,
    /// The last day of which any file is loaded.
    pub last: Option<NaiveDate>,
    /// The report in front.
    pub front: Loadable<Arc<Shown>>,
    /// What the front waits for.
    pub wanted: Option<Wanted>,
    /// Reports that were computed before.
    pub cache: ReportCache,
    /// Whether tables may have changed since the front was computed.
    pub stale: bool,
    /// How the report in front is looked at.
    pub look: ViewState,
    /// How the others were looked at the last time.
    pub parked: HashMap<String, ViewState>,
    /// Exports on their way.
    pub exports: Vec<Ticket>,
    /// The formats that are offered.
    pub formats: Vec<ReportFormat>,
}

/// A report on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its name.
    pub report: String,
    /// The day; the latest if none.
    pub day: Option<NaiveDate>,
}

/// What the arrows move in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    /// The list of reports.
    #[default]
    List,
    Report,
}

/// How a report is looked at.
#[derive(Debug, Clone, Default)]
pub struct ViewState {
    /// Its name.
    pub report: String,
    /// Its rows, where it has another face too.
    pub table: bool,
    /// The form of its chart, if another than the one that suits it was chosen.
    pub form: Option<Form>,
    /// The labels of the chart.
    pub labels: List,
    /// The rows of the table.
    pub rows: List,
    /// How many columns of the table are scrolled away.
    pub column_offset: usize,
    /// Only what has this text is shown.
    pub filter: String,
    /// What has it.
    pub picked: Picked,
}
