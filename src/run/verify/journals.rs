//! The journals of the runs, against what the commits of the tables say, and the hashes that they keep of files.
//!
//! The commit is the truth: a journal that lacks words is a note, one that says what no commit does is a difference.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::difference::{Difference, What};
use super::found::Found;
use crate::error::Result;
use crate::run::event::EventKind;
use crate::run::journal::read::run_names;
use crate::run::journal::read::{Kept, read_whole};
use crate::run::journal::seal::Seal;
use crate::run::step::Step;
use crate::warehouse::CommitHistory;
use crate::workspace::{Pipeline, Workspace};

/// A file of a day: pipeline, name, day.
type OfDay = (String, String, NaiveDate);

/// What every journal says.
#[derive(Default)]
pub(super) struct Journals {
    runs: BTreeMap<String, JournalSummary>,
    /// The hashes that a file may have, by its place.
    written: BTreeMap<String, Hashes>,
    /// The same for what was taken into the archive.
    taken: BTreeMap<OfDay, Hashes>,
}

/// What a journal says of loads, and how it is.
pub(super) struct JournalSummary {
    pub(super) seal: Seal,
    /// How many events it lacks, since they could not be written.
    pub(super) lost: u64,
    ended: bool,
    /// How often each file was loaded.
    loads: BTreeMap<OfDay, u64>,
}

/// The hashes that a file was given, one after the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Hashes {
    pub(super) all: BTreeSet<String>,
    /// The last run that gave it one.
    pub(super) last: String,
}

impl Hashes {
    fn add(&mut self, run: &str, sha256: String) {
        self.all.insert(sha256);
        self.last = self.last.as_str().max(run).to_owned();
    }
}

impl Journals {
    pub(super) fn read(workspace: &Workspace) -> Result<Self> {
        let mut journals = Self::default();
        for run in run_names(workspace)? {
            let kept = read_whole(workspace, &run)?;
            journals.add(run, kept);
        }
        Ok(journals)
    }

    fn add(&mut self, run: String, kept: Kept) {
        let mut told = JournalSummary { seal: kept.seal, lost: 0, ended: false, loads: BTreeMap::new() };
        for wrote in kept.wrote {
            self.written.entry(wrote.place).or_default().add(&run, wrote.sha256);
        }
        for event in kept.events {
            if let EventKind::RunFinished { lost, .. } = event.happening {
                (told.ended, told.lost) = (true, lost.unwrap_or_default());
                continue;
            }
            let EventKind::StepFinished { at, done, .. } = event.happening else { continue };
            let (Some(pipeline), Some(file), Some(date)) = (at.pipeline, at.file, at.date) else { continue };
            let key = (pipeline, file, date);
            match (at.step, done.sha256) {
                (Some(Step::Take), Some(sha256)) => self.taken.entry(key).or_default().add(&run, sha256),
                (Some(Step::Load), _) if done.opened.is_some() => *told.loads.entry(key).or_default() += 1,
                _ => {}
            }
        }
        self.runs.insert(run, told);
    }

    pub(super) fn runs(&self) -> impl Iterator<Item = (&String, &JournalSummary)> {
        self.runs.iter()
    }

    /// The hashes that a file may have, by its place.
    pub(super) fn written(&self, place: &str) -> Option<&Hashes> {
        self.written.get(place)
    }

    /// The hashes that a file was taken with into the archive.
    pub(super) fn taken(&self, pipeline: &str, file: &str, date: NaiveDate) -> Option<&Hashes> {
        self.taken.get(&(pipeline.to_owned(), file.to_owned(), date))
    }

    /// Whether a run may have done more than is known, from a run on; `others` left commits.
    pub(super) fn are_unsure_since<'a>(&self, run: &str, mut others: impl Iterator<Item = &'a str>) -> bool {
        let silent = |told: &JournalSummary| told.seal != Seal::Whole || told.lost > 0;
        self.runs.range(run.to_owned()..).any(|(_, told)| silent(told))
            || others.any(|other| other >= run && !self.runs.contains_key(other))
    }

    /// Every load of a journal is in a commit; a load that is in a commit alone is a note.
    pub(super) fn compare(&self, pipeline: &Pipeline, past: &[CommitHistory], found: &mut Found) {
        let mut committed: BTreeMap<(&str, &str, NaiveDate), u64> = BTreeMap::new();
        for commit in past {
            for load in &commit.loads {
                *committed.entry((&commit.run, &load.file, load.date)).or_default() += 1;
            }
        }
        let mut lacking: BTreeSet<String> = BTreeSet::new();
        for (&(run, file, date), times) in &committed {
            let told = self.runs.get(run);
            let key = (pipeline.name.clone(), file.to_owned(), date);
            if told.is_some_and(|told| told.loads.get(&key).is_some_and(|told| told >= times)) {
                continue;
            }
            lacking.insert(match told {
                None => format!("the journal of run {run} is gone"),
                Some(told) if !told.ended => format!("the journal of run {run} breaks off, the run was killed"),
                Some(_) => format!("the journal of run {run} does not say that it loaded {file} of {date}"),
            });
        }
        found.notes.extend(lacking);
        // What was loaded before a reset is in no commit any more.
        let Some(first) = past.iter().map(|commit| commit.run.as_str()).min() else { return };
        for (run, told) in self.runs.iter().filter(|(run, _)| run.as_str() >= first) {
            let own = told.loads.iter().filter(|((name, ..), _)| *name == pipeline.name);
            for ((_, file, date), times) in own {
                let known = committed.get(&(run.as_str(), file.as_str(), *date)).copied().unwrap_or_default();
                if known >= *times {
                    continue;
                }
                let message =
                    format!("the journal of run {run} says that it loaded {file} of {date}, but no commit does");
                let hint = "If the table was put back from a copy: `shoptui run` loads what the archive has more.";
                found.differences.push(Difference::new(What::Journal, message, hint).at(file));
            }
        }
    }
}
