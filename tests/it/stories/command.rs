//! What can happen to a shop, and what is likely to happen next.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::BoxedStrategy;
use proptest_state_machine::ReferenceStateMachine;
use serde::{Deserialize, Serialize};

use super::life::{Body, File, Life, file_name};
use super::model::{Row, Settings, Slot, TABLES, Table, check};

/// What happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// A file arrives.
    Land {
        table: Table,
        slot: Slot,
        file: File,
    },
    /// A file arrives that no pipeline knows.
    LandOther(String),
    Run(Run),
    /// A rejected row is corrected: which one, and to what.
    Correct(usize, Values),
    Undo(What),
    Reset,
    /// The config is another from now on.
    Change(Settings),
    /// The real binary is killed and what it did is done again.
    Kill(Doing, Moment),
    /// `verify --rebuild`
    Rebuild,
    /// A bit of a file is flipped, seen, and flipped back or put right.
    Rot {
        kind: Kind,
        file: usize,
        at: usize,
        rebuild: bool,
    },
}

/// `run` and its options.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Run {
    /// All if empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<Table>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<u32>,
    /// Whether files are only taken.
    #[serde(skip_serializing_if = "is_default")]
    pub take: bool,
    /// Whether people may shrink.
    #[serde(skip_serializing_if = "is_default")]
    pub accept: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub clock: Clock,
    /// Whether files are loaded a few bytes at a time, as if they were large.
    #[serde(skip_serializing_if = "is_default")]
    pub parts: bool,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Run {
    pub fn wants(&self, slot: &Slot) -> bool {
        self.from.is_none_or(|from| from <= slot.day) && self.to.is_none_or(|to| slot.day <= to)
    }

    pub fn names_days(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }
}

/// What a clock shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    #[default]
    Right,
    HourBehind,
    YearBehind,
    DayAhead,
}

/// What an undo takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// What the last run brought.
    Last,
    /// The last file of a table.
    Of(Table),
    /// What a run brought, by its number.
    Run(usize),
}

/// What is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    Run,
    Undo,
    Rebuild,
}

/// When it is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// At its n-th event; of a run alone.
    Event(usize),
    /// After so many milliseconds.
    After(u64),
}

/// The file in which a bit is flipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A file of the archive.
    Archived,
    /// A data file of a table.
    Data,
    /// The error report of a file that counts.
    Report,
    /// A file in the quarantine, or its reason.
    Quarantined,
}

/// What a corrected row should have been.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values {
    pub id: u32,
    pub name: String,
    pub points: u32,
}

impl Values {
    /// The row; what it says of nothing stays as it was.
    pub fn row(&self, table: Table, was: &Row) -> Row {
        let name = if table == Table::Sale { String::new() } else { self.name.clone() };
        [self.id.to_string(), name, self.points.to_string(), was[3].clone(), was[4].clone()]
    }
}

/// The stories of a shop.
pub struct Stories;

impl ReferenceStateMachine for Stories {
    type State = Life;
    type Transition = Command;

    fn init_state() -> BoxedStrategy<Life> {
        Just(Life::new()).boxed()
    }

    fn transitions(life: &Life) -> BoxedStrategy<Command> {
        let names = vec!["notes.txt", "people_20241399.csv", "people_2024109.csv", "sale_20241010_1_2.csv.bak"];
        prop_oneof![
            18 => land(life),
            1 => select(names).prop_map(|name| Command::LandOther(name.to_owned())),
            14 => runs().prop_map(Command::Run),
            4 => (0..8usize, values()).prop_map(|(which, values)| Command::Correct(which, values)),
            4 => undos(life).prop_map(Command::Undo),
            1 => Just(Command::Reset),
            2 => changes(life.settings).prop_map(Command::Change),
            2 => kills().prop_map(|(doing, moment)| Command::Kill(doing, moment)),
            1 => Just(Command::Rebuild),
            2 => rots(),
        ]
        .boxed()
    }

    fn apply(mut life: Life, command: &Command) -> Life {
        life.tell(command);
        life
    }

    fn preconditions(life: &Life, command: &Command) -> bool {
        life.can(command)
    }
}

impl Life {
    fn number(&mut self) -> usize {
        self.runs += 1;
        self.runs
    }

    fn tell(&mut self, command: &Command) {
        match command {
            Command::Land { table, slot, file } => {
                let name = file_name(*table, slot, file.gz);
                self.land(&name, Some((*table, slot.clone())), file.clone());
            }
            Command::LandOther(name) => self.land(name, None, File { body: Body::Broken(0), gz: false }),
            Command::Run(run) => {
                let number = self.number();
                self.run(run, number);
            }
            Command::Correct(which, values) => {
                let number = self.number();
                self.correct(*which, values, number);
            }
            Command::Undo(what) => {
                let number = self.number();
                self.undo(*what, number);
            }
            Command::Reset => self.reset(),
            Command::Change(settings) => self.settings = *settings,
            Command::Kill(Doing::Run, _) => {
                let number = self.number();
                *self = self.settled(number);
                self.mixed.insert(number);
            }
            Command::Kill(Doing::Undo, _) => {
                let number = self.number();
                let mut undone = self.clone();
                undone.undo(What::Last, number);
                let undone = undone.settled(number);
                let mut settled = self.settled(number);
                for (table, shelf) in &mut settled.shelves {
                    for (slot, load) in &mut shelf.loads {
                        load.run = undone.shelves[table].loads[slot].run;
                    }
                }
                *self = settled;
                self.mixed.insert(number);
            }
            Command::Kill(Doing::Rebuild, _) | Command::Rebuild => self.rebuild(),
            Command::Rot { rebuild, .. } => {
                if *rebuild {
                    self.rebuild();
                }
            }
        }
    }

    /// After a run and another.
    fn settled(&self, number: usize) -> Self {
        let mut settled = self.clone();
        settled.run(&Run::default(), number);
        settled.run(&Run::default(), number);
        settled
    }

    fn can(&self, command: &Command) -> bool {
        match command {
            Command::Land { table, slot, file } => {
                let name = file_name(*table, slot, file.gz);
                // Bytes that are in the landing zone alone are not to be written over: their sender did that.
                !self.landing.contains_key(&name)
            }
            Command::LandOther(name) => !self.landing.contains_key(name),
            Command::Run(run) => run.only.is_empty() || run.only != [Table::Sale] || !run.take,
            Command::Correct(which, values) => {
                let all = self.correctable();
                let Some((table, _, _, was)) = all.get(which % all.len().max(1)) else { return false };
                let row = values.row(*table, was);
                row != *was && check(*table, &[row], self.settings, &Default::default()).rejected.is_empty()
            }
            Command::Undo(what) => {
                let undone = self.undone(*what);
                !undone.is_empty() && undone.values().all(|(run, _)| !self.mixed.contains(run))
            }
            Command::Reset | Command::Rebuild | Command::Kill(Doing::Rebuild, _) => true,
            Command::Change(settings) => {
                let stock = self.shelf(Table::Stock);
                let empty = self.table(Table::Stock).0.versions().is_empty();
                let refused = settings.by_name != self.settings.by_name || (self.settings.wide && !settings.wide);
                *settings != self.settings && (!refused || (empty && stock.corrections.is_empty()))
            }
            Command::Kill(Doing::Run, _) => {
                let settled = self.settled(1 + self.runs);
                let mut again = settled.clone();
                again.run(&Run::default(), 1 + self.runs);
                let mut once = self.clone();
                once.run(&Run::default(), 1 + self.runs);
                settled.is_like(&again) && settled.is_like(&once)
            }
            Command::Kill(Doing::Undo, moment) => {
                let undone = self.undone(What::Last);
                if undone.is_empty()
                    || undone.values().any(|(run, _)| self.mixed.contains(run))
                    || matches!(moment, Moment::Event(_))
                {
                    return false;
                }
                let mut taken = self.clone();
                taken.undo(What::Last, 1 + self.runs);
                taken.settled(1 + self.runs).is_like(&self.settled(1 + self.runs))
            }
            Command::Rot { kind, .. } => match kind {
                Kind::Archived | Kind::Report => self.shelves.values().any(|shelf| !shelf.loads.is_empty()),
                Kind::Data => self.shelves.keys().any(|table| !self.table(*table).0.versions().is_empty()),
                Kind::Quarantined => !self.quarantine.is_empty(),
            },
        }
    }

    /// Whether all but the names of runs is the same.
    fn is_like(&self, other: &Self) -> bool {
        let without = |life: &Self| {
            let mut life = life.clone();
            for shelf in life.shelves.values_mut() {
                shelf.past.clear();
                shelf.loads.values_mut().for_each(|load| load.run = 0);
            }
            (life.landing, life.quarantine, life.shelves)
        };
        without(self) == without(other)
    }
}

fn land(life: &Life) -> BoxedStrategy<Command> {
    let fresh = (select(TABLES.to_vec()), 9..=13u32)
        .prop_flat_map(|(table, day)| (Just(table), slots(table, day), files(table)))
        .prop_map(|(table, slot, file)| Command::Land { table, slot, file });
    // The day after the last is what comes most often.
    let next: Vec<(Table, u32)> = life
        .shelves
        .iter()
        .map(|(table, shelf)| (*table, shelf.archive.keys().map(|slot| slot.day).max().unwrap_or(8) + 1))
        .filter(|(_, day)| *day <= 16)
        .collect();
    let again: Vec<Command> = life
        .shelves
        .iter()
        .flat_map(|(table, shelf)| shelf.archive.iter().map(move |(slot, files)| (*table, slot, files)))
        .filter_map(|(table, slot, files)| {
            Some(Command::Land { table, slot: slot.clone(), file: files.last()?.file.clone() })
        })
        .collect();
    let mut choices = vec![(6, fresh.boxed())];
    if !next.is_empty() {
        let next = select(next)
            .prop_flat_map(|(table, day)| (Just(table), slots(table, day), files(table)))
            .prop_map(|(table, slot, file)| Command::Land { table, slot, file });
        choices.push((8, next.boxed()));
    }
    if !again.is_empty() {
        choices.push((1, select(again).boxed()));
    }
    proptest::strategy::Union::new_weighted(choices).boxed()
}

fn slots(table: Table, day: u32) -> BoxedStrategy<Slot> {
    let part = match table {
        Table::People => Just(None).boxed(),
        Table::Sale => select(vec!["Київ", "Омск", "north-1", "north_1"]).prop_map(|p| Some(p.to_owned())).boxed(),
        _ => prop_oneof![3 => Just(None), 1 => select(vec!["a", "b"]).prop_map(|p| Some(p.to_owned()))].boxed(),
    };
    part.prop_map(move |part| Slot { day, part }).boxed()
}

fn files(table: Table) -> BoxedStrategy<File> {
    let rows = || contents(table).boxed();
    let body = match table {
        Table::Stock => prop_oneof![5 => rows().prop_map(Body::Rows), 4 => rows().prop_map(Body::Wide)].boxed(),
        _ => rows().prop_map(Body::Rows).boxed(),
    };
    let body = prop_oneof![24 => body, 2 => any::<bool>().prop_map(|b| Body::Broken(b.into())), 1 => Just(Body::Empty)];
    (body, prop::bool::weighted(0.15)).prop_map(|(body, gz)| File { gz: gz && body != Body::Empty, body }).boxed()
}

fn contents(table: Table) -> impl Strategy<Value = Vec<Row>> {
    let row = move |id: u32| {
        let name = match table {
            Table::Sale => select(vec!["", "1", "2", "3"]),
            _ => select(vec!["Ann", "Bo", "Cy"]),
        };
        let points = prop_oneof![6 => select(vec!["1", "2", "7"]), 1 => select(vec!["", "x", "12"])];
        (name, points, select(vec!["", "n"]), select(vec!["", "e"])).prop_map(move |(name, points, note, extra)| {
            [id.to_string().as_str(), name, points, note, extra].map(str::to_owned)
        })
    };
    let some = move |id: u32| prop_oneof![1 => Just(Vec::new()), 12 => row(id).prop_map(|row| vec![row]), 1 => vec(row(id), 2)];
    let odd = prop_oneof![10 => Just(Vec::new()), 1 => Just(vec![["x", "", "1", "", ""].map(str::to_owned)])];
    let rows = (some(1), some(2), some(3), some(4), odd).prop_map(|(a, b, c, d, e)| [a, b, c, d, e].concat());
    prop_oneof![
        14 => rows,
        1 => Just(Vec::new()),
        // It may be held.
        1 => row(1).prop_map(|row| vec![row]),
    ]
}

fn runs() -> impl Strategy<Value = Run> {
    let only = prop_oneof![
        6 => Just(Vec::new()),
        1 => Just(vec![Table::People]),
        1 => Just(vec![Table::Sale]),
        1 => Just(vec![Table::People, Table::Stock]),
        1 => Just(vec![Table::Event, Table::Price, Table::Visit]),
    ];
    let day = || prop_oneof![8 => Just(None), 1 => (9..=14u32).prop_map(Some)];
    let clock = prop_oneof![
        12 => Just(Clock::Right),
        1 => Just(Clock::HourBehind),
        1 => Just(Clock::YearBehind),
        1 => Just(Clock::DayAhead),
    ];
    let flags = (prop::bool::weighted(0.05), prop::bool::weighted(0.25), prop::bool::weighted(0.15));
    (only, day(), day(), clock, flags).prop_map(|(only, from, to, clock, (take, accept, parts))| Run {
        only,
        from,
        to,
        take,
        accept,
        clock,
        parts,
    })
}

fn values() -> impl Strategy<Value = Values> {
    let name = select(vec!["Ann", "Bo", "Di"]).prop_map(str::to_owned);
    (1..=5u32, name, 1..=3u32).prop_map(|(id, name, points)| Values { id, name, points })
}

fn undos(life: &Life) -> impl Strategy<Value = What> + use<> {
    prop_oneof![
        4 => Just(What::Last),
        2 => select(TABLES.to_vec()).prop_map(What::Of),
        2 => (1..=life.runs.max(1)).prop_map(What::Run),
    ]
}

fn changes(now: Settings) -> impl Strategy<Value = Settings> {
    let Settings { strict, wide, by_name } = now;
    select(vec![
        Settings { strict: !strict, ..now },
        Settings { wide: !wide, ..now },
        Settings { by_name: !by_name, ..now },
    ])
}

fn kills() -> impl Strategy<Value = (Doing, Moment)> {
    prop_oneof![
        3 => (Just(Doing::Run), (0..40usize).prop_map(Moment::Event)),
        2 => (Just(Doing::Run), (0..120u64).prop_map(Moment::After)),
        2 => (Just(Doing::Undo), (0..80u64).prop_map(Moment::After)),
        2 => (Just(Doing::Rebuild), (0..80u64).prop_map(Moment::After)),
    ]
}

fn rots() -> impl Strategy<Value = Command> {
    (
        select(vec![Kind::Archived, Kind::Data, Kind::Report, Kind::Quarantined]),
        any::<usize>(),
        any::<usize>(),
        any::<bool>(),
    )
        .prop_map(|(kind, file, at, rebuild)| Command::Rot {
            kind,
            file,
            at,
            rebuild: rebuild && kind == Kind::Data,
        })
}
