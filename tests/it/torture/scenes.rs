//! Small shops, and what is done to them while their files fail.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::scenes::every_fate;
use crate::support::{Shop, State, people_config, sha256};

/// A command on a shop, and how what it left half done is cured.
pub struct Scene {
    pub name: &'static str,
    /// The shop before the command; commands are done to copies of it.
    pub before: Shop,
    pub args: Vec<String>,
    /// The exit code, the words and the state of the command when nothing fails.
    pub undisturbed: (i32, String, State),
    pub cures: Vec<Cure>,
    /// SHA-256 of every file that ever landed.
    pub landed: BTreeSet<String>,
}

/// Commands without a fault, after which everything is right again.
pub struct Cure {
    pub steps: Vec<Vec<String>>,
    /// The states that are right then: as if the command had been done, or as if it had never been.
    pub states: Vec<State>,
}

const FIX: &str = "{shop}/fix.csv";

/// Files of every fate; nothing is done yet.
pub fn landed() -> Shop {
    every_fate("")
}

/// The same after a run.
pub fn loaded() -> Shop {
    let shop = landed();
    let run = shop.cli(&["run"]);
    assert_eq!(run.code, 3, "{}", run.err);
    shop
}

/// Other bytes for a day that is loaded, and the same bytes for another.
pub fn resent() -> Shop {
    let shop = loaded();
    shop.land("people_20241009.csv", "id,name,tier,note\n1,Ann,silver,\n2,Bo,silver,vip\n5,Ed,gold,\n");
    shop.land("sale_20241009.txt", "1~10.00\n2~20.00\n3~30.00\n");
    shop
}

/// Days before those that are loaded.
fn late() -> Shop {
    let shop = loaded();
    shop.land("people_20241008.csv", "id,name,tier,note\n1,An,gold,\n2,Bo,silver,vip\n");
    shop.land("sale_20241008.txt", "1~9.00\n7~70.00\n");
    shop
}

/// A resent and a new day, loaded by a run of their own.
fn undoable() -> Shop {
    let shop = resent();
    shop.land("sale_20241010.txt", "4~40.00\n2~25.00\n");
    let run = shop.cli(&["run"]);
    assert!([0, 3].contains(&run.code), "{}", run.err);
    shop
}

/// The rejected row of a day, corrected by hand.
fn corrected() -> Shop {
    let shop = loaded();
    let fix = shop.at("fix.csv");
    let written = shop.cli(&["errors", "fix", "people", "2024-10-10", "-o", fix.to_str().unwrap()]);
    assert_eq!(written.code, 0, "{}", written.err);
    let text = fs::read_to_string(&fix).unwrap();
    assert!(text.contains("bronze"), "{text}");
    fs::write(&fix, text.replace("bronze", "gold")).unwrap();
    shop
}

/// The name of the last run of a shop.
fn last_run(shop: &Shop) -> String {
    runs(shop).pop().unwrap()
}

fn run_before_last(shop: &Shop) -> String {
    runs(shop).into_iter().rev().nth(1).unwrap()
}

/// The names of its runs, in their order.
fn runs(shop: &Shop) -> Vec<String> {
    let journals = shop.names("warehouse/_runs").into_iter();
    let mut runs: Vec<String> = journals.filter_map(|name| Some(name.strip_suffix(".jsonl")?.to_owned())).collect();
    runs.sort();
    runs
}

pub fn run() -> Scene {
    Scene::new("run", landed(), "run", &["run"])
}

pub fn resend() -> Scene {
    Scene::new("resend", resent(), "run", &["run"])
}

pub fn late_file() -> Scene {
    Scene::new("late", late(), "run", &["run"])
}

pub fn reprocess() -> Scene {
    Scene::new("reprocess", loaded(), "run --from 2024-10-09", &["run", "run --from 2024-10-09"])
}

pub fn undo() -> Scene {
    let shop = undoable();
    let run = last_run(&shop);
    Scene::new("undo", shop, &format!("undo --run {run}"), &[&format!("undo --run {run}"), "run"])
}

/// Files whose names say no day, of three days: one is sent again, one cannot be read.
fn undated() -> Shop {
    let dated = r"files = 'people_(?<date>\d{8})\.csv'";
    let shop = Shop::new(&people_config("snapshot", 1.0).replace(dated, "files = 'people\\.csv'\ndate = \"run\""));
    for (date, rows) in [("15", "1,Ann,gold,"), ("16", "1,Bo,gold,"), ("16", "1,Ann,gold,"), ("17", "\"")] {
        shop.land("people.csv", format!("id,name,tier,note\n{rows}\n"));
        let run = shop.cli(&["run", "--date", &format!("2024-10-{date}")]);
        assert!([0, 3].contains(&run.code), "{}", run.err);
    }
    assert_eq!(shop.names("quarantine"), ["people.csv", "people.csv.reason.json"]);
    shop
}

/// All of them lie in the landing zone again, and each has its day.
pub fn undated_run() -> Scene {
    let shop = undated();
    assert_eq!(shop.cli(&["reset", "--yes"]).code, 0);
    fs::rename(shop.at("quarantine/people.csv"), shop.at("landing_zone/people.csv~9")).unwrap();
    assert_eq!(shop.names("archive").len(), 3);
    Scene::new("undated-run", shop, "run", &["run"])
}

pub fn undated_undo() -> Scene {
    let shop = undated();
    let undo = format!("undo --run {}", run_before_last(&shop));
    Scene::new("undated-undo", shop, &undo, &[&undo, "run"])
}

pub fn undated_reset() -> Scene {
    Scene::new("undated-reset", undated(), "reset --yes", &["reset --yes", "run"])
}

pub fn apply() -> Scene {
    let apply = format!("errors apply {FIX} --by Eve");
    Scene::new("apply", corrected(), &apply, &["run", &format!("{apply}; run")])
}

pub fn rebuild() -> Scene {
    Scene::new("rebuild", loaded(), "verify --rebuild", &["verify --rebuild", "run"])
}

pub fn reset() -> Scene {
    Scene::new("reset", loaded(), "reset --yes", &["reset --yes", "run"])
}

impl Scene {
    /// Does everything without a fault; the steps of a cure are parted by `;`.
    fn new(name: &'static str, before: Shop, command: &str, cures: &[&str]) -> Self {
        let args = words(command);
        let done = before.copy();
        let cli = done.cli(&filled(&args, &done).iter().map(String::as_str).collect::<Vec<_>>());
        assert!([0, 3].contains(&cli.code), "{name}: {}", cli.err);
        let undisturbed = (cli.code, plain(&cli.err), done.state());
        let cure = |steps: &&str| {
            let steps: Vec<Vec<String>> = steps.split("; ").map(words).collect();
            let states = [&done, &before].map(|shop| {
                let shop = shop.copy();
                for step in &steps {
                    let cli = shop.cli(&filled(step, &shop).iter().map(String::as_str).collect::<Vec<_>>());
                    assert!([0, 1, 2, 3].contains(&cli.code), "{name}: {}", cli.err);
                }
                shop.assert_sound();
                shop.state()
            });
            Cure { steps, states: states.into() }
        };
        let cures = cures.iter().map(cure).collect();
        done.assert_sound();
        let landed = kept(&before);
        Self { name, before, args, undisturbed, cures, landed }
    }
}

/// The words of a command, with the path of the shop in them.
pub fn filled(args: &[String], shop: &Shop) -> Vec<String> {
    args.iter().map(|word| word.replace("{shop}", shop.path().to_str().unwrap())).collect()
}

fn words(command: &str) -> Vec<String> {
    command.split(' ').map(str::to_owned).collect()
}

/// What was said without what differs from run to run: numbers, and the order in which pipelines get on.
pub fn plain(said: &str) -> String {
    let mut lines: Vec<String> =
        said.lines().map(|line| line.chars().filter(|c| !c.is_ascii_digit()).collect()).collect();
    lines.sort();
    lines.join("\n")
}

/// SHA-256 of every file in the landing zone, the archive and the quarantine, under whatever name.
pub fn kept(shop: &Shop) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    ["landing_zone", "archive", "quarantine"].iter().for_each(|folder| hash(&shop.at(folder), &mut found));
    found
}

fn hash(folder: &Path, found: &mut BTreeSet<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        // What is said of landed files is none: their days, and why they cannot be read.
        if path.ends_with("archive/_days") || path.to_string_lossy().ends_with(".reason.json") {
            continue;
        }
        if path.is_dir() {
            hash(&path, found);
        } else {
            found.insert(sha256(&path));
        }
    }
}
