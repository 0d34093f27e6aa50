//! A warehouse of plain rows in memory: what the trait asks for, done in the plainest way.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Mutex;

use chrono::NaiveDate;
use polars::prelude::*;
use polars::sql::SQLContext;

use crate::check::{ROW_HASH, empty_frame};
use crate::error::{CheckCancelled, Result};
use crate::history::{self, EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT, View, cut, date_scalar, open_end};
use crate::warehouse::meta::{LOAD_TOTALS, LOADS, load_totals, loads};
use crate::warehouse::rewound::no_day_left;
use crate::warehouse::{
    Begin, Change, CommitHistory, Committed, Inspection, LoadFigures, LoadOutcome, LoadRecord, LoadRequest, MadeModel,
    ModelBasis, ModelRecord, Start, TableSize, TableStamp, Versions, Warehouse, stored_columns, version_columns,
};
use crate::workspace::{Load, ModelSpec, Pipeline};

/// So few versions are in a block, so that small tables have several.
const BLOCK: u64 = 3;

pub(super) struct MemoryWarehouse {
    pipelines: Vec<Pipeline>,
    tables: Mutex<BTreeMap<String, Table>>,
    /// How often each was made, and what it is now.
    models: Mutex<BTreeMap<String, (u64, ModelRecord, DataFrame)>>,
}

#[derive(Clone)]
struct Table {
    /// Open versions first.
    versions: DataFrame,
    loads: Vec<LoadRecord>,
    past: Vec<CommitHistory>,
}

impl MemoryWarehouse {
    pub(super) fn new(pipelines: &[Pipeline]) -> Self {
        Self { pipelines: pipelines.to_vec(), tables: Mutex::default(), models: Mutex::default() }
    }

    fn table(&self, pipeline: &Pipeline) -> Result<Table> {
        let known = self.tables.lock().unwrap().get(&pipeline.name).cloned();
        known.map_or_else(|| Ok(Table { versions: no_versions(pipeline)?, loads: Vec::new(), past: Vec::new() }), Ok)
    }
}

fn no_versions(pipeline: &Pipeline) -> Result<DataFrame> {
    as_versions(empty_frame(pipeline)?, pipeline, (open_end(), open_end(), true))
}

/// Rows with the interval of their versions.
fn as_versions(
    mut rows: DataFrame,
    pipeline: &Pipeline,
    (from, to, current): (NaiveDate, NaiveDate, bool),
) -> Result<DataFrame> {
    for (name, day) in [(EFFECTIVE_FROM, from), (EXPIRY_DATE, to)] {
        rows.with_column(Column::new_scalar(name.into(), date_scalar(day), rows.height())).unwrap();
    }
    rows.with_column(Column::new_scalar(IS_CURRENT.into(), Scalar::from(current), rows.height())).unwrap();
    Ok(rows.select(stored_columns(pipeline)).unwrap())
}

fn open_first(versions: DataFrame) -> Result<DataFrame> {
    let options = SortMultipleOptions::default().with_order_descending(true).with_maintain_order(true);
    Ok(versions.sort([IS_CURRENT], options).unwrap())
}

impl Warehouse for MemoryWarehouse {
    fn loads(&self, pipeline: &Pipeline) -> Result<Vec<LoadRecord>> {
        Ok(self.table(pipeline)?.loads)
    }

    fn past(&self, pipeline: &Pipeline) -> Result<Vec<CommitHistory>> {
        Ok(self.table(pipeline)?.past)
    }

    fn change<'a>(&'a self, begin: Begin<'a>) -> Result<Box<dyn Change + 'a>> {
        let Begin { pipeline, run, start } = begin;
        let mut table = self.table(pipeline)?;
        let before = match start {
            Start::Now => None,
            Start::Before { day, .. } => Some(day),
            Start::Nothing => NaiveDate::from_ymd_opt(1, 1, 1),
        };
        let mut lost = 0;
        if let Some(day) = before {
            // What a later day dropped is told by the loads alone.
            let dropped = !pipeline.load.keeps_history() && table.loads.iter().any(|load| load.date >= day);
            table.loads.retain(|load| load.date < day);
            let sum = |figure: fn(&LoadRecord) -> u64| table.loads.iter().map(figure).sum::<u64>();
            lost = if dropped { sum(|load| load.opened) - sum(|load| load.closed) } else { 0 };
            table.versions =
                open_first(cut(table.versions.lazy(), View::AsOf(day.pred_opt().unwrap())).collect().unwrap())?;
        }
        Ok(Box::new(MemoryChange { warehouse: self, pipeline, run, before, lost, table, loads: Vec::new() }))
    }

    fn check_schema(&self, _: &Pipeline) -> Result<()> {
        Ok(())
    }

    fn count_rewound(&self, pipeline: &Pipeline, day: NaiveDate) -> Result<u64> {
        let since = |name: &str| col(name).gt_eq(lit(date_scalar(day)));
        let touched = since(EFFECTIVE_FROM).or(since(EXPIRY_DATE).and(col(IS_CURRENT).not()));
        Ok(self.table(pipeline)?.versions.lazy().filter(touched).collect().unwrap().height() as u64)
    }

    fn versions(&self, pipeline: &Pipeline) -> Result<Box<dyn Versions>> {
        Ok(Box::new(MemoryVersions { pipeline: pipeline.clone(), rows: self.table(pipeline)?.versions }))
    }

    fn query_first(&self, sql: &str, view: View, most: usize) -> Result<DataFrame> {
        crate::sql::only_reads(sql)?;
        let (mut context, mut records) = (SQLContext::new(), Vec::new());
        for pipeline in &self.pipelines {
            let table = self.table(pipeline)?;
            context.register(&pipeline.name, cut(table.versions.lazy(), view));
            records.extend(table.loads);
        }
        for (name, (.., rows)) in self.models.lock().unwrap().iter() {
            context.register(name, rows.clone().lazy());
        }
        context.register(LOADS, loads(&records).unwrap().lazy());
        context.register(LOAD_TOTALS, load_totals(&records).unwrap().lazy());
        Ok(context.execute(sql).unwrap().collect().unwrap().head(Some(most)))
    }

    fn stamp(&self, table: &str) -> Result<TableStamp> {
        let made = self.models.lock().unwrap().get(table).map(|(times, ..)| *times);
        let changed = self.tables.lock().unwrap().get(table).map(|table| table.past.len() as u64);
        let id = if made.or(changed).is_some() { "memory".to_owned() } else { String::new() };
        Ok(TableStamp { table: table.to_owned(), id, version: made.or(changed).unwrap_or_default() })
    }

    fn model(&self, model: &ModelSpec) -> Result<Option<ModelRecord>> {
        Ok(self.models.lock().unwrap().get(&model.name).map(|(_, record, _)| record.clone()))
    }

    fn model_basis(&self, model: &ModelSpec) -> Result<ModelBasis> {
        let inputs = model.tables().map(|name| self.stamp(name)).collect::<Result<_>>()?;
        Ok(ModelBasis { sql: model.sql.clone(), inputs })
    }

    fn make_model(&self, model: &ModelSpec, run: &str) -> Result<MadeModel> {
        let basis = self.model_basis(model)?;
        let rows = self.model_as_of(model, View::All)?;
        let record = ModelRecord { model: model.name.clone(), basis, rows: rows.height() as u64, run: run.to_owned() };
        let mut models = self.models.lock().unwrap();
        let times = models.get(&model.name).map_or(0, |(times, ..)| *times) + 1;
        models.insert(model.name.clone(), (times, record.clone(), rows.clone()));
        Ok(MadeModel { record, rows, committed: Committed { trouble: None } })
    }

    fn drop_model(&self, model: &ModelSpec) -> Result<()> {
        self.models.lock().unwrap().remove(&model.name);
        Ok(())
    }

    fn model_rows(&self, model: &ModelSpec) -> Result<DataFrame> {
        Ok(self.models.lock().unwrap().get(&model.name).unwrap().2.clone())
    }

    fn model_as_of(&self, model: &ModelSpec, view: View) -> Result<DataFrame> {
        let rows = self.query(&model.sql, view)?;
        let by: Vec<String> = rows.get_column_names().iter().map(|name| name.to_string()).collect();
        Ok(rows.sort(by, SortMultipleOptions::default().with_nulls_last(true)).unwrap())
    }

    fn check_model(&self, model: &ModelSpec) -> Result<Vec<String>> {
        let rows = self.query_first(&model.sql, View::All, 0)?;
        Ok(rows.get_column_names().iter().map(|name| name.to_string()).collect())
    }

    fn inspect(&self, pipeline: &Pipeline) -> Result<Inspection> {
        let TableSize { versions, current, .. } = self.versions(pipeline)?.size();
        Ok(Inspection { versions, current, broken: Vec::new() })
    }

    fn reset(&self) -> Result<()> {
        self.tables.lock().unwrap().clear();
        Ok(())
    }

    fn scratch(&self, _: &Path) -> Result<Box<dyn Warehouse>> {
        Ok(Box::new(Self::new(&self.pipelines)))
    }
}

struct MemoryVersions {
    pipeline: Pipeline,
    rows: DataFrame,
}

impl Versions for MemoryVersions {
    fn size(&self) -> TableSize {
        let current = self.rows.column(IS_CURRENT).unwrap().bool().unwrap().sum().unwrap_or_default();
        TableSize { versions: self.rows.height() as u64, current: current.into(), bytes: 0 }
    }

    fn rows(&self, columns: &[&str], range: Range<u64>) -> Result<DataFrame> {
        let count = range.end.min(self.rows.height() as u64).saturating_sub(range.start);
        Ok(self.rows.slice(range.start as i64, count as usize).select(columns.iter().copied()).unwrap())
    }

    fn blocks(&self, view: View) -> Result<Vec<Range<u64>>> {
        let TableSize { versions, current, .. } = self.size();
        let end = if view == View::Current { current } else { versions };
        Ok((0..end).step_by(BLOCK as usize).map(|from| from..end.min(from + BLOCK)).collect())
    }

    fn of_keys(&self, keys: &DataFrame, _: CheckCancelled<'_>) -> Result<DataFrame> {
        Ok(of_keys(&self.rows, keys, &self.pipeline, JoinType::Semi).unwrap())
    }

    fn nulls(&self) -> Result<Vec<(String, Option<u64>)>> {
        let nulls = version_columns(&self.pipeline).into_iter().map(|name| {
            let count = self.rows.column(name).unwrap().null_count() as u64;
            Ok((name.to_owned(), Some(count)))
        });
        nulls.collect()
    }
}

fn of_keys(rows: &DataFrame, keys: &DataFrame, pipeline: &Pipeline, how: JoinType) -> PolarsResult<DataFrame> {
    let on: Vec<Expr> = pipeline.key_columns().map(|c| col(&c.name)).collect();
    rows.clone().lazy().join(keys.clone().lazy(), on.clone(), on, JoinArgs::new(how)).collect()
}

struct MemoryChange<'a> {
    warehouse: &'a MemoryWarehouse,
    pipeline: &'a Pipeline,
    run: &'a str,
    before: Option<NaiveDate>,
    lost: u64,
    table: Table,
    loads: Vec<LoadRecord>,
}

impl MemoryChange<'_> {
    /// A load whose rows all open a version: one row after the other says what ends.
    fn open_all(&mut self, rows: &DataFrame, request: &LoadRequest<'_>) -> LoadRecord {
        let (pipeline, day) = (self.pipeline, request.source.slot.date);
        let key: Vec<&str> = pipeline.key_names().collect();
        let partition: Vec<&str> = pipeline.partition_column().map(|c| c.name.as_str()).into_iter().collect();
        let (keys, held) = (texts(rows, &key), texts(&request.checked.held, &key));
        let named = texts(rows, &partition);
        let (mut kept, mut closed, mut gone) = (Vec::new(), Vec::new(), std::mem::take(&mut self.lost));
        let versions = &self.table.versions;
        let (own_keys, own_partitions) = (texts(versions, &key), texts(versions, &partition));
        let since = versions.column(EFFECTIVE_FROM).unwrap().date().unwrap().physical().clone();
        let current = versions.column(IS_CURRENT).unwrap().bool().unwrap().clone();
        for at in 0..versions.height() {
            let older = since.get(at).unwrap() < crate::check::epoch_days(day);
            let same_key = !key.is_empty() && keys.contains(&own_keys[at]);
            let ends = match pipeline.load {
                Load::Replace => older || same_key,
                Load::Partition => {
                    let held = !key.is_empty() && held.contains(&own_keys[at]);
                    same_key || named.contains(&own_partitions[at]) && !held
                }
                _ => false,
            };
            match current.get(at).unwrap() && ends {
                false => kept.push(at as IdxSize),
                true if older && pipeline.load != Load::Replace => closed.push(at as IdxSize),
                true => gone += 1,
            }
        }
        let take = |places: &Vec<IdxSize>| versions.take(&IdxCa::from_vec("at".into(), places.clone()));
        let (kept, mut ended) = (take(&kept).unwrap(), take(&closed).unwrap());
        ended.with_column(Column::new_scalar(EXPIRY_DATE.into(), date_scalar(day), ended.height())).unwrap();
        ended.with_column(Column::new_scalar(IS_CURRENT.into(), Scalar::from(false), ended.height())).unwrap();
        let mut figures = LoadFigures::default();
        figures.add(rows, &history::Opening::of(pipeline, day).plan(rows).unwrap(), request).unwrap();
        figures.closed = gone + ended.height() as u64;
        figures.same_day = gone;
        let opened = as_versions(rows.clone(), pipeline, (day, open_end(), true)).unwrap();
        self.table.versions = open_first(opened.vstack(&kept).unwrap().vstack(&ended).unwrap()).unwrap();
        figures.record(pipeline, request)
    }
}

/// The values of some columns, row by row.
fn texts(rows: &DataFrame, columns: &[&str]) -> Vec<Vec<String>> {
    let row = |at| columns.iter().map(|name| format!("{:?}", rows.column(name).unwrap().get(at).unwrap())).collect();
    (0..rows.height()).map(row).collect()
}

impl Change for MemoryChange<'_> {
    fn load(&mut self, request: LoadRequest<'_>) -> Result<LoadOutcome> {
        let (pipeline, day) = (self.pipeline, request.source.slot.date);
        let mut rows = empty_frame(pipeline)?;
        for at in 0..request.checked.accepted.parts() {
            rows.vstack_mut(&request.checked.accepted.part(at)?).unwrap();
        }
        if !pipeline.load.compares() {
            let record = self.open_all(&rows, &request);
            self.loads.push(record.clone());
            return Ok(LoadOutcome::Loaded(Box::new(record)));
        }
        let key: Vec<&str> = pipeline.key_names().collect();
        let (open, closed) = (
            self.table.versions.clone().lazy().filter(col(IS_CURRENT)).collect().unwrap(),
            ended(&self.table).unwrap(),
        );
        let current = open.select(key.iter().copied().chain([ROW_HASH, EFFECTIVE_FROM])).unwrap();
        let incoming = rows.select(key.iter().copied().chain([ROW_HASH])).unwrap();
        let plan = history::plan(pipeline.load, day, &key, &incoming, &current, &request.checked.held).unwrap();
        if let Some(hold) = request.hold(pipeline, plan.absent, open.height() as u64) {
            return Ok(LoadOutcome::Held(hold));
        }
        let opened = as_versions(rows.filter(&plan.opens).unwrap(), pipeline, (day, open_end(), true))?;
        let mut ending = of_keys(&open, &plan.closes, pipeline, JoinType::Semi).unwrap();
        ending.with_column(Column::new_scalar(EXPIRY_DATE.into(), date_scalar(day), ending.height())).unwrap();
        ending.with_column(Column::new_scalar(IS_CURRENT.into(), Scalar::from(false), ending.height())).unwrap();
        let held_on_a_day = ending.clone().lazy().filter(col(EFFECTIVE_FROM).lt(col(EXPIRY_DATE))).collect().unwrap();
        let mut figures = LoadFigures::default();
        figures.add(&rows, &plan, &request).unwrap();
        figures.same_day = (ending.height() - held_on_a_day.height()) as u64;
        self.table.versions = opened
            .vstack(&of_keys(&open, &plan.closes, pipeline, JoinType::Anti).unwrap())
            .unwrap()
            .vstack(&held_on_a_day)
            .unwrap()
            .vstack(&closed)
            .unwrap();
        let record = figures.record(pipeline, &request);
        self.loads.push(record.clone());
        Ok(LoadOutcome::Loaded(Box::new(record)))
    }

    fn versions(&self) -> Result<Box<dyn Versions>> {
        Ok(Box::new(MemoryVersions { pipeline: self.pipeline.clone(), rows: self.table.versions.clone() }))
    }

    fn commit(self: Box<Self>) -> Result<Committed> {
        let Self { warehouse, pipeline, run, before, lost, mut table, loads } = *self;
        if lost > 0 {
            return Err(no_day_left(pipeline));
        }
        table.loads.extend(loads.iter().cloned());
        table.past.push(CommitHistory { run: run.to_owned(), before, loads });
        warehouse.tables.lock().unwrap().insert(pipeline.name.clone(), table);
        Ok(Committed { trouble: None })
    }
}

fn ended(table: &Table) -> PolarsResult<DataFrame> {
    table.versions.clone().lazy().filter(col(IS_CURRENT).not()).collect()
}
