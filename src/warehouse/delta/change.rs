//! A change of a table while it goes on: what it was rewound to, the loads so far, and one commit for all of it.
//!
//! Its files are written and synced one load after the other; a file that a later load of the same change replaces is
//! removed again. Nothing is visible before the commit, and nothing stays of a change that is dropped.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use polars::prelude::*;

use super::commit::FileActions;
use super::commit_info::{CommitEntry, Replay};
use super::data::{self, file_columns};
use super::file::DataFile;
use super::load::{self, Found, Loaded};
use super::log::Log;
use super::read::collect;
use super::versions::DeltaVersions;
use super::write::{self, Names};
use crate::error::{CheckCancelled, Doing, Error, ErrorKind, Result};
use crate::history::{EFFECTIVE_FROM, EXPIRY_DATE, date_scalar, open_end};
use crate::warehouse::key::bounded_columns;
use crate::warehouse::load::{Begin, Committed, LoadOutcome, LoadRecord, LoadRequest, Start};
use crate::warehouse::rewound::{Rewound, no_day_left, rewound};
use crate::warehouse::traits::{Change, Versions};
use crate::workspace::Pipeline;

pub(super) struct DeltaChange<'a> {
    log: Log<'a>,
    folder: PathBuf,
    pipeline: &'a Pipeline,
    run: &'a str,
    /// The names of its files.
    names: Names,
    /// The data files of the table as the change left it so far.
    files: Vec<DataFile>,
    /// What its commit changes.
    actions: FileActions,
    records: Vec<LoadRecord>,
    /// Where the table was rewound to; none if it was not.
    before: Option<NaiveDate>,
    /// How many versions the days before left that the rewind could not bring back; the first load drops them.
    lost: u64,
    committed: bool,
}

impl<'a> DeltaChange<'a> {
    pub(super) fn begin(mut log: Log<'a>, folder: PathBuf, begin: Begin<'a>) -> Result<Self> {
        let Begin { pipeline, run, start } = begin;
        let metadata = match start {
            Start::Nothing => super::schema::rebuilt(&log, pipeline)?,
            _ => super::schema::grown(&log, pipeline)?,
        };
        let protocol =
            if metadata.is_some() { super::schema::protocol(&log, &data::delta_columns(pipeline)?)? } else { None };
        log.create(data::delta_columns(pipeline)?, super::schema::settings(pipeline))?;
        let files = match start {
            // What is dropped need not be believed.
            Start::Nothing => log.files_to_drop()?,
            _ => log.files()?,
        };
        let names = Names::of(format!("{run}-{}", log.table().and_then(|table| table.version()).unwrap_or_default()));
        let mut change = Self {
            log,
            folder,
            pipeline,
            run,
            names,
            files,
            actions: FileActions { metadata, protocol, ..FileActions::default() },
            records: Vec::new(),
            before: None,
            lost: 0,
            committed: false,
        };
        match start {
            Start::Now => {}
            Start::Before { day, check_cancelled } => change.rewind(day, check_cancelled)?,
            Start::Nothing => change.clear()?,
        }
        Ok(change)
    }

    fn clear(&mut self) -> Result<()> {
        self.before = NaiveDate::from_ymd_opt(1, 1, 1);
        let removes = std::mem::take(&mut self.files);
        self.apply(FileActions { removes, ..FileActions::default() })
    }

    /// Takes the table back to what it was before a day: by its versions alone, whatever files they lie in.
    fn rewind(&mut self, day: NaiveDate, check_cancelled: CheckCancelled<'_>) -> Result<()> {
        self.before = Some(day);
        for file in self.files.clone() {
            check_cancelled(0)?;
            let column = if file.current { EFFECTIVE_FROM } else { EXPIRY_DATE };
            if !data::may_reach(&file, column, day)? {
                continue;
            }
            let rows = self.rows(&file)?;
            let older = rows.filter(col(EFFECTIVE_FROM).lt(lit(date_scalar(day))));
            let older = collect(self.pipeline, older, || Ok(vec![file.clone()]))?;
            let actions = if file.current { self.still_open(file, &older) } else { self.reopened(file, older, day) };
            self.apply(actions?)?;
        }
        self.check_rewound(day)
    }

    fn rows(&self, file: &DataFile) -> Result<LazyFrame> {
        let rows = data::scan_paths(std::iter::once(file.path.as_path()), self.pipeline)?;
        let columns: Vec<Expr> = file_columns(self.pipeline).into_iter().map(col).collect();
        Ok(rows.map_or_else(|| DataFrame::empty().lazy(), |rows| rows.select(columns)))
    }

    /// Keeps the open versions of a file that are older than a day.
    fn still_open(&self, file: DataFile, older: &DataFrame) -> Result<FileActions> {
        if older.height() as u64 == file.rows {
            return Ok(FileActions::default());
        }
        let adds = self.write(older, true)?;
        Ok(FileActions { adds: adds.into_iter().collect(), removes: vec![file], ..FileActions::default() })
    }

    /// Opens those of the older versions of a file again that ended on a day or later.
    fn reopened(&self, file: DataFile, older: DataFrame, day: NaiveDate) -> Result<FileActions> {
        let rewind = format_args!("rewind `{}` to before {day}", self.pipeline.name);
        let open = older.clone().lazy().filter(col(EXPIRY_DATE).gt_eq(lit(date_scalar(day))));
        let open = open.with_column(lit(date_scalar(open_end())).alias(EXPIRY_DATE)).collect().doing(rewind)?;
        let ended = older.lazy().filter(col(EXPIRY_DATE).lt(lit(date_scalar(day)))).collect().doing(rewind)?;
        if open.height() == 0 && ended.height() as u64 == file.rows {
            return Ok(FileActions::default());
        }
        let adds = [self.write(&open, true)?, self.write(&ended, false)?];
        Ok(FileActions { adds: adds.into_iter().flatten().collect(), removes: vec![file], ..FileActions::default() })
    }

    fn write(&self, rows: &DataFrame, current: bool) -> Result<Option<DataFile>> {
        write::write(&self.folder, &self.names, rows, current, &bounded_columns(self.pipeline))
    }

    /// Compares what the rewind left with what the loads before the day came to.
    fn check_rewound(&mut self, day: NaiveDate) -> Result<()> {
        let loads = self.log.loads()?;
        let expected = rewound(self.pipeline.load, &loads, day);
        let found: u64 = self.files.iter().filter(|f| f.current).map(|f| f.rows).sum();
        if let Some(Rewound { lost, .. }) = expected.filter(|expected| expected.current == found) {
            self.lost = lost;
            return Ok(());
        }
        let message = format!(
            "before {day} the table {} would have {found} current versions, but its loads left {}; nothing was changed",
            self.pipeline.name,
            expected.map_or(0, |expected| expected.current)
        );
        Err(Error::new(ErrorKind::Warehouse, message)
            .hint("`shoptui verify` shows what differs; `shoptui verify --rebuild` rebuilds the table."))
    }

    /// Makes a load, or a part of the rewind, part of the change.
    fn apply(&mut self, actions: FileActions) -> Result<()> {
        for gone in actions.removes {
            self.files.retain(|file| file.path != gone.path);
            if gone.remove.is_some() {
                self.actions.removes.push(gone);
            } else {
                self.actions.adds.retain(|file| file.path != gone.path);
                remove(&gone.path)?;
            }
        }
        self.files.extend(actions.adds.iter().cloned());
        self.actions.adds.extend(actions.adds);
        Ok(())
    }

    fn open_files(&self) -> Vec<DataFile> {
        self.files.iter().filter(|f| f.current).cloned().collect()
    }
}

impl Change for DeltaChange<'_> {
    fn load(&mut self, request: LoadRequest<'_>) -> Result<LoadOutcome> {
        let open = self.open_files();
        let Self { folder, pipeline, names, lost, .. } = self;
        let found = Found { folder, pipeline, open: &open, lost: *lost, names };
        match load::load(&found, &request)? {
            Loaded::Held(hold) => Ok(LoadOutcome::Held(hold)),
            Loaded::FileActions(loaded) => {
                let (actions, record) = *loaded;
                self.apply(actions)?;
                self.lost = 0;
                self.records.push(record.clone());
                Ok(LoadOutcome::Loaded(Box::new(record)))
            }
        }
    }

    fn versions(&self) -> Result<Box<dyn Versions>> {
        Ok(Box::new(DeltaVersions::new(self.pipeline, self.files.clone())))
    }

    fn commit(mut self: Box<Self>) -> Result<Committed> {
        if self.lost > 0 {
            return Err(no_day_left(self.pipeline));
        }
        // From here on the files may be named by a commit, whatever happens.
        self.committed = true;
        let (actions, records) = (std::mem::take(&mut self.actions), std::mem::take(&mut self.records));
        let entry = match (self.before, <[LoadRecord; 1]>::try_from(records)) {
            (None, Ok([record])) => CommitEntry::Load(Box::new(record)),
            (before, records) => {
                let loads = records.map_or_else(|many| many, Vec::from);
                CommitEntry::Replay(Replay { before, run: self.run.to_owned(), loads })
            }
        };
        self.log.commit_change(actions, &self.pipeline.name, &entry)
    }
}

impl Drop for DeltaChange<'_> {
    fn drop(&mut self) {
        if !self.committed {
            self.names.discard();
        }
    }
}

fn remove(path: &Path) -> Result<()> {
    std::fs::remove_file(path).map_err(|e| Error::io("remove", path, e))
}
