//! The files of a workspace beside its tables, against the hashes that were kept of them when they were written.
//!
//! Loaded files are compared with their loads, table by table; this is about all others: what was taken and replaced,
//! corrections, the quarantine, error reports, exports, the journals themselves. What has no hash is counted.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::difference::{Difference, Verdict, What};
use super::journals::{Hashes, Journals};
use crate::error::Result;
use crate::landing::{self, ArchivedFile};
use crate::report::text::counted;
use crate::run::execute::checked;
use crate::run::journal::place_of;
use crate::run::journal::seal::Seal;
use crate::store::{Location, Store};
use crate::warehouse::{CommitHistory, LoadRecord, Warehouse};
use crate::workspace::{Pipeline, Workspace};

/// The files of a workspace beside its tables.
#[derive(Debug, Clone, Serialize)]
pub struct Files {
    /// Null: they are of no table.
    pub table: Option<String>,
    /// Whether those that have a hash are as they were written.
    pub result: Verdict,
    /// How many of each kind were compared with a hash.
    pub checked: BTreeMap<Kind, u64>,
    /// How many of each kind have no hash to compare with.
    pub without_hash: BTreeMap<Kind, u64>,
    /// What does not hold.
    pub differences: Vec<Difference>,
    /// What is worth knowing, and no difference.
    pub notes: Vec<String>,
}

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Files as they came.
    Archive,
    /// Corrections of their rows.
    Corrections,
    /// Markers and control files.
    Sidecars,
    /// Files that cannot be read as rows, and why.
    Quarantine,
    /// Rejected rows.
    ErrorReports,
    /// Reports of the last run.
    Exports,
    /// What the runs said.
    Journals,
}

const AGAIN: &str = "Put it back from a copy of the archive.";

/// Looks at all of them.
pub(super) fn look(workspace: &Workspace, warehouse: &dyn Warehouse, journals: &Journals) -> Result<Files> {
    let files = Files {
        table: None,
        result: Verdict::Ok,
        checked: BTreeMap::new(),
        without_hash: BTreeMap::new(),
        differences: Vec::new(),
        notes: Vec::new(),
    };
    // What cannot be read of a table is said of that table.
    let past = workspace.pipelines.iter().map(|p| (p.name.as_str(), warehouse.past(p).unwrap_or_default())).collect();
    let mut look = Look { workspace, journals, past, came_as: BTreeMap::new(), files };
    for pipeline in &workspace.pipelines {
        let loads = warehouse.loads(pipeline).unwrap_or_default();
        if let Err(error) = look.archive(pipeline, &loads) {
            look.files.differences.push(Difference::of(What::Archive, &error).at(&pipeline.name));
        }
        look.store(Kind::Corrections, &workspace.corrections(&pipeline.name), AGAIN);
        look.store(Kind::Sidecars, &workspace.controls(&pipeline.name), AGAIN);
        look.missing_reports(pipeline, &loads)?;
    }
    look.store(Kind::Sidecars, &workspace.markers(), AGAIN);
    look.quarantine()?;
    let hint = "`shoptui run` with its pipeline and day (`--pipeline`, `--date`) writes it anew.";
    look.store(Kind::ErrorReports, &workspace.error_reports(), hint);
    look.store(Kind::Exports, &workspace.exports(), "The next run writes it anew.");
    look.journals();
    let mut files = look.files;
    files.result = Verdict::of(&files.differences);
    Ok(files)
}

/// The look while it goes on.
pub(super) struct Look<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) journals: &'a Journals,
    /// What the commits of each table did.
    past: BTreeMap<&'a str, Vec<CommitHistory>>,
    /// The names under which the files of each archive came, as far as it can be listed:
    /// each with its day if the name says none.
    pub(super) came_as: BTreeMap<String, BTreeSet<(String, Option<NaiveDate>)>>,
    pub(super) files: Files,
}

impl Look<'_> {
    /// The files of a store, each against the hashes that runs gave it.
    fn store(&mut self, kind: Kind, store: &Store, hint: &str) {
        match self.plain_files(kind, store) {
            Ok(files) => {
                for file in files {
                    let known = self.journals.written(&place_of(self.workspace, &file)).cloned();
                    self.one(kind, &file, known, hint);
                }
            }
            Err(error) => self.files.differences.push(Difference::of(kind.what(), &error)),
        }
    }

    /// The files of a store by name, without hidden ones and folders; one that has no name here is counted.
    pub(super) fn plain_files(&mut self, kind: Kind, store: &Store) -> Result<Vec<Location>> {
        let mut files = Vec::new();
        for entry in store.list()? {
            if !entry.about.is_file() || entry.shown().starts_with('.') {
                continue;
            }
            match entry.location {
                Ok(file) => files.push(file),
                Err(_) => self.count_without(kind),
            }
        }
        Ok(files)
    }

    /// A file, against the hashes that it may have.
    pub(super) fn one(&mut self, kind: Kind, file: &Location, known: Option<Hashes>, hint: &str) {
        let Some(known) = known else { return self.count_without(kind) };
        let place = place_of(self.workspace, file);
        match file.sha256() {
            Ok(sha256) if known.all.contains(&sha256) => *self.files.checked.entry(kind).or_default() += 1,
            Ok(_) if self.is_unsure_since(&known.last) => {
                self.count_without(kind);
                let note = format!("{place} is not as run {} wrote it, but a later run may have", known.last);
                self.files.notes.push(note);
            }
            Ok(_) => {
                let message = format!("{place} is not as it was written in run {}", known.last);
                self.differs(kind, message, hint, &place);
            }
            Err(error) => self.files.differences.push(Difference::of(kind.what(), &error).at(&place)),
        }
    }

    pub(super) fn count_without(&mut self, kind: Kind) {
        *self.files.without_hash.entry(kind).or_default() += 1;
    }

    pub(super) fn differs(&mut self, kind: Kind, message: String, hint: &str, place: &str) {
        *self.files.checked.entry(kind).or_default() += 1;
        self.files.differences.push(Difference::new(kind.what(), message, hint).at(place));
    }

    fn is_unsure_since(&self, run: &str) -> bool {
        let committing = self.past.values().flatten().map(|past| past.run.as_str());
        self.journals.are_unsure_since(run, committing)
    }

    /// The archived files of a pipeline that no load names: what was replaced since, and what is not loaded yet.
    fn archive(&mut self, pipeline: &Pipeline, loads: &[LoadRecord]) -> Result<()> {
        let counting: BTreeSet<&str> = loads.iter().map(LoadRecord::kept_as).collect();
        let folders = landing::archive_folders(self.workspace, pipeline)?;
        let stores = std::iter::once(self.workspace.archive(&pipeline.name)).chain(folders.into_iter().map(|f| f.1));
        let mut others: BTreeSet<String> = BTreeSet::new();
        for store in stores {
            let found = self.plain_files(Kind::Archive, &store)?;
            others.extend(found.iter().map(|file| place_of(self.workspace, file)));
        }
        let files: Vec<ArchivedFile> = landing::archive(self.workspace, pipeline)?.into_values().flatten().collect();
        let name = |file: &ArchivedFile| (file.name.clone(), file.is_undated().then_some(file.slot.date));
        self.came_as.insert(pipeline.name.clone(), files.iter().map(name).collect());
        for file in files {
            others.remove(&place_of(self.workspace, &file.location));
            if counting.contains(file.archived.as_str()) {
                // Compared with its load.
                *self.files.checked.entry(Kind::Archive).or_default() += 1;
                continue;
            }
            let known = self.known_of(pipeline, &file);
            self.one(Kind::Archive, &file.location, known, AGAIN);
        }
        others.iter().for_each(|_| self.count_without(Kind::Archive));
        Ok(())
    }

    /// The hashes that an archived file may have, by the commits that loaded it and the runs that took it.
    fn known_of(&self, pipeline: &Pipeline, file: &ArchivedFile) -> Option<Hashes> {
        let taken = [&file.name, &file.archived].map(|name| self.journals.taken(&pipeline.name, name, file.slot.date));
        let mut known = taken.into_iter().flatten().next().cloned();
        for past in self.past.get(pipeline.name.as_str()).into_iter().flatten() {
            for load in past.loads.iter().filter(|load| load.kept_as() == file.archived) {
                let known = known.get_or_insert_default();
                known.all.insert(load.sha256.clone());
                known.last = known.last.as_str().max(&past.run).to_owned();
            }
        }
        known
    }

    /// Loads whose rejected rows are in no error report.
    fn missing_reports(&mut self, pipeline: &Pipeline, loads: &[LoadRecord]) -> Result<()> {
        for load in loads.iter().filter(|load| load.rejected > 0) {
            let report = checked::report_of(self.workspace, pipeline, &load.slot())?;
            if report.is_there()? {
                continue;
            }
            let place = place_of(self.workspace, &report);
            let message = format!("{} rows of {} were rejected, and {place} is gone", load.rejected, load.kept_as());
            let hint = format!("`shoptui run --pipeline {} --date {}` writes it anew.", pipeline.name, load.date);
            self.files.differences.push(Difference::new(What::ErrorReport, message, hint).at(&place));
        }
        Ok(())
    }

    fn journals(&mut self) {
        for (run, told) in self.journals.runs() {
            match told.seal {
                Seal::Whole => *self.files.checked.entry(Kind::Journals).or_default() += 1,
                Seal::None => *self.files.without_hash.entry(Kind::Journals).or_default() += 1,
                Seal::Broken => {
                    *self.files.checked.entry(Kind::Journals).or_default() += 1;
                    let message = format!("the journal of run {run} is not as the run wrote it");
                    let hint = "Put it back from a copy of `warehouse/_runs`, or remove it: no table depends on it.";
                    self.files.differences.push(Difference::new(What::Journal, message, hint));
                }
            }
            if told.lost > 0 {
                self.files
                    .notes
                    .push(format!("the journal of run {run} lacks {}", counted(told.lost, "event", "events")));
            }
        }
    }
}

impl Kind {
    fn what(self) -> What {
        match self {
            Self::Archive | Self::Corrections | Self::Sidecars => What::Archive,
            Self::Quarantine => What::Quarantine,
            Self::ErrorReports => What::ErrorReport,
            Self::Exports => What::Export,
            Self::Journals => What::Journal,
        }
    }
}
