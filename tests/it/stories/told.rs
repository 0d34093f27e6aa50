//! A story told to a real workspace; after each command it is what the model says.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};
use shoptui::check::Author;
use shoptui::report::export::{self, ExportFormat};
use shoptui::run::{
    self, Difference, Edit, Event, EventKind, Listener, Request, RunResult, UndoRequest, Verdict, VerifyRequest,
};
use shoptui::warehouse;

use super::command::{Clock, Command, Doing, Kind, Moment, Run, Stories, What};
use super::life::{Body, File, Life, file_name};
use super::model::{OPEN, Row, Settings, Slot, Table, Version};
use crate::kills::run_killed_at;
use crate::rot::{flip, is_sealed, live_files};
use crate::support::{Shop, command, versions};

/// What stands for the files beside the tables.
const FILES: &str = "files";
const WAIT: Duration = Duration::from_secs(30);
/// Doctor is asked after so many commands.
const DOCTOR_EVERY: usize = 6;
/// Files that are loaded as if they were large have parts of so many bytes.
const PART_BYTES: u64 = 40;

/// A workspace, and what is known of it.
pub struct Told {
    shop: Shop,
    /// What it is.
    life: Life,
    /// The names of runs by their numbers.
    names: BTreeMap<usize, String>,
    commands: usize,
}

/// Remembers what went wrong.
#[derive(Default)]
struct Ears(Mutex<Vec<String>>);

impl Listener for Ears {
    fn event(&self, event: &Event) {
        if let EventKind::StepFailed { message, .. } | EventKind::Warning { message, .. } = &event.happening {
            self.0.lock().unwrap().push(message.clone());
        }
    }
}

impl StateMachineTest for Told {
    type SystemUnderTest = Self;
    type Reference = Stories;

    fn init_test(life: &Life) -> Self {
        let shop = Shop::new(&config(life.settings));
        Self { shop, life: life.clone(), names: BTreeMap::new(), commands: 0 }
    }

    fn apply(mut told: Self, life: &Life, command: Command) -> Self {
        told.does(&command, life);
        told.life = life.clone();
        told.commands += 1;
        told
    }

    fn check_invariants(told: &Self, life: &Life) {
        told.check_files(life);
        life.shelves.keys().for_each(|table| told.check_table(life, *table));
        told.check_sound(life);
        if told.commands % DOCTOR_EVERY == DOCTOR_EVERY - 1 {
            told.check_doctor();
        }
    }

    fn teardown(told: Self, _: Life) {
        told.check_doctor();
    }
}

impl Told {
    fn does(&mut self, command: &Command, after: &Life) {
        match command {
            Command::Land { table, slot, file } => {
                let name = file_name(*table, slot, file.gz);
                self.land(&name, file, after.landing[&name].time);
            }
            Command::LandOther(name) => {
                let landed = &after.landing[name];
                self.land(name, &landed.file, landed.time);
            }
            Command::Run(run) => {
                let name = self.run(run);
                self.names.insert(after.runs, name);
            }
            Command::Correct(which, ..) => {
                let name = self.correct(*which, after);
                self.names.insert(after.runs, name);
            }
            Command::Undo(what) => self.undo(*what),
            Command::Reset => {
                let reset = self.shop.cli(&["reset", "--yes"]);
                assert_eq!(reset.code, 0, "{}", reset.err);
            }
            Command::Change(settings) => fs::write(self.shop.at("shoptui.toml"), config(*settings)).unwrap(),
            Command::Kill(doing, moment) => self.kill(*doing, *moment),
            Command::Rebuild => self.rebuild(),
            Command::Rot { kind, file, at, rebuild } => self.rot(*kind, *file, *at, *rebuild),
        }
    }

    fn land(&self, name: &str, file: &File, time: u64) {
        let path = self.shop.at("landing_zone").join(name);
        fs::write(&path, bytes(file)).unwrap();
        // Long ago, whatever clock says so; a file that landed later is younger.
        let modified = SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000 + time);
        fs::File::options().append(true).open(&path).unwrap().set_modified(modified).unwrap();
    }

    fn run(&self, run: &Run) -> String {
        let day = |day: u32| NaiveDate::from_ymd_opt(2024, 10, day).unwrap();
        let request = Request {
            pipelines: run.only.iter().map(|table| table.name().to_owned()).collect(),
            from: run.from.map(day),
            to: run.to.map(day),
            step: run.take.then_some(run::Step::Take),
            accept_shrink: if run.accept { vec!["people".to_owned()] } else { Vec::new() },
            part_bytes: run.parts.then_some(PART_BYTES),
            wait: WAIT,
            ..Request::default()
        };
        let ears = Ears::default();
        let outcome = run::execute(&self.shop.workspace(), &request, clock(run.clock), &ears);
        ended(outcome, &ears).run
    }

    fn correct(&self, which: usize, after: &Life) -> String {
        let all = self.life.correctable();
        let (table, slot, at, _) = &all[which % all.len()];
        // What the row is to be is what the model made of it.
        let load = &self.life.shelf(*table).loads[slot];
        let made = after.shelf(*table).corrections[&load.file.kept_as()].last().unwrap();
        let report = report_name(*table, slot);
        let edit =
            Edit::Row { pipeline: table.name(), report: &report, at: *at, values: made.fields[..made.width].to_vec() };
        let ears = Ears::default();
        let author = Author { by: "Ann".to_owned(), at: Utc::now() };
        let corrected = run::correct(&self.shop.workspace(), &edit, &author, Utc::now, &ears).unwrap();
        assert!(corrected.fixed.wrong.is_empty(), "{:?}", corrected.fixed.wrong);
        ended(Ok(corrected.outcome.unwrap()), &ears).run
    }

    fn undo(&self, what: What) {
        let (pipelines, run) = match what {
            What::Last => (Vec::new(), None),
            What::Of(table) => (vec![table.name().to_owned()], None),
            What::Run(number) => (Vec::new(), Some(self.names[&number].clone())),
        };
        let ears = Ears::default();
        let request = UndoRequest { pipelines, run, wait: WAIT };
        ended(run::undo(&self.shop.workspace(), &request, Utc::now, &ears), &ears);
    }

    fn rebuild(&self) {
        let ears = Ears::default();
        let request = VerifyRequest { tables: Vec::new(), wait: WAIT };
        let outcome = run::rebuild(&self.shop.workspace(), &request, Utc::now, &ears).map(|(outcome, _)| outcome);
        ended(outcome, &ears);
    }

    fn kill(&self, doing: Doing, moment: Moment) {
        let args: &[&str] = match doing {
            Doing::Run => &["run"],
            Doing::Undo => &["undo"],
            Doing::Rebuild => &["verify", "--rebuild"],
        };
        match moment {
            Moment::Event(event) => _ = run_killed_at(&self.shop, event, None),
            Moment::After(milliseconds) => {
                let folder = self.shop.path().to_str().unwrap();
                let mut process = command(&[&["-w", folder], args].concat())
                    .stdout(Stdio::null())
                    .stderr(Stdio::null())
                    .spawn()
                    .unwrap();
                std::thread::sleep(Duration::from_millis(milliseconds));
                process.kill().unwrap();
                process.wait().unwrap();
            }
        }
        if doing == Doing::Rebuild {
            return self.rebuild();
        }
        self.run(&Run::default());
        self.run(&Run::default());
    }

    fn rot(&self, kind: Kind, file: usize, at: usize, rebuild: bool) {
        let mut files: Vec<PathBuf> = Vec::new();
        for (table, shelf) in &self.life.shelves {
            let archived = self.shop.at("archive").join(table.name());
            match kind {
                Kind::Archived => {
                    files.extend(shelf.archive.values().flatten().map(|file| archived.join(file.kept_as())));
                }
                Kind::Data => files.extend(live_files(&self.shop, table.name())),
                Kind::Report => {
                    let reports = shelf.loads.keys().map(|slot| report_name(*table, slot));
                    files.extend(reports.map(|name| self.shop.at("error_reports").join(name)));
                }
                Kind::Quarantined => {}
            }
        }
        if kind == Kind::Quarantined {
            let names = self.shop.names("quarantine").into_iter();
            files.extend(names.map(|name| self.shop.at("quarantine").join(name)));
        }
        files.retain(|path| fs::metadata(path).unwrap().len() > 0);
        if files.is_empty() {
            return;
        }
        let path = &files[file % files.len()];
        let place = flip(path, at);
        let verified = self.verify();
        // What a killed run may have written itself is told, and no difference.
        let name = path.file_name().unwrap().to_str().unwrap();
        let told = |(sound, told): &(bool, String)| !sound || told.contains(name);
        let seen = verified.as_ref().map_or(true, |tables| tables.values().any(told));
        let table =
            self.life.shelves.keys().find(|table| path.starts_with(self.shop.at("warehouse").join(table.name())));
        // Without a hash, what is not read is not seen.
        if table.is_none_or(|table| is_sealed(&self.shop, table.name(), path)) {
            assert!(seen, "bit {place} of {} is flipped, and verify says ok", path.display());
        }
        if rebuild {
            return self.rebuild();
        }
        assert_eq!(flip(path, place), place);
    }

    /// Of each table, whether it is what its files make it, and what is said of it; and of the files beside the tables.
    fn verify(&self) -> Result<BTreeMap<String, (bool, String)>, String> {
        let request = VerifyRequest { tables: Vec::new(), wait: WAIT };
        let verified = run::verify(&self.shop.workspace(), &request, Utc::now, &Ears::default());
        let verified = verified.map_err(|error| error.to_string())?;
        let told = |all: &[Difference]| all.iter().map(|d| format!("{d:?}")).collect::<Vec<_>>().join("\n");
        let tables = verified.tables.into_iter();
        let tables = tables.map(|one| (one.table, (one.result == Verdict::Ok, told(&one.differences))));
        let files = verified.files.unwrap();
        let said = format!("{}{}", told(&files.differences), files.notes.join("\n"));
        let files = (FILES.to_owned(), (files.result == Verdict::Ok, said));
        Ok(tables.chain([files]).collect())
    }

    fn check_sound(&self, life: &Life) {
        let verified = self.verify().unwrap();
        for table in life.shelves.keys() {
            let (sound, told) = &verified[table.name()];
            assert_eq!(*sound, life.is_sound(*table), "verify of {}: {told}", table.name());
        }
        assert!(verified[FILES].0, "{}", verified[FILES].1);
    }

    fn check_doctor(&self) {
        let doctor = self.shop.cli(&["doctor"]);
        assert!(doctor.code == 0 && !doctor.out.contains("BAD"), "{}{}", doctor.out, doctor.err);
    }

    /// Every byte that landed is where it is to be, and no other file is there.
    fn check_files(&self, life: &Life) {
        let of = |folder: &str| -> BTreeMap<String, Vec<u8>> {
            let names = self.shop.names(folder).into_iter().filter(|name| !name.starts_with("corrections/"));
            names.map(|name| (name.clone(), fs::read(self.shop.at(folder).join(name)).unwrap())).collect()
        };
        let landed = life.landing.iter().map(|(name, landed)| (name.clone(), bytes(&landed.file)));
        assert_same("landing_zone", of("landing_zone"), landed.collect());
        for (table, shelf) in &life.shelves {
            let files = shelf.archive.values().flatten().map(|file| (file.kept_as(), bytes(&file.file)));
            let folder = format!("archive/{}", table.name());
            assert_same(&folder, of(&folder), files.collect());
        }
        let mut quarantined = of("quarantine");
        quarantined.retain(|name, _| !name.ends_with(".reason.json"));
        let expected = life.quarantine.iter().map(|(name, (.., file))| (name.clone(), bytes(file)));
        assert_same("quarantine", quarantined, expected.collect());
    }

    fn check_table(&self, life: &Life, table: Table) {
        let workspace = self.shop.workspace();
        let mut csv = Vec::new();
        export::write(&mut versions(&workspace, table.name()), ExportFormat::Csv, &mut csv).unwrap();
        let (content, figures) = life.table(table);
        let (found, expected) = (parsed(&csv), content.versions());
        assert_eq!(found, expected, "the table {} is on the left, the model on the right", table.name());
        let loads = warehouse::open(&workspace).unwrap().loads(workspace.pipeline(table.name()).unwrap()).unwrap();
        let found = loads.iter().map(|load| {
            let [opened, closed, unchanged] = [load.opened, load.closed, load.unchanged];
            let counts = [load.rows, load.accepted, load.rejected, load.duplicates, opened, closed, unchanged];
            (load.date.to_string(), load.part.clone(), load.kept_as().to_owned(), load.corrections.len(), counts)
        });
        let expected = life.shelf(table).loads.iter().map(|(slot, load)| {
            let [opened, closed, unchanged] = figures[slot];
            let c = &load.checked;
            let (accepted, rejected) = (c.accepted.len() as u64, c.rejected.len() as u64);
            let counts = [c.rows, accepted, rejected, c.duplicates, opened, closed, unchanged];
            (date(slot.day), slot.part.clone(), load.file.kept_as(), load.corrections.len(), counts)
        });
        assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "loads of {}", table.name());
        for (slot, load) in &life.shelf(table).loads {
            let report = report_name(table, slot);
            let lines: Vec<u64> = self.shop.reasons(&report).into_iter().map(|(line, _)| line).collect();
            let expected: Vec<u64> = load.checked.rejected.keys().map(|row| *row as u64 + 2).collect();
            assert_eq!(lines, expected, "lines of {report}");
        }
    }
}

#[track_caller]
fn ended(outcome: shoptui::error::Result<run::Outcome>, ears: &Ears) -> run::Outcome {
    let told = ears.0.lock().unwrap().join("\n");
    let outcome = outcome.unwrap_or_else(|error| panic!("{error}\n{told}"));
    assert!([RunResult::Done, RunResult::DoneWithRejects].contains(&outcome.result), "{:?}\n{told}", outcome.result);
    outcome
}

fn assert_same(folder: &str, found: BTreeMap<String, Vec<u8>>, expected: BTreeMap<String, Vec<u8>>) {
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&expected), "{folder}: found on the left, the model on the right");
    for (name, bytes) in expected {
        assert!(found[&name] == bytes, "{folder}/{name} has other bytes");
    }
}

fn report_name(table: Table, slot: &Slot) -> String {
    file_name(table, slot, false).replacen(table.name(), &format!("errors_{}", table.name()), 1)
}

fn date(day: u32) -> String {
    if day == OPEN { "2099-12-31".to_owned() } else { format!("2024-10-{day:02}") }
}

/// The versions in an export.
fn parsed(csv: &[u8]) -> Vec<Version> {
    let mut reader = csv::Reader::from_reader(csv);
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let version = |record: csv::StringRecord| {
        let of = |name: &str| names.iter().position(|n| n == name).map_or("", |at| &record[at]).to_owned();
        let day = |name: &str| match of(name).as_str() {
            "2099-12-31" => OPEN,
            date => date.strip_prefix("2024-10-").unwrap().parse().unwrap(),
        };
        let row: Row = [of("id"), of("name") + &of("buyer"), of("points"), of("note"), of("extra")];
        assert_eq!(of("is_current") == "true", day("expiry_date") == OPEN, "{row:?}");
        (row, day("effective_from"), day("expiry_date"))
    };
    let mut all: Vec<Version> = reader.records().map(|record| version(record.unwrap())).collect();
    all.sort();
    all
}

/// The bytes of a file.
fn bytes(file: &File) -> Vec<u8> {
    let (header, rows) = match &file.body {
        Body::Rows(rows) => (["id", "name", "points", "note"].as_slice(), rows.as_slice()),
        Body::Wide(rows) => (["id", "name", "points", "note", "extra"].as_slice(), rows.as_slice()),
        Body::Broken(number) => return packed(format!("id,name,points,note\n{number},\"Ann").into_bytes(), file.gz),
        Body::Empty => return Vec::new(),
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).unwrap();
    rows.iter().for_each(|row| writer.write_record(&row[..header.len()]).unwrap());
    packed(writer.into_inner().unwrap(), file.gz)
}

fn packed(bytes: Vec<u8>, gz: bool) -> Vec<u8> {
    if !gz {
        return bytes;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&bytes).unwrap();
    encoder.finish().unwrap()
}

fn config(settings: Settings) -> String {
    let Settings { strict, wide, by_name } = settings;
    let most = if strict { 5 } else { 9 };
    let (key, extra) =
        (if by_name { "name" } else { "id" }, if wide { r#"{ name = "extra", type = "string" }"# } else { "" });
    let kinds = [
        ("event", "load = \"append\""),
        ("price", "load = \"replace\""),
        ("visit", "load = \"partition\"\npartition_by = \"note\"\nkey = [\"id\"]"),
    ];
    let more: String = kinds.into_iter().map(|(name, load)| without_comparison(name, load, most)).collect();
    format!(
        r#"
[pipelines.people]
files = 'people_(?<date>\d{{8}})\.csv'
format = {{ type = "delimited", header = true }}
load = "snapshot"
key = ["id"]
columns = [
  {{ name = "id", type = "int", required = true }},
  {{ name = "name", type = "string", required = true }},
  {{ name = "points", type = "int", min = 0, max = {most} }},
  {{ name = "note", type = "string" }},
]

[pipelines.sale]
files = 'sale_(?<date>\d{{8}})(?:_(?<part>[^.~]+))?\.csv'
format = {{ type = "delimited", header = true }}
load = "transaction"
key = ["id"]
columns = [
  {{ name = "id", type = "int", required = true }},
  {{ name = "buyer", type = "int", references = "people.id", from = "name" }},
  {{ name = "points", type = "int", min = 0, max = {most} }},
  {{ name = "note", type = "string" }},
]

[pipelines.stock]
files = 'stock_(?<date>\d{{8}})(?:_(?<part>\w+))?\.csv'
format = {{ type = "delimited", header = true }}
load = "snapshot"
key = ["{key}"]
max_shrink = 1.0
extra_columns = "ignore"
missing_columns = "null"
columns = [
  {{ name = "id", type = "int", required = true }},
  {{ name = "name", type = "string", required = true }},
  {{ name = "points", type = "int" }},
  {{ name = "note", type = "string" }},
  {extra}
]
{more}"#
    )
}

/// A pipeline whose rows are not compared with what was there before.
fn without_comparison(name: &str, load: &str, most: u32) -> String {
    format!(
        r#"
[pipelines.{name}]
files = '{name}_(?<date>\d{{8}})(?:_(?<part>\w+))?\.csv'
format = {{ type = "delimited", header = true }}
{load}
columns = [
  {{ name = "id", type = "int", required = true }},
  {{ name = "name", type = "string", required = true }},
  {{ name = "points", type = "int", min = 0, max = {most} }},
  {{ name = "note", type = "string" }},
]
"#
    )
}

fn clock(clock: Clock) -> fn() -> DateTime<Utc> {
    match clock {
        Clock::Right => Utc::now,
        Clock::HourBehind => || Utc::now() - TimeDelta::hours(1),
        Clock::YearBehind => || Utc::now() - TimeDelta::days(365),
        Clock::DayAhead => || Utc::now() + TimeDelta::days(1),
    }
}

/// Tells a story from the beginning; each of its commands must be one that can happen.
pub fn tell(commands: Vec<Command>) {
    let mut life = Life::new();
    for command in &commands {
        assert!(Stories::preconditions(&life, command), "{command:?} cannot happen");
        life = Stories::apply(life, command);
    }
    Told::test_sequential(proptest::test_runner::Config::default(), Life::new(), commands, None);
}
