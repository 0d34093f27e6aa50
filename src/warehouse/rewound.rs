//! What a table is once it was taken back to before a day, as its loads say it.

use chrono::NaiveDate;

use super::load::LoadRecord;
use crate::error::{Error, ErrorKind};
use crate::workspace::{Load, Pipeline};

/// What a rewind leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rewound {
    /// How many versions are current.
    pub(super) current: u64,
    /// How many more the loads before had left, which no version tells of any more.
    pub(super) lost: u64,
}

/// What a rewind to before a day leaves; none where the loads closed more than they opened.
///
/// Where no history is kept, a later day has dropped all that was before it.
pub(super) fn rewound(load: Load, loads: &[LoadRecord], day: NaiveDate) -> Option<Rewound> {
    let before = || loads.iter().filter(|l| l.date < day);
    let left = before().map(|l| l.opened).sum::<u64>().checked_sub(before().map(|l| l.closed).sum())?;
    let dropped = !load.keeps_history() && loads.iter().any(|l| l.date >= day);
    Some(if dropped { Rewound { current: 0, lost: left } } else { Rewound { current: left, lost: 0 } })
}

/// The error of a change that would leave a day as the last one whose rows are gone.
pub(super) fn no_day_left(pipeline: &Pipeline) -> Error {
    let message = format!("the table {} keeps no history: the day before has to be loaded again", pipeline.name);
    Error::new(ErrorKind::Warehouse, message)
        .hint(format!("`shoptui verify {} --rebuild` rebuilds the table from the archive.", pipeline.name))
}
