//! What a shop is after each command: its files, where they lie, and which of them its tables are made of.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::model::{Checked, Content, Figures, Row, Settings, Slot, TABLES, Table, check};

/// What stands in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Rows with four columns.
    Rows(Vec<Row>),
    /// Rows with a fifth column, `extra`.
    Wide(Vec<Row>),
    /// A quote that is never closed; the number makes it differ from others.
    Broken(u8),
    /// No byte at all.
    Empty,
}

/// A file, whose bytes follow from this.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct File {
    pub body: Body,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gz: bool,
}

impl File {
    pub fn rows(&self) -> Option<&[Row]> {
        match &self.body {
            Body::Rows(rows) | Body::Wide(rows) => Some(rows),
            Body::Broken(_) | Body::Empty => None,
        }
    }
}

/// A file in the landing zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landed {
    /// None if its name is of no pipeline.
    pub of: Option<(Table, Slot)>,
    pub file: File,
    /// Later files have greater numbers.
    pub time: u64,
}

/// A file in the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archived {
    /// The name it came under.
    pub name: String,
    pub number: u32,
    pub file: File,
    pub time: u64,
}

impl Archived {
    /// Its name in the archive.
    pub fn kept_as(&self) -> String {
        if self.number == 1 { self.name.clone() } else { format!("{}~{}", self.name, self.number) }
    }
}

/// What a row should have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub number: u32,
    /// The number of the row, from 0.
    pub row: usize,
    pub was: Row,
    pub fields: Row,
    /// How many columns there were.
    pub width: usize,
}

/// What stands for the loads of people up to a day.
pub type Against = Vec<(u32, File, Vec<u32>)>;

/// A file that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    pub file: Archived,
    /// The numbers of its corrections.
    pub corrections: Vec<u32>,
    /// The number of the run that brought it.
    pub run: usize,
    pub checked: Checked,
    /// The columns that its error report has.
    pub width: usize,
    pub against: Option<Against>,
}

pub type Loads = BTreeMap<Slot, Load>;

/// A table, its files, and what it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shelf {
    pub archive: BTreeMap<Slot, Vec<Archived>>,
    /// By the name of the archived file.
    pub corrections: BTreeMap<String, Vec<Correction>>,
    pub loads: Loads,
    /// The loads after each commit.
    pub past: Vec<Loads>,
}

/// A shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    pub settings: Settings,
    pub landing: BTreeMap<String, Landed>,
    /// By name.
    pub quarantine: BTreeMap<String, (Table, Slot, File)>,
    pub shelves: BTreeMap<Table, Shelf>,
    /// How many files have landed.
    pub time: u64,
    /// How many commands have been runs.
    pub runs: usize,
    /// The runs that were killed and finished by another: nobody knows which of the two brought what.
    pub mixed: BTreeSet<usize>,
}

/// A name without the number that keeps it apart from others, and that number.
pub fn unnumbered(name: &str) -> (&str, u32) {
    let number = name.rsplit_once('~').and_then(|(name, number)| Some((name, number.parse().ok()?)));
    number.unwrap_or((name, 1))
}

/// The name of the file of a slot.
pub fn file_name(table: Table, slot: &Slot, gz: bool) -> String {
    let part = slot.part.as_ref().map(|part| format!("_{part}")).unwrap_or_default();
    format!("{}_202410{:02}{part}.csv{}", table.name(), slot.day, if gz { ".gz" } else { "" })
}

impl Life {
    pub fn new() -> Self {
        Self {
            settings: Settings::default(),
            landing: BTreeMap::new(),
            quarantine: BTreeMap::new(),
            shelves: TABLES.into_iter().map(|table| (table, Shelf::default())).collect(),
            time: 0,
            runs: 0,
            mixed: BTreeSet::new(),
        }
    }

    pub fn shelf(&self, table: Table) -> &Shelf {
        &self.shelves[&table]
    }

    pub fn shelf_mut(&mut self, table: Table) -> &mut Shelf {
        self.shelves.get_mut(&table).unwrap()
    }

    /// A file arrives; one of its name that nobody has taken is written over.
    pub fn land(&mut self, name: &str, of: Option<(Table, Slot)>, file: File) {
        self.time += 1;
        self.landing.insert(name.to_owned(), Landed { of, file, time: self.time });
    }

    /// Puts a file back under the name it came under; one that is there has come later, and gets out of its way.
    pub fn put_back(&mut self, table: Table, slot: &Slot, archived: &Archived) {
        let Archived { name, file, time, .. } = archived;
        if self.landing.get(name).is_some_and(|there| there.file != *file) {
            let numbered = |n: u32| if n == 1 { name.clone() } else { format!("{name}~{n}") };
            let last = (1..).take_while(|n| self.landing.contains_key(&numbered(*n))).last().unwrap_or(0);
            for number in (1..=last).rev() {
                let landed = self.landing.remove(&numbered(number)).unwrap();
                self.landing.insert(numbered(number + 1), landed);
            }
        }
        let landed = Landed { of: Some((table, slot.clone())), file: file.clone(), time: *time };
        self.landing.insert(name.clone(), landed);
    }

    /// Puts a file into the quarantine.
    pub fn quarantine(&mut self, table: Table, slot: &Slot, archived: &Archived) {
        let mut name = archived.name.clone();
        let mut number = 2;
        while self.quarantine.get(&name).is_some_and(|(.., there)| *there != archived.file) {
            name = format!("{}.{number}", archived.name);
            number += 1;
        }
        self.quarantine.insert(name, (table, slot.clone(), archived.file.clone()));
        self.shelf_mut(table).archive.get_mut(slot).unwrap().retain(|other| other.number != archived.number);
        self.drop_empty(table);
    }

    pub fn drop_empty(&mut self, table: Table) {
        self.shelf_mut(table).archive.retain(|_, files| !files.is_empty());
    }

    /// The table that some loads make, and what each of them does.
    pub fn content(table: Table, loads: &Loads) -> (Content, BTreeMap<Slot, Figures>) {
        let mut content = Content::default();
        let figures =
            loads.iter().map(|(slot, load)| (slot.clone(), content.load(table, slot.day, &load.checked))).collect();
        (content, figures)
    }

    /// What a table is.
    pub fn table(&self, table: Table) -> (Content, BTreeMap<Slot, Figures>) {
        Self::content(table, &self.shelf(table).loads)
    }

    /// What stands for the loads of people up to a day, if a table refers to them.
    pub fn against(&self, table: Table, day: u32) -> Option<Against> {
        let people = self.shelf(Table::People).loads.iter().filter(|(slot, _)| slot.day <= day);
        let said = |(slot, load): (&Slot, &Load)| (slot.day, load.file.file.clone(), load.corrections.clone());
        (table == Table::Sale).then(|| people.map(said).collect())
    }

    /// The rows of a file with some of its corrections.
    fn corrected(&self, table: Table, file: &Archived, corrections: &[u32]) -> Option<Vec<Row>> {
        let mut rows = file.file.rows()?.to_vec();
        if matches!(file.file.body, Body::Rows(_)) || self.settings.width(table) == 4 {
            rows.iter_mut().for_each(|row| row[4].clear());
        }
        let all = self.shelf(table).corrections.get(&file.kept_as()).map(Vec::as_slice).unwrap_or_default();
        let came = rows.clone();
        for correction in all.iter().filter(|correction| corrections.contains(&correction.number)) {
            let Correction { row, was, fields, width, .. } = correction;
            let (Some(now), Some(came)) = (rows.get_mut(*row), came.get(*row)) else { continue };
            if was[..*width] == came[..*width] || was[..*width] == now[..*width] {
                now[..*width].clone_from_slice(&fields[..*width]);
            }
        }
        Some(rows)
    }

    /// What the rows of a file are worth now; none if it cannot be read. `people` is the table that sales refer to.
    pub fn check(
        &self,
        table: Table,
        day: u32,
        file: &Archived,
        corrections: &[u32],
        people: &Content,
    ) -> Option<Checked> {
        let rows = self.corrected(table, file, corrections)?;
        Some(check(table, &rows, self.settings, &people.on(day)))
    }

    /// Whether a table is what its files make it, as a proof sees it: with the config that there is now.
    pub fn is_sound(&self, table: Table) -> bool {
        let again = |table: Table, people: &Content| {
            let mut loads = self.shelf(table).loads.clone();
            for (slot, load) in &mut loads {
                load.checked = self.check(table, slot.day, &load.file, &load.corrections, people).unwrap();
            }
            loads
        };
        let people = again(Table::People, &Content::default());
        let (people_content, _) = Self::content(Table::People, &people);
        let rebuilt = again(table, &people_content);
        let counts = |loads: &Loads| -> Vec<[u64; 4]> {
            let of = |c: &Checked| [c.rows, c.accepted.len() as u64, c.rejected.len() as u64, c.duplicates];
            loads.values().map(|load| of(&load.checked)).collect()
        };
        let sound = |ours: &Loads, theirs: &Loads| {
            let (ours, theirs) =
                ((Self::content(table, ours), counts(ours)), (Self::content(table, theirs), counts(theirs)));
            (ours.0.0.versions(), ours.0.1, ours.1) == (theirs.0.0.versions(), theirs.0.1, theirs.1)
        };
        sound(&self.shelf(table).loads, &rebuilt)
    }

    /// The rejected rows that can be corrected: where they are, and how they came.
    pub fn correctable(&self) -> Vec<(Table, Slot, usize, Row)> {
        let mut found = Vec::new();
        for (table, shelf) in &self.shelves {
            for (slot, load) in &shelf.loads {
                let last = shelf.archive.get(slot).and_then(|files| files.last());
                let all = self.correction_numbers(*table, &load.file);
                if last != Some(&load.file) || all != load.corrections || load.width != self.settings.width(*table) {
                    continue;
                }
                let rows = load.checked.rejected.values().enumerate();
                found.extend(rows.map(|(at, row)| (*table, slot.clone(), at, row.clone())));
            }
        }
        found
    }

    pub fn correction_numbers(&self, table: Table, file: &Archived) -> Vec<u32> {
        let all = self.shelf(table).corrections.get(&file.kept_as()).into_iter().flatten();
        all.map(|correction| correction.number).collect()
    }
}
