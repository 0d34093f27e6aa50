//! Steps that run alone, and pipelines that wait for one another.

use std::fs;

use serde_json::Value;

use super::export;
use crate::support::{Cli, Shop, State, people_config};

/// Sales need the people; the stock needs nobody.
fn shop_config(needs: &str) -> String {
    people_config("snapshot", 1.0)
        + &format!(
            r#"
[pipelines.sale]
files = 'sale_(?<date>\d{{8}})\.txt'
format = {{ type = "delimited", delimiter = "~", quote = "", header = false }}
load = "transaction"
key = ["id"]
depends_on = {needs}
columns = [ {{ name = "id", type = "int" }}, {{ name = "total", type = "decimal(12,2)", required = true }} ]

[pipelines.stock]
files = 'stock_(?<date>\d{{8}})\.json'
format = {{ type = "json" }}
load = "snapshot"
key = ["id"]
columns = [ {{ name = "id", type = "string" }}, {{ name = "left", type = "int" }} ]

[reports.totals]
title = "Totals"
sql = "totals.sql"
"#
        )
}

fn new_shop(needs: &str) -> Shop {
    let shop = Shop::new(&shop_config(needs));
    fs::write(shop.at("totals.sql"), "SELECT COUNT(*) AS sales, SUM(total) AS total FROM sale").unwrap();
    shop
}

/// A shop with two days of files in its landing zone.
fn landed(needs: &str) -> Shop {
    let shop = new_shop(needs);
    shop.land("people_20241009.csv", "id,name,tier,note\n1,Ann,gold,\n2,Bo,silver,\n");
    shop.land("people_20241010.csv", "id,name,tier,note\n1,Ann,silver,\n2,Bo,silver,\n");
    shop.land("sale_20241009.txt", "1~10.00\n2~20.00\n");
    shop.land("sale_20241010.txt", "3~30.00\n");
    shop.land("stock_20241009.json", r#"[{"id":"a","left":1}]"#);
    shop.land("stock_20241010.json", r#"[{"id":"a","left":2}]"#);
    shop
}

/// The error reports; the engine may keep notes of its own beside them.
fn reports(shop: &Shop) -> Vec<String> {
    shop.names("error_reports").into_iter().filter(|name| !name.starts_with('.')).collect()
}

/// How a shop stands, without such notes.
fn state(shop: &Shop) -> State {
    let mut state = shop.state();
    state.error_reports.retain(|name, _| !name.starts_with('.'));
    state
}

/// Runs steps that succeed.
#[track_caller]
fn steps(shop: &Shop, steps: &[&str]) {
    for step in steps {
        let run = shop.cli(&["run", "--step", step]);
        assert_eq!(run.code, 0, "{step}: {}", run.err);
    }
}

#[test]
fn the_steps_one_after_the_other_are_a_run() {
    let whole = landed("[]");
    assert_eq!(whole.cli(&["run"]).code, 0);
    let shop = landed("[]");
    steps(&shop, &["take"]);
    assert_eq!((shop.names("landing_zone").len(), shop.names("archive").len()), (0, 6));
    assert_eq!((reports(&shop).len(), shop.commits("people")), (0, 0));
    steps(&shop, &["check"]);
    assert_eq!((reports(&shop).len(), shop.commits("people")), (6, 0));
    steps(&shop, &["load"]);
    assert_eq!((export(&shop, "people"), shop.names("exports").len()), (export(&whole, "people"), 0));
    steps(&shop, &["report"]);
    assert_eq!(state(&shop), state(&whole));
    // Each again: nothing is done twice.
    steps(&shop, &["take", "check", "load", "report"]);
    assert_eq!(state(&shop), state(&whole));
    shop.assert_sound();
}

/// A step whose input is missing refuses, names the step to run, and changes nothing.
#[track_caller]
fn check_refused(done: &[&str], args: &[&str], names: &[&str]) {
    let shop = landed("[]");
    steps(&shop, done);
    let before = shop.state();
    let run = shop.cli(&[&["run"], args].concat());
    assert_eq!((run.code, run.out.as_str()), (1, ""), "{args:?} after {done:?}: {}", run.err);
    assert!(names.iter().any(|name| run.err.contains(name)), "{args:?} after {done:?}: {}", run.err);
    assert_eq!(shop.state(), before, "{args:?} after {done:?}");
    // The next whole run is not in the way of anything.
    assert_eq!(shop.cli(&["run"]).code, 0);
    assert_eq!(shop.names("landing_zone"), [""; 0]);
}

#[test]
fn a_step_without_its_input_names_the_step_to_run() {
    let day = "--date=2024-10-09";
    check_refused(&[], &["--step=check", day], &["take"]);
    check_refused(&[], &["--step=check", day, "--pipeline=people"], &["take"]);
    check_refused(&[], &["--step=load", day], &["take", "check"]);
    check_refused(&["take"], &["--step=load", day], &["check"]);
    check_refused(&["take"], &["--step=load", day, "--pipeline=people"], &["check"]);
}

/// A resent and a late day go through the steps like new ones; the table changes with the load.
#[test]
fn a_replay_in_steps() {
    let resent = |shop: &Shop| {
        shop.land("people_20241009.csv", "id,name,tier,note\n1,Anna,gold,\n2,Bo,silver,\n");
        shop.land("sale_20241008.txt", "2~25.00\n");
    };
    let (shop, whole) = (landed("[]"), landed("[]"));
    for shop in [&shop, &whole] {
        assert_eq!(shop.cli(&["run"]).code, 0);
        resent(shop);
    }
    let before = state(&shop).tables;
    assert_eq!(whole.cli(&["run"]).code, 0);
    steps(&shop, &["take"]);
    assert_eq!((shop.names("landing_zone").len(), shop.names("archive").len()), (0, 8));
    let refused = shop.cli(&["run", "--step", "load"]);
    assert_eq!((refused.code, state(&shop).tables == before), (1, true), "{}", refused.err);
    assert!(refused.err.contains("check"), "{}", refused.err);
    steps(&shop, &["check"]);
    assert_eq!(state(&shop).tables, before);
    steps(&shop, &["load", "report"]);
    assert_eq!(state(&shop), state(&whole));
}

#[test]
fn a_step_of_one_pipeline_and_day() {
    let shop = landed("[]");
    let run = |args: &[&str]| {
        let run = shop.cli(&[&["run"], args].concat());
        assert_eq!(run.code, 0, "{args:?}: {}", run.err);
    };
    run(&["--step=take", "--pipeline=people", "--date=2024-10-09"]);
    assert_eq!(shop.names("archive"), ["people/people_20241009.csv"]);
    run(&["--step=check", "--pipeline=people", "--date=2024-10-09"]);
    assert_eq!(reports(&shop), ["errors_people_20241009.csv"]);
    run(&["--step=load", "--pipeline=people", "--date=2024-10-09"]);
    assert_eq!((export(&shop, "people").lines().count(), shop.commits("sale")), (3, 0));
    let status = shop.cli(&["status", "--json"]).out;
    assert!(status.contains("2024-10-09"), "{status}");
    for step in ["take", "check", "load"] {
        assert!(status.contains(step), "{step} is not in {status}");
    }
    run(&[]);
    let whole = landed("[]");
    whole.cli(&["run"]);
    assert_eq!(state(&shop), state(&whole));
}

/// Where in the events of a run a pipeline loads a day, from its start to its end.
fn load_of(run: &Cli, pipeline: &str, date: &str) -> (usize, usize) {
    let events: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let at = |event: &str| {
        let is = |e: &Value| {
            (&e["event"], &e["step"], &e["pipeline"], &e["date"])
                == (&event.into(), &"load".into(), &pipeline.into(), &date.into())
        };
        events.iter().position(is).unwrap_or_else(|| panic!("no {event} of {pipeline} {date}:\n{}", run.out))
    };
    (at("step_started"), at("step_finished"))
}

#[test]
fn a_pipeline_loads_after_those_it_depends_on() {
    for _ in 0..5 {
        let shop = landed(r#"["people", "stock"]"#);
        let run = shop.cli(&["run", "--json"]);
        assert_eq!(run.code, 0, "{}", run.out);
        for date in ["2024-10-09", "2024-10-10"] {
            let (start, _) = load_of(&run, "sale", date);
            for needed in ["people", "stock"] {
                assert!(load_of(&run, needed, date).1 < start, "sale before {needed} on {date}:\n{}", run.out);
            }
        }
    }
}

#[test]
fn a_failed_pipeline_holds_back_those_that_depend_on_it() {
    let (shop, whole) = (landed(r#"["people"]"#), landed(r#"["people"]"#));
    assert_eq!(whole.cli(&["run"]).code, 0);
    fs::create_dir(shop.at("archive")).unwrap();
    fs::write(shop.at("archive/people"), "a file where a folder must be").unwrap();
    let run = shop.cli(&["run"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("people"), "{}", run.err);
    assert_eq!((shop.commits("people"), shop.commits("sale")), (0, 0), "{}", run.err);
    assert_eq!(export(&shop, "stock"), export(&whole, "stock"));
    // It says who waits for whom.
    let waits = |line: &&str| line.contains("sale") && line.contains("people");
    assert!(run.err.lines().any(|line| waits(&line)), "{}", run.err);
    fs::remove_file(shop.at("archive/people")).unwrap();
    assert_eq!(shop.cli(&["run"]).code, 0);
    assert_eq!(state(&shop), state(&whole));
}

/// A day that failed holds back that day, though the needed pipeline has loaded others.
#[test]
fn a_day_that_failed_later_holds_back_that_day() {
    let (shop, whole) = (new_shop(r#"["people"]"#), landed(r#"["people"]"#));
    whole.cli(&["run"]);
    let land = |day: &str| {
        for name in whole.names("archive").iter().filter(|name| name.contains(day)) {
            shop.land(name.split('/').next_back().unwrap(), fs::read(whole.at("archive").join(name)).unwrap());
        }
    };
    land("20241009");
    assert_eq!(shop.cli(&["run"]).code, 0);
    let before = export(&shop, "sale");
    land("20241010");
    // A folder of that name cannot be replaced by a file.
    fs::create_dir_all(shop.at("error_reports/errors_people_20241010.csv/x")).unwrap();
    let run = shop.cli(&["run"]);
    assert_eq!((run.code, export(&shop, "sale")), (1, before), "{}", run.err);
    assert_eq!(export(&shop, "stock"), export(&whole, "stock"));
    fs::remove_dir_all(shop.at("error_reports/errors_people_20241010.csv")).unwrap();
    assert_eq!(shop.cli(&["run"]).code, 0);
    assert_eq!(state(&shop), state(&whole));
}

#[test]
fn what_cannot_be_depended_on_is_a_config_error() {
    let check = |config: String, words: &str| {
        let shop = Shop::new(&config);
        fs::write(shop.at("totals.sql"), "SELECT COUNT(*) AS sales FROM sale").unwrap();
        let cli = shop.cli(&["check"]);
        assert_eq!(cli.code, 2, "{}", cli.out);
        assert!(cli.err.contains("depends_on") && cli.err.contains(words), "{}", cli.err);
    };
    check(shop_config(r#"["peple"]"#), "Did you mean `people`?");
    check(shop_config(r#"["sale"]"#), "sale");
    let circle = shop_config(r#"["people"]"#).replacen("key = [\"id\"]", "depends_on = [\"sale\"]\nkey = [\"id\"]", 1);
    check(circle, "people");
}
