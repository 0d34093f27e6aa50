//! The rules of the history once more, as plainly as they can be written: what the engine is compared with.
//!
//! A table is a fold over its files in the order of their slots; of a slot, the last file received counts.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// Expiry of an open version.
const OPEN: &str = "2099-12-31";

/// What a file means for what was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    /// The keys that it does not name have gone.
    Snapshot,
    /// Only the keys that it names change.
    Transaction,
    /// Nothing: its rows are added.
    Append,
    /// What older days brought is no more.
    Replace,
    /// The same, and a key is there once.
    KeyedReplace,
    /// What has a note that it names has ended.
    Partition,
    /// The same, but for keys that are held; and what has a key that it names.
    KeyedPartition,
}

impl Load {
    pub const ALL: [Self; 7] = [
        Self::Snapshot,
        Self::Transaction,
        Self::Append,
        Self::Replace,
        Self::KeyedReplace,
        Self::Partition,
        Self::KeyedPartition,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Snapshot => "snapshot",
            Self::Transaction => "transaction",
            Self::Append => "append",
            Self::Replace | Self::KeyedReplace => "replace",
            Self::Partition | Self::KeyedPartition => "partition",
        }
    }

    pub fn has_key(self) -> bool {
        !matches!(self, Self::Append | Self::Replace | Self::Partition)
    }

    /// A config for `people`, by one for snapshots.
    pub fn config(self, snapshot: &str) -> String {
        let mut lines = vec![format!("load = {:?}", self.name())];
        lines.extend(self.has_key().then(|| "key = [\"id\"]".to_owned()));
        lines.extend((self.name() == "partition").then(|| "partition_by = \"note\"".to_owned()));
        lines.extend((self == Self::Snapshot).then(|| "max_shrink = 1.0".to_owned()));
        let old = "load = \"snapshot\"\nkey = [\"id\"]\nmax_shrink = 1.0";
        assert!(snapshot.contains(old), "{snapshot}");
        snapshot.replace(old, &lines.join("\n"))
    }
}

/// The date of a file, and its part if its name has one; files apply in this order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// As in 2024-10-09.
    pub date: String,
    pub part: Option<String>,
}

/// The texts of `id`, `name`, `tier` and `note`, as they stand in the file.
pub type Row = [String; 4];

/// A row of a table, without `is_current`, which says whether it is open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Version {
    pub id: i64,
    pub effective_from: String,
    pub expiry_date: String,
    pub name: String,
    pub tier: String,
    pub note: Option<String>,
}

/// What the load of a file came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    pub slot: Slot,
    pub rows: u64,
    pub accepted: u64,
    pub rejected: u64,
    pub duplicates: u64,
    pub opened: u64,
    pub closed: u64,
    pub unchanged: u64,
}

/// What the rows of a file are worth.
#[derive(Debug, Default)]
pub struct Checked {
    /// The good rows.
    pub accepted: Vec<(i64, Row)>,
    /// The keys that can be read of bad rows.
    pub held: BTreeSet<i64>,
    /// The columns at fault by the number of the row, from 1.
    pub rejected: BTreeMap<usize, Vec<&'static str>>,
    /// Repeats of good rows.
    pub duplicates: u64,
}

/// A pipeline and everything that it received.
#[derive(Debug)]
pub struct Model {
    load: Load,
    /// The file that counts.
    files: BTreeMap<Slot, Vec<Row>>,
}

impl Model {
    pub fn new(load: Load) -> Self {
        Self { load, files: BTreeMap::new() }
    }

    pub fn receive(&mut self, slot: Slot, rows: Vec<Row>) {
        self.files.insert(slot, rows);
    }

    /// The rows of the file that counts for a slot.
    pub fn files(&self) -> impl Iterator<Item = (&Slot, &[Row])> {
        self.files.iter().map(|(slot, rows)| (slot, rows.as_slice()))
    }

    /// Every version by key and day, and what each load did, by slot.
    pub fn table(&self) -> (Vec<Version>, Vec<Loaded>) {
        let mut table = Table::default();
        let loads = self.files.iter().map(|(slot, rows)| table.load(self.load, slot, rows)).collect();
        let open = table.open.into_iter().map(|(id, from, row)| version(id, &row, &from, OPEN));
        let mut versions: Vec<Version> = table.closed.into_iter().chain(open).collect();
        versions.sort();
        (versions, loads)
    }
}

/// A table on its way through its files.
#[derive(Default)]
struct Table {
    closed: Vec<Version>,
    /// Since when which row holds.
    open: Vec<(i64, String, Row)>,
}

impl Table {
    fn load(&mut self, load: Load, slot: &Slot, rows: &[Row]) -> Loaded {
        let Checked { accepted, held, rejected, duplicates } = check(load, rows);
        let (mut opened, mut closed, mut unchanged) = (0, 0, 0);
        let named = |id: i64| accepted.iter().any(|(other, _)| *other == id);
        let ends = |(id, from, row): &(i64, String, Row)| match load {
            Load::Snapshot => !named(*id) && !held.contains(id),
            Load::Transaction | Load::Append => false,
            Load::Replace => *from < slot.date,
            Load::KeyedReplace => *from < slot.date || named(*id),
            Load::Partition => accepted.iter().any(|(_, other)| other[3] == row[3]),
            Load::KeyedPartition => {
                named(*id) || !held.contains(id) && accepted.iter().any(|(_, other)| other[3] == row[3])
            }
        };
        let (gone, stay): (Vec<_>, Vec<_>) = std::mem::take(&mut self.open).into_iter().partition(ends);
        self.open = stay;
        for version in gone {
            self.close(load, version, &slot.date);
            closed += 1;
        }
        for (id, row) in &accepted {
            if matches!(load, Load::Snapshot | Load::Transaction)
                && let Some(at) = self.open.iter().position(|(other, ..)| other == id)
            {
                if self.open[at].2 == *row {
                    unchanged += 1;
                    continue;
                }
                let changed = self.open.remove(at);
                self.close(load, changed, &slot.date);
                closed += 1;
            }
            self.open.push((*id, slot.date.clone(), row.clone()));
            opened += 1;
        }
        let (rows, rejected) = (rows.len() as u64, rejected.len() as u64);
        let accepted = accepted.len() as u64;
        Loaded { slot: slot.clone(), rows, accepted, rejected, duplicates, opened, closed, unchanged }
    }

    /// What was opened on the same day, by another part of it, has held on no day.
    fn close(&mut self, load: Load, (id, from, row): (i64, String, Row), day: &str) {
        if from != day && load.name() != "replace" {
            self.closed.push(version(id, &row, &from, day));
        }
    }
}

fn version(id: i64, [_, name, tier, note]: &Row, from: &str, to: &str) -> Version {
    Version {
        id,
        effective_from: from.to_owned(),
        expiry_date: to.to_owned(),
        name: name.clone(),
        tier: tier.clone(),
        note: Some(note.clone()).filter(|note| !note.is_empty()),
    }
}

/// Sorts rows into good ones, bad ones and repeats.
pub fn check(load: Load, rows: &[Row]) -> Checked {
    let mut checked = Checked::default();
    let mut good: BTreeMap<i64, Vec<(usize, &Row)>> = BTreeMap::new();
    for (number, row) in (1..).zip(rows) {
        let [id, name, tier, _] = row;
        let id: Option<i64> = id.parse().ok();
        let faults: Vec<&str> =
            [("id", id.is_none()), ("name", name.is_empty()), ("tier", !["gold", "silver"].contains(&tier.as_str()))]
                .into_iter()
                .filter_map(|(column, wrong)| wrong.then_some(column))
                .collect();
        match id {
            Some(id) if faults.is_empty() && !load.has_key() => checked.accepted.push((id, row.clone())),
            Some(id) if faults.is_empty() => good.entry(id).or_default().push((number, row)),
            _ => {
                checked.rejected.insert(number, faults);
                checked.held.extend(id.filter(|_| load.has_key()));
            }
        }
    }
    for (id, rows) in good {
        let (_, first) = rows[0];
        if rows.iter().all(|(_, row)| *row == first) {
            checked.accepted.push((id, first.clone()));
            checked.duplicates += rows.len() as u64 - 1;
        } else {
            checked.rejected.extend(rows.iter().map(|(number, _)| (*number, vec!["id"])));
            checked.held.insert(id);
        }
    }
    checked
}
