//! SQL over the tables: what it may name, and what went wrong in it.

use polars::prelude::*;
use polars::sql::SQLContext;

use super::DeltaWarehouse;
use super::data;
use super::file::DataFile;
use super::log::Log;
use super::read;
use crate::error::{Doing, Error, Result};
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
        // What is no query of tables, such as SHOW TABLES, may ask for all.
        let names = crate::sql::reads(sql).unwrap_or_else(|| self.names());
        let mut context = self.tables(&names, view)?;
        let run = || {
            let rows = context.execute(sql)?;
            IdxSize::try_from(most).map_or(rows.clone(), |most| rows.limit(most)).collect()
        };
        read::attempt(run, Error::query, || self.files_of(&names))
    }

    /// The tables of some names as they are in a view; a name that no table has is left to whoever runs the query.
    ///
    /// Nothing else is there to be named: a part of a WITH would give way to a table of its name.
    pub(super) fn tables(&self, names: &[impl AsRef<str>], view: View) -> Result<SQLContext> {
        let context = SQLContext::new();
        for name in names.iter().map(AsRef::as_ref) {
            if let Some(pipeline) = self.pipelines.iter().find(|pipeline| pipeline.name == name) {
                let mut log = self.readable(pipeline)?;
                context.register(name, cut(all_versions(&mut log, pipeline)?, view));
            } else if let Some(model) = self.models.iter().find(|model| model.name == name) {
                context.register(name, self.model_rows_in(model, view)?);
            } else if [LOADS, LOAD_TOTALS].contains(&name) {
                context.register(name, self.table_of_loads(name, view)?.lazy());
            }
        }
        Ok(context)
    }

    fn table_of_loads(&self, name: &str, view: View) -> Result<DataFrame> {
        let mut records = Vec::new();
        for pipeline in &self.pipelines {
            records.extend(self.log(pipeline)?.loads()?);
        }
        if let View::AsOf(day) | View::On(day) = view {
            records.retain(|r: &LoadRecord| r.date <= day);
        }
        let table = if name == LOADS { loads(&records) } else { load_totals(&records) };
        table.doing("list the loads")
    }

    /// The rows of a model: those of its table; as of a day, and where it was never made, those that its SQL gives.
    fn model_rows_in(&self, model: &ModelSpec, view: View) -> Result<LazyFrame> {
        match (view, self.model_table(model)?) {
            (View::All | View::Current, Some(rows)) => Ok(rows),
            _ => self.planned(model, view),
        }
    }

    /// The rows that a model's SQL gives over a view of the tables, not computed yet.
    pub(super) fn planned(&self, model: &ModelSpec, view: View) -> Result<LazyFrame> {
        let names: Vec<&str> = model.tables().collect();
        planned(model, &mut self.tables(&names, view)?)
    }

    fn names(&self) -> Vec<String> {
        let pipelines = self.pipelines.iter().map(|pipeline| pipeline.name.clone());
        let models = self.models.iter().map(|model| model.name.clone());
        pipelines.chain(models).chain([LOADS, LOAD_TOTALS].map(str::to_owned)).collect()
    }

    /// The data files of some tables.
    pub(super) fn files_of(&self, names: &[impl AsRef<str>]) -> Result<Vec<DataFile>> {
        let mut files = Vec::new();
        for name in names.iter().map(AsRef::as_ref) {
            if let Some(pipeline) = self.pipelines.iter().find(|pipeline| pipeline.name == name) {
                files.extend(self.log(pipeline)?.files()?);
            } else if let Some(model) = self.models.iter().find(|model| model.name == name) {
                files.extend(self.model_log(model)?.files()?);
            }
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
    let rows = read::collect(pipeline, versions, || Ok(files))?;
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
