//! What runs, undos and the rest do to a shop, by the rules that the owner is told.

use std::collections::{BTreeMap, BTreeSet};

use super::command::{Run, Values, What};
use super::life::{Archived, Correction, Landed, Life, Load, Loads, unnumbered};
use super::model::{Checked, Content, Slot, Table};

/// Of the keys of people, so many may go at once.
const MAX_SHRINK: f64 = 0.5;

impl Life {
    /// A run; `number` is its own.
    pub fn run(&mut self, run: &Run, number: usize) {
        let tables: Vec<Table> =
            self.shelves.keys().copied().filter(|t| run.only.is_empty() || run.only.contains(t)).collect();
        let planned: BTreeMap<Table, Vec<String>> =
            tables.iter().map(|table| (*table, self.arrivals(*table, run))).collect();
        let mut short = None;
        for (table, arrivals) in planned {
            let waits = if table == Table::Sale { short.into_iter().chain(self.quarantined_day()).min() } else { None };
            let stopped = self.pipeline(table, arrivals, waits, run, number);
            if table == Table::People {
                short = stopped;
            }
        }
    }

    /// The landed files of a table that a run wants, in the order in which it takes them.
    fn arrivals(&self, table: Table, run: &Run) -> Vec<String> {
        let mine = self.landing.iter().filter_map(|(name, landed)| {
            let (of, slot) = landed.of.as_ref()?;
            (*of == table && run.wants(slot)).then_some((slot, unnumbered(name).1, landed.time, name.clone()))
        });
        let mut mine: Vec<_> = mine.collect();
        mine.sort();
        mine.into_iter().map(|(.., name)| name).collect()
    }

    /// The first day of people whose file is in quarantine, and that nothing came for since.
    fn quarantined_day(&self) -> Option<u32> {
        let last = self.shelf(Table::People).loads.keys().max();
        let people = self.quarantine.values().filter(|(table, ..)| *table == Table::People);
        people.map(|(_, slot, _)| slot).filter(|slot| last.is_none_or(|last| *slot > last)).map(|slot| slot.day).min()
    }

    /// The work of a table; gives the day at which it stopped, if it did.
    fn pipeline(
        &mut self,
        table: Table,
        mut arrivals: Vec<String>,
        waits: Option<u32>,
        run: &Run,
        number: usize,
    ) -> Option<u32> {
        let day = |life: &Self, name: &String| life.slot(name).day;
        let mut stopped = None;
        if let Some(waits) = waits {
            let shelf = self.shelf(table);
            let unloaded = shelf.archive.keys().filter(|slot| !shelf.loads.contains_key(*slot) && run.wants(slot));
            let days = arrivals.iter().map(|name| day(self, name)).chain(unloaded.map(|slot| slot.day));
            stopped = days.filter(|day| *day >= waits).min();
            arrivals.retain(|name| day(self, name) < waits);
        }
        let last = self.shelf(table).loads.keys().max().cloned();
        let (behind, ahead): (Vec<String>, Vec<String>) =
            arrivals.into_iter().partition(|name| last.as_ref().is_some_and(|last| self.slot(name) <= *last));
        for name in behind {
            self.take(&name);
        }
        if run.take {
            ahead.iter().for_each(|name| self.take(name));
            return stopped;
        }
        self.archived(table, ahead, waits, run, number).or(stopped)
    }

    /// What is in the archive, and then, slot by slot, what comes after all that is loaded.
    fn archived(
        &mut self,
        table: Table,
        arrivals: Vec<String>,
        waits: Option<u32>,
        run: &Run,
        number: usize,
    ) -> Option<u32> {
        let early = |slot: &Slot| waits.is_none_or(|day| slot.day < day);
        while self.replay(table, waits, run, number).is_err() {}
        let last = self.shelf(table).loads.keys().max().cloned();
        let changed = self.changed(table, run).into_keys().filter(|slot| last.as_ref().is_none_or(|last| slot > last));
        let landed = arrivals.iter().map(|name| self.slot(name));
        let ahead: BTreeSet<Slot> = changed.chain(landed).filter(early).collect();
        for slot in ahead {
            let mine: Vec<&String> = arrivals.iter().filter(|name| self.slot_if(name) == Some(&slot)).collect();
            mine.into_iter().for_each(|name| self.take(name));
            let Some(file) = self.shelf(table).archive.get(&slot).and_then(|files| files.last()).cloned() else {
                continue;
            };
            let corrections = self.correction_numbers(table, &file);
            let people = self.table(Table::People).0;
            let Some(checked) = self.check(table, slot.day, &file, &corrections, &people) else {
                self.quarantine(table, &slot, &file);
                continue;
            };
            if self.is_held(table, &self.table(table).0, &checked, run) {
                self.hold(table, &slot, &file);
                return Some(slot.day);
            }
            let load = self.loaded(table, &slot, file, corrections, number, checked);
            let mut loads = self.shelf(table).loads.clone();
            loads.insert(slot, load);
            self.commit(table, loads);
        }
        None
    }

    fn loaded(
        &self,
        table: Table,
        slot: &Slot,
        file: Archived,
        corrections: Vec<u32>,
        run: usize,
        checked: Checked,
    ) -> Load {
        let (width, against) = (self.settings.width(table), self.against(table, slot.day));
        Load { file, corrections, run, checked, width, against }
    }

    fn commit(&mut self, table: Table, loads: Loads) {
        let shelf = self.shelf_mut(table);
        shelf.past.push(loads.clone());
        shelf.loads = loads;
    }

    fn is_held(&self, table: Table, content: &Content, checked: &Checked, run: &Run) -> bool {
        let too_many = content.absent(checked) as f64 > MAX_SHRINK * content.open.len() as f64;
        table == Table::People && !run.accept && (checked.rows == 0 || too_many)
    }

    fn hold(&mut self, table: Table, slot: &Slot, file: &Archived) {
        self.shelf_mut(table).archive.get_mut(slot).unwrap().retain(|other| other.number != file.number);
        self.drop_empty(table);
        self.put_back(table, slot, file);
    }

    fn slot_if(&self, name: &str) -> Option<&Slot> {
        self.landing.get(name).and_then(|landed| landed.of.as_ref()).map(|(_, slot)| slot)
    }

    fn slot(&self, name: &str) -> Slot {
        self.slot_if(name).unwrap().clone()
    }

    /// Moves a landed file into the archive, unless the last file of its slot has the same bytes.
    fn take(&mut self, name: &str) {
        let Landed { of, file, time } = self.landing.remove(name).unwrap();
        let (table, slot) = of.unwrap();
        let files = self.shelf_mut(table).archive.entry(slot).or_default();
        let last = files.last();
        if last.is_some_and(|last| last.file == file) {
            return;
        }
        let number = last.map_or(1, |last| last.number + 1);
        files.push(Archived { name: unnumbered(name).0.to_owned(), number, file, time });
    }

    /// The slots of the archive that are to be loaded or loaded again, and whether their file is news.
    fn changed(&self, table: Table, run: &Run) -> BTreeMap<Slot, bool> {
        let shelf = self.shelf(table);
        let mut found = BTreeMap::new();
        for (slot, files) in shelf.archive.iter().filter(|(slot, _)| run.wants(slot)) {
            let Some(file) = files.last() else { continue };
            let news = match shelf.loads.get(slot) {
                None => true,
                Some(load) if load.file.kept_as() != file.kept_as() => true,
                Some(load) if load.corrections != self.correction_numbers(table, file) => true,
                Some(load) if load.against != self.against(table, slot.day) => false,
                Some(_) if run.names_days() => false,
                Some(_) => continue,
            };
            found.insert(slot.clone(), news);
        }
        found
    }

    /// Loads again what is not after all that is loaded, in one commit; an error if one of its files does not count.
    fn replay(&mut self, table: Table, waits: Option<u32>, run: &Run, number: usize) -> Result<(), ()> {
        let changed = self.changed(table, run);
        let shelf = self.shelf(table).clone();
        let last = shelf.loads.keys().max();
        let early = |slot: &Slot| waits.is_none_or(|day| slot.day < day);
        let behind: BTreeSet<Slot> =
            changed.keys().filter(|slot| early(slot) && last.is_some_and(|last| *slot <= last)).cloned().collect();
        let Some(from) = behind.first().map(|slot| self.from(table, slot.day)) else { return Ok(()) };
        let slots: BTreeSet<Slot> =
            shelf.loads.keys().filter(|slot| slot.day >= from).chain(&behind).cloned().collect();
        let pieces = slots.into_iter().map(|slot| {
            // What waits is loaded as it was.
            let news = changed.get(&slot).copied().filter(|_| early(&slot));
            match (news, shelf.loads.get(&slot)) {
                (None, Some(load)) => (slot, load.file.clone(), load.corrections.clone(), load.run, false),
                (news, load) => {
                    let file = shelf.archive[&slot].last().unwrap().clone();
                    let corrections = self.correction_numbers(table, &file);
                    let news = news.unwrap_or(true);
                    let by = load.filter(|_| !news).map_or(number, |load| load.run);
                    (slot, file, corrections, by, news)
                }
            }
        });
        let pieces: Vec<_> = pieces.collect();
        self.replayed(table, from, pieces, run)
    }

    /// The first day that is loaded again because of a change on a day.
    fn from(&self, table: Table, day: u32) -> u32 {
        let before = self.shelf(table).loads.keys().map(|slot| slot.day).filter(|other| *other < day).max();
        before.filter(|_| !table.keeps_history()).unwrap_or(day)
    }

    fn replayed(
        &mut self,
        table: Table,
        from: u32,
        pieces: Vec<(Slot, Archived, Vec<u32>, usize, bool)>,
        run: &Run,
    ) -> Result<(), ()> {
        let people = self.table(Table::People).0;
        let mut loads = self.shelf(table).loads.clone();
        loads.retain(|slot, _| slot.day < from);
        for (slot, file, corrections, by, news) in pieces {
            let Some(checked) = self.check(table, slot.day, &file, &corrections, &people) else {
                self.quarantine(table, &slot, &file);
                return Err(());
            };
            if news && self.is_held(table, &Self::content(table, &loads).0, &checked, run) {
                self.hold(table, &slot, &file);
                return Err(());
            }
            let load = self.loaded(table, &slot, file, corrections, by, checked);
            loads.insert(slot, load);
        }
        self.commit(table, loads);
        Ok(())
    }

    /// What follows a change of a table outside of a run.
    fn follow(&mut self, table: Table, number: usize) {
        if table == Table::People {
            let waits = self.quarantined_day();
            self.pipeline(Table::Sale, Vec::new(), waits, &Run::default(), number);
        }
    }

    /// Corrects a rejected row.
    pub fn correct(&mut self, which: usize, values: &Values, number: usize) {
        let all = self.correctable();
        let (table, slot, at, was) = all[which % all.len()].clone();
        let load = &self.shelf(table).loads[&slot];
        let row = *load.checked.rejected.keys().nth(at).unwrap();
        let (kept_as, numbers) = (load.file.kept_as(), load.corrections.clone());
        let fields = values.row(table, &was);
        let width = self.settings.width(table);
        let correction = Correction { number: numbers.iter().max().unwrap_or(&0) + 1, row, was, fields, width };
        self.shelf_mut(table).corrections.entry(kept_as).or_default().push(correction);
        let waits = if table == Table::Sale { self.quarantined_day() } else { None };
        self.pipeline(table, Vec::new(), waits, &Run::default(), number);
        self.follow(table, number);
    }

    /// What an undo takes back: of each table the run, and its slots.
    pub fn undone(&self, what: What) -> BTreeMap<Table, (usize, Vec<Slot>)> {
        let last = |table: Table| self.shelf(table).loads.values().map(|load| load.run).max();
        let of_all = self.shelves.keys().filter_map(|table| last(*table)).max();
        let mut found = BTreeMap::new();
        for table in self.shelves.keys().copied() {
            let run = match what {
                What::Last => of_all,
                What::Of(of) => last(table).filter(|_| of == table),
                What::Run(run) => Some(run),
            };
            let Some(run) = run else { continue };
            let loads = self.shelf(table).loads.iter().filter(|(_, load)| load.run == run);
            let mut slots: Vec<Slot> = loads.map(|(slot, _)| slot.clone()).collect();
            if matches!(what, What::Of(_)) {
                slots = slots.pop().into_iter().collect();
            }
            if !slots.is_empty() {
                found.insert(table, (run, slots));
            }
        }
        found
    }

    pub fn undo(&mut self, what: What, number: usize) {
        let undone = self.undone(what);
        for (table, (run, slots)) in &undone {
            self.take_back(*table, *run, slots);
        }
        for table in undone.keys() {
            self.follow(*table, number);
        }
    }

    fn take_back(&mut self, table: Table, run: usize, slots: &[Slot]) {
        let shelf = self.shelf(table);
        let mut target = shelf.loads.clone();
        for slot in slots {
            target.remove(slot);
            let by = |loads: &Loads| loads.get(slot).is_some_and(|load| load.run == run);
            let first = shelf.past.iter().position(by).unwrap();
            if let Some(before) = first.checked_sub(1).and_then(|at| shelf.past[at].get(slot)) {
                target.insert(slot.clone(), before.clone());
            }
        }
        let from = self.from(table, slots.iter().map(|slot| slot.day).min().unwrap());
        let pieces = target.iter().filter(|(slot, _)| slot.day >= from);
        let pieces =
            pieces.map(|(slot, load)| (slot.clone(), load.file.clone(), load.corrections.clone(), load.run, false));
        self.replayed(table, from, pieces.collect(), &Run::default()).unwrap();
        for slot in slots {
            let counts = self.shelf(table).loads.get(slot).cloned();
            let files = self.shelf(table).archive.get(slot).cloned().unwrap_or_default();
            for file in files.into_iter().rev() {
                let name = file.kept_as();
                if let Some(counts) = counts.as_ref().filter(|counts| counts.file.kept_as() == name) {
                    let keep = |c: &Correction| counts.corrections.contains(&c.number);
                    self.shelf_mut(table).corrections.entry(name).or_default().retain(keep);
                    break;
                }
                self.shelf_mut(table).corrections.remove(&name);
                self.hold(table, slot, &file);
            }
        }
        self.shelf_mut(table).corrections.retain(|_, all| !all.is_empty());
    }

    /// Every table is emptied and its files are loaded again, as they count.
    pub fn rebuild(&mut self) {
        for table in [Table::People, Table::Stock, Table::Event, Table::Price, Table::Visit, Table::Sale] {
            let loads = self.shelf(table).loads.iter();
            let pieces: Vec<_> = loads
                .map(|(slot, load)| (slot.clone(), load.file.clone(), load.corrections.clone(), load.run, false))
                .collect();
            if !pieces.is_empty() {
                self.replayed(table, 0, pieces, &Run::default()).unwrap();
            }
        }
    }

    pub fn reset(&mut self) {
        for table in self.shelves.keys().copied().collect::<Vec<_>>() {
            let shelf = self.shelf_mut(table);
            (shelf.loads, shelf.past) = Default::default();
            for (slot, files) in std::mem::take(&mut shelf.archive) {
                files.iter().rev().for_each(|file| self.put_back(table, &slot, file));
            }
        }
    }
}
