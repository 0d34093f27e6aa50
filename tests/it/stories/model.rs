//! The tables of a shop once more, as plainly as they can be written: what rows are worth, and what files make of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Expiry of an open version.
pub const OPEN: u32 = u32::MAX;
/// How the values of `id`, `name` or `buyer`, `points`, `note` and `extra` stand in a file.
pub type Row = [String; 5];
/// The values of a key.
pub type Key = String;

/// The tables of the shop, in the order in which their pipelines stand in the config.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// A snapshot that is held if it shrinks to less than half.
    People,
    /// Transactions in parts; `buyer` refers to people.
    Sale,
    /// A snapshot in parts.
    Stock,
    /// Events without a key, in parts.
    Event,
    /// The whole table, in parts, without a key.
    Price,
    /// Partitions by their note, in parts, with a key.
    Visit,
}

pub const TABLES: [Table; 6] = [Table::People, Table::Sale, Table::Stock, Table::Event, Table::Price, Table::Visit];

impl Table {
    pub fn name(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Sale => "sale",
            Self::Stock => "stock",
            Self::Event => "event",
            Self::Price => "price",
            Self::Visit => "visit",
        }
    }

    pub fn is_snapshot(self) -> bool {
        matches!(self, Self::People | Self::Stock)
    }

    pub fn has_key(self) -> bool {
        !matches!(self, Self::Event | Self::Price)
    }

    pub fn keeps_history(self) -> bool {
        self != Self::Price
    }
}

/// The day of October 2024 that a file is of, and its part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Slot {
    pub day: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
}

/// What the config says beyond what it always says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Points of people and sales end at 5, not at 9.
    pub strict: bool,
    /// Stock has a column `extra`.
    pub wide: bool,
    /// The key of stock is its name.
    pub by_name: bool,
}

impl Settings {
    fn most(self) -> i64 {
        if self.strict { 5 } else { 9 }
    }

    /// The place of the key in a row.
    pub fn key(self, table: Table) -> usize {
        usize::from(table == Table::Stock && self.by_name)
    }

    /// How many columns a table has.
    pub fn width(self, table: Table) -> usize {
        if table == Table::Stock && self.wide { 5 } else { 4 }
    }
}

/// What the rows of a file are worth.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    pub rows: u64,
    /// The good rows; those without a key by their numbers.
    pub accepted: BTreeMap<Key, Row>,
    /// The keys that can be read of bad rows.
    pub held: BTreeSet<Key>,
    /// The numbers of the bad rows, from 0, and what stands in them.
    pub rejected: BTreeMap<usize, Row>,
    /// Repeats of good rows.
    pub duplicates: u64,
}

/// Sorts rows into good ones, bad ones and repeats; `buyers` are the people that a sale may refer to.
pub fn check(table: Table, rows: &[Row], settings: Settings, buyers: &BTreeSet<String>) -> Checked {
    let mut checked = Checked { rows: rows.len() as u64, ..Checked::default() };
    let mut good: BTreeMap<Key, Vec<(usize, Row)>> = BTreeMap::new();
    for (number, row) in rows.iter().enumerate() {
        let mut row = row.clone();
        if settings.width(table) == 4 {
            row[4].clear();
        }
        let [id, name, points, ..] = &row;
        let readable = [id.parse::<i64>().is_ok(), table == Table::Sale || !name.is_empty()];
        let named = table != Table::Sale || name.is_empty() || buyers.contains(name);
        let fits = points.is_empty()
            || points.parse().is_ok_and(|p: i64| table == Table::Stock || (0..=settings.most()).contains(&p));
        let key = row[settings.key(table)].clone();
        let is_good = readable == [true, true] && named && fits;
        if is_good && !table.has_key() {
            checked.accepted.insert(number.to_string(), row);
        } else if is_good {
            good.entry(key).or_default().push((number, row));
        } else {
            checked.rejected.insert(number, row);
            checked.held.extend((table.has_key() && readable[settings.key(table)]).then_some(key));
        }
    }
    for (key, rows) in good {
        let (_, first) = rows[0].clone();
        if rows.iter().all(|(_, row)| *row == first) {
            checked.duplicates += rows.len() as u64 - 1;
            checked.accepted.insert(key, first);
        } else {
            checked.rejected.extend(rows);
            checked.held.insert(key);
        }
    }
    checked
}

/// What the load of a file came to: opened, closed, unchanged.
pub type Figures = [u64; 3];

/// A row of a table: its values, and the days from which and before which it holds.
pub type Version = (Row, u32, u32);

/// A table on its way through its files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// In no order.
    pub closed: Vec<Version>,
    /// Since when which row holds; those without a key by a number of their own.
    pub open: BTreeMap<Key, (u32, Row)>,
    numbered: u64,
}

impl Content {
    /// How many open keys a snapshot would close since it does not name them.
    pub fn absent(&self, checked: &Checked) -> usize {
        self.open.keys().filter(|key| !checked.accepted.contains_key(*key) && !checked.held.contains(*key)).count()
    }

    pub fn load(&mut self, table: Table, day: u32, checked: &Checked) -> Figures {
        if matches!(table, Table::Event | Table::Price | Table::Visit) {
            return self.load_all(table, day, checked);
        }
        let [mut opened, mut closed, mut unchanged] = [0; 3];
        if table.is_snapshot() {
            let gone = |key: &&Key| !checked.accepted.contains_key(*key) && !checked.held.contains(*key);
            for key in self.open.keys().filter(gone).cloned().collect::<Vec<_>>() {
                self.close(&key, day);
                closed += 1;
            }
        }
        for (key, row) in &checked.accepted {
            match self.open.get(key) {
                Some((_, current)) if current == row => {
                    unchanged += 1;
                    continue;
                }
                Some(_) => {
                    self.close(key, day);
                    closed += 1;
                }
                None => {}
            }
            self.open.insert(key.clone(), (day, row.clone()));
            opened += 1;
        }
        [opened, closed, unchanged]
    }

    /// A load whose rows all open a version.
    fn load_all(&mut self, table: Table, day: u32, checked: &Checked) -> Figures {
        let notes: BTreeSet<&String> = checked.accepted.values().map(|row| &row[3]).collect();
        let ends = |key: &Key, (from, row): &(u32, Row)| match table {
            Table::Price => *from < day,
            Table::Visit => {
                checked.accepted.contains_key(key) || notes.contains(&row[3]) && !checked.held.contains(key)
            }
            _ => false,
        };
        let ended: Vec<Key> =
            self.open.iter().filter(|(key, open)| ends(key, open)).map(|(key, _)| key.clone()).collect();
        for key in &ended {
            self.close(key, day);
        }
        if !table.keeps_history() {
            self.closed.clear();
        }
        for (key, row) in &checked.accepted {
            self.numbered += 1;
            let key = if table.has_key() { key.clone() } else { format!("#{}", self.numbered) };
            self.open.insert(key, (day, row.clone()));
        }
        [checked.accepted.len() as u64, ended.len() as u64, 0]
    }

    /// What was opened on the same day, by another part of it, has held on no day.
    fn close(&mut self, key: &Key, day: u32) {
        if let Some((from, row)) = self.open.remove(key)
            && from != day
        {
            self.closed.push((row, from, day));
        }
    }

    /// All versions, in order.
    pub fn versions(&self) -> Vec<Version> {
        let open = self.open.values().map(|(from, row)| (row.clone(), *from, OPEN));
        let mut all: Vec<Version> = self.closed.iter().cloned().chain(open).collect();
        all.sort();
        all
    }

    /// The keys that hold on a day.
    pub fn on(&self, day: u32) -> BTreeSet<Key> {
        let holds = |version: &Version| version.1 <= day && day < version.2;
        self.versions().into_iter().filter(holds).map(|([id, ..], ..)| id).collect()
    }
}
