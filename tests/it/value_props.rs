//! The template of the value props from outside: what `init` and `run` make of it, its layers one by one, files that
//! come again, and a gold table that is what a plain computation gives.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;

use chrono::{Days, NaiveDate};
use serde_json::Value;
use shoptui::run::RunResult;
use shoptui::sample::{BadRows, ValueProps, write_value_props};

use super::support::{Shop, cli, rest};

const FILES: [&str; 3] = ["prints.json", "taps.json", "pays.csv"];
const HEADER: &str = "day,user_id,value_prop,position,clicked,views_3w,taps_3w,payments_3w,amount_3w";

/// A print or a tap.
#[derive(Debug, Clone, PartialEq)]
struct Event {
    day: NaiveDate,
    user: i64,
    value_prop: String,
    position: i64,
}

#[derive(Debug, Clone)]
struct Payment {
    day: NaiveDate,
    user: i64,
    value_prop: String,
    cents: i64,
}

#[derive(Debug)]
struct Delivery {
    prints: Vec<Event>,
    taps: Vec<Event>,
    pays: Vec<Payment>,
}

impl Event {
    fn line(&self) -> String {
        let Self { day, user, value_prop, position } = self;
        format!(
            r#"{{"day":"{day}","event_data":{{"position":{position},"value_prop":"{value_prop}"}},"user_id":{user}}}"#
        )
    }

    /// The event of a line; none if its day is no day or what happened is not told.
    fn of_line(line: &str) -> Option<Self> {
        let event: Value = serde_json::from_str(line).unwrap();
        let data = &event["event_data"];
        let (position, value_prop) = (data["position"].as_i64()?, data["value_prop"].as_str()?.to_owned());
        let day = event["day"].as_str().unwrap().parse().ok()?;
        Some(Self { day, user: event["user_id"].as_i64().unwrap(), value_prop, position })
    }
}

impl Delivery {
    fn land(&self, shop: &Shop) {
        let lines = |events: &[Event]| events.iter().map(|event| event.line() + "\n").collect::<String>();
        shop.land("prints.json", lines(&self.prints));
        shop.land("taps.json", lines(&self.taps));
        let mut pays = "pay_date,total,user_id,value_prop\n".to_owned();
        for Payment { day, user, value_prop, cents } in &self.pays {
            writeln!(pays, "{day},{}.{:02},{user},{value_prop}", cents / 100, cents % 100).unwrap();
        }
        shop.land("pays.csv", pays);
    }

    /// What lies in a folder, without the bad rows.
    fn read(shop: &Shop, folder: &str) -> Self {
        let [prints, taps, pays] = FILES.map(|name| shop.read(&format!("{folder}/{name}")));
        let events = |text: &str| text.lines().filter_map(Event::of_line).collect();
        let payment = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            let cents = cells[1].replace('.', "").parse().ok()?;
            let (user, value_prop) = (cells[2].parse().unwrap(), cells[3].to_owned());
            Some(Payment { day: cells[0].parse().ok()?, cents, user, value_prop })
        };
        Self { prints: events(&prints), taps: events(&taps), pays: pays.lines().skip(1).filter_map(payment).collect() }
    }

    /// The rows that the gold table must have, in their order: print by print, event by event.
    fn gold(&self) -> Vec<String> {
        let last = self.prints.iter().map(|print| print.day).max().unwrap();
        let week = self.prints.iter().filter(|print| (last - print.day).num_days() < 7);
        let mut rows: Vec<String> = week
            .map(|print| {
                let before = |day: NaiveDate| (1..=21).contains(&(print.day - day).num_days());
                let count = |events: &[Event]| {
                    let same = |e: &&Event| e.user == print.user && e.value_prop == print.value_prop && before(e.day);
                    events.iter().filter(same).count()
                };
                let same = |p: &&Payment| p.user == print.user && p.value_prop == print.value_prop && before(p.day);
                let paid: Vec<i64> = self.pays.iter().filter(same).map(|payment| payment.cents).collect();
                let cents: i64 = paid.iter().sum();
                format!(
                    "{},{},{},{},{},{},{},{},{}.{:02}",
                    print.day,
                    print.user,
                    print.value_prop,
                    print.position,
                    i32::from(self.taps.contains(print)),
                    count(&self.prints),
                    count(&self.taps),
                    paid.len(),
                    cents / 100,
                    cents % 100
                )
            })
            .collect();
        rows.sort();
        rows
    }
}

fn init() -> Shop {
    let shop = Shop::bare();
    let made = cli(&["init", shop.path().to_str().unwrap(), "--template", "value-props"]);
    assert_eq!(made.code, 0, "{}", made.err);
    shop
}

/// The rows of both exports, sorted; they are the same.
fn exported(shop: &Shop) -> Vec<String> {
    let csv = shop.read("out/gold.csv");
    let (header, rows) = csv.split_once('\n').unwrap();
    assert_eq!(header, HEADER);
    let sorted = |rows: Vec<String>| {
        let mut rows = rows;
        rows.sort();
        rows
    };
    let rows = sorted(rows.lines().map(str::to_owned).collect());
    let lines = shop.read("out/gold.ndjson");
    let names: Vec<&str> = HEADER.split(',').collect();
    let of_object = |line: &str| {
        let object: HashMap<String, Box<serde_json::value::RawValue>> = serde_json::from_str(line).unwrap();
        assert_eq!(object.len(), names.len(), "{line}");
        names.iter().map(|name| object[*name].get().trim_matches('"')).collect::<Vec<_>>().join(",")
    };
    assert_eq!(sorted(lines.lines().map(of_object).collect()), rows);
    rows
}

#[test]
fn init_and_run_do_it_all() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("props");
    let made = cli(&["init", dir.to_str().unwrap(), "--template", "value-props", "--sample"]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(made.err.contains("put 3 files of the sample month into landing_zone"), "{}", made.err);
    let shop = Shop::copy_of(&dir);
    FILES.iter().for_each(|name| rest(&shop.at("landing_zone").join(name)));
    let expected = Delivery::read(&shop, "landing_zone").gold();
    assert_eq!(shop.cli(&["run"]).code, 0);
    assert_eq!(exported(&shop), expected);
    assert!(expected.len() > 500 && expected.iter().any(|row| row.contains(",1,2,")));
    shop.assert_sound();
    let again = shop.cli(&["run", "--sample"]);
    assert_eq!(again.code, 0);
    assert!(again.err.contains("the sample month is already there"), "{}", again.err);
    assert_eq!(shop.names("landing_zone"), [""; 0]);
}

#[test]
fn layers_one_by_one() {
    let shop = init();
    let files = write_value_props(&shop.at("landing_zone"), &ValueProps::four_weeks(1_500)).unwrap();
    files.iter().for_each(|path| rest(path));
    let expected = Delivery::read(&shop, "landing_zone").gold();
    let early = shop.cli(&["run", "--layer", "gold"]);
    assert_eq!(early.code, 1, "{}", early.err);
    assert!(early.err.contains("silver"), "{}", early.err);
    for layer in ["bronze", "silver", "gold"] {
        assert!(!shop.at("out/gold.csv").exists());
        let ran = shop.cli(&["run", "--layer", layer]);
        assert_eq!(ran.code, 0, "{layer}: {}", ran.err);
    }
    assert_eq!(exported(&shop), expected);
    let tables = ["bronze/prints", "bronze/taps", "bronze/pays", "silver/silver_prints", "silver/silver_taps"];
    let tables = [&tables[..], &["silver/silver_pays", "gold/gold"]].concat();
    let commits = || tables.iter().map(|table| shop.commits(table)).collect::<Vec<_>>();
    let before = commits();
    assert!(before.iter().all(|commits| *commits > 0), "{before:?}");
    let written = fs::metadata(shop.at("out/gold.csv")).unwrap().modified().unwrap();
    assert_eq!(shop.cli(&["run"]).code, 0);
    assert_eq!((commits(), fs::metadata(shop.at("out/gold.csv")).unwrap().modified().unwrap()), (before, written));
    let status: Value = serde_json::from_str(&shop.cli(&["status", "--json"]).out).unwrap();
    let models = status["models"].as_array().unwrap();
    assert_eq!(models.len(), 4);
    assert_eq!(models.iter().find(|model| model["model"] == "gold").unwrap()["rows"], expected.len());
    shop.assert_sound();
}

#[test]
fn a_file_that_comes_again_takes_the_place_of_the_first() {
    let shop = init();
    let files = write_value_props(&shop.at("landing_zone"), &ValueProps::four_weeks(1_000)).unwrap();
    files.iter().for_each(|path| rest(path));
    let mut delivery = Delivery::read(&shop, "landing_zone");
    assert_eq!(shop.run().result, RunResult::Done);
    assert_eq!(exported(&shop), delivery.gold());
    delivery.taps = delivery.prints.iter().filter(|print| print.user % 2 == 0).cloned().collect();
    let lines = delivery.taps.iter().map(|tap| tap.line() + "\n").collect::<String>();
    shop.land("taps.json", lines);
    assert_eq!(shop.run().result, RunResult::Done);
    assert_eq!(exported(&shop), delivery.gold());
    shop.assert_sound();
}

#[test]
fn rows_of_impossible_days_are_rejects() {
    let shop = init();
    let plan = ValueProps { bad_rows: BadRows::OnLastDay, ..ValueProps::four_weeks(1_000) };
    let files = write_value_props(&shop.at("landing_zone"), &plan).unwrap();
    files.iter().for_each(|path| rest(path));
    let expected = Delivery::read(&shop, "landing_zone").gold();
    assert_eq!(shop.run().result, RunResult::DoneWithRejects);
    assert_eq!(exported(&shop), expected);
    let errors = shop.cli(&["errors"]);
    assert_eq!(errors.out.matches("got \"2020-11-31\"").count(), 3, "{}", errors.out);
    shop.assert_sound();
}

/// Few users, value props and positions, so that everything meets everything: twins, taps of nothing that was shown,
/// payments on the edges of the three weeks.
fn random(seed: u64) -> Delivery {
    let mut state = seed;
    let mut below = |end: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % end
    };
    let start: NaiveDate = "2020-02-10".parse().unwrap();
    let (users, days, prints) = (1 + below(6), 1 + below(45), 1 + below(250));
    let event = |below: &mut dyn FnMut(u64) -> u64| Event {
        day: start + Days::new(below(days)),
        user: below(users) as i64 - 1,
        value_prop: ["point", "prepaid", "Été \\\"x\\\""][below(3) as usize].to_owned(),
        position: below(3) as i64,
    };
    let prints: Vec<Event> = (0..prints).map(|_| event(&mut below)).collect();
    let mut taps: Vec<Event> = (0..1 + below(60)).map(|_| event(&mut below)).collect();
    taps.extend(prints.iter().filter(|_| below(5) == 0).cloned());
    let mut delivery = Delivery { prints, taps, pays: Vec::new() };
    for _ in 0..1 + below(80) {
        let Event { day, user, .. } = event(&mut below);
        let value_prop = ["point", "prepaid"][below(2) as usize].to_owned();
        delivery.pays.push(Payment { day, user, value_prop, cents: below(1_000_000) as i64 });
    }
    delivery
}

#[test]
fn gold_is_what_a_plain_computation_gives() {
    let (mut rows, mut clicked, mut paid) = (0, 0, 0);
    for seed in 0..16 {
        let shop = init();
        let mut delivery = random(seed);
        delivery.land(&shop);
        // As it is in the files: quotes are escaped there.
        for event in delivery.prints.iter_mut().chain(&mut delivery.taps) {
            event.value_prop = event.value_prop.replace('\\', "");
        }
        assert_eq!(shop.run().result, RunResult::Done, "seed {seed}");
        let quoted = |row: String| row.replace("Été \"x\"", "\"Été \"\"x\"\"\"");
        let mut expected: Vec<String> = delivery.gold().into_iter().map(quoted).collect();
        expected.sort();
        let csv = shop.read("out/gold.csv");
        let mut found: Vec<&str> = csv.lines().skip(1).collect();
        found.sort_unstable();
        assert_eq!(found, expected, "seed {seed}");
        rows += found.len();
        clicked += found.iter().filter(|row| row.rsplit(',').nth(4) == Some("1")).count();
        paid += found.iter().filter(|row| !row.ends_with(",0,0.00")).count();
    }
    assert!(rows > 500 && clicked > 50 && paid > 50, "{rows} rows, {clicked} clicked, {paid} with payments");
}
