//! A table's Delta log: it is opened once, and read again only where it has changed.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use deltalake_core::kernel::{Metadata, StructField};
use deltalake_core::operations::create::CreateBuilder;
use deltalake_core::{DeltaTable, DeltaTableBuilder, DeltaTableError, ensure_table_uri};
use polars::prelude::DataFrame;
use tokio::runtime::Runtime;

use super::store::DurableStore;

use crate::error::{Error, ErrorKind, Result};
use crate::history::IS_CURRENT;
use crate::store::local;
use crate::warehouse::guard::guarded;
use crate::warehouse::load::LoadRecord;

/// The key under which a table says what its key is.
pub(super) const KEY: &str = "shoptui.key";
/// The key under which it says by which kind of load it is filled.
pub(super) const LOAD: &str = "shoptui.load";
/// The state of the table is written down whole once in so many commits, so that it is not read from all of them.
pub(super) const CHECKPOINT_EVERY: u64 = 20;

/// The file of a commit, as far as it can be told from another of its name: when it changed, and its size in bytes.
pub(super) type Stamp = (SystemTime, u64);

/// What is known of a table, so that its log is not read from the beginning again and again.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) table: DeltaTable,
    /// The file of its last commit; none if it could not be looked at.
    pub(super) stamp: Option<Stamp>,
    /// The loads up to the version that stands beside them.
    pub(super) loads: Arc<(u64, Vec<LoadRecord>)>,
    /// All versions of a small table.
    pub(super) rows: Option<DataFrame>,
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
    cache: &'a TableCache,
    pub(super) folder: PathBuf,
    pub(super) known: Option<Known>,
}

impl<'a> Log<'a> {
    /// Opens the table in a folder, if there is one, as it is now.
    pub(super) fn open(runtime: &'a Runtime, cache: &'a TableCache, folder: PathBuf) -> Result<Self> {
        let known = cache.lock().clone();
        let mut log = Self { runtime, cache, folder, known };
        if log.has_changed()? {
            log.known = None;
            let mut loaded = log.run(log.builder()?.load())?;
            if matches!(loaded, Err(DeltaTableError::NotATable(_))) && log.has_commits()? {
                // A run that creates the table may have committed since the look that found nothing.
                loaded = log.run(log.builder()?.load())?;
            }
            match loaded {
                Ok(table) => log.remember(table)?,
                Err(DeltaTableError::NotATable(_)) if !log.has_commits()? => log.cache.replace(None),
                Err(error) => return Err(log.failed(error)),
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
    pub(super) fn stamp(&self, version: u64) -> Result<Option<Stamp>> {
        let path = self.commit_file(version);
        let failed = |e: std::io::Error| Error::io("look at", &path, e);
        match path.metadata() {
            Ok(about) => Ok(Some((about.modified().map_err(failed)?, about.len()))),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(failed(e)),
        }
    }

    pub(super) fn commit_file(&self, version: u64) -> PathBuf {
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

    pub(super) fn keep(&mut self, known: Option<Known>) {
        self.cache.replace(known.clone());
        self.known = known;
    }

    /// Waits for work of the Delta library, which may panic over what it reads.
    fn run<T>(&self, work: impl Future<Output = T>) -> Result<T> {
        guarded(|| self.runtime.block_on(work)).map_err(|broke| Error::from(broke).at_file(&self.folder))
    }

    /// The same for work that fails.
    pub(super) fn wait<T>(&self, work: impl Future<Output = Result<T, DeltaTableError>>) -> Result<T> {
        self.run(work)?.map_err(|e| self.failed(e))
    }

    /// Creates the table unless it is there.
    pub(super) fn create(&mut self, columns: Vec<StructField>, own: Vec<(&str, Option<String>)>) -> Result<()> {
        self.create_with(columns, &[IS_CURRENT], own)
    }

    /// Creates a table without partitions unless it is there.
    pub(super) fn create_plain(&mut self, columns: Vec<StructField>) -> Result<()> {
        self.create_with(columns, &[], Vec::new())
    }

    fn create_with(
        &mut self,
        columns: Vec<StructField>,
        partitions: &[&str],
        own: Vec<(&str, Option<String>)>,
    ) -> Result<()> {
        if self.known.is_some() {
            return Ok(());
        }
        std::fs::create_dir_all(&self.folder).map_err(|e| Error::io("create the folder", &self.folder, e))?;
        let store = self.builder()?.build_storage().map_err(|e| self.failed(e))?;
        let settings = [
            ("delta.checkpointInterval", Some(CHECKPOINT_EVERY.to_string())),
            ("delta.enableExpiredLogCleanup", Some("false".to_owned())),
        ];
        let settings = settings.into_iter().chain(own.into_iter().filter(|(_, value)| value.is_some()));
        let create = CreateBuilder::new()
            .with_log_store(store)
            .with_columns(columns)
            .with_partition_columns(partitions.iter().copied())
            .with_raise_if_key_not_exists(false)
            .with_configuration(settings);
        let table = self.wait(async { create.await })?;
        self.remember(table)
    }

    /// What the table says of its columns and settings; none if there is no table.
    pub(super) fn metadata(&self) -> Result<Option<Metadata>> {
        let Some(table) = self.table() else { return Ok(None) };
        Ok(Some(table.snapshot().map_err(|e| self.failed(e))?.metadata().clone()))
    }

    /// The open table.
    pub(super) fn table(&self) -> Option<&DeltaTable> {
        self.known.as_ref().map(|known| &known.table)
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

    fn builder(&self) -> Result<DeltaTableBuilder> {
        let absolute = std::path::absolute(&self.folder).map_err(|e| Error::io("find", &self.folder, e))?;
        let location = ensure_table_uri(absolute.to_string_lossy()).map_err(|e| self.failed(e))?;
        let builder = DeltaTableBuilder::from_url(location.clone()).map_err(|e| self.failed(e))?;
        Ok(builder.with_storage_backend(Arc::new(DurableStore::new()), location))
    }

    /// A failure of the Delta library as an error of this table.
    pub(super) fn failed(&self, source: DeltaTableError) -> Error {
        Error::new(ErrorKind::Warehouse, source.to_string()).at_file(&self.folder).with_source(source)
    }
}
