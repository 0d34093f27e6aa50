//! What a load has written so far, and whether that is what was planned.

use polars::prelude::*;

use super::found::{Found, Loaded};
use crate::error::{Doing, Error, ErrorKind, Result};
use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE, LoadPlan, date_scalar, open_end};
use crate::warehouse::delta::commit::FileActions;
use crate::warehouse::delta::data::{self, file_columns};
use crate::warehouse::delta::file::DataFile;
use crate::warehouse::delta::read::collect;
use crate::warehouse::delta::write;
use crate::warehouse::figures::LoadFigures;
use crate::warehouse::key::bounded_columns;
use crate::warehouse::load::LoadRequest;
use crate::workspace::Pipeline;

/// A load while it is written.
pub(super) struct Writing<'a> {
    pub(super) found: &'a Found<'a>,
    pub(super) request: &'a LoadRequest<'a>,
    pub(super) actions: FileActions,
    pub(super) figures: LoadFigures,
    /// The versions found that were to be closed.
    pub(super) ended: u64,
}

impl<'a> Writing<'a> {
    pub(super) fn new(found: &'a Found<'a>, request: &'a LoadRequest<'a>) -> Self {
        Self { found, request, actions: FileActions::default(), figures: LoadFigures::default(), ended: 0 }
    }

    /// All rows of an open file.
    pub(super) fn rows(&self, file: &DataFile) -> Result<DataFrame> {
        let pipeline = self.found.pipeline;
        let Some(frame) = data::scan_paths(std::iter::once(file.path.as_path()), pipeline)? else {
            return data::no_versions(pipeline);
        };
        let frame = frame.select(file_columns(pipeline).into_iter().map(col).collect::<Vec<_>>());
        collect(pipeline, frame, || Ok(vec![file.clone()]))
    }

    /// Versions that end on the day of the load, as far as they held on any day and are kept.
    pub(super) fn ended(&mut self, mut versions: DataFrame) -> Result<DataFrame> {
        self.ended += versions.height() as u64;
        let day = date_scalar(self.request.source.slot.date);
        let end = Column::new_scalar(EXPIRY_DATE.into(), day, versions.height());
        versions.with_column(end).doing(self.ending())?;
        // Opened and closed on one day, by two files of it: it held on no day at all.
        let held = col(EFFECTIVE_FROM).lt(col(EXPIRY_DATE)).and(lit(self.found.pipeline.load.keeps_history()));
        let ended = versions.clone().lazy().filter(held).collect().doing(self.ending())?;
        self.figures.same_day += (versions.height() - ended.height()) as u64;
        Ok(ended)
    }

    /// What is being done where versions end, for an error.
    pub(super) fn ending(&self) -> String {
        format!("end the versions of `{}` that `{}` changes", self.found.pipeline.name, self.request.source.file)
    }

    pub(super) fn write(&mut self, open: &DataFrame, closed: &DataFrame) -> Result<()> {
        let Found { folder, names, pipeline, .. } = *self.found;
        for (rows, current) in [(open, true), (closed, false)] {
            self.actions.adds.extend(write::write(folder, names, rows, current, &bounded_columns(pipeline))?);
        }
        Ok(())
    }

    /// Compares what was written with what was planned, before anything is visible; `expected` is how many versions
    /// are to be current then.
    pub(super) fn finish(self, expected: Option<u64>) -> Result<Loaded> {
        let figures = &self.figures;
        let added = records(self.actions.adds.iter().filter(|f| f.current));
        let after = (records(self.found.open.iter()) + added).checked_sub(records(self.actions.removes.iter()));
        let rows = self.request.checked.counts.accepted;
        let planned = figures.opened + figures.unchanged == figures.incoming && figures.incoming == rows;
        if planned && after.is_some() && after == expected && self.ended == figures.closed {
            let record = self.figures.record(self.found.pipeline, self.request);
            return Ok(Loaded::FileActions(Box::new((self.actions, record))));
        }
        let (after, expected) = (after.unwrap_or_default(), expected.unwrap_or_default());
        let message = format!(
            "the load would leave {after} current versions and close {}, expected {expected} and {}; nothing was committed",
            self.ended, figures.closed
        );
        Err(Error::new(ErrorKind::Warehouse, message).hint("Run `shoptui doctor` and report this."))
    }
}

pub(super) fn records<'a>(files: impl Iterator<Item = &'a DataFile>) -> u64 {
    files.map(|f| f.rows).sum()
}

/// The incoming rows as open versions, in the columns of a data file.
pub(super) fn versions(accepted: &DataFrame, plan: &LoadPlan, pipeline: &Pipeline) -> PolarsResult<DataFrame> {
    let mut frame = accepted.clone();
    let end = Column::new_scalar(EXPIRY_DATE.into(), date_scalar(open_end()), frame.height());
    frame.with_column(plan.effective_from.clone())?;
    frame.with_column(end)?;
    frame.select(file_columns(pipeline))
}
