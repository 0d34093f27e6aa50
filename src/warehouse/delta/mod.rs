//! Delta Lake tables on local disk, one a pipeline, partitioned by `is_current`; those of a layer lie in its folder.
//!
//! Data files are written with polars and synced before the commit that names them; every reader of Delta can read the
//! tables. A snapshot load rewrites the current part and appends what it closed. A transaction load appends what is
//! new and rewrites only files that hold a changed key. Other kinds of loads append their rows, and rewrite or drop only
//! files of what these take the place of.

mod change;
mod commit;
mod commit_info;
mod data;
mod entries;
mod file;
mod files;
mod footer;
mod inspect;
mod load;
mod log;
mod model;
mod partitions;
mod query;
mod read;
mod schema;
mod seal;
mod store;
#[cfg(test)]
mod tests;
mod tidy;
mod versions;
mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::NaiveDate;
use polars::prelude::*;
use tokio::runtime::{Builder, Runtime};

use crate::error::{CheckCancelled, Doing, Error, ErrorKind, Result};
use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT, View, date_scalar};
use crate::store::local;
use crate::warehouse::inspection::{FileChecks, Inspection, Look};
use crate::warehouse::load::{Begin, CommitHistory, LoadRecord};
use crate::warehouse::model::{MadeModel, ModelBasis, ModelRecord, TableStamp};
use crate::warehouse::traits::{Change, Versions, Warehouse};
use crate::workspace::{ModelSpec, Pipeline, in_order};
use change::DeltaChange;
use commit_info::{CommitEntry, Replay};
use log::{Log, TableCache};

/// How the folders of tables that are dropped begin; no table's name does.
const DROPPED: &str = ".dropped-";

/// A folder of Delta tables.
pub struct DeltaWarehouse {
    root: PathBuf,
    pipelines: Vec<Pipeline>,
    /// In an order in which each comes after those that it reads.
    models: Vec<ModelSpec>,
    caches: BTreeMap<String, TableCache>,
    runtime: Runtime,
}

impl DeltaWarehouse {
    /// Opens the tables of some pipelines and models in a folder; the folder need not exist yet.
    pub fn open(root: &Path, pipelines: &[Pipeline], models: &[ModelSpec]) -> Result<Self> {
        can_date(SystemTime::now())?;
        let runtime =
            Builder::new_multi_thread().worker_threads(1).enable_all().build().map_err(|e| {
                Error::new(ErrorKind::Warehouse, format!("cannot start the warehouse: {e}")).with_source(e)
            })?;
        let names = pipelines.iter().map(|p| &p.name).chain(models.iter().map(|m| &m.name));
        let caches = names.map(|name| (name.clone(), TableCache::default())).collect();
        let models = in_order(models).into_iter().cloned().collect();
        Ok(Self { root: root.to_owned(), pipelines: pipelines.to_vec(), models, caches, runtime })
    }

    fn folder(&self, pipeline: &Pipeline) -> PathBuf {
        let layer = pipeline.layer.as_ref().map_or_else(|| self.root.clone(), |layer| self.root.join(layer));
        layer.join(&pipeline.name)
    }

    fn log(&self, pipeline: &Pipeline) -> Result<Log<'_>> {
        self.log_in(&pipeline.name, self.folder(pipeline))
    }

    fn log_in(&self, name: &str, folder: PathBuf) -> Result<Log<'_>> {
        let cache = self
            .caches
            .get(name)
            .ok_or_else(|| Error::new(ErrorKind::NotFound, format!("the warehouse has no table {name}")))?;
        Log::open(&self.runtime, cache, folder)
    }
}

impl DeltaWarehouse {
    /// The log of a table whose rows are to be read: its columns are those of the pipeline.
    fn readable(&self, pipeline: &Pipeline) -> Result<Log<'_>> {
        let log = self.log(pipeline)?;
        schema::grown(&log, pipeline)?;
        Ok(log)
    }
}

impl Warehouse for DeltaWarehouse {
    fn loads(&self, pipeline: &Pipeline) -> Result<Vec<LoadRecord>> {
        self.log(pipeline)?.loads()
    }

    fn past(&self, pipeline: &Pipeline) -> Result<Vec<CommitHistory>> {
        let past = self.log(pipeline)?.past()?.into_iter().map(|entry| match entry {
            CommitEntry::Load(record) => CommitHistory { run: record.run.clone(), before: None, loads: vec![*record] },
            CommitEntry::Replay(Replay { before, run, loads }) => CommitHistory { run, before, loads },
        });
        Ok(past.collect())
    }

    fn change<'a>(&'a self, begin: Begin<'a>) -> Result<Box<dyn Change + 'a>> {
        let log = self.log(begin.pipeline)?;
        Ok(Box::new(DeltaChange::begin(log, self.folder(begin.pipeline), begin)?))
    }

    fn check_schema(&self, pipeline: &Pipeline) -> Result<()> {
        self.readable(pipeline).map(|_| ())
    }

    fn count_rewound(&self, pipeline: &Pipeline, day: NaiveDate) -> Result<u64> {
        let files = self.readable(pipeline)?.files()?;
        let since = |name: &str| col(name).gt_eq(lit(date_scalar(day)));
        let touched = since(EFFECTIVE_FROM).or(since(EXPIRY_DATE).and(col(IS_CURRENT).not()));
        let counted = data::scan(&files, pipeline)?.filter(touched).select([len().cast(DataType::UInt64)]);
        let counted = read::collect(pipeline, counted, || Ok(files))?;
        let count = counted.columns().first().map_or(Ok(0), |count| count.get(0)?.try_extract());
        count.doing(format_args!("count the versions of `{}` since {day}", pipeline.name))
    }

    fn versions(&self, pipeline: &Pipeline) -> Result<Box<dyn Versions>> {
        let files = self.readable(pipeline)?.files()?;
        Ok(Box::new(versions::DeltaVersions::new(pipeline, files)))
    }

    fn query_first(&self, sql: &str, view: View, most: usize) -> Result<DataFrame> {
        self.ask(sql, view, most)
    }

    fn stamp(&self, table: &str) -> Result<TableStamp> {
        self.stamp_of(table)
    }

    fn model(&self, model: &ModelSpec) -> Result<Option<ModelRecord>> {
        self.model_log(model)?.model_record()
    }

    fn model_basis(&self, model: &ModelSpec) -> Result<ModelBasis> {
        self.basis_of(model)
    }

    fn make_model(&self, model: &ModelSpec, run: &str) -> Result<MadeModel> {
        self.make(model, run)
    }

    fn drop_model(&self, model: &ModelSpec) -> Result<()> {
        self.set_aside(&model.name, &self.model_folder(model))
    }

    fn model_rows(&self, model: &ModelSpec) -> Result<DataFrame> {
        self.made_rows(model)
    }

    fn model_as_of(&self, model: &ModelSpec, view: View) -> Result<DataFrame> {
        self.rows_of_sql(model, view)
    }

    fn check_model(&self, model: &ModelSpec) -> Result<Vec<String>> {
        self.dry_run(model)
    }

    fn inspect(&self, pipeline: &Pipeline) -> Result<Inspection> {
        inspect::inspect(&self.readable(pipeline)?.files()?, pipeline)
    }

    fn check_files(&self, pipeline: &Pipeline, look: Look, check_cancelled: CheckCancelled<'_>) -> Result<FileChecks> {
        files::check(&self.log(pipeline)?, pipeline, look, check_cancelled)
    }

    fn tidy(&self, pipeline: &Pipeline) -> Result<()> {
        tidy::tidy(&mut self.log(pipeline)?, &self.folder(pipeline), pipeline)
    }

    fn reset(&self) -> Result<()> {
        let tables = self.pipelines.iter().map(|pipeline| (&pipeline.name, self.folder(pipeline)));
        for (name, folder) in tables.chain(self.models.iter().map(|model| (&model.name, self.model_folder(model)))) {
            self.set_aside(name, &folder)?;
        }
        // Nothing of them is looked at any more: what is left after a kill goes with the next reset.
        for path in local::entries(&self.root)? {
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(DROPPED)) {
                std::fs::remove_dir_all(&path).map_err(|e| Error::io("remove", &path, e))?;
            }
        }
        Ok(())
    }

    fn scratch(&self, folder: &Path) -> Result<Box<dyn Warehouse>> {
        Ok(Box::new(Self::open(folder, &self.pipelines, &self.models)?))
    }
}

/// Refuses a clock that commits cannot be dated by.
fn can_date(now: SystemTime) -> Result<()> {
    let Err(before) = now.duration_since(SystemTime::UNIX_EPOCH) else { return Ok(()) };
    let days = before.duration().as_secs() / 86_400;
    Err(Error::new(ErrorKind::Warehouse, format!("the clock of this computer stands {days} days before 1970"))
        .hint("Set the clock; tables cannot be read or written before."))
}

impl DeltaWarehouse {
    /// Takes a whole table out of sight, in one step.
    fn set_aside(&self, name: &str, folder: &Path) -> Result<()> {
        if !local::is_there(folder)? {
            return Ok(());
        }
        let mut number = 1;
        let aside = loop {
            let path = self.root.join(format!("{DROPPED}{name}-{number}"));
            if !local::is_there(&path)? {
                break path;
            }
            number += 1;
        };
        std::fs::rename(folder, &aside).map_err(|e| Error::io("rename", folder, e))?;
        local::sync_folder(folder)
    }
}
