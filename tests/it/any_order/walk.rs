//! A walk with the real binary: a week, a day sent again, a late day, all of it taken back and done again.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;
use shoptui::sample::{self, Plan};

use super::{export, runs};
use crate::support::{Shop, cli, sha256};

const TABLES: [&str; 3] = ["customer", "product", "sales"];

/// The files of a small week by name, and a customer of every day.
struct Week {
    files: BTreeMap<String, String>,
    key: String,
    name: String,
}

impl Week {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let paths = sample::write(folder.path(), &Plan::shop(60, 40, 7)).unwrap();
        let files: BTreeMap<String, String> = paths
            .iter()
            .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap()))
            .collect();
        let (key, name) = csv::Reader::from_reader(files["customer_20241009.csv"].as_bytes())
            .records()
            .map(|record| record.map(|r| (r[0].to_owned(), r[1].to_owned())).unwrap())
            .find(|(key, name)| customers(&files).all(|text| text.contains(&start(key, name))))
            .unwrap();
        Self { files, key, name }
    }

    /// The files of a day.
    fn day(&self, day: u32) -> Vec<(String, String)> {
        let of_day = |name: &&String| name.contains(&format!("_202410{day:02}."));
        self.files.keys().filter(of_day).map(|name| (name.clone(), self.files[name].clone())).collect()
    }

    /// The customers of a day, one of whom has another name.
    fn renamed(&self, day: u32, name: &str) -> String {
        self.files[&customer_file(day)].replace(&start(&self.key, &self.name), &start(&self.key, name))
    }

    /// What the customer has been, from the table of these files loaded in order.
    fn history(&self, shop: &Shop) -> Vec<Value> {
        let told = shop.cli(&["history", "customer", &self.key, "--json"]);
        assert_eq!(told.code, 0, "{}", told.err);
        let told: Value = serde_json::from_str(&told.out).unwrap();
        let mut versions = told["versions"].as_array().unwrap().clone();
        for version in &mut versions {
            let (file, line) = (version["file"].as_str().unwrap(), version["line"].as_u64());
            let line = line.unwrap_or_else(|| panic!("no line of {version}"));
            let name = version["values"]["first_name"].as_str().unwrap();
            // Later files of a name stand beside the first one, with a number after it.
            let came_as = |kept: &&String| *kept == file || kept.split('~').next() == Some(file);
            let says_so = |kept: &String| {
                let text = shop.read(&format!("archive/customer/{kept}"));
                text.split('\n').nth(line as usize - 1).is_some_and(|row| row.starts_with(&start(&self.key, name)))
            };
            let archive = shop.names("archive/customer");
            assert!(archive.iter().filter(came_as).any(says_so), "{name} is not in {file}:{line}");
            // Those differ with the order of arrival; nothing else does.
            for key in ["file", "run", "ended_by"] {
                version.as_object_mut().unwrap().remove(key);
            }
        }
        versions
    }

    /// The customer's names and since when he has had them.
    fn names(&self, shop: &Shop) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let told = self.history(shop);
        let mut names: Vec<(String, String)> =
            told.iter().map(|v| (text(&v["effective_from"]), text(&v["values"]["first_name"]))).collect();
        names.dedup_by(|later, earlier| later.1 == earlier.1);
        names
    }
}

fn customers(files: &BTreeMap<String, String>) -> impl Iterator<Item = &String> {
    files.iter().filter(|(name, _)| name.starts_with("customer")).map(|(_, text)| text)
}

fn customer_file(day: u32) -> String {
    format!("customer_202410{day:02}.csv")
}

/// How a customer's row begins.
fn start(key: &str, name: &str) -> String {
    format!("\"{key}\",\"{name}\"")
}

/// A workspace made by `init`.
fn new_shop() -> Shop {
    let shop = Shop::bare();
    let init = cli(&["init", shop.path().to_str().unwrap()]);
    assert_eq!(init.code, 0, "{}", init.err);
    shop
}

fn arrive(shop: &Shop, files: &[(String, String)]) {
    files.iter().for_each(|(name, text)| shop.land(name, text));
    let run = shop.cli(&["run"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(shop.names("landing_zone"), [""; 0], "{}", run.err);
}

/// Every version of every table.
fn exports(shop: &Shop) -> Vec<String> {
    TABLES.iter().map(|table| export(shop, table)).collect()
}

/// What the tables of some days' files are, the customers of two days being those.
fn in_order(week: &Week, days: &[u32], customers: &[(u32, &str)]) -> (Vec<String>, Vec<Value>) {
    let shop = new_shop();
    for day in days {
        week.day(*day).iter().for_each(|(name, text)| shop.land(name, text));
    }
    for (day, text) in customers {
        shop.land(&customer_file(*day), text);
    }
    assert_eq!(shop.cli(&["run"]).code, 0);
    (exports(&shop), week.history(&shop))
}

/// A command that only says what would happen: it changes nothing, and says one of these.
fn check_plan(shop: &Shop, args: &[&str], words: &[&str]) {
    let (before, journals) = (shop.state(), runs(shop).len());
    let plan = shop.cli(args);
    assert!([0, 3].contains(&plan.code), "{args:?}: {}", plan.err);
    let said = plan.out + &plan.err;
    assert!(words.iter().any(|words| said.contains(words)), "{args:?}: none of {words:?} in\n{said}");
    assert!(shop.state() == before, "{args:?} changed the workspace");
    assert_eq!(runs(shop).len(), journals, "{args:?} wrote a journal");
}

fn undo(shop: &Shop, args: &[&str]) {
    let before = shop.state();
    let plan = shop.cli(&[&["undo", "--plan"], args].concat());
    assert_eq!(plan.code, 0, "{}", plan.err);
    assert!(shop.state() == before, "undo --plan changed the workspace");
    let undo = shop.cli(&[&["undo"], args].concat());
    assert_eq!(undo.code, 0, "{}", undo.err);
    let log = shop.cli(&["log"]).out.to_lowercase();
    assert!(["undo", "undone"].iter().any(|words| log.contains(words)), "{log}");
    shop.assert_sound();
}

#[test]
fn a_week_a_resent_day_a_late_day_and_back() {
    let week = Week::new();
    let shop = new_shop();
    let renamed = [week.renamed(12, "Zoe"), week.renamed(9, "Yves")];
    for day in 9..=15 {
        arrive(&shop, &week.day(day));
    }
    let name = |day: u32, name: &str| (format!("2024-10-{day:02}"), name.to_owned());
    let days: Vec<u32> = (9..=15).collect();
    let (tables, history) = (exports(&shop), week.history(&shop));
    assert_eq!(week.names(&shop), [name(9, &week.name)]);

    shop.land(&customer_file(12), &renamed[0]);
    check_plan(&shop, &["run", "--plan"], &["3 days", "4 days"]);
    arrive(&shop, &[]);
    let resent = (exports(&shop), week.history(&shop));
    assert_eq!(resent, in_order(&week, &days, &[(12, &renamed[0])]));
    assert_eq!(week.names(&shop), [name(9, &week.name), name(12, "Zoe"), name(13, &week.name)]);

    shop.land(&customer_file(8), &renamed[1]);
    check_plan(&shop, &["run", "--plan"], &["7 days", "8 days"]);
    arrive(&shop, &[]);
    let late = (exports(&shop), week.history(&shop));
    assert_eq!(late, in_order(&week, &days, &[(12, &renamed[0]), (8, &renamed[1])]));
    assert_eq!(week.names(&shop)[..2], [name(8, "Yves"), name(9, &week.name)]);

    undo(&shop, &[]);
    assert_eq!((exports(&shop), week.history(&shop)), resent);
    assert_eq!(shop.names("landing_zone"), [customer_file(8)]);
    assert_eq!(shop.read("landing_zone/customer_20241008.csv"), renamed[1]);
    undo(&shop, &[]);
    assert_eq!((exports(&shop), week.history(&shop)), (tables.clone(), history));
    assert_eq!(shop.names("landing_zone"), [customer_file(8), customer_file(12)]);
    assert_eq!(shop.read("landing_zone/customer_20241012.csv"), renamed[0]);
    undo(&shop, &[]);
    assert_eq!((exports(&shop), week.history(&shop)), in_order(&week, &days[..6], &[]));
    assert_eq!(shop.names("landing_zone").len(), 5);

    let state = shop.cli(&["run"]);
    assert_eq!(state.code, 0, "{}", state.err);
    assert_eq!((exports(&shop), week.history(&shop)), late);
    assert_eq!(shop.names("landing_zone"), [""; 0]);
    shop.assert_sound();
    let verify = shop.cli(&["verify"]);
    assert_eq!(verify.code, 0, "{}{}", verify.out, verify.err);
}

#[test]
fn undo_of_one_pipeline_takes_back_its_last_file() {
    let (week, shop) = (Week::new(), new_shop());
    for day in 9..=11 {
        arrive(&shop, &week.day(day));
    }
    let (before, old) = (exports(&shop), in_order(&week, &[9, 10], &[]).0);
    undo(&shop, &["customer"]);
    assert_eq!(exports(&shop), [&old[0], &before[1], &before[2]].map(String::clone));
    assert_eq!(shop.names("landing_zone"), [customer_file(11)]);
    undo(&shop, &["product", "sales"]);
    assert_eq!(exports(&shop), old);
    assert_eq!(shop.cli(&["run"]).code, 0);
    assert_eq!(exports(&shop), before);
}

/// A run in the middle is taken back: the rest is as if its files had never come.
#[test]
fn undo_of_a_run_in_the_middle() {
    let (week, shop) = (Week::new(), new_shop());
    for day in 9..=12 {
        arrive(&shop, &week.day(day));
    }
    let before = exports(&shop);
    let run = runs(&shop)[1].clone();
    undo(&shop, &["--run", &run]);
    assert_eq!(exports(&shop), in_order(&week, &[9, 10, 12], &[]).0);
    assert_eq!(shop.names("landing_zone").len(), 3);
    assert_eq!(shop.cli(&["run"]).code, 0);
    assert_eq!(exports(&shop), before);
    assert!(shop.cli(&["undo", "--run", "nonsense"]).code > 0);
    assert_eq!(exports(&shop), before);
}

/// Two files of one name come back to the landing zone one after the other: no byte of them is lost.
#[test]
fn undo_of_a_day_and_of_its_resend() {
    let (week, shop) = (Week::new(), new_shop());
    let files: Vec<_> = (9..=12).flat_map(|day| week.day(day)).collect();
    arrive(&shop, &files);
    arrive(&shop, &[(customer_file(12), week.renamed(12, "Zoe"))]);
    let before = exports(&shop);
    let bytes = |shop: &Shop| {
        let state = shop.state();
        let mut all: Vec<String> = state.landing_zone.into_values().chain(state.archive.into_values()).collect();
        all.sort();
        all
    };
    let all = bytes(&shop);
    assert_eq!(all.len(), files.len() + 1);
    assert!(all.contains(&sha256(&shop.at("archive/customer/customer_20241012.csv"))));
    for _ in 0..2 {
        let undo = shop.cli(&["undo"]);
        assert!([0, 1].contains(&undo.code), "{}", undo.err);
        assert_eq!(bytes(&shop), all, "{}", undo.err);
    }
    let again = shop.cli(&["run"]);
    assert!([0, 3].contains(&again.code), "{}", again.err);
    assert_eq!(exports(&shop), before, "{}", again.err);
    assert_eq!(bytes(&shop), all);
}

#[test]
fn nothing_to_undo() {
    let shop = new_shop();
    let undo = shop.cli(&["undo"]);
    assert!([0, 1].contains(&undo.code) && !undo.err.is_empty(), "{} {}", undo.code, undo.err);
    assert_eq!(shop.cli(&["undo", "custmer"]).code, 2);
    let (week, before) = (Week::new(), exports(&shop));
    arrive(&shop, &week.day(9));
    self::undo(&shop, &[]);
    assert_eq!(exports(&shop), before);
    assert_eq!(shop.names("landing_zone").len(), 3);
}
