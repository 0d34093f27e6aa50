//! The versions of a table at one moment, read in parts: only the files and row groups that hold what is asked for.

use std::ops::Range;

use polars::prelude::*;

use super::data;
use super::file::DataFile;
use super::footer::Footer;
use super::read::collect;
use crate::error::Result;
use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT};
use crate::warehouse::inspection::TableSize;
use crate::warehouse::traits::Versions;
use crate::workspace::Pipeline;

/// The files of a table at one moment; none of them is ever edited.
pub(super) struct DeltaVersions {
    pipeline: Pipeline,
    /// The files with their first rows: open versions first, the rest in the order of the log.
    files: Vec<(u64, DataFile)>,
    size: TableSize,
}

impl DeltaVersions {
    pub(super) fn new(pipeline: &Pipeline, mut files: Vec<DataFile>) -> Self {
        // The order is stable: the same files are always in the same rows.
        files.sort_by_key(|file| !file.current);
        let mut size = TableSize::default();
        let mut placed = Vec::with_capacity(files.len());
        for file in files {
            let first = size.versions;
            size.versions += file.rows;
            size.current += if file.current { file.rows } else { 0 };
            size.bytes += file.size;
            placed.push((first, file));
        }
        Self { pipeline: pipeline.clone(), files: placed, size }
    }

    /// The part of a file's rows that lies in a range of all rows: from which row of the file on, and how many.
    fn part(&self, at: usize, range: &Range<u64>) -> Option<(u64, u64)> {
        let (first, _) = self.files.get(at)?;
        let end = self.files.get(at + 1).map_or(self.size.versions, |(next, _)| *next);
        let (from, to) = (range.start.max(*first), range.end.min(end));
        (from < to).then(|| (from - first, to - from))
    }

    fn columns(&self) -> Vec<&str> {
        let own = self.pipeline.columns.iter().map(|c| c.name.as_str());
        own.chain([EFFECTIVE_FROM, EXPIRY_DATE, IS_CURRENT]).collect()
    }
}

impl Versions for DeltaVersions {
    fn size(&self) -> TableSize {
        self.size
    }

    fn rows(&self, range: Range<u64>) -> Result<DataFrame> {
        let mut parts = Vec::new();
        for (at, (_, file)) in self.files.iter().enumerate() {
            let Some((from, count)) = self.part(at, &range) else { continue };
            let Some(frame) = data::scan_paths(std::iter::once(file.path.as_path()), &self.pipeline)? else { continue };
            let count = IdxSize::try_from(count).unwrap_or(IdxSize::MAX);
            parts.push(frame.slice(from as i64, count).with_column(lit(file.current).alias(IS_CURRENT)));
        }
        if parts.is_empty() {
            parts.push(data::scan(&[], &self.pipeline)?);
        }
        let order: Vec<Expr> = self.columns().into_iter().map(col).collect();
        let all = concat(parts, UnionArgs::default())?;
        collect(all.select(order), || Ok(self.files.iter().map(|(_, file)| file.clone()).collect()))
    }

    fn nulls(&self) -> Result<Vec<(String, Option<u64>)>> {
        let mut nulls: Vec<(String, Option<u64>)> =
            self.columns().into_iter().map(|name| (name.to_owned(), Some(0))).collect();
        for (_, file) in &self.files {
            let footer = Footer::read(&file.path)?;
            for (name, sum) in nulls.iter_mut().filter(|(name, _)| name != IS_CURRENT) {
                *sum = (*sum).and_then(|sum| Some(sum + footer.nulls(name)?));
            }
        }
        Ok(nulls)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::history::View;
    use crate::sample::{self, Plan};
    use crate::{run, warehouse, workspace};

    struct Quiet;

    impl run::Listener for Quiet {
        fn event(&self, _: &run::Event) {}
    }

    fn loaded(dir: &Path) -> workspace::Workspace {
        sample::write(&dir.join("landing_zone"), &Plan::shop(60, 40, 4)).unwrap();
        let workspace = workspace::open(dir).unwrap();
        run::execute(&workspace, &run::Request::default(), chrono::Utc::now, &Quiet).unwrap();
        workspace
    }

    #[test]
    fn parts_put_together_are_the_table() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = loaded(folder.path());
        let warehouse = warehouse::open(&workspace).unwrap();
        for pipeline in &workspace.pipelines {
            let versions = warehouse.versions(pipeline).unwrap();
            let size = versions.size();
            assert_eq!(
                (size.versions, size.current),
                warehouse.inspect(pipeline).map(|i| (i.versions, i.current)).unwrap(),
            );
            let mut parts = versions.rows(0..0).unwrap();
            for start in (0..size.versions).step_by(7) {
                parts.vstack_mut(&versions.rows(start..start + 7).unwrap()).unwrap();
            }
            let by = ["effective_from"].into_iter().chain(pipeline.key_columns().map(|c| c.name.as_str()));
            let by: Vec<&str> = by.collect();
            let scanned = warehouse.scan(pipeline, View::All).unwrap().collect().unwrap().drop("row_hash").unwrap();
            let options = SortMultipleOptions::default;
            assert!(parts.sort(by.clone(), options()).unwrap().equals_missing(&scanned.sort(by, options()).unwrap()));
            for (name, nulls) in versions.nulls().unwrap() {
                assert_eq!(nulls, Some(scanned.column(&name).unwrap().null_count() as u64), "{name}");
            }
            assert_eq!(versions.rows(size.versions..size.versions + 5).unwrap().height(), 0);
        }
    }

    #[test]
    fn they_stay_as_they_are_while_the_table_changes() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = loaded(folder.path());
        let warehouse = warehouse::open(&workspace).unwrap();
        let pipeline = workspace.pipeline("customer").unwrap();
        let before = warehouse.versions(pipeline).unwrap();
        let rows = before.rows(0..u64::MAX).unwrap();
        sample::write(&folder.path().join("landing_zone"), &Plan::shop(60, 40, 6)).unwrap();
        run::execute(&workspace, &run::Request::default(), chrono::Utc::now, &Quiet).unwrap();
        assert!(warehouse.versions(pipeline).unwrap().size().versions > before.size().versions);
        assert!(before.rows(0..u64::MAX).unwrap().equals_missing(&rows));
    }
}
