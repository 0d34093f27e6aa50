//! One pipeline's files: late and resent ones first, as one replay; then those that come after all that is loaded.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use chrono::NaiveDate;

use super::checked;
use super::file::FileJob;
use super::job::{Checks, Job, ReplayFile};
use super::replay::{self, Replayed};
use crate::error::{Error, ErrorKind, Result};
use crate::landing::{self, Archive, Slot};
use crate::run::event::EventKind;
use crate::run::outcome::RunResult;
use crate::run::plan::changes::{self, Plan, Replay, Todo};
use crate::run::plan::intake::ReadyKind;
use crate::run::plan::intake::{Arrival, gaps_before};
use crate::run::plan::loaded::loaded_file;
use crate::run::plan::reason::ReplayReason;
use crate::run::plan::upstream::Upstream;
use crate::run::step::At;
use crate::run::step::Step;
use crate::warehouse::LoadRecord;

/// How a pipeline's work ended, for those that depend on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ended {
    /// The first day that it did not get to load, if there is one.
    pub short_of: Option<NaiveDate>,
}

impl Job<'_> {
    /// Does a pipeline's work; what goes wrong is said and stops this pipeline alone.
    pub fn run(&self, plan: Plan) -> Ended {
        let mut at = At { pipeline: Some(self.pipeline.name.clone()), ..At::default() };
        let short_of = self.steps(plan, &mut at).unwrap_or_else(|error| {
            let day = at.date.or(NaiveDate::from_ymd_opt(1, 1, 1));
            self.context.failed(Some(at), &error);
            day
        });
        Ended { short_of }
    }

    /// Gives the day at which it stopped, if it did.
    fn steps(&self, mut plan: Plan, at: &mut At) -> Result<Option<NaiveDate>> {
        let stopped = self.hold_back(&mut plan)?;
        let records = self.warehouse.loads(self.pipeline)?;
        let last = records.iter().map(LoadRecord::slot).max();
        let only = self.context.request.step;
        if matches!(only, Some(Step::Check | Step::Load)) {
            let refused = self.refuse_untaken(&plan.arrivals);
            return Ok(self.archived(at, VecDeque::new())?.or(refused).or(stopped));
        }
        let mut behind = plan.arrivals;
        let ahead = behind.split_off(behind.partition_point(|a| last.as_ref().is_some_and(|last| a.slot <= *last)));
        for arrival in behind {
            if self.context.is_cancelled() || !self.take(&arrival, at)? {
                return Ok(Some(arrival.slot.date));
            }
        }
        if only == Some(Step::Take) {
            for arrival in ahead {
                if self.context.is_cancelled() || !self.take(&arrival, at)? {
                    return Ok(Some(arrival.slot.date));
                }
            }
            return Ok(stopped);
        }
        let ended = self.archived(at, ahead.into())?;
        Ok(ended.or(stopped))
    }

    /// What is in the archive, and then, day by day, what comes after all that is loaded.
    fn archived(&self, at: &mut At, mut arrivals: VecDeque<Arrival>) -> Result<Option<NaiveDate>> {
        let against = Upstream::of(self.context.workspace, self.warehouse, self.pipeline)?;
        let replayed = self.replay(&against, at)?;
        if replayed.is_some() || self.context.is_cancelled() {
            return Ok(replayed);
        }
        let (records, archive, changed) = self.compared(&against)?;
        let mut ahead = changes::todo(&records, changed.into_keys().collect()).ahead;
        ahead.extend(arrivals.iter().map(|a| a.slot.clone()));
        ahead.retain(|slot| self.waits.as_ref().is_none_or(|(day, _)| slot.date < *day));
        let gaps = gaps_before(self.pipeline, &records, &ahead);
        let any = !ahead.is_empty();
        let mut stopped = None;
        for slot in ahead {
            if self.context.is_cancelled() {
                break;
            }
            let mine: Vec<Arrival> =
                std::iter::from_fn(|| arrivals.pop_front_if(|arrival| arrival.slot == slot)).collect();
            let file = archive.get(&slot).and_then(|files| files.last());
            self.say_gap(&slot, gaps.get(&slot.date));
            let mut way = FileJob::new(self, &slot, against.on(slot.date));
            let went = way.go(mine, file);
            at.clone_from(&way.at);
            at.date = Some(slot.date);
            if !went? {
                stopped = Some(slot.date);
                break;
            }
        }
        if any && !self.context.is_cancelled() {
            self.tidy();
        }
        Ok(stopped)
    }

    /// Replays what is behind the last loaded day, as one change; gives the day at which that stopped, if it did.
    fn replay(&self, against: &Upstream, at: &mut At) -> Result<Option<NaiveDate>> {
        loop {
            let (records, archive, changed) = self.compared(against)?;
            let Todo { replay: Some(todo), .. } = changes::todo(&records, changed.keys().cloned().collect()) else {
                return Ok(None);
            };
            let checks = Checks::of(self.context.request.step);
            if checks == Checks::Only {
                return self.check_again(&todo, &archive, against, at);
            }
            let pieces = self.pieces(&todo, &records, &archive, &changed)?;
            if self.context.request.step == Some(Step::Load) && self.refuse_unchecked(&pieces)? {
                return Ok(Some(todo.from));
            }
            self.say_replay(&todo, &changed)?;
            match replay::run(self, todo.from, pieces, against, at)? {
                Replayed::Committed => {
                    self.tidy();
                    return Ok(None);
                }
                Replayed::Again => {}
                Replayed::Stopped => return Ok(Some(todo.from)),
            }
        }
    }

    /// How the archive and the loads stand to each other.
    #[expect(clippy::type_complexity, reason = "three things that are looked at together and parted at once")]
    fn compared(&self, against: &Upstream) -> Result<(Vec<LoadRecord>, Archive, BTreeMap<Slot, Option<ReplayReason>>)> {
        let records = self.warehouse.loads(self.pipeline)?;
        let archive = landing::archive(self.context.workspace, self.pipeline)?;
        let mut changed = changes::changed(self.context.request, &records, &archive, against);
        changed.retain(|slot, _| self.waits.as_ref().is_none_or(|(day, _)| slot.date < *day));
        Ok((records, archive, changed))
    }

    fn pieces(
        &self,
        todo: &Replay,
        records: &[LoadRecord],
        archive: &Archive,
        changed: &BTreeMap<Slot, Option<ReplayReason>>,
    ) -> Result<Vec<ReplayFile>> {
        let known: BTreeMap<Slot, &LoadRecord> = records.iter().map(|r| (r.slot(), r)).collect();
        let piece = |slot: &Slot| {
            let record = known.get(slot).copied();
            let new = !matches!(changed.get(slot), None | Some(Some(ReplayReason::Asked | ReplayReason::Reference)));
            // What changed is loaded as the archive has it now, the rest as it was loaded before.
            let last = archive.get(slot).and_then(|files| files.last());
            let file = match (record.filter(|_| !changed.contains_key(slot)), last) {
                (Some(record), _) => loaded_file(self.context.workspace, self.pipeline, record)?,
                (None, Some(file)) => file.clone(),
                (None, None) => return Err(Error::new(ErrorKind::NotFound, format!("{slot} has no file"))),
            };
            let run = record.filter(|_| !new).map_or(self.context.run, |record| record.run.as_str()).to_owned();
            Ok(ReplayFile { file, run, new })
        };
        todo.slots.iter().map(piece).collect()
    }

    /// Checks what is to be replayed and nothing else.
    fn check_again(
        &self,
        todo: &Replay,
        archive: &Archive,
        against: &Upstream,
        at: &mut At,
    ) -> Result<Option<NaiveDate>> {
        for slot in &todo.changed {
            let mut way = FileJob::new(self, slot, against.on(slot.date));
            let went = way.go(Vec::new(), archive.get(slot).and_then(|files| files.last()));
            at.clone_from(&way.at);
            went?;
        }
        Ok(None)
    }

    /// Takes a file into the archive; false if it is growing after all.
    fn take(&self, arrival: &Arrival, at: &mut At) -> Result<bool> {
        let archive = landing::archive(self.context.workspace, self.pipeline)?;
        let last = archive.get(&arrival.slot).and_then(|files| files.last());
        let mut way = FileJob::new(self, &arrival.slot, None);
        let taken = way.take(arrival, last, Checks::None);
        at.clone_from(&way.at);
        Ok(taken?.is_some())
    }

    /// Leaves the files of the days that wait for another pipeline.
    fn hold_back(&self, plan: &mut Plan) -> Result<Option<NaiveDate>> {
        let Some((day, reason)) = &self.waits else { return Ok(None) };
        let archive = landing::archive(self.context.workspace, self.pipeline)?;
        let records = self.warehouse.loads(self.pipeline)?;
        let known: BTreeSet<Slot> = records.iter().map(LoadRecord::slot).collect();
        let unloaded = archive.keys().filter(|slot| !known.contains(slot) && self.context.request.wants(slot));
        let waiting: Vec<(Option<String>, NaiveDate)> = (plan.arrivals.iter())
            .map(|a| (Some(a.file.name.clone()), a.slot.date))
            .chain(unloaded.map(|slot| (None, slot.date)))
            .filter(|(_, date)| date >= day)
            .collect();
        plan.arrivals.retain(|arrival| arrival.slot.date < *day);
        for (file, date) in &waiting {
            self.context.note(RunResult::DoneWithRejects);
            let at = At {
                step: Some(Step::Load),
                pipeline: Some(self.pipeline.name.clone()),
                file: file.clone(),
                date: Some(*date),
            };
            let hint = Some("It is loaded by the next run after that one is.".to_owned());
            self.context.say(EventKind::Warning { at, message: format!("held back: {reason}"), hint, about: None });
        }
        Ok(waiting.iter().map(|(_, date)| *date).min())
    }

    /// Says of each landed file that it was not taken; gives the first day of them.
    fn refuse_untaken(&self, arrivals: &[Arrival]) -> Option<NaiveDate> {
        let waiting = arrivals.iter().filter(|a| a.kind != ReadyKind::Again);
        waiting.map(|arrival| self.refuse(&arrival.slot, &arrival.file.name, Step::Take)).min()
    }

    /// Says of each new file that it was not checked.
    fn refuse_unchecked(&self, pieces: &[ReplayFile]) -> Result<bool> {
        let mut refused = false;
        for piece in pieces.iter().filter(|piece| piece.new) {
            if !checked::is_checked(self.context.workspace, self.pipeline, &piece.file)? {
                self.refuse(&piece.file.slot, &piece.file.name, Step::Check);
                refused = true;
            }
        }
        Ok(refused)
    }

    fn say_replay(&self, todo: &Replay, changed: &BTreeMap<Slot, Option<ReplayReason>>) -> Result<()> {
        let days: BTreeSet<NaiveDate> = todo.slots.iter().map(|slot| slot.date).collect();
        let because: BTreeSet<ReplayReason> = todo.changed.iter().filter_map(|slot| *changed.get(slot)?).collect();
        let at = At {
            step: Some(Step::Load),
            pipeline: Some(self.pipeline.name.clone()),
            file: None,
            date: Some(todo.from),
        };
        self.context.say(EventKind::Replay {
            at,
            days: days.len() as u64,
            files: todo.slots.len() as u64,
            versions: self.warehouse.count_rewound(self.pipeline, todo.from)?,
            because: because.into_iter().collect(),
        });
        Ok(())
    }

    fn say_gap(&self, slot: &Slot, missing: Option<&Vec<NaiveDate>>) {
        let Some(missing) = missing else { return };
        let at = At {
            step: Some(Step::Load),
            pipeline: Some(self.pipeline.name.clone()),
            file: None,
            date: Some(slot.date),
        };
        let message = format!("no file for {} before it", crate::run::messages::days(missing));
        let hint = Some("A file that comes late is put in its place.".to_owned());
        self.context.say(EventKind::Warning { at, message, hint, about: None });
    }

    fn tidy(&self) {
        if let Err(error) = self.warehouse.tidy(self.pipeline) {
            let at = At { pipeline: Some(self.pipeline.name.clone()), ..At::default() };
            let message = format!("the table was not tidied up: {error}");
            self.context.say(EventKind::Warning { at, message, hint: error.hint_text(), about: None });
        }
    }
}
