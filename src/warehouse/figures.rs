//! What a load comes to: figures of its parts, whether it waits for a yes, and what its commit says of it.

use polars::prelude::{DataFrame, PolarsResult};

use super::load::{Hold, LoadRecord, LoadRequest, Shrink, TotalRecord};
use crate::check::Total;
use crate::history::LoadPlan;
use crate::workspace::Pipeline;

/// What the parts of a load come to.
#[derive(Debug, Default)]
pub struct LoadFigures {
    /// Good rows.
    pub incoming: u64,
    /// Versions that open.
    pub opened: u64,
    /// Versions that end.
    pub closed: u64,
    /// Good rows that say what is current already.
    pub unchanged: u64,
    /// Of the versions that end, those that are gone: they held on no day, or no history is kept.
    pub same_day: u64,
    /// For each decimal column, over the good rows that open a version and over all of them.
    totals: Vec<(i128, i128)>,
}

impl LoadFigures {
    /// Adds the rows of a part, which are planned.
    pub fn add(&mut self, rows: &DataFrame, plan: &LoadPlan, request: &LoadRequest<'_>) -> PolarsResult<()> {
        self.incoming += rows.height() as u64;
        self.opened += plan.opened;
        self.closed += plan.closed;
        self.unchanged += plan.unchanged;
        let opened = if plan.unchanged == 0 { rows.clone() } else { rows.filter(&plan.opens)? };
        let sum = |frame: &DataFrame, total: &Total| -> PolarsResult<i128> {
            Ok(frame.column(&total.column)?.as_materialized_series().decimal()?.physical().iter().flatten().sum())
        };
        let totals = &request.checked.totals;
        self.totals.resize(totals.len(), (0, 0));
        for (total, so_far) in totals.iter().zip(&mut self.totals) {
            so_far.0 += sum(&opened, total)?;
            so_far.1 += sum(rows, total)?;
        }
        Ok(())
    }

    /// What the commit of a load says of it.
    pub fn record(&self, pipeline: &Pipeline, request: &LoadRequest<'_>) -> LoadRecord {
        let LoadRequest { source, run, checked, .. } = request;
        let counts = checked.counts;
        let totals = checked.totals.iter().zip(&self.totals).map(|(total, (opened, all))| TotalRecord {
            column: total.column.clone(),
            scale: total.scale,
            file: total.file.to_string(),
            rejected: total.rejected.to_string(),
            duplicates: total.duplicates.to_string(),
            opened: opened.to_string(),
            unchanged: (all - opened).to_string(),
        });
        LoadRecord {
            pipeline: pipeline.name.clone(),
            date: source.slot.date,
            part: source.slot.part.clone(),
            file: source.file.clone(),
            archived: (source.archived != source.file).then(|| source.archived.clone()),
            sha256: source.sha256.clone(),
            corrections: source.corrections.clone(),
            upstream_fingerprint: source.upstream_fingerprint.clone(),
            rows: counts.rows,
            accepted: counts.accepted,
            rejected: counts.rejected,
            duplicates: counts.duplicates,
            opened: self.opened,
            closed: self.closed,
            unchanged: self.unchanged,
            same_day: Some(self.same_day),
            run: (*run).to_owned(),
            totals: totals.collect(),
        }
    }
}

impl LoadRequest<'_> {
    /// Whether a load can be held back at all: a snapshot for which the owner has not said yes.
    pub fn may_hold(&self, pipeline: &Pipeline) -> bool {
        pipeline.load.ends_absent() && self.shrink == Shrink::Hold && pipeline.max_shrink < 1.0
    }

    /// Holds back a snapshot without rows, or one that closes too many of the keys that are current.
    pub fn hold(&self, pipeline: &Pipeline, closing: u64, current: u64) -> Option<Hold> {
        let rows = self.checked.counts.rows;
        let too_many = closing as f64 > pipeline.max_shrink * current as f64;
        (self.may_hold(pipeline) && (rows == 0 || too_many)).then_some(Hold { rows, closing, current })
    }
}
