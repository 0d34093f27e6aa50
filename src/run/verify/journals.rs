//! The journals of the runs, against what the commits of the tables say.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Found;
use super::difference::{Difference, What};
use crate::error::Result;
use crate::run::{Happening, Step, read_journal, run_names};
use crate::warehouse::Past;
use crate::workspace::{Pipeline, Workspace};

/// What every journal says of loads.
pub(super) struct Journals {
    runs: BTreeMap<String, Told>,
}

/// What a journal says of loads.
#[derive(Default)]
struct Told {
    ended: bool,
    /// How often each file was loaded: pipeline, name, day.
    loads: BTreeMap<(String, String, NaiveDate), u64>,
}

impl Journals {
    pub(super) fn read(workspace: &Workspace) -> Result<Self> {
        let mut runs = BTreeMap::new();
        for run in run_names(workspace)? {
            let mut told = Told::default();
            for event in read_journal(workspace, &run)? {
                match event.happening {
                    Happening::RunFinished { .. } => told.ended = true,
                    Happening::StepFinished { at, done, .. }
                        if at.step == Some(Step::Load) && done.opened.is_some() =>
                    {
                        let (Some(pipeline), Some(file), Some(date)) = (at.pipeline, at.file, at.date) else {
                            continue;
                        };
                        *told.loads.entry((pipeline, file, date)).or_default() += 1;
                    }
                    _ => {}
                }
            }
            runs.insert(run, told);
        }
        Ok(Self { runs })
    }

    /// Every load of a commit is in the journal of its run, and every load of a journal in a commit.
    ///
    /// A journal that was cut short by a kill, or that is gone, is a note.
    pub(super) fn compare(&self, pipeline: &Pipeline, past: &[Past], found: &mut Found) {
        let mut committed: BTreeMap<(&str, &str, NaiveDate), u64> = BTreeMap::new();
        for commit in past {
            for load in &commit.loads {
                *committed.entry((&commit.run, &load.file, load.date)).or_default() += 1;
            }
        }
        let mut unsure: BTreeMap<&str, &str> = BTreeMap::new();
        for (&(run, file, date), times) in &committed {
            let told = self.runs.get(run);
            let key = (pipeline.name.clone(), file.to_owned(), date);
            if told.is_some_and(|told| told.loads.get(&key).is_some_and(|told| told >= times)) {
                continue;
            }
            match told {
                None => drop(unsure.insert(run, "is gone")),
                Some(told) if !told.ended => drop(unsure.insert(run, "breaks off, the run was killed")),
                Some(_) => {
                    let message = format!("run {run} loaded {file} of {date}, but its journal does not say so");
                    let hint = "The table is right; put the journal back from a copy of `warehouse/_runs`.";
                    found.differences.push(Difference::new(What::Journal, message, hint).at(file));
                }
            }
        }
        found.notes.extend(unsure.iter().map(|(run, what)| format!("the journal of run {run} {what}")));
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
