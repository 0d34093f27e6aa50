//! What a pipeline waits for: others that it needs and that did not get to load a day.

use chrono::NaiveDate;

use crate::error::Result;
use crate::landing::{self, Quarantined, Slot};
use crate::workspace::{Pipeline, Workspace};

/// Since when something is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Since {
    /// From the first day on.
    Beginning,
    /// From this day on.
    Day(NaiveDate),
}

/// The days from some day on wait, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wait {
    pub since: Since,
    pub reason: String,
}

/// How far a pipeline is, for those that need it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Where it stopped, if it did not get to load everything.
    pub short_of: Option<Since>,
    /// The last slot that is loaded.
    pub last: Option<Slot>,
}

impl Wait {
    /// Whether a day waits.
    pub fn holds(&self, day: NaiveDate) -> bool {
        match self.since {
            Since::Beginning => true,
            Since::Day(since) => day >= since,
        }
    }
}

/// What a pipeline waits for, given how far those are that it needs.
pub fn wait_of(
    workspace: &Workspace,
    pipeline: &Pipeline,
    standing: impl Fn(&Pipeline) -> Result<Standing>,
) -> Result<Option<Wait>> {
    let mut first = None;
    for needed in pipeline.needs() {
        let needed = workspace.pipeline(needed)?;
        let Standing { short_of, last } = standing(needed)?;
        let missing = quarantined(needed, last.as_ref(), &landing::quarantined(workspace)?).map(Since::Day);
        let Some(since) = short_of.into_iter().chain(missing).min() else { continue };
        let what = match since {
            Since::Beginning => needed.name.clone(),
            Since::Day(day) => format!("{} of {day}", needed.name),
        };
        let reason = format!("{what} was not loaded, and {} waits for it", pipeline.name);
        first = first.into_iter().chain([Wait { since, reason }]).min();
    }
    Ok(first)
}

/// The first day of a pipeline whose file is in quarantine, and that nothing came for since.
fn quarantined(pipeline: &Pipeline, last: Option<&Slot>, files: &[Quarantined]) -> Option<NaiveDate> {
    let days = files.iter().filter(|file| file.pipeline == pipeline.name).filter_map(|file| {
        let slot = file.slot(std::slice::from_ref(pipeline))?;
        last.is_none_or(|last| slot > *last).then_some(slot.date)
    });
    days.min()
}
