//! Loads of which every row opens a version: which of the current versions end instead.

use chrono::NaiveDate;
use polars::prelude::*;

use super::load_plan::LoadPlan;
use super::{EFFECTIVE_FROM, epoch_days};
use crate::workspace::{Load, Pipeline};

/// What such a load goes by.
#[derive(Debug, Clone)]
pub struct Opening<'a> {
    load: Load,
    day: NaiveDate,
    key: Vec<&'a str>,
    partition_by: Option<&'a str>,
}

impl<'a> Opening<'a> {
    /// A load of a pipeline on a day.
    pub fn of(pipeline: &'a Pipeline, day: NaiveDate) -> Self {
        Self {
            load: pipeline.load,
            day,
            key: pipeline.key_columns().map(|c| c.name.as_str()).collect(),
            partition_by: pipeline.partition_column().map(|c| c.name.as_str()),
        }
    }

    /// What a version is told by where it is looked at: the columns of the key and of the partition, and its first day.
    pub fn columns(&self) -> Vec<&'a str> {
        let own = self.key.iter().copied().filter(|name| Some(*name) != self.partition_by);
        own.chain(self.partition_by).chain([EFFECTIVE_FROM]).collect()
    }

    /// Whether what older days left ends, whatever it is.
    pub fn ends_older_days(&self) -> bool {
        !self.load.keeps_history()
    }

    /// Which of some current versions end: true for each that does.
    ///
    /// `current` holds [`Self::columns`], `incoming` the same but the day, in several rows or not; `held` the key.
    pub fn ends(&self, incoming: &DataFrame, current: &DataFrame, held: &DataFrame) -> PolarsResult<BooleanChunked> {
        let mut ends = match (self.load, self.partition_by) {
            (Load::Replace, _) => {
                let day = Scalar::from(epoch_days(self.day)).into_column("day".into());
                let since = current.column(EFFECTIVE_FROM)?.date()?.physical().clone().into_column();
                since.as_materialized_series().lt(day.as_materialized_series())?
            }
            (_, Some(column)) => {
                let named = among(current, incoming, &[column])?;
                if self.key.is_empty() { named } else { named & !among(current, held, &self.key)? }
            }
            _ => BooleanChunked::full("ends".into(), false, current.height()),
        };
        if !self.key.is_empty() {
            // A key has one current version, whatever else it is in.
            ends = ends | among(current, incoming, &self.key)?;
        }
        Ok(ends)
    }

    /// The plan of a part of its rows: each of them opens a version.
    pub fn plan(&self, rows: &DataFrame) -> PolarsResult<LoadPlan> {
        LoadPlan::all_new(self.day, &self.key, rows)
    }
}

/// Which rows have values of some columns that others have too; a null is a value.
fn among(rows: &DataFrame, others: &DataFrame, columns: &[&str]) -> PolarsResult<BooleanChunked> {
    const AT: &str = "__at";
    let mut found = vec![false; rows.height()];
    if others.height() > 0 {
        let on: Vec<Expr> = columns.iter().map(|name| col(*name)).collect();
        let known = others.clone().lazy().select(on.clone()).unique(None, UniqueKeepStrategy::Any);
        let args = JoinArgs { nulls_equal: true, ..JoinArgs::new(JoinType::Semi) };
        let numbered = rows.select(columns.iter().copied())?.lazy().with_row_index(AT, None);
        let hits = numbered.join(known, on.clone(), on, args).select([col(AT)]).collect()?;
        for at in hits.column(AT)?.idx()?.iter().flatten() {
            if let Some(found) = found.get_mut(at as usize) {
                *found = true;
            }
        }
    }
    Ok(BooleanChunked::from_slice("among".into(), &found))
}
