//! The versions of a table at one moment, read in parts: only the files and row groups that hold what is asked for.

use std::ops::Range;

use polars::prelude::*;

use super::data;
use super::file::DataFile;
use super::footer::Footer;
use super::read;
use super::write;
use crate::error::{CheckCancelled, Doing, Result};
use crate::history::{IS_CURRENT, View};
use crate::warehouse::inspection::TableSize;
use crate::warehouse::key::version_columns;
use crate::warehouse::traits::Versions;
use crate::workspace::Pipeline;

/// So many rows at most are in a block: whole row groups of a file.
const BLOCK: u64 = 2 * data::ROW_GROUP as u64;
/// In so many files keys are looked for at a time; between them it may be stopped.
const FILES: usize = 16;

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

    /// What is being done, for an error.
    fn read_versions(&self) -> String {
        format!("read versions of `{}`", self.pipeline.name)
    }

    /// The part of a file's rows that lies in a range of all rows: from which row of the file on, and how many.
    fn part(&self, at: usize, range: &Range<u64>) -> Option<(u64, u64)> {
        let (first, _) = self.files.get(at)?;
        let end = self.files.get(at + 1).map_or(self.size.versions, |(next, _)| *next);
        let (from, to) = (range.start.max(*first), range.end.min(end));
        (from < to).then(|| (from - first, to - from))
    }
}

impl Versions for DeltaVersions {
    fn size(&self) -> TableSize {
        self.size
    }

    fn rows(&self, columns: &[&str], range: Range<u64>) -> Result<DataFrame> {
        let (mut parts, mut files) = (Vec::new(), Vec::new());
        for (at, (_, file)) in self.files.iter().enumerate() {
            let Some((from, count)) = self.part(at, &range) else { continue };
            let Some(frame) = data::scan_paths(std::iter::once(file.path.as_path()), &self.pipeline)? else { continue };
            let count = IdxSize::try_from(count).unwrap_or(IdxSize::MAX);
            parts.push(frame.slice(from as i64, count).with_column(lit(file.current).alias(IS_CURRENT)));
            files.push(file.clone());
        }
        if parts.is_empty() {
            parts.push(data::scan(&[], &self.pipeline)?);
        }
        let wanted: Vec<Expr> = columns.iter().map(|name| col(*name)).collect();
        let all = concat(parts, UnionArgs::default()).doing(self.read_versions())?;
        read::versions(&self.pipeline, all.select(wanted), || Ok(files))
    }

    fn blocks(&self, view: View) -> Result<Vec<Range<u64>>> {
        let mut blocks: Vec<Range<u64>> = Vec::new();
        for (first, file) in &self.files {
            if !data::may_hold(file, view)? {
                continue;
            }
            let end = first + file.rows;
            match blocks.last_mut() {
                // Small files are read together, but open and closed versions apart.
                Some(last) if last.end == *first && *first != self.size.current && end - last.start <= BLOCK => {
                    last.end = end;
                }
                _ => blocks.extend((*first..end).step_by(BLOCK as usize).map(|from| from..end.min(from + BLOCK))),
            }
        }
        Ok(blocks)
    }

    fn of_keys(&self, keys: &DataFrame, check_cancelled: CheckCancelled<'_>) -> Result<DataFrame> {
        let key: Vec<&str> = self.pipeline.key_names().collect();
        let mut files: Vec<DataFile> = self.files.iter().map(|(_, file)| file.clone()).collect();
        if let Some(first) = self.pipeline.key_columns().next()
            && let Some(range) = write::range(keys, &first.name)?
        {
            files = data::overlapping(&files, first, &range)?;
        }
        let wanted = has_key(keys, &key).doing(self.read_versions())?;
        let mut found = read::collect(&self.pipeline, data::scan(&[], &self.pipeline)?, || Ok(Vec::new()))?;
        for files in files.chunks(FILES) {
            check_cancelled(0)?;
            let rows = data::scan(files, &self.pipeline)?.filter(wanted.clone());
            found
                .vstack_mut(&read::versions(&self.pipeline, rows, || Ok(files.to_vec()))?)
                .doing(self.read_versions())?;
        }
        if key.len() == 1 || keys.height() == 1 {
            return Ok(found);
        }
        let on: Vec<Expr> = key.iter().map(|name| col(*name)).collect();
        let found = found.lazy().join(keys.clone().lazy(), on.clone(), on, JoinArgs::new(JoinType::Semi));
        found.collect().doing(self.read_versions())
    }

    fn nulls(&self) -> Result<Vec<(String, Option<u64>)>> {
        let columns = version_columns(&self.pipeline).into_iter();
        let mut nulls: Vec<(String, Option<u64>)> = columns.map(|name| (name.to_owned(), Some(0))).collect();
        for (_, file) in &self.files {
            let footer = Footer::read(&file.path)?;
            for (name, sum) in nulls.iter_mut().filter(|(name, _)| name != IS_CURRENT) {
                *sum = (*sum).and_then(|sum| Some(sum + footer.nulls(name)?));
            }
        }
        Ok(nulls)
    }
}

/// Whether a version may be of one of some keys: of a single key, it is; of several, its first key column is one of theirs.
fn has_key(keys: &DataFrame, key: &[&str]) -> PolarsResult<Expr> {
    if keys.height() == 1 {
        return key.iter().try_fold(lit(true), |all, name| {
            let column = keys.column(name)?;
            let value = Scalar::new(column.dtype().clone(), column.get(0)?.into_static());
            Ok(all.and(col(*name).eq(lit(value))))
        });
    }
    let Some(first) = key.first() else { return Ok(lit(false)) };
    let values = lit(keys.column(first)?.as_materialized_series().clone()).implode(true);
    Ok(col(*first).is_in(values, false))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail on the spot")]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::sample::{self, Plan};
    use crate::warehouse::delta::DeltaWarehouse;
    use crate::warehouse::key::stored_columns;
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
            let columns = stored_columns(pipeline);
            let mut parts = versions.rows(&columns, 0..0).unwrap();
            for start in (0..size.versions).step_by(7) {
                parts.vstack_mut(&versions.rows(&columns, start..start + 7).unwrap()).unwrap();
            }
            let scanned = data::scan(&files(&workspace, pipeline), pipeline).unwrap().collect().unwrap();
            let by = ["effective_from"].into_iter().chain(pipeline.key_names());
            let by: Vec<&str> = by.collect();
            let options = SortMultipleOptions::default;
            assert!(parts.sort(by.clone(), options()).unwrap().equals_missing(&scanned.sort(by, options()).unwrap()));
            for (name, nulls) in versions.nulls().unwrap() {
                assert_eq!(nulls, Some(scanned.column(&name).unwrap().null_count() as u64), "{name}");
            }
            assert_eq!(versions.rows(&columns, size.versions..size.versions + 5).unwrap().height(), 0);
        }
    }

    fn files(workspace: &workspace::Workspace, pipeline: &Pipeline) -> Vec<DataFile> {
        let warehouse =
            DeltaWarehouse::open(workspace.warehouse.local_path(), &workspace.pipelines, &workspace.models).unwrap();
        warehouse.log(pipeline).unwrap().files().unwrap()
    }

    #[test]
    fn a_block_leaves_out_files_without_versions_of_the_view() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = loaded(folder.path());
        let warehouse = warehouse::open(&workspace).unwrap();
        let pipeline = workspace.pipeline("customer").unwrap();
        let versions = warehouse.versions(pipeline).unwrap();
        let size = versions.size();
        let rows = |view| -> u64 { versions.blocks(view).unwrap().iter().map(|block| block.end - block.start).sum() };
        let day = |day| chrono::NaiveDate::from_ymd_opt(2024, 10, day).unwrap();
        assert_eq!((rows(View::All), rows(View::Current)), (size.versions, size.current));
        assert_eq!((rows(View::On(day(1))), rows(View::AsOf(day(1)))), (0, 0));
        // What ended is read for the days before its end alone.
        assert_eq!(rows(View::On(day(31))), size.current);
        assert!(rows(View::On(day(9))) > size.current);
    }

    #[test]
    fn they_stay_as_they_are_while_the_table_changes() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = loaded(folder.path());
        let warehouse = warehouse::open(&workspace).unwrap();
        let pipeline = workspace.pipeline("customer").unwrap();
        let before = warehouse.versions(pipeline).unwrap();
        let rows = before.rows(&version_columns(pipeline), 0..u64::MAX).unwrap();
        sample::write(&folder.path().join("landing_zone"), &Plan::shop(60, 40, 6)).unwrap();
        run::execute(&workspace, &run::Request::default(), chrono::Utc::now, &Quiet).unwrap();
        assert!(warehouse.versions(pipeline).unwrap().size().versions > before.size().versions);
        assert!(before.rows(&version_columns(pipeline), 0..u64::MAX).unwrap().equals_missing(&rows));
    }
}
