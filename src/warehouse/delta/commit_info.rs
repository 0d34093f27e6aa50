//! What commits say of themselves: the loads that they brought, and those that count no more.

use std::sync::Arc;

use chrono::NaiveDate;
use deltalake_core::DeltaTable;
use deltalake_core::kernel::CommitInfo;
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};

use super::log::{Known, Log};
use crate::error::{Error, ErrorKind, Result};
use crate::warehouse::load::LoadRecord;
use crate::warehouse::model::ModelRecord;

/// The key under which a commit says what it loaded.
pub(super) const RECORD: &str = "shoptui";
/// The key under which a commit says what it replayed.
pub(super) const REPLAY: &str = "shoptui_replay";

/// The key under which a commit of a model's table says what it was made from.
pub(super) const MODEL: &str = "shoptui_model";
/// In so many commits it is looked for first.
const LAST: usize = 4;

/// What the commit of a change says that is more than one load after all others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Replay {
    /// The loads of this day and later ones count no more.
    pub(super) before: Option<NaiveDate>,
    /// The run that made the change.
    pub(super) run: String,
    /// The loads that count instead.
    pub(super) loads: Vec<LoadRecord>,
}

/// What a commit says of itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum CommitEntry {
    Load(Box<LoadRecord>),
    Replay(Replay),
}

impl Log<'_> {
    /// The loads that count, in the order of their slots.
    pub(super) fn loads(&mut self) -> Result<Vec<LoadRecord>> {
        let Some(known) = self.known.clone() else { return Ok(Vec::new()) };
        let (version, loads) = (known.table.version().unwrap_or_default(), &known.loads);
        if loads.0 == version {
            return Ok(loads.1.clone());
        }
        let new = usize::try_from(version - loads.0).ok().filter(|_| loads.0 > 0);
        let mut records = loads.1.clone();
        for entry in self.commit_entries(&known.table, new)? {
            match entry {
                CommitEntry::Load(record) => records.push(*record),
                CommitEntry::Replay(replay) => {
                    records.retain(|r| replay.before.is_none_or(|day| r.date < day));
                    records.extend(replay.loads);
                }
            }
        }
        self.keep(Some(Known { loads: Arc::new((version, records.clone())), ..known }));
        Ok(records)
    }

    /// What all commits say of themselves, in their order.
    pub(super) fn past(&self) -> Result<Vec<CommitEntry>> {
        self.table().map_or(Ok(Vec::new()), |table| self.commit_entries(table, None))
    }

    /// What a model's table was made from last; none if it never was.
    pub(super) fn model_record(&self) -> Result<Option<ModelRecord>> {
        let Some(table) = self.table() else { return Ok(None) };
        for last in [Some(LAST), None] {
            let infos: Vec<CommitInfo> = self.wait(table.history(last).try_collect())?;
            if let Some(record) = infos.iter().find_map(|info| info.info.get(MODEL)) {
                return serde_json::from_value(record.clone()).map(Some).map_err(|e| self.unsaid(e));
            }
        }
        Ok(None)
    }

    fn unsaid(&self, error: serde_json::Error) -> Error {
        Error::new(ErrorKind::Warehouse, format!("a commit does not say what it loaded: {error}"))
            .at_file(&self.folder)
            .with_source(error)
    }

    /// What the last commits say of themselves, in their order; all of them if no number is given.
    fn commit_entries(&self, table: &DeltaTable, last: Option<usize>) -> Result<Vec<CommitEntry>> {
        let infos: Vec<CommitInfo> = self.wait(table.history(last).try_collect())?;
        let wrong = |e: serde_json::Error| self.unsaid(e);
        let mut entries = Vec::new();
        for info in infos.iter().rev() {
            if let Some(record) = info.info.get(RECORD) {
                entries.push(CommitEntry::Load(serde_json::from_value(record.clone()).map_err(wrong)?));
            } else if let Some(replay) = info.info.get(REPLAY) {
                entries.push(CommitEntry::Replay(serde_json::from_value(replay.clone()).map_err(wrong)?));
            }
        }
        Ok(entries)
    }
}
