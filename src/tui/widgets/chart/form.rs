//! The forms in which the terminal draws a chart, and which one suits it.

use crate::report::chart::Chart;
use crate::workspace::ChartKind;

/// More days than this are read better as a line.
const MOST_DAYS: usize = 45;
/// Other labels stand below columns only if they are this few and this short.
const MOST_COLUMNS: usize = 12;
const SHORT: usize = 6;

/// The form of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Bars from the left to the right, one below the other.
    Bars,
    /// Bars from below, side by side.
    Columns,
    /// A line of dots for each series.
    Line,
}

impl Form {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bars => "bars",
            Self::Columns => "columns",
            Self::Line => "line",
        }
    }

    /// The next one.
    pub fn next(self) -> Self {
        match self {
            Self::Bars => Self::Columns,
            Self::Columns => Self::Line,
            Self::Line => Self::Bars,
        }
    }

    /// The one that suits a chart: columns for few and short labels such as days, a line for many days.
    pub fn suiting(chart: &Chart) -> Self {
        match chart.bars.kind {
            ChartKind::Bar | ChartKind::Stacked => match chart.len() {
                labels if chart.days && labels > MOST_DAYS => Self::Line,
                _ if chart.days => Self::Columns,
                0..=MOST_COLUMNS if chart.label_cells <= SHORT => Self::Columns,
                _ => Self::Bars,
            },
        }
    }
}
