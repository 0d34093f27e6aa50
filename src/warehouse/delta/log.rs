//! A table's Delta log: opening, commits, and what the commits say of the loads.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use chrono::NaiveDate;
use deltalake_core::checkpoints::create_checkpoint;
use deltalake_core::kernel::transaction::{CommitBuilder, CommitProperties};
use deltalake_core::kernel::{Action, Add, CommitInfo, Metadata, Protocol, Remove, StructField, Transaction};
use deltalake_core::operations::create::CreateBuilder;
use deltalake_core::protocol::{DeltaOperation, SaveMode};
use deltalake_core::{DeltaTable, DeltaTableBuilder, DeltaTableError, ensure_table_uri};
use futures::TryStreamExt;
use polars::prelude::DataFrame;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::runtime::Runtime;

use super::file::DataFile;
use super::seal;
use super::store::DurableStore;
use crate::error::{Error, ErrorKind, Result};
use crate::history::IS_CURRENT;
use crate::landing::Slot;
use crate::store::local;
use crate::warehouse::guard::guarded;
use crate::warehouse::load::{Committed, LoadRecord};

/// The key under which a commit says what it loaded.
const RECORD: &str = "shoptui";
/// The key under which a commit says what it replayed.
const REPLAY: &str = "shoptui_replay";
/// The key under which a commit has what no other commit has.
const ID: &str = "shoptui_commit";
/// So often is looked whether a commit is there.
const LOOKS: usize = 3;
/// The key under which a table says what its key is.
pub(super) const KEY: &str = "shoptui.key";
/// The state of the table is written down whole once in so many commits, so that it is not read from all of them.
const CHECKPOINT_EVERY: u64 = 20;

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

/// The file of a commit, as far as it can be told from another of its name: when it changed, and its size in bytes.
type Stamp = (SystemTime, u64);

/// What is known of a table, so that its log is not read from the beginning again and again.
#[derive(Clone)]
struct Known {
    table: DeltaTable,
    /// The file of its last commit; none if it could not be looked at.
    stamp: Option<Stamp>,
    /// The loads up to the version that stands beside them.
    loads: Arc<(u64, Vec<LoadRecord>)>,
    /// All versions of a small table.
    rows: Option<DataFrame>,
}

/// What is known of one table, shared by all who open it.
#[derive(Default)]
pub(super) struct TableCache(Mutex<Option<Known>>);

impl TableCache {
    fn lock(&self) -> MutexGuard<'_, Option<Known>> {
        // It is only ever replaced as a whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn replace(&self, known: Option<Known>) {
        // What was known before may be large: it is dropped once the lock is off.
        let before = std::mem::replace(&mut *self.lock(), known);
        drop(before);
    }
}

/// An open table, or the place where one will be.
pub(super) struct Log<'a> {
    runtime: &'a Runtime,
    memory: &'a TableCache,
    pub(super) folder: PathBuf,
    known: Option<Known>,
}

impl<'a> Log<'a> {
    /// Opens the table in a folder, if there is one, as it is now.
    pub(super) fn open(runtime: &'a Runtime, memory: &'a TableCache, folder: PathBuf) -> Result<Self> {
        let known = memory.lock().clone();
        let mut log = Self { runtime, memory, folder, known };
        if log.has_changed()? {
            log.known = None;
            let builder = log.builder()?;
            match log.run(builder.load())? {
                Ok(table) => log.remember(table)?,
                Err(DeltaTableError::NotATable(_)) if !log.has_commits()? => log.memory.replace(None),
                Err(error) => return Err(log.failed(&error)),
            }
        }
        Ok(log)
    }

    /// Whether the table is another than the one that is known.
    fn has_changed(&self) -> Result<bool> {
        let Some((known, version)) = self.known.as_ref().and_then(|known| Some((known, known.table.version()?))) else {
            return local::is_there(&self.folder.join("_delta_log"));
        };
        Ok(self.stamp(version + 1)?.is_some() || known.stamp.is_none() || self.stamp(version)? != known.stamp)
    }

    /// The stamp of a commit; none if there is no such commit.
    fn stamp(&self, version: u64) -> Result<Option<Stamp>> {
        let path = self.commit_file(version);
        let failed = |e: std::io::Error| Error::io("look at", &path, &e);
        match path.metadata() {
            Ok(about) => Ok(Some((about.modified().map_err(failed)?, about.len()))),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(failed(e)),
        }
    }

    fn commit_file(&self, version: u64) -> PathBuf {
        self.folder.join(format!("_delta_log/{version:020}.json"))
    }

    /// Whether the folder of the log has any commit: it has none after a creation that was killed.
    fn has_commits(&self) -> Result<bool> {
        let entries = local::entries(&self.folder.join("_delta_log"))?;
        Ok(entries.iter().any(|path| path.extension().is_some_and(|e| e == "json" || e == "parquet")))
    }

    /// Keeps an open table in mind, as it is now.
    fn remember(&mut self, table: DeltaTable) -> Result<()> {
        let stamp = table.version().map(|version| self.stamp(version)).transpose()?.flatten();
        self.keep(Some(Known { table, stamp, loads: Arc::default(), rows: None }));
        Ok(())
    }

    fn keep(&mut self, known: Option<Known>) {
        self.memory.replace(known.clone());
        self.known = known;
    }

    /// Waits for work of the Delta library, which may panic over what it reads.
    fn run<T>(&self, work: impl Future<Output = T>) -> Result<T> {
        guarded(|| self.runtime.block_on(work)).map_err(|broke| Error::from(broke).at_file(&self.folder))
    }

    /// The same for work that fails.
    pub(super) fn wait<T>(&self, work: impl Future<Output = Result<T, DeltaTableError>>) -> Result<T> {
        self.run(work)?.map_err(|e| self.failed(&e))
    }

    /// Creates the table unless it is there.
    pub(super) fn create(&mut self, columns: Vec<StructField>, key: &str) -> Result<()> {
        if self.known.is_some() {
            return Ok(());
        }
        std::fs::create_dir_all(&self.folder).map_err(|e| Error::io("create the folder", &self.folder, &e))?;
        let store = self.builder()?.build_storage().map_err(|e| self.failed(&e))?;
        let every = CHECKPOINT_EVERY.to_string();
        let settings = [
            ("delta.checkpointInterval", Some(every.as_str())),
            ("delta.enableExpiredLogCleanup", Some("false")),
            (KEY, Some(key)),
        ];
        let create = CreateBuilder::new()
            .with_log_store(store)
            .with_columns(columns)
            .with_partition_columns([IS_CURRENT])
            .with_raise_if_key_not_exists(false)
            .with_configuration(settings);
        let table = self.wait(async { create.await })?;
        self.remember(table)
    }

    /// What the table says of its columns and settings; none if there is no table.
    pub(super) fn metadata(&self) -> Result<Option<Metadata>> {
        let Some(table) = self.table() else { return Ok(None) };
        Ok(Some(table.snapshot().map_err(|e| self.failed(&e))?.metadata().clone()))
    }

    /// The open table.
    pub(super) fn table(&self) -> Option<&DeltaTable> {
        self.known.as_ref().map(|known| &known.table)
    }

    /// The loads that count, in the order of their slots.
    pub(super) fn loads(&mut self) -> Result<Vec<LoadRecord>> {
        let Some(known) = self.known.clone() else { return Ok(Vec::new()) };
        let (version, loads) = (known.table.version().unwrap_or_default(), &known.loads);
        if loads.0 == version {
            return Ok(loads.1.clone());
        }
        let new = usize::try_from(version - loads.0).ok().filter(|_| loads.0 > 0);
        let mut records = loads.1.clone();
        for said in self.said(&known.table, new)? {
            match said {
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
        self.table().map_or(Ok(Vec::new()), |table| self.said(table, None))
    }

    /// What the last commits say of themselves, in their order; all of them if no number is given.
    fn said(&self, table: &DeltaTable, last: Option<usize>) -> Result<Vec<CommitEntry>> {
        let infos: Vec<CommitInfo> = self.wait(table.history(last).try_collect())?;
        let wrong = |e: serde_json::Error| {
            let message = format!("a commit does not say what it loaded: {e}");
            Error::new(ErrorKind::Warehouse, message).at_file(&self.folder)
        };
        let mut said = Vec::new();
        for info in infos.iter().rev() {
            if let Some(record) = info.info.get(RECORD) {
                said.push(CommitEntry::Load(serde_json::from_value(record.clone()).map_err(wrong)?));
            } else if let Some(replay) = info.info.get(REPLAY) {
                said.push(CommitEntry::Replay(serde_json::from_value(replay.clone()).map_err(wrong)?));
            }
        }
        Ok(said)
    }

    /// All versions, if they were read before and the table has not changed since.
    pub(super) fn rows(&self) -> Option<DataFrame> {
        self.known.as_ref()?.rows.clone()
    }

    /// Keeps all versions of a small table at hand.
    pub(super) fn keep_rows(&mut self, rows: &DataFrame) {
        if let Some(known) = self.known.clone() {
            self.keep(Some(Known { rows: Some(rows.clone()), ..known }));
        }
    }

    /// Commits a change: the files it adds and removes, what it says of itself, and the watermark.
    pub(super) fn commit_change(&mut self, swap: FileActions, pipeline: &str, said: &CommitEntry) -> Result<Committed> {
        let (name, value, last) = match said {
            CommitEntry::Load(record) => (RECORD, serde_json::to_value(record), Some(record.slot())),
            CommitEntry::Replay(replay) => {
                let last = replay.loads.iter().map(LoadRecord::slot).max();
                (REPLAY, serde_json::to_value(replay), last)
            }
        };
        let value = value.map_err(|e| Error::new(ErrorKind::Warehouse, format!("cannot describe the change: {e}")))?;
        let watermark = last.map_or(0, |slot| watermark(&slot));
        let watermark = Transaction::new(format!("shoptui:{pipeline}"), watermark);
        let metadata = HashMap::from([(name.to_owned(), value)]);
        let operation = DeltaOperation::Write {
            mode: SaveMode::Append,
            partition_by: Some(vec![IS_CURRENT.to_owned()]),
            predicate: None,
        };
        self.commit(swap, operation, metadata, vec![watermark])
    }

    /// Commits a change that leaves every row as it is.
    pub(super) fn commit_merge(&mut self, swap: FileActions) -> Result<Committed> {
        let target_size = swap.adds.iter().map(|file| file.size as i64).sum();
        let operation = DeltaOperation::Optimize { predicate: None, target_size };
        self.commit(swap, operation, HashMap::new(), Vec::new())
    }

    fn commit(
        &mut self,
        swap: FileActions,
        operation: DeltaOperation,
        mut metadata: HashMap<String, Value>,
        transactions: Vec<Transaction>,
    ) -> Result<Committed> {
        let Some(Known { mut table, loads, .. }) = self.known.clone() else {
            return Err(Error::new(ErrorKind::Warehouse, "there is no table to commit to").at_file(&self.folder));
        };
        let state = table.snapshot().map_err(|e| self.failed(&e))?;
        let version = table.version().unwrap_or_default() + 1;
        let now = chrono::Utc::now().timestamp_millis();
        let data_change = !matches!(operation, DeltaOperation::Optimize { .. });
        let removes = swap
            .removes
            .into_iter()
            .filter_map(|file| file.remove)
            .map(|remove| Action::Remove(Remove { data_change, deletion_timestamp: Some(now), ..remove }));
        let adds = swap.adds.into_iter().map(|file| Ok(Action::Add(self.add(file, data_change, now)?)));
        let adds = adds.collect::<Result<Vec<_>>>()?;
        let about = swap.protocol.map(Action::Protocol).into_iter().chain(swap.metadata.map(Action::Metadata));
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
            Err(e) => return Err(Error::io("read", &path, &e)),
        };
        let actions = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        Ok(actions.into_iter().any(|action| action.pointer(&format!("/commitInfo/{ID}")).is_some_and(|of| of == id)))
    }

    fn add(&self, file: DataFile, data_change: bool, now: i64) -> Result<Add> {
        let name = file.path.file_name().unwrap_or_default().to_string_lossy();
        let stats = serde_json::to_string(&file.stats)
            .map_err(|e| Error::new(ErrorKind::Warehouse, format!("cannot describe a data file: {e}")))?;
        let mut add = Add {
            path: format!("{IS_CURRENT}={}/{name}", file.current),
            partition_values: HashMap::from([(IS_CURRENT.to_owned(), Some(file.current.to_string()))]),
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

    fn builder(&self) -> Result<DeltaTableBuilder> {
        let absolute = std::path::absolute(&self.folder).map_err(|e| Error::io("find", &self.folder, &e))?;
        let location = ensure_table_uri(absolute.to_string_lossy()).map_err(|e| self.failed(&e))?;
        let builder = DeltaTableBuilder::from_url(location.clone()).map_err(|e| self.failed(&e))?;
        Ok(builder.with_storage_backend(Arc::new(DurableStore::new()), location))
    }

    pub(super) fn failed(&self, error: &DeltaTableError) -> Error {
        Error::new(ErrorKind::Warehouse, error.to_string()).at_file(&self.folder)
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
            EventKind::Warning { message, .. } => message.starts_with("the load is committed; what went wrong"),
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
