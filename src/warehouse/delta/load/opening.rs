//! Loads of which every row opens a version: added, in the place of whole days, or of whole partitions.
//!
//! What cannot end is not read: nothing where rows are only added, no row of an older day where that goes as a whole,
//! and of partitions only files that may have one of those that are named.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::found::{Found, Loaded};
use super::writing::{Writing, records, versions};
use crate::error::{Doing, Result};
use crate::history::{EFFECTIVE_FROM, Opening};
use crate::warehouse::delta::data::{self, no_versions};
use crate::warehouse::delta::file::DataFile;
use crate::warehouse::delta::footer::Footer;
use crate::warehouse::delta::partitions;
use crate::warehouse::delta::read::collect;
use crate::warehouse::delta::write;
use crate::warehouse::load::LoadRequest;
use crate::workspace::{Column as Spec, Pipeline};

/// Plans a load and writes its files.
pub(super) fn load(found: &Found<'_>, request: &LoadRequest<'_>) -> Result<Loaded> {
    let mut job = Job {
        opening: Opening::of(found.pipeline, request.source.slot.date),
        writing: Writing::new(found, request),
        left: Vec::new(),
        ends: BTreeMap::new(),
    };
    job.drop_older_days()?;
    for at in 0..request.checked.accepted.parts() {
        (request.check_cancelled)(0)?;
        job.part(request.checked.accepted.part(at)?)?;
    }
    job.rewrite()?;
    let figures = &job.writing.figures;
    let before = records(found.open.iter()) + found.lost;
    let expected = (before + figures.opened).checked_sub(figures.closed);
    job.writing.finish(expected)
}

/// A load while it is planned and written.
struct Job<'a> {
    opening: Opening<'a>,
    writing: Writing<'a>,
    /// The open files that were not dropped as a whole.
    left: Vec<&'a DataFile>,
    /// By the place of a file among these, which of its versions end.
    ends: BTreeMap<usize, BooleanChunked>,
}

impl Job<'_> {
    /// Where no history is kept, takes out whole files of older days, unread.
    fn drop_older_days(&mut self) -> Result<()> {
        let Found { open, lost, .. } = *self.writing.found;
        let day = self.writing.request.source.slot.date;
        if !self.opening.ends_older_days() {
            self.left = open.iter().collect();
            return Ok(());
        }
        self.drop(lost);
        for file in open {
            if data::may_reach(file, EFFECTIVE_FROM, day)? {
                self.left.push(file);
            } else {
                self.writing.actions.removes.push(file.clone());
                self.drop(file.rows);
            }
        }
        Ok(())
    }

    /// Counts versions that end and are gone.
    fn drop(&mut self, versions: u64) {
        self.writing.figures.closed += versions;
        self.writing.figures.same_day += versions;
        self.writing.ended += versions;
    }

    /// Writes the rows of a part, and finds what ends because of them.
    fn part(&mut self, rows: DataFrame) -> Result<()> {
        let Writing { found, request, .. } = self.writing;
        let file = &request.source.file;
        let plan = self.opening.plan(&rows).doing(format_args!("plan the load of `{file}`"))?;
        self.writing.figures.add(&rows, &plan, request).doing(format_args!("add up the rows of `{file}`"))?;
        for at in self.candidates(&rows)? {
            let Some(of) = self.left.get(at).copied() else { continue };
            let columns = self.opening.columns().into_iter().map(col).collect::<Vec<_>>();
            let Some(frame) = data::scan_paths(std::iter::once(of.path.as_path()), found.pipeline)? else { continue };
            let current = collect(found.pipeline, frame.select(columns), || Ok(vec![of.clone()]))?;
            let ends = self.opening.ends(&rows, &current, &request.checked.held).doing(self.writing.ending())?;
            if ends.any() {
                let all = match self.ends.remove(&at) {
                    Some(known) => known | ends,
                    None => ends,
                };
                self.ends.insert(at, all);
            }
        }
        let opened = versions(&rows, &plan, found.pipeline).doing(format_args!("open the versions of `{file}`"))?;
        let none = no_versions(found.pipeline)?;
        partitions::files_of(opened, found.pipeline)?.iter().try_for_each(|rows| self.writing.write(rows, &none))
    }

    /// The places of the files that may hold a version that ends because of some rows.
    fn candidates(&self, rows: &DataFrame) -> Result<Vec<usize>> {
        let Found { pipeline, .. } = *self.writing.found;
        let day = self.writing.request.source.slot.date;
        let mut found = Vec::new();
        for (at, file) in self.left.iter().enumerate() {
            let older = self.opening.ends_older_days() && data::may_begin_before(file, day)?;
            if older || may_have(file, pipeline.key_columns().next(), rows)? || may_name(file, pipeline, rows)? {
                found.push(at);
            }
        }
        Ok(found)
    }

    /// Takes what ends out of the files that hold it.
    fn rewrite(&mut self) -> Result<()> {
        for (at, ends) in std::mem::take(&mut self.ends) {
            (self.writing.request.check_cancelled)(0)?;
            let Some(file) = self.left.get(at).copied() else { continue };
            self.writing.figures.closed += u64::from(ends.sum().unwrap_or_default());
            let rows = self.writing.rows(file)?;
            let (ended, rest) = (rows.filter(&ends), rows.filter(&!&ends));
            let closed = self.writing.ended(ended.doing(self.writing.ending())?)?;
            self.writing.write(&rest.doing(self.writing.ending())?, &closed)?;
            self.writing.actions.removes.push(file.clone());
        }
        Ok(())
    }
}

/// Whether a file may have a value of a column that some rows have; a null counts as none.
fn may_have(file: &DataFile, column: Option<&Spec>, rows: &DataFrame) -> Result<bool> {
    let Some(column) = column.filter(|_| rows.height() > 0) else { return Ok(false) };
    match write::range(rows, &column.name)? {
        Some(range) => Ok(!data::overlapping(std::slice::from_ref(file), column, &range)?.is_empty()),
        None => Ok(nulls(rows, column)? < rows.height()),
    }
}

/// Whether a file may have a partition that some rows name.
fn may_name(file: &DataFile, pipeline: &Pipeline, rows: &DataFrame) -> Result<bool> {
    let Some(column) = pipeline.partition_column() else { return Ok(false) };
    if may_have(file, Some(column), rows)? {
        return Ok(true);
    }
    let named = nulls(rows, column)? > 0;
    Ok(named && Footer::read(&file.path)?.nulls(&column.name).is_none_or(|nulls| nulls > 0))
}

fn nulls(rows: &DataFrame, column: &Spec) -> Result<usize> {
    Ok(rows.column(&column.name).doing("count the nulls of a column")?.null_count())
}
