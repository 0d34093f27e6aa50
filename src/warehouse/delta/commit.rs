//! Commits: what they change and say, made visible in one step, and told apart from those of others.

use std::collections::HashMap;

use deltalake_core::checkpoints::create_checkpoint;
use deltalake_core::kernel::transaction::{CommitBuilder, CommitProperties};
use deltalake_core::kernel::{Action, Add, Metadata, Protocol, Remove, Transaction};
use deltalake_core::protocol::{DeltaOperation, SaveMode};
use serde_json::Value;

use super::commit_info::{CommitEntry, MODEL, RECORD, REPLAY};
use super::file::DataFile;
use super::log::{CHECKPOINT_EVERY, Known, Log};
use super::seal;
use crate::error::{Error, ErrorKind, Result};
use crate::history::IS_CURRENT;
use crate::landing::Slot;
use crate::warehouse::load::{Committed, LoadRecord};
use crate::warehouse::model::ModelRecord;

/// The key under which a commit has what no other commit has.
const ID: &str = "shoptui_commit";
/// So often is looked whether a commit is there.
const LOOKS: usize = 3;

/// What a commit changes.
#[derive(Debug, Default)]
pub(super) struct FileActions {
    /// New data files, written and synced.
    pub(super) adds: Vec<DataFile>,
    pub(super) removes: Vec<DataFile>,
    /// What the table says of its columns from now on, where that changes.
    pub(super) metadata: Option<Metadata>,
    /// What it demands of readers and writers from now on, where that changes.
    pub(super) protocol: Option<Protocol>,
}

impl Log<'_> {
    /// Commits a change: the files it adds and removes, what it says of itself, and the watermark.
    pub(super) fn commit_change(
        &mut self,
        actions: FileActions,
        pipeline: &str,
        entry: &CommitEntry,
    ) -> Result<Committed> {
        let (name, value, last) = match entry {
            CommitEntry::Load(record) => (RECORD, serde_json::to_value(record), Some(record.slot())),
            CommitEntry::Replay(replay) => {
                let last = replay.loads.iter().map(LoadRecord::slot).max();
                (REPLAY, serde_json::to_value(replay), last)
            }
        };
        let value = value
            .map_err(|e| Error::new(ErrorKind::Warehouse, format!("cannot describe the change: {e}")).with_source(e))?;
        let watermark = last.map_or(0, |slot| watermark(&slot));
        let watermark = Transaction::new(format!("shoptui:{pipeline}"), watermark);
        let metadata = HashMap::from([(name.to_owned(), value)]);
        let operation = DeltaOperation::Write {
            mode: SaveMode::Append,
            partition_by: Some(vec![IS_CURRENT.to_owned()]),
            predicate: None,
        };
        self.commit(actions, operation, metadata, vec![watermark])
    }

    /// Commits the rows of a model's table, and what they were made from.
    pub(super) fn commit_model(&mut self, actions: FileActions, record: &ModelRecord) -> Result<Committed> {
        let value = serde_json::to_value(record)
            .map_err(|e| Error::new(ErrorKind::Warehouse, format!("cannot describe the change: {e}")).with_source(e))?;
        let operation = DeltaOperation::Write { mode: SaveMode::Overwrite, partition_by: None, predicate: None };
        self.commit(actions, operation, HashMap::from([(MODEL.to_owned(), value)]), Vec::new())
    }

    /// Commits a change that leaves every row as it is.
    pub(super) fn commit_merge(&mut self, actions: FileActions) -> Result<Committed> {
        let target_size = actions.adds.iter().map(|file| file.size as i64).sum();
        let operation = DeltaOperation::Optimize { predicate: None, target_size };
        self.commit(actions, operation, HashMap::new(), Vec::new())
    }

    fn commit(
        &mut self,
        files: FileActions,
        operation: DeltaOperation,
        mut metadata: HashMap<String, Value>,
        transactions: Vec<Transaction>,
    ) -> Result<Committed> {
        let Some(Known { mut table, loads, .. }) = self.known.clone() else {
            return Err(Error::new(ErrorKind::Warehouse, "there is no table to commit to").at_file(&self.folder));
        };
        let state = table.snapshot().map_err(|e| self.failed(e))?;
        let version = table.version().unwrap_or_default() + 1;
        let now = chrono::Utc::now().timestamp_millis();
        let data_change = !matches!(operation, DeltaOperation::Optimize { .. });
        let removes = files
            .removes
            .into_iter()
            .filter_map(|file| file.remove)
            .map(|remove| Action::Remove(Remove { data_change, deletion_timestamp: Some(now), ..remove }));
        let adds = files.adds.into_iter().map(|file| Ok(Action::Add(self.add(file, data_change, now)?)));
        let adds = adds.collect::<Result<Vec<_>>>()?;
        let about = files.protocol.map(Action::Protocol).into_iter().chain(files.metadata.map(Action::Metadata));
        let actions = about.chain(removes).chain(adds).collect();
        let id = id();
        metadata.insert(ID.to_owned(), id.clone().into());
        let properties = CommitProperties::default()
            .with_metadata(metadata)
            .with_application_transactions(transactions)
            .with_max_retries(0)
            .with_create_checkpoint(false)
            .with_cleanup_expired_logs(Some(false));
        let commit =
            CommitBuilder::from(properties).with_actions(actions).build(Some(state), table.log_store(), operation);
        let mut trouble = None;
        if let Err(error) = self.wait(async { commit.await }) {
            // What fails after the commit has its name does not take it back.
            if !self.has_landed(version, &id).map_err(|look| unsure(&error, &look))? {
                return Err(error);
            }
            trouble = Some(error);
        }
        match self.wait(table.update_state()).and_then(|()| self.stamp(version)) {
            Ok(stamp) => {
                if (version + 1).is_multiple_of(CHECKPOINT_EVERY)
                    && let Err(error) = self.wait(create_checkpoint(&table, None))
                {
                    trouble.get_or_insert(error);
                }
                self.keep(Some(Known { table, stamp, loads, rows: None }));
            }
            Err(error) => {
                trouble.get_or_insert(error);
                // What is known may be of before: the next look begins anew.
                self.keep(None);
            }
        }
        Ok(Committed { trouble })
    }

    /// Whether the commit of a version is there, and is the one with this id.
    fn has_landed(&self, version: u64, id: &str) -> Result<bool> {
        let path = self.commit_file(version);
        let mut looked = std::fs::read_to_string(&path);
        for _ in 1..LOOKS {
            if looked.as_ref().is_err_and(|e| e.kind() != std::io::ErrorKind::NotFound) {
                looked = std::fs::read_to_string(&path);
            }
        }
        let text = match looked {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(false),
            Err(e) => return Err(Error::io("read", &path, e)),
        };
        let actions = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        Ok(actions.into_iter().any(|action| action.pointer(&format!("/commitInfo/{ID}")).is_some_and(|of| of == id)))
    }

    fn add(&self, file: DataFile, data_change: bool, now: i64) -> Result<Add> {
        let name = file.path.file_name().unwrap_or_default().to_string_lossy();
        // A file of a table without partitions lies in the table's own folder.
        let partition = (file.path.parent() != Some(self.folder.as_path())).then(|| file.current.to_string());
        let path = partition.as_ref().map_or(name.to_string(), |current| format!("{IS_CURRENT}={current}/{name}"));
        let stats = serde_json::to_string(&file.stats).map_err(|e| {
            Error::new(ErrorKind::Warehouse, format!("cannot describe a data file: {e}")).with_source(e)
        })?;
        let mut add = Add {
            path,
            partition_values: partition.into_iter().map(|value| (IS_CURRENT.to_owned(), Some(value))).collect(),
            size: file.size as i64,
            modification_time: now,
            data_change,
            stats: Some(stats),
            tags: None,
            deletion_vector: None,
            base_row_id: None,
            default_row_commit_version: None,
            clustering_provider: None,
        };
        add.tags = file.hash.as_deref().map(|hash| seal::tags(&add, &file.stats, hash));
        Ok(add)
    }
}

/// The number of a slot in the watermark: the date as YYYYMMDD.
fn watermark(slot: &Slot) -> i64 {
    use chrono::Datelike;
    i64::from(slot.date.year()) * 10_000 + i64::from(slot.date.month() * 100 + slot.date.day())
}

/// What no other commit has.
fn id() -> String {
    use std::hash::{BuildHasher, RandomState};
    format!("{:016x}{:016x}", RandomState::new().hash_one(0), RandomState::new().hash_one(1))
}

/// The error of a commit of which nobody can tell whether it is there.
fn unsure(error: &Error, look: &Error) -> Error {
    let message = format!("{}; whether the commit is there cannot be told: {look}", error.message);
    let (place, source) = (error.place.clone(), error.source.clone());
    let error = Error { place, source, ..Error::new(error.kind, message) };
    error.hint("The next run looks again, and does what is not done.")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use std::sync::Mutex;

    use super::super::store::faults::{self, Step};
    use crate::run::{self, Event, EventKind, Listener, Request, RunResult, VerifyRequest};
    use crate::sample::{self, Plan};
    use crate::{warehouse, workspace};

    #[derive(Default)]
    struct Ears(Mutex<Vec<Event>>);

    impl Listener for Ears {
        fn event(&self, event: &Event) {
            self.0.lock().unwrap().push(event.clone());
        }
    }

    /// Loads two days of a small shop while a step on the first commit of a load fails so often.
    fn check(step: Step, times: u32, warns: bool) {
        let folder = tempfile::tempdir().unwrap();
        sample::write(&folder.path().join("landing_zone"), &Plan::shop(20, 30, 2)).unwrap();
        let workspace = workspace::open(folder.path()).unwrap();
        let commit = workspace.warehouse.local_path().join("customer/_delta_log/00000000000000000001.json");
        faults::set(std::path::absolute(commit).unwrap(), step, times);
        let ears = Ears::default();
        let outcome = run::execute(&workspace, &Request::default(), chrono::Utc::now, &ears).unwrap();
        let events = ears.0.into_inner().unwrap();
        assert_eq!(outcome.result, RunResult::Done, "{step:?} {times}: {events:?}");
        let warned = events.iter().filter(|event| match &event.happening {
            EventKind::Warning { message, .. } => {
                message.starts_with("the load is committed; what went wrong") && !event.causes().is_empty()
            }
            _ => false,
        });
        assert_eq!(warned.count(), usize::from(warns), "{step:?} {times}: {events:?}");
        let warehouse = warehouse::open(&workspace).unwrap();
        assert_eq!(warehouse.loads(workspace.pipeline("customer").unwrap()).unwrap().len(), 2);
        let verified = run::verify(&workspace, &VerifyRequest::default(), chrono::Utc::now, &Ears::default()).unwrap();
        assert!(verified.holds(), "{step:?} {times}: {verified:?}");
        let notes: Vec<&String> = verified.tables.iter().flat_map(|one| &one.notes).collect();
        assert!(notes.is_empty(), "{notes:?}");
    }

    #[test]
    fn what_fails_after_a_commit_has_its_name_takes_nothing_back() {
        check(Step::Put, 1, true);
        // What delta-rs reads again after the commit, and what we read.
        check(Step::Get, 1, true);
        check(Step::Get, 2, true);
    }
}
