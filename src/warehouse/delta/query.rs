//! SQL over the tables: what it may name, and what went wrong in it.

use polars::prelude::*;
use polars::sql::SQLContext;

use super::DeltaWarehouse;
use super::data;
use super::file::DataFile;
use super::log::Log;
use super::read;
use super::schema;
use crate::error::{Error, Result};
use crate::history::{View, cut};
use crate::warehouse::load::LoadRecord;
use crate::warehouse::meta::{LOAD_TOTALS, LOADS, load_totals, loads};
use crate::workspace::{ModelSpec, Pipeline};

/// A table of so many bytes on disk is small.
const SMALL_TABLE: u64 = 4 << 20;

impl DeltaWarehouse {
    /// The first rows that a query gives.
    pub(super) fn ask(&self, sql: &str, view: View, most: usize) -> Result<DataFrame> {
        crate::sql::only_reads(sql)?;
        let mut context = self.tables(view, |name| sql.contains(name))?;
        let run = || {
            let rows = context.execute(sql)?;
            IdxSize::try_from(most).map_or(rows.clone(), |most| rows.limit(most)).collect()
        };
        read::attempt(run, Error::query, || self.all_files())
    }

    /// Everything that SQL may name, as it is in a view; what is not asked for may be left out where it is broken.
    pub(super) fn tables(&self, view: View, is_asked: impl Fn(&str) -> bool) -> Result<SQLContext> {
        let mut context = SQLContext::new();
        let mut records = Vec::new();
        for pipeline in &self.pipelines {
            let mut log = self.log(pipeline)?;
            match schema::grown(&log, pipeline) {
                Ok(_) => context.register(&pipeline.name, cut(all_versions(&mut log, pipeline)?, view)),
                // A query of other tables goes on without it.
                Err(error) if is_asked(&pipeline.name) => return Err(error),
                Err(_) => {}
            }
            records.extend(log.loads()?);
        }
        if let View::AsOf(day) | View::On(day) = view {
            records.retain(|r: &LoadRecord| r.date <= day);
        }
        context.register(LOADS, loads(&records)?.lazy());
        context.register(LOAD_TOTALS, load_totals(&records)?.lazy());
        for model in &self.models {
            match self.model_rows(model, view, &mut context) {
                Ok(rows) => context.register(&model.name, rows),
                Err(error) if is_asked(&model.name) => return Err(error),
                Err(_) => {}
            }
        }
        Ok(context)
    }

    /// The rows of a model: those of its table; as of a day, and where it was never made, those that its SQL gives.
    fn model_rows(&self, model: &ModelSpec, view: View, context: &mut SQLContext) -> Result<LazyFrame> {
        match (view, self.model_table(model)?) {
            (View::All | View::Current, Some(rows)) => Ok(rows),
            _ => planned(model, context),
        }
    }

    /// The data files of all tables.
    pub(super) fn all_files(&self) -> Result<Vec<DataFile>> {
        let mut files = Vec::new();
        for pipeline in &self.pipelines {
            files.extend(self.log(pipeline)?.files()?);
        }
        for model in &self.models {
            files.extend(self.model_log(model)?.files()?);
        }
        Ok(files)
    }
}

/// Every version of a table; a small table is read once and kept, since reports read it again and again.
fn all_versions(log: &mut Log<'_>, pipeline: &Pipeline) -> Result<LazyFrame> {
    if let Some(rows) = log.rows() {
        return Ok(rows.lazy());
    }
    let files = log.files()?;
    let versions = data::scan(&files, pipeline)?;
    if files.iter().map(|f| f.size).sum::<u64>() > SMALL_TABLE {
        return Ok(versions);
    }
    let rows = read::collect(versions, || Ok(files))?;
    log.keep_rows(&rows);
    Ok(rows.lazy())
}

/// The rows that a model's SQL gives, not computed yet.
pub(super) fn planned(model: &ModelSpec, context: &mut SQLContext) -> Result<LazyFrame> {
    if let Err(fault) = &model.reads {
        return Err(crate::warehouse::sql_fault(model, fault));
    }
    context.execute(&model.sql).map_err(|error| crate::warehouse::sql_error(model, error))
}
