//! What a file's rows were checked against beyond the file: the loads of the tables that they refer to.
//!
//! A short text stands for the loads of those tables up to a day. Where a load says another one than would be said now,
//! its file is checked again.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use xxhash_rust::xxh3::Xxh3;

use crate::error::Result;
use crate::warehouse::{LoadRecord, Warehouse};
use crate::workspace::{Pipeline, Workspace};

/// For each day what stands for the loads of the tables that a pipeline refers to.
#[derive(Debug, Default)]
pub struct Upstream {
    /// After each day with a load of any of them.
    days: BTreeMap<NaiveDate, String>,
    /// Whether it refers to any table.
    refers: bool,
    /// From this day on it is expected to be another before it is asked for.
    moves_from: Option<NaiveDate>,
}

impl Upstream {
    /// Looks at the loads of the tables that a pipeline refers to.
    pub fn of(workspace: &Workspace, warehouse: &dyn Warehouse, pipeline: &Pipeline) -> Result<Self> {
        let tables: BTreeSet<&str> = pipeline.refers_to().collect();
        let mut loads: Vec<LoadRecord> = Vec::new();
        for table in &tables {
            loads.extend(warehouse.loads(workspace.pipeline(table)?)?);
        }
        loads.sort_by(|a, b| (a.date, &a.pipeline, &a.part).cmp(&(b.date, &b.pipeline, &b.part)));
        let mut hash = Xxh3::new();
        let mut days = BTreeMap::new();
        for load in &loads {
            let texts =
                [&load.pipeline, &load.sha256].into_iter().chain(&load.corrections).chain(&load.upstream_fingerprint);
            texts.for_each(|text| hash.update(text.as_bytes()));
            hash.update(load.date.to_string().as_bytes());
            days.insert(load.date, format!("{:016x}", hash.digest()));
        }
        Ok(Self { days, refers: !tables.is_empty(), moves_from: None })
    }

    /// Whether the pipeline refers to any table.
    pub fn refers(&self) -> bool {
        self.refers
    }

    /// What stands for the loads up to a day; none if the pipeline refers to no table.
    pub fn on(&self, day: NaiveDate) -> Option<String> {
        let text = self.days.range(..=day).next_back().map(|(_, text)| text.clone());
        self.refers.then(|| text.unwrap_or_else(|| "nothing".to_owned()))
    }

    /// The same where those tables are expected to change from a day on.
    pub fn moving_from(self, day: Option<NaiveDate>) -> Self {
        Self { moves_from: day, ..self }
    }

    /// Whether a load stands for other loads of those tables than there are, or will be.
    pub fn has_moved_since(&self, load: &LoadRecord) -> bool {
        load.upstream_fingerprint != self.on(load.date)
            || self.refers && self.moves_from.is_some_and(|day| load.date >= day)
    }
}
